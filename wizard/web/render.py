"""Pages as responses: as HTML, or as JSON below `/api/`, with the URLs that both need.

Every page is a pure function of its URL. Between two requests, only templates and URLs are kept
here, which are the same for all readers.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Response, current_app, request, url_for
from jinja2 import Environment, meta, nodes
from jinja2.defaults import DEFAULT_NAMESPACE
from jinja2.filters import FILTERS
from jinja2.tests import TESTS

from wizard.engine.journey import given_answers
from wizard.i18n.glossary import kept_names
from wizard.i18n.translator import Translator
from wizard.model.flow import Flow
from wizard.model.site import Site
from wizard.pages.base import Page
from wizard.pages.markup import mark_names, names_pattern
from wizard.resources import DATA
from wizard.web.api import page_data
from wizard.web.assets import read_assets
from wizard.web.pieces import REQUESTED
from wizard.web.responses import (
    as_json,
    html_response,
    private_response,
    public_response,
    redirect,
    unstored_response,
)
from wizard.web.security_headers import BRIEFLY, CACHED
from wizard.web.site_base import ORIGIN

LAYOUT = "wizard/_layout.html"  # the parts that all pages of a language share

SHOWN = ("page", "assets", "_", "layout")  # the names that every template gets

DATA_VIEW = "data_"  # the prefix of the name of each view that answers with data


class PageRenderer:
    """Renders the pages of one site.

    `name` is the name of the blueprint that serves them, `mounted` whether it is part of a host
    application.
    """

    def __init__(
        self, site: Site, name: str, translators: Mapping[str, Translator], mounted: bool
    ) -> None:
        self.site = site
        self.name = name
        self.mounted = mounted
        self.translators = translators
        self.assets = read_assets(DATA / "static")
        # In the site's first language, the names are text in the language of the page.
        self.names = {code: names_pattern(kept_names(site, code)) for code in site.languages[1:]}
        # The layout as a template module depends only on the language, on the URL of the static
        # files, of which there are several if the site is mounted several times, and on whether
        # the footer has links.
        self.layouts: dict[tuple[str, str, bool], Any] = {}
        # `url_for` is slow, and the WSGI server sets the root path, so there are few of them.
        self.bases = lru_cache(64)(lambda root, name: str(url_for(f"{name}.door")))

    def origin(self) -> str:
        """Return the scheme and host of the site's URLs: as configured, else as requested."""
        known = request.environ.get(ORIGIN)
        return str(request.host_url.rstrip("/") if known is None else known)

    def has_stored_origin(self) -> bool:
        """Return whether what has the scheme and host of this request may be stored for others."""
        return request.environ.get(ORIGIN) is not None

    def base(self) -> str:
        """Return the path of the site's first page, including the prefix it is mounted under."""
        # A request that matched no route has no blueprint.
        return self.bases(request.root_path, request.blueprint or self.name)

    def asks_for_data(self) -> bool:
        """Return whether the request is for data. If it matched no route, its path decides."""
        # A blueprint's endpoints are `<blueprint>.<view>`.
        view = (request.endpoint or "").rpartition(".")[2]
        return view.startswith(DATA_VIEW) or (not view and request.path.startswith("/api/"))

    def data_url(self, href: str) -> str:
        """Return the URL of a page's data, or "" for a URL that is not a page of this site."""
        base = self.base()
        page = href.partition("#")[0]
        # Only URLs of pages end with a slash; files such as letters have no JSON.
        within = page.startswith(base) and page.partition("?")[0].endswith("/")
        return f"{base}api/{page.removeprefix(base)}" if within else ""

    def redirect(self, path: str, status: int) -> Response:
        """Redirect to another page, or from the data of one page to the data of the other."""
        return redirect(self.data_url(path) if self.asks_for_data() else path, status)

    def respond(self, page: Page, personal: bool = False, status: int = 200) -> Response:
        """Return a page as a response. For how long it may be stored depends on the page.

        A `personal` page was built from a reader's answers: see `private_response`.
        """
        if status == 200 and self.has_only_unknown_keys():
            return redirect(f"{request.script_root}{request.path}", 301)
        response = self.as_data(page) if self.asks_for_data() else self.as_html(page)
        response.status_code = status
        if not page.layout.indexable:
            # JSON has no `robots` tag, so the header is there for both kinds of response.
            response.headers["X-Robots-Tag"] = "noindex"
        return (
            private_response(response)
            if personal
            else self.public(response, BRIEFLY if page.depends_on_date else CACHED)
        )

    def has_only_unknown_keys(self) -> bool:
        """Return whether the URL of a page has a query, and no key in it is an answer or ours.

        Search engines, social networks and newsletters add such keys to links, often another value
        for each reader. Nothing may store such a page, and all who copy its URL pass the key on.
        """
        # The keys below a host application are its own, and programs request what they want.
        if self.mounted or not request.query_string or self.asks_for_data():
            return False
        flow = self.flow()
        known = {REQUESTED, *given_answers(flow), *flow.moved} if flow else {REQUESTED}
        return known.isdisjoint(request.args)

    def public(self, response: Response, cache: str = CACHED) -> Response:
        """Let others store a response as `cache` says, unless it is of a sensitive flow."""
        if self.is_sensitive():
            return unstored_response(response)
        return public_response(response, cache)

    def is_sensitive(self) -> bool:
        """Return whether the request is for something of a sensitive flow."""
        flow = self.flow()
        return bool(flow and flow.sensitive)

    def flow(self) -> Flow | None:
        """Return the flow to which the requested page belongs, if any."""
        return self.site.flows.get((request.view_args or {}).get("flow", ""))

    def as_data(self, page: Page) -> Response:
        """Return a page as JSON."""
        return as_json(page_data(page, self.data_url, self.flow()))

    def as_html(self, page: Page) -> Response:
        """Return a page as a response with its HTML."""
        return html_response(self.html(page))

    def is_public(self) -> bool:
        """Return whether the templates show nothing but the page, which is the same for everyone.

        A host application's own templates may show what it gives to all templates, such as the name
        of a user, and in debug mode they may change.
        """
        env, ours = current_app.jinja_env, DATA / "templates"
        if env.auto_reload:  # a developer changes templates while they are in use
            return False
        todo = [str(path.relative_to(ours)) for path in ours.glob("wizard/*.html")]
        seen = set(todo)
        assert env.loader, "Flask has set it"
        while todo:
            source, file, _ = env.loader.get_source(env, todo.pop())
            if file and Path(file).is_relative_to(ours):
                continue
            tree = env.parse(source)
            if not _shows_page_only(env, tree):
                return False
            for name in meta.find_referenced_templates(tree):
                if name is None:  # not known before the template is rendered
                    return False
                if name not in seen:
                    seen.add(name)
                    todo.append(name)
        return True

    def html(self, page: Page) -> str:
        """Return a page as HTML."""
        static = f"{self.base()}static/"
        files = {
            stem: (static + asset.name, asset.integrity) for stem, asset in self.assets.items()
        }
        context = {"page": page, "assets": files, "_": self.translators[page.layout.lang]}
        # A host application's own templates may use what it gives to all templates.
        current_app.update_template_context(context)
        template = current_app.jinja_env.get_template
        key = (page.layout.lang, static, bool(page.layout.footer_groups))
        if key not in self.layouts:
            self.layouts[key] = template(LAYOUT).make_module(context)
        layout = self.layouts[key]
        html = str(template(f"wizard/{page.template}").render(context, layout=layout))
        if names := self.names.get(page.layout.lang):
            html = mark_names(html, names, self.site.languages[0])
        return html


def _shows_page_only(env: Environment, tree: nodes.Template) -> bool:
    """Return whether a template uses nothing but a page, its own macros, and what Jinja has.

    It does not matter what the host gives to templates now: it may give more to another reader.
    """
    macros = {macro.name for macro in tree.find_all(nodes.Macro)}
    for imported in tree.find_all(nodes.FromImport):
        macros |= {name if isinstance(name, str) else name[1] for name in imported.names}
    macros |= {imported.target for imported in tree.find_all(nodes.Import)}
    given = meta.find_undeclared_variables(tree) - macros - {*SHOWN}
    shared = env.globals.keys() - {*DEFAULT_NAMESPACE, "url_for"}
    return (
        not given
        and shared.isdisjoint(name.name for name in tree.find_all(nodes.Name))
        and all(each.name in FILTERS for each in tree.find_all(nodes.Filter))
        and all(each.name in TESTS for each in tree.find_all(nodes.Test))
        # An absolute URL has the host that the request names.
        and all(each.key != "_external" for each in tree.find_all(nodes.Keyword))
    )
