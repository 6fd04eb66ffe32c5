"""What `wizard check` looks at beyond validity: cases, reading level, review dates, suppressions, reports.

It does not decide whether a folder can be served; `loader` does.

May import: `loader`, `engine`, `i18n`, `model`.
"""
