"""HTTP: the application, its views, rendering, the response cache, headers, the JSON API and the server.

Flask, Werkzeug and granian are imported only here. It does not decide what a page says; `pages` does.

May import: `pages`, `check` (only to show problems while reloading), `loader`, `engine`, `i18n`, `model`,
`resources`.
"""
