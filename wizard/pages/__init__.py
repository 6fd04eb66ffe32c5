"""Pages as data, in one language: page classes with their presenters, and files for readers.

Pages consist of strings and links. This package knows nothing of HTTP: URLs come from a function
that the caller passes in.

May import: `convert` (for the picture of a flow), `engine`, `extras`, `i18n`, `model`.
"""
