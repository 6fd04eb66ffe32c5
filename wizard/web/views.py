"""The routes of a site and their views.

Every page is a pure function of its URL. Nothing about a reader is kept between two requests: no
cookie, no session, no storage. Only errors are logged, and never who requested what.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

from flask import Blueprint, Response, abort, request
from werkzeug.exceptions import HTTPException

from wizard.engine.journey import answers_in
from wizard.engine.machine import machine_of
from wizard.engine.resolve import Show, resolve
from wizard.i18n.translator import translator_of
from wizard.model.deadlines import TriggerEvent
from wizard.model.flow import Flow
from wizard.model.site import Site
from wizard.pages.base import Presenter
from wizard.pages.changes import ChangesPresenter
from wizard.pages.deadlines import DeadlinePresenter, InvalidDatePage
from wizard.pages.due_dates import FILE
from wizard.pages.languages import LanguagesPresenter
from wizard.pages.letter_files import available_formats
from wizard.pages.letters import LETTER_FILE_STEM, LetterPresenter
from wizard.pages.links import query_of
from wizard.pages.map import PICTURE, MapPresenter, Picture
from wizard.pages.offline import GUIDE_FILE
from wizard.pages.outcomes import OFFLINE, PACKET
from wizard.pages.packet import PACKET_FILE
from wizard.pages.search import SearchIndexer
from wizard.pages.site import SitePresenter
from wizard.pages.start import StartPresenter
from wizard.pages.steps import StepPresenter
from wizard.pages.topics import TopicPresenter
from wizard.resources import DATA
from wizard.web.assets import TYPES
from wizard.web.file_cache import FileCache
from wizard.web.flow_json import flow_to_dict
from wizard.web.openapi import document
from wizard.web.pieces import REQUESTED, JoinedPages
from wizard.web.render import DATA_VIEW, PageRenderer
from wizard.web.response_cache import mark_cacheable
from wizard.web.responses import as_json, finish, html_response, private_response, public_response
from wizard.web.row_routes import RowRoutes, add_route
from wizard.web.security_headers import (
    BRIEFLY,
    CACHED,
    IMMUTABLE,
    OPEN,
    SUBRESOURCES,
    headers_for,
    subresource_headers,
)
from wizard.web.takeaway import TakeawayViews
from wizard.web.well_known import FILES

_Pages = TypeVar("_Pages", bound=Presenter)


class SiteViews:
    """The views of one site.

    Args:
        site: The site.
        name: The name of their blueprint.
        today: The clock.
        https: Whether the public URL is known to be https. The server itself has no TLS.
        mounted: Whether the site is part of a host application.
    """

    def __init__(
        self,
        site: Site,
        name: str,
        today: Callable[[], date],
        *,
        https: bool = False,
        mounted: bool = False,
    ) -> None:
        self.site = site
        self.name = name
        self.today = today
        self.headers = headers_for(site.frame, https)
        self.file_headers = subresource_headers(self.headers)
        self.pictures = FileCache[Picture]()
        self.translators = {code: translator_of(site, code) for code in site.languages}
        self.renderer = PageRenderer(site, name, self.translators, mounted)
        self.joined = JoinedPages(self.renderer.html, self.renderer.is_public)
        self.respond, self.redirect = self.renderer.respond, self.renderer.redirect
        # The date is in the key as well, so a presenter is not used on the day after.
        self.presenters: Callable[..., Any] = lru_cache(64)(self.make_presenter)
        self.takeaway = TakeawayViews(self.renderer, self.presenter, self.flow)
        self.rows = RowRoutes(site, self.renderer, self.presenter)
        for flow in site.flows.values():
            machine_of(flow)  # compile it now, not while the first reader waits

    def blueprint(self) -> Blueprint:
        """Return the routes of the site."""
        blueprint = Blueprint(self.name, __name__, template_folder=str(DATA / "templates"))
        # Werkzeug tries routes with more fixed segments first, so the order here does not matter.
        # The loader reserves ids such as `topics` and `map`, so no flow or step is hidden by a
        # route.
        pages: dict[str, Callable[..., Response]] = {
            "/": self.door,
            "/<lang>/": self.home,
            "/<lang>/topics/<number>/": self.topic,
            "/<lang>/sources/": self.sources,
            "/<lang>/changes/": self.changes,
            "/<lang>/promises/": self.promises,
            "/<lang>/deadlines/": self.deadlines,
            "/<lang>/deadlines/<event>/": self.deadlines_event,
            "/<lang>/deadlines/<event>/<when>/": self.deadlines_when,
            "/<lang>/letters/": self.letters,
            "/<lang>/letters/<name>/": self.letter,
            "/<lang>/<flow>/": self.start,
            "/<lang>/<flow>/map/": self.map,
            f"/<lang>/<flow>/{OFFLINE}/": self.takeaway.offline,
            "/<lang>/<flow>/<step>/": self.step,
            f"/<lang>/<flow>/<step>/{PACKET}/": self.takeaway.packet,
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
            f"/<lang>/<flow>/{OFFLINE}/{GUIDE_FILE}": self.takeaway.offline_file,
            f"/<lang>/<flow>/<step>/{PACKET_FILE}": self.takeaway.packet_file,
        }
        data: dict[str, Callable[..., Response]] = {
            # The same views: they look at their endpoint to answer with HTML or JSON.
            **{f"/api{rule}": view for rule, view in pages.items()},
            "/api/<flow>.json": self.whole,
            "/api/openapi.json": self.openapi,
        }
        for prefix, routes in (("", {**pages, **files}), (DATA_VIEW, data)):
            for rule, view in routes.items():
                add_route(blueprint, rule, prefix, view)
            self.rows.add(blueprint, routes, prefix)
        return blueprint

    def error_page(self, error: HTTPException) -> Response | HTTPException:
        """Return an error as a page in the language of the URL.

        Redirects pass through.
        """
        status = error.code or 500
        if status < 400:
            return error
        languages = self.site.languages
        # Which segment is wrong is not known, so any that names a language will do.
        lang = next((part for part in request.path.split("/") if part in languages), languages[0])
        response = self.respond(self.pages(lang).error(status), status=status)
        # The next reload of the flows may add the page that is missing now.
        response.headers["Cache-Control"] = "no-store"
        if status == 405:
            # RFC 9110 15.5.6 requires it, and `abort(405)` does not know the methods.
            response.headers["Allow"] = "GET, HEAD"
        return response

    def finish(self, response: Response) -> Response:
        """Add the headers of a site to a response. Pages of any site may read the data."""
        if response.mimetype in SUBRESOURCES:
            return finish(response, self.file_headers)
        return finish(
            response, self.headers | OPEN if self.renderer.asks_for_data() else self.headers
        )

    def static_file(self, name: str) -> Response:
        """Return a stylesheet, script or picture of the pages."""
        asset = next(
            (asset for asset in self.renderer.assets.values() if asset.name == name), None
        ) or abort(404)
        mark_cacheable(request.environ)
        # Without a validator, which no browser would ask about: another content has another name.
        return Response(asset.body, content_type=asset.kind, headers={"Cache-Control": IMMUTABLE})

    def notice(self) -> Response:
        """Return robots.txt, sitemap.xml or security.txt."""
        base, name = self.renderer.origin() + self.renderer.base(), request.path.rpartition("/")[2]
        # security.txt has a date of expiry, so none of these is cached for long.
        text, kind = FILES[name](self.site, base, self.today())
        return public_response(
            Response(text or abort(404), content_type=f"{kind}; charset=utf-8"), BRIEFLY
        )

    def door(self) -> Response:
        """Return the page that offers the languages, or go to the home page of the only one."""
        lang, *others = self.site.languages
        pages = self.presenter(LanguagesPresenter, lang)
        if others or self.renderer.asks_for_data():
            return self.respond(pages.languages())
        # Not permanently: the site may get a second language. Search engines list the home page,
        # since it names itself as canonical and the sitemap has only its URL.
        return self.redirect(pages.url_to(lang), 303)

    def home(self, lang: str) -> Response:
        """Return the front page of a language."""
        return self.respond(self.pages(lang).home())

    def search(self, lang: str) -> Response:
        """Return the index that the front page searches on the reader's device."""
        response = Response(
            self.presenter(SearchIndexer, lang).index(), content_type="application/json"
        )
        # The index repeats texts whose own pages search engines should list.
        response.headers["X-Robots-Tag"] = "noindex"
        return public_response(response, CACHED)

    def topic(self, lang: str, number: str) -> Response:
        """Return the page of a topic."""
        pages = self.presenter(TopicPresenter, lang)
        # Not with the router's `int`, for which `1` and any number of zeros before it are the same.
        topics = {str(known): known for known in self.site.topics}
        return self.respond(pages.topic(topics[number]) if number in topics else abort(404))

    def sources(self, lang: str) -> Response:
        """Return the list of sources."""
        pages = self.pages(lang)
        return self.respond(pages.sources() if self.site.sources else abort(404))

    def changes(self, lang: str) -> Response:
        """Return the page on what changed."""
        pages = self.presenter(ChangesPresenter, lang)
        return self.respond(pages.changes() if self.site.is_dated else abort(404))

    def promises(self, lang: str) -> Response:
        """Return the page of privacy promises."""
        return self.respond(self.pages(lang).promises())

    def deadlines(self, lang: str) -> Response:
        """Return the list of events from which dates can be counted."""
        return self.respond(self.deadline_pages(lang).index())

    def deadlines_event(self, lang: str, event: str) -> Response:
        """Return the page of an event, which asks for its month."""
        return self.respond(self.deadline_pages(lang).event(self.event(event)))

    def deadlines_when(self, lang: str, event: str, when: str) -> Response:
        """Return the page of a month or date, or one that says what is wrong with it.

        A date is an answer of the reader's, and so is its month.
        """
        page = self.deadline_pages(lang).month_or_day(self.event(event), when)
        status = 404 if isinstance(page, InvalidDatePage) else 200
        return self.respond(page, personal=True, status=status)

    def deadlines_file(self, lang: str, event: str, when: str) -> Response:
        """Return the dates that follow from a date as a calendar file."""
        pages, trigger = self.deadline_pages(lang), self.event(event)
        if not (day := pages.day(when)):
            return self.respond(pages.invalid_date(trigger, when), personal=True, status=404)
        response = Response(pages.file(trigger, day), content_type="text/calendar; charset=utf-8")
        name = pages.file_name(trigger)
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return private_response(response)

    def event(self, name: str) -> TriggerEvent:
        """Return the event with this id, or abort with 404."""
        deadlines = self.site.deadlines
        return (deadlines.events.get(name) if deadlines else None) or self.rows.missing()

    def deadline_pages(self, lang: str) -> DeadlinePresenter:
        """Return the presenter of the deadlines, or abort with 404 if the site has none."""
        return self.presenter(DeadlinePresenter, lang) if self.site.deadlines else abort(404)

    def letters(self, lang: str) -> Response:
        """Return the list of letters."""
        return self.respond(self.letter_pages(lang).index())

    def letter(self, lang: str, name: str) -> Response:
        """Return the page of a letter."""
        return self.respond(
            self.letter_pages(lang).letter(self.site.letters.get(name) or self.rows.missing())
        )

    def letter_file(self, lang: str, name: str, kind: str) -> Response:
        """Return a letter with its blanks as a file, which contains nothing about the reader."""
        pages = self.letter_pages(lang)
        letter = self.site.letters.get(name) or self.rows.missing()
        file_format = available_formats().get(kind) or abort(404)
        response = Response(file_format.write(letter), content_type=file_format.media)
        file_name = f"{pages.file_name(letter)}.{kind}"
        response.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
        # Searches should find the page about the letter, which says what to do before it is sent.
        response.headers["X-Robots-Tag"] = "noindex"
        return public_response(response, CACHED)

    def letter_pages(self, lang: str) -> LetterPresenter:
        """Return the presenter of the letters, or abort with 404 if the site has none."""
        return self.presenter(LetterPresenter, lang) if self.site.letters else abort(404)

    def start(self, lang: str, flow: str) -> Response:
        """Return the start page of a flow, or a content page, which has the same kind of URL."""
        if page := self.site.pages.get(flow):
            pages = self.pages(lang)
            if page.to:
                return self.redirect(pages.url_to(lang, page.to.flow, page.to.step), 301)
            return self.respond(pages.content(flow))
        return self.respond(self.presenter(StartPresenter, lang).start(self.flow(flow)))

    def step(self, lang: str, flow: str, step: str) -> Response:
        """Answer with one step, or with a redirect to the furthest step that can be reached."""
        pages, graph = self.presenter(StepPresenter, lang), self.flow(flow)
        answers = answers_in(graph, request.args.lists())
        result = resolve(graph, step, answers) or abort(404)
        # A redirect adds this key, so that the page it leads to can say that the reader wanted
        # another step. Without answers there is no path that could end early.
        asked_before = REQUESTED in request.args
        if isinstance(result, Show):
            if answers and not self.renderer.asks_for_data():
                html = self.joined.page(request.environ, pages, result.journey, asked_before)
                return private_response(html_response(html))
            page = pages.step(result.journey, requested=bool(answers) and asked_before)
            return self.respond(page, personal=bool(answers))
        target = result.target
        path = pages.url_to(lang, target.flow, target.step, answers=result.answers)
        if result.keep_query:
            path += _query()
        # Once is enough; if each redirect added the key, the URL would grow.
        if result.requested and not asked_before:  # a step beyond the answers, so there is a query
            path += f"&{REQUESTED}={result.requested}"
        return self.redirect(path, 301 if result.permanent else 303)

    def map(self, lang: str, flow: str) -> Response:
        """Return the map of a flow: a list, and a picture if one can be drawn."""
        pages, graph = self.presenter(MapPresenter, lang), self.flow(flow)
        return self.respond(
            # The page needs the size of the picture, so that its text does not jump when that
            # arrives. The site of this object never changes: language and flow are enough as the
            # key.
            pages.map(graph, self.pictures.get((lang, flow), lambda: pages.picture(graph)))
        )

    def picture(self, lang: str, flow: str) -> Response:
        """Return the picture of a flow as a file."""
        pages, graph = self.presenter(MapPresenter, lang), self.flow(flow)
        picture = self.pictures.get((lang, flow), lambda: pages.picture(graph)) or abort(404)
        response = Response(picture.svg, content_type=TYPES[".svg"])
        response.headers["X-Robots-Tag"] = "noindex"
        return self.renderer.public(response)

    def whole(self, flow: str) -> Response:
        """Return a complete flow as JSON, in the terms of its file."""
        return self.renderer.public(as_json(flow_to_dict(self.flow(flow))))

    def openapi(self) -> Response:
        """Return the OpenAPI document of the data."""
        return public_response(as_json(document(self.site, self.renderer.base())), CACHED)

    def flow(self, name: str) -> Flow:
        """Return the flow with this id, or abort with 404."""
        return self.site.flows.get(name) or self.rows.missing()

    def pages(self, lang: str) -> SitePresenter:
        """Return the presenter of most pages, or abort with 404 if the site lacks the language."""
        return self.presenter(SitePresenter, lang)

    def presenter(self, kind: type[_Pages], lang: str) -> _Pages:
        """Return a presenter in one language, or abort with 404 if the site lacks the language."""
        if lang not in self.site.languages:
            abort(404)
        # Requests may name any host, so there is no end of the presenters that are not kept.
        make = self.presenters if self.renderer.has_stored_origin() else self.make_presenter
        presenter: _Pages = make(
            kind, lang, self.renderer.base(), self.renderer.origin(), self.today()
        )
        return presenter

    def make_presenter(
        self, kind: type[_Pages], lang: str, base: str, origin: str, today: date
    ) -> _Pages:
        """Return a new presenter of the pages below the path `base`."""

        def url_to(*segments: str, answers: Mapping[str, str] | None = None) -> str:
            path = "".join([f"{segment}/" for segment in segments if segment])
            return f"{base}{path}?{query_of(answers)}" if answers else base + path

        return kind(self.site, self.translators[lang], url_to, origin, today)


def _query() -> str:
    """Return the query of the request, unchanged."""
    # `reject_bad_request` has made sure that it is ASCII.
    query = request.query_string.decode("ascii", "ignore")
    return f"?{query}" if query else ""
