"""The document for reviewers: every text of a flow with stable references.

`contents` makes the document as data, `changes` compares two of them, and the writers (`write_*`)
turn one into HTML, DOCX or Markdown. python-docx is also imported in `write_docx`.

May import: `pages` (for Markdown as HTML, and for what DOCX files have in common), `convert`,
`loader`, `engine`, `i18n`, `model`, `resources`.
"""
