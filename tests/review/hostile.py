"""A flow whose texts are markup in every format that a document is written in."""

HOSTILE = """\
title: "A <b>title</b> & \\"more\\""
start: help
steps:
  help:
    ask: "Is 1 < 2 & 3 > 2? | *no* `code` ~~x~~"
    why: "<script>alert(1)</script>"
    help: |
      # Big heading

      Text with **bold**, *it*, a [link](https://example.org/a_(b)?x=1&y=2), <b>html</b>, `code`.

      - one
      - two
        - nested

      1. first
      2. second

      ## Small heading

      A [number](tel:+16015550123).
    answers:
      help: {label: "]]> & </w:t>", to: end}
      why: {label: "- dash", to: end}
  end:
    outcome: "# Not a heading"
    says: |
      Two lines
      and a third.
    claims:
      - {level: unknown, text: "Same text."}
      - {level: unknown, text: "1. Not a list", if: {help: why}, when: "If you <chose> why"}
    next:
      - {label: Same text.}
      - {label: "Go | there", to: "https://example.org/x(y)", if: {not: {help: why}}}
"""
