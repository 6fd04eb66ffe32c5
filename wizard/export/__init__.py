"""The static site and the single-file guide. Both are made by asking the application, like any other client.

May import: `web`, `engine`, `model`, `resources`, and what `web` may import.
"""
