"""The command line: one module for each command of `wizard`. Commands only parse and print.

May import: everything.
"""
