"""What a reader gets, as data, in one language: page contexts and their presenters, letter and calendar files.

Strings and links only. It does not know HTTP: URLs come from a function that the caller passes in.

May import: `convert` (for the picture of a flow), `engine`, `i18n`, `model`.
"""
