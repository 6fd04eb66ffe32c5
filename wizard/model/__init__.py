"""What a site is: flows, steps, claims, letters, deadlines, and the diagnostics about them.

Frozen data without IO and without third-party imports. It does not read files (`loader`), does not
decide where answers lead (`engine`) and has no interface text (`i18n`).

May import: nothing else of this project.
"""
