"""What `wizard check` reports beyond validity: cases, readability, review dates, suppressions.

It does not decide whether a folder can be served; `loader` does.

May import: `loader`, `engine`, `i18n`, `model`.
"""
