"""The words of a language: gettext catalogs, the translator, the glossary, and phrases built from a flow.

Babel is imported only here. It does not read flow files (`loader`) and does not know pages (`pages`).

May import: `model`, `resources`.
"""
