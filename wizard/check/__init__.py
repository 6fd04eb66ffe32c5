"""What `wizard check` reports beyond validity: cases, readability, review dates, suppressions.

`fixes` and `rename` change files, after a check of what they would become.

It does not decide whether a folder can be served; `loader` does.

May import: `loader`, `engine`, `i18n`, `model`.
"""
