"""Formats of other tools: QnA Markup, Twee, Mermaid and CSV in; Twee, Mermaid, DOT and CSV out.

A reader (`read_*`) turns a text into a tree, `normalize` makes the tree fit a flow, and
`write_flow` writes it as YAML. The other writers (`write_*`) start from a flow of the model.

May import: `loader`, `engine`, `i18n`, `model`.
"""
