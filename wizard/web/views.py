"""HTTP: routes, redirects, errors. With `reply.py`, the only module that knows Flask.

Every page is a pure function of its address. Nothing is kept between two requests: no cookie, no session, no storage,
and the one thing that is logged is that something broke, never who asked for what.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Hashable, Mapping
from contextlib import suppress
from datetime import date
from functools import lru_cache
from threading import Lock
from typing import Any, TypeVar

from flask import Blueprint, Response, abort, current_app, request, url_for
from werkzeug.exceptions import BadHost, HTTPException

from wizard.engine.graph import needs_history
from wizard.engine.journey import answers_in, arrive, replay
from wizard.engine.machine import machine_of
from wizard.i18n.glossary import kept_names
from wizard.i18n.translator import make_translator
from wizard.model.deadlines import TriggerEvent
from wizard.model.flow import Flow, Target
from wizard.model.site import Site
from wizard.pages.base import Page
from wizard.pages.deadlines import FILE, DatesPage, DeadlinePresenter, InvalidDatePage
from wizard.pages.letter_files import FORMATS
from wizard.pages.letters import LETTER_FILE_STEM, LetterPresenter
from wizard.pages.map import MOST, PICTURE, MapPresenter, Picture
from wizard.pages.markup import mark_names, names_pattern
from wizard.pages.presenter import Presenter
from wizard.pages.search import SearchIndexer
from wizard.resources import DATA
from wizard.web.api import page_data
from wizard.web.assets import TYPES, read_assets
from wizard.web.flow_json import flow_to_dict
from wizard.web.openapi import document
from wizard.web.response_cache import coding_for
from wizard.web.responses import as_json, finish, private_response, public_response, redirect
from wizard.web.security_headers import BRIEFLY, CACHED, IMMUTABLE, OPEN, headers_for
from wizard.web.well_known import FILES


class Album:
    """Pictures that were drawn, each once however many ask for it at a time; the oldest make room for new ones."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._held: dict[Hashable, Picture | None] = {}
        self._drawing = Lock()

    def get(self, key: Hashable, draw: Callable[[], Picture | None]) -> Picture | None:
        """The picture of this key, drawn when it is first asked for. That it cannot be drawn is held too."""
        with suppress(KeyError):
            return self._held[key]
        with self._drawing:
            if key not in self._held:
                picture = draw()
                while len(self._held) >= self.most:
                    del self._held[next(iter(self._held))]
                self._held[key] = picture
            return self._held[key]


MAX_QUERY = 4096  # bytes

LAYOUT = "wizard/_layout.html"  # what all pages of a language have alike

DATA_VIEW = "data_"  # begins the name of each view that answers with data

ORIGIN = "wizard.origin"  # in the environ: the scheme and host to write in pages, empty where they are not known

REQUESTED = "sought"  # the query key that says which step a redirected reader had asked for

_Pages = TypeVar("_Pages", bound=Presenter)


class SiteViews:
    """The views of one site. `name` is the name of the blueprint that serves them, `today` the clock."""

    def __init__(
        self, site: Site, name: str, today: Callable[[], date], mounted: bool = False
    ) -> None:
        self.site = site
        self.name = name
        self.today = today
        self.headers = headers_for(site.frame, mounted)
        self.assets = read_assets(DATA / "static")
        self.names = {code: names_pattern(kept_names(site, code)) for code in site.languages[1:]}
        self.album = Album()
        self.translators = {
            code: make_translator(code, site.texts.get(code)) for code in site.languages
        }
        self.layouts: dict[
            tuple[str, str], Any
        ] = {}  # what all pages of a language have alike, as a template made it
        self.bases = lru_cache(64)(
            lambda root, name: str(url_for(f"{name}.door"))
        )  # the root is the server's word
        self.presenters: Callable[..., Any] = lru_cache(64)(
            self.make_presenter
        )  # for languages, and hosts as named
        for flow in site.flows.values():
            machine_of(flow)  # compiled now, not while the first reader waits

    def blueprint(self) -> Blueprint:
        """The routes. Only GET, and HEAD with it, exists."""
        blueprint = Blueprint(self.name, __name__, template_folder=str(DATA / "templates"))
        pages: dict[str, Callable[..., Response]] = {
            "/": self.door,
            "/<lang>/": self.home,
            "/<lang>/topics/<int:number>/": self.topic,
            "/<lang>/sources/": self.sources,
            "/<lang>/promises/": self.promises,
            "/<lang>/deadlines/": self.deadlines,
            "/<lang>/deadlines/<event>/": self.deadlines_event,
            "/<lang>/deadlines/<event>/<when>/": self.deadlines_when,
            "/<lang>/letters/": self.letters,
            "/<lang>/letters/<name>/": self.letter,
            "/<lang>/<flow>/": self.start,
            "/<lang>/<flow>/map/": self.map,
            "/<lang>/<flow>/<step>/": self.step,
        }
        files: dict[str, Callable[..., Response]] = {
            "/static/<name>": self.static_file,
            **dict.fromkeys(
                ("/robots.txt", "/sitemap.xml", "/.well-known/security.txt"), self.notice
            ),
            "/<lang>/search.json": self.search,
            f"/<lang>/deadlines/<event>/<when>/{FILE}": self.deadlines_file,
            f"/<lang>/letters/<name>/{LETTER_FILE_STEM}.<kind>": self.letter_file,
            f"/<lang>/<flow>/{PICTURE}": self.picture,
        }
        data: dict[str, Callable[..., Response]] = {
            **{
                f"/api{rule}": view for rule, view in pages.items()
            },  # every page can be had as data too
            "/api/<flow>.json": self.whole,
            "/api/openapi.json": self.openapi,
        }
        for prefix, routes in (("", {**pages, **files}), (DATA_VIEW, data)):
            for rule, view in routes.items():
                name = prefix + view.__name__
                blueprint.add_url_rule(
                    rule, name, view, methods=["GET"], provide_automatic_options=False
                )
        return blueprint

    def reject_bad_request(self) -> None:
        """Turn away what no page answers, before anything else looks at it."""
        if isinstance(request.routing_exception, BadHost):
            raise request.routing_exception
        if request.method not in ("GET", "HEAD"):
            abort(405)
        if len(request.query_string) > MAX_QUERY:
            abort(414)
        if re.search(rb"[^!-~]", request.query_string):  # no browser sends it so
            abort(400)
        if not coding_for(request.headers.get("Accept-Encoding", "")):
            abort(406)

    def error_page(self, error: HTTPException) -> Response | HTTPException:
        """An error as a page in the reader's language. Redirects pass through, and hosts for which no link can be made."""
        status = error.code or 500
        if status < 400 or isinstance(error, BadHost):
            return error
        languages = self.site.languages
        lang = next((part for part in request.path.split("/") if part in languages), languages[0])
        response = self.respond(self.pages(lang).error(status), status=status)
        response.headers["Cache-Control"] = "no-store"
        if status == 405:
            response.headers["Allow"] = "GET, HEAD"
        return response

    def finish(self, response: Response) -> Response:
        """A response with the headers that every one has. Data may be read by the pages of any site: it is public."""
        return finish(response, self.headers | OPEN if self.asks_for_data() else self.headers)

    def static_file(self, name: str) -> Response:
        asset = next(
            (asset for asset in self.assets.values() if asset.name == name), None
        ) or abort(404)
        return public_response(Response(asset.body, content_type=asset.kind), IMMUTABLE)

    def notice(self) -> Response:
        """What machines ask for: robots.txt, sitemap.xml, security.txt."""
        base, name = self.origin() + self.base(), request.path.rpartition("/")[2]
        text, kind = FILES[name](self.site, base, self.today())
        return public_response(
            Response(text or abort(404), content_type=f"{kind}; charset=utf-8"), BRIEFLY
        )

    def door(self) -> Response:
        return self.respond(self.pages(self.site.languages[0]).door())

    def home(self, lang: str) -> Response:
        return self.respond(self.pages(lang).home())

    def search(self, lang: str) -> Response:
        """What the front page searches, on the reader's device."""
        response = Response(
            self.presenter(SearchIndexer, lang).index(), content_type="application/json"
        )
        response.headers["X-Robots-Tag"] = "noindex"
        return public_response(response, CACHED)

    def topic(self, lang: str, number: int) -> Response:
        pages = self.pages(lang)
        return self.respond(pages.topic(number) if number in self.site.topics else abort(404))

    def sources(self, lang: str) -> Response:
        pages = self.pages(lang)
        return self.respond(pages.sources() if self.site.sources else abort(404))

    def promises(self, lang: str) -> Response:
        return self.respond(self.pages(lang).promises())

    def deadlines(self, lang: str) -> Response:
        return self.respond(self.timetable(lang).index())

    def deadlines_event(self, lang: str, event: str) -> Response:
        return self.respond(self.timetable(lang).event(self.event(event)), cache=BRIEFLY)

    def deadlines_when(self, lang: str, event: str, when: str) -> Response:
        """A month, a day, or what is wrong with either. A day is the reader's own."""
        page = self.timetable(lang).month_or_day(self.event(event), when)
        wrong = isinstance(page, InvalidDatePage)
        return self.respond(page, isinstance(page, DatesPage), 404 if wrong else 200, BRIEFLY)

    def deadlines_file(self, lang: str, event: str, when: str) -> Response:
        """The dates that follow from a day, for a calendar."""
        pages, began = self.timetable(lang), self.event(event)
        if not (day := pages.day(when)):
            return self.respond(pages.invalid_date(began, when), status=404, cache=BRIEFLY)
        response = Response(pages.file(began, day), content_type="text/calendar; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{pages.file_name()}"'
        return private_response(response)

    def event(self, name: str) -> TriggerEvent:
        """The event of this name, or the end of the request."""
        deadlines = self.site.deadlines
        return (deadlines.events.get(name) if deadlines else None) or abort(404)

    def timetable(self, lang: str) -> DeadlinePresenter:
        """The pages of the deadlines in one language, or the end of the request where the site has none."""
        return self.presenter(DeadlinePresenter, lang) if self.site.deadlines else abort(404)

    def letters(self, lang: str) -> Response:
        return self.respond(self.stationery(lang).index())

    def letter(self, lang: str, name: str) -> Response:
        return self.respond(self.stationery(lang).letter(self.site.letters.get(name) or abort(404)))

    def letter_file(self, lang: str, name: str, kind: str) -> Response:
        """A letter with its blanks, to keep: it holds nothing of the reader's."""
        pages = self.stationery(lang)
        letter, form = self.site.letters.get(name) or abort(404), FORMATS.get(kind) or abort(404)
        response = Response(form.write(letter), content_type=form.media)
        response.headers["Content-Disposition"] = (
            f'attachment; filename="{pages.file_name(letter)}.{kind}"'
        )
        response.headers["X-Robots-Tag"] = "noindex"
        return public_response(response, CACHED)

    def stationery(self, lang: str) -> LetterPresenter:
        """The pages of the letters in one language, or the end of the request where the site has none."""
        return self.presenter(LetterPresenter, lang) if self.site.letters else abort(404)

    def start(self, lang: str, flow: str) -> Response:
        pages = self.pages(lang)
        return self.respond(
            pages.prose(flow) if flow in self.site.pages else pages.start(self.flow(flow))
        )

    def step(self, lang: str, flow: str, step: str) -> Response:
        """One step, or the way to where the reader can be."""
        pages, graph = self.pages(lang), self.flow(flow)
        if step not in graph.steps:
            target = graph.moved.get(step) or abort(404)
            return self.redirect(_path(pages, target) + _query(), 301)
        answers = answers_in(graph, request.args.lists())
        if not answers and step != graph.start and step in needs_history(graph):
            return self.redirect(_path(pages, Target(flow, "")), 303)
        if graph.sensitive and answers:
            return self.redirect(_path(pages, Target(flow, step)), 303)
        if graph.sensitive or (not answers and step != graph.start):
            return self.respond(pages.step(arrive(graph, step)))
        journey = replay(graph, answers, until=step)
        if isinstance(journey.step, Target):
            return self.redirect(_path(pages, journey.step), 303)
        if journey.step.id != step:
            mark = "" if REQUESTED in request.args else f"&{REQUESTED}={step}"
            return self.redirect(_path(pages, Target(flow, journey.step.id)) + _query() + mark, 303)
        requested = bool(answers) and REQUESTED in request.args
        return self.respond(pages.step(journey, requested), personal=bool(answers))

    def map(self, lang: str, flow: str) -> Response:
        """A whole flow, as a picture where there is one, and as a list."""
        pages, graph = self.presenter(MapPresenter, lang), self.flow(flow)
        return self.respond(
            pages.map(graph, self.album.get((lang, flow), lambda: pages.picture(graph)))
        )

    def picture(self, lang: str, flow: str) -> Response:
        """The picture of a flow, as a file."""
        pages, graph = self.presenter(MapPresenter, lang), self.flow(flow)
        picture = self.album.get((lang, flow), lambda: pages.picture(graph)) or abort(404)
        response = Response(picture.svg, content_type=TYPES[".svg"])
        response.headers["X-Robots-Tag"] = "noindex"
        return public_response(response, CACHED)

    def whole(self, flow: str) -> Response:
        """A whole flow as its file says it."""
        return public_response(as_json(flow_to_dict(self.flow(flow))), CACHED)

    def openapi(self) -> Response:
        """What data there is, for machines."""
        return public_response(as_json(document(self.site, self.base())), CACHED)

    def flow(self, name: str) -> Flow:
        """The flow of this name, or the end of the request."""
        return self.site.flows.get(name) or abort(404)

    def pages(self, lang: str) -> Presenter:
        """The pages of one language, or the end of the request where the site does not have it."""
        return self.presenter(Presenter, lang)

    def presenter(self, kind: type[_Pages], lang: str) -> _Pages:
        """A maker of pages in one language, or the end of the request where the site does not have it."""
        if lang not in self.site.languages:
            abort(404)
        return self.presenters(kind, lang, self.base(), self.origin(), self.today())  # type: ignore[no-any-return]

    def make_presenter(
        self, kind: type[_Pages], lang: str, base: str, origin: str, today: date
    ) -> _Pages:
        """A maker of the pages below `base`."""

        def url_to(*segments: str, answers: Mapping[str, str] | None = None) -> str:
            query = "&".join(map("=".join, answers.items())) if answers else ""
            path = "".join([f"{segment}/" for segment in segments if segment])
            return base + path + (f"?{query}" if query else "")

        return kind(self.site, self.translators[lang], url_to, origin, today)

    def origin(self) -> str:
        """The scheme and host of the site's own addresses: what the environment says, else what was asked for."""
        known = request.environ.get(ORIGIN, os.environ.get("WIZARD_ORIGIN"))
        return str(request.host_url.rstrip("/") if known is None else known)

    def base(self) -> str:
        """The path of the site's first page, under whatever prefix it is mounted."""
        return self.bases(request.root_path, self.mounted())

    def mounted(self) -> str:
        """The name under which the request's blueprint was registered; a request that met no route has none."""
        return request.blueprint or self.name

    def asks_for_data(self) -> bool:
        """Whether the request is one for data. One that met no route has its path only."""
        view = (request.endpoint or "").rpartition(".")[2]
        return view.startswith(DATA_VIEW) or (not view and request.path.startswith("/api/"))

    def data_url(self, href: str) -> str:
        """The address of a page's data; nothing for an address that is not that of a page here."""
        base = self.base()
        within = href.startswith(base) and href.partition("?")[0].endswith("/")
        return f"{base}api/{href.removeprefix(base)}" if within else ""

    def redirect(self, path: str, status: int) -> Response:
        """The way to another page, or from data to data."""
        return redirect(self.data_url(path) if self.asks_for_data() else path, status)

    def respond(
        self, page: Page, personal: bool = False, status: int = 200, cache: str = CACHED
    ) -> Response:
        """A page as a response, to be stored as `cache` says. A personal one is built from answers: see `private_response`."""
        response = self.as_data(page) if self.asks_for_data() else self.as_html(page)
        response.status_code = status
        if not page.listed:
            response.headers["X-Robots-Tag"] = "noindex"
        return private_response(response) if personal else public_response(response, cache)

    def as_data(self, page: Page) -> Response:
        flow = self.site.flows.get((request.view_args or {}).get("flow", ""))
        return as_json(page_data(page, self.data_url, flow))

    def as_html(self, page: Page) -> Response:
        static = f"{self.base()}static/"
        files = {
            stem: (static + asset.name, asset.integrity) for stem, asset in self.assets.items()
        }
        context = {"page": page, "assets": files, "_": self.translators[page.lang]}
        current_app.update_template_context(
            context
        )  # a host's own template may use what the host gives to all
        template = current_app.jinja_env.get_template
        if (page.lang, static) not in self.layouts:
            self.layouts[page.lang, static] = template(LAYOUT).make_module(context)
        html = template(f"wizard/{page.template}").render(
            context, layout=self.layouts[page.lang, static]
        )
        if names := self.names.get(page.lang):
            html = mark_names(html, names, self.site.languages[0])
        return Response(html, content_type="text/html; charset=utf-8")


def _query() -> str:
    """The request's query, as it came."""
    query = request.query_string.decode("ascii", "ignore")
    return f"?{query}" if query else ""


def _path(pages: Presenter, target: Target) -> str:
    return pages.url_to(pages.t.code, target.flow, target.step)
