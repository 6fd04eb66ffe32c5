"""The command line: one module for each command of `wizard`, on click. Commands parse and print; the work is below.

May import: everything.
"""
