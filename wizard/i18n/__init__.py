"""Languages: gettext catalogs, the translator, the glossary, and phrases about a flow.

Babel is imported only here. It does not read flow files (`loader`) and does not know pages
(`pages`).

May import: `model`, `resources`.
"""
