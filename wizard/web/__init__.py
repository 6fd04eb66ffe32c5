"""HTTP: the application, its views, rendering, the cache, headers, the JSON API and the server.

Flask, Werkzeug and granian are imported only here. What a page says is decided in `pages`.

May import: `pages`, `check` (only to show problems while reloading), `loader`, `engine`, `extras`,
`i18n`, `model`, `resources`.
"""
