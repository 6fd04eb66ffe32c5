"""What follows from a flow and answers, or from a deadline rule and a date. Pure functions.

`transitions` is imported only in `machine`, `holidays` only in `united_states`. It does not read
files, know HTTP or write text for readers.

May import: `model`.
"""
