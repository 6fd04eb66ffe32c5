"""Formats of other tools: QnA Markup, Twee, Mermaid and CSV in; Twee, Mermaid, DOT and CSV out.

A reader (`read_*`) makes a tree of a text, `normalize` turns the tree into something a flow can be, `write_flow`
writes YAML. Writers (`write_*`) start from a flow of the model.

May import: `loader`, `engine`, `i18n`, `model`.
"""
