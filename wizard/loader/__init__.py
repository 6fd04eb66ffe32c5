"""Files to model: the file format itself, and all problems of all files at once.

PyYAML is imported only here (`yaml_nodes`, `files`). Whatever `load_flows` returns is valid: every
target exists, there are no loops, every step is reachable. Checks of style are in `check`.

May import: `engine`, `i18n`, `model`, `resources`.
"""
