"""Files to model: the file format itself, and every problem in every file at once.

PyYAML is imported only here (`yaml_nodes`, `files`). Whatever comes out of `load_flows` is valid: every target
exists, there are no loops, every step is reachable. Checks of good style are not here but in `check`.

May import: `engine`, `i18n`, `model`, `resources`.
"""
