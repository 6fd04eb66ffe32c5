"""The static site and the single-file guide. Both request their pages from the application.

May import: `web`, `pages`, `engine`, `model`, `resources`, and what `web` may import.
"""
