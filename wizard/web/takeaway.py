"""The views of what readers take with them: packets to print, and guides as one file.

Both take long to make, so each is made once and kept, except for the packets of sensitive flows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import Response, abort

from wizard.engine.journey import arrive
from wizard.engine.resolve import Redirect, Show, resolve
from wizard.engine.unfold import unfolded
from wizard.model.flow import Flow, Outcome
from wizard.model.letters import LETTERS
from wizard.pages.base import Page
from wizard.pages.letters import LetterPresenter
from wizard.pages.offline import OfflinePresenter
from wizard.pages.outcomes import PACKET
from wizard.pages.packet import PacketPage, PacketPresenter
from wizard.pages.packet_file import write_packet
from wizard.pages.start import StartPresenter
from wizard.web.file_cache import FileCache
from wizard.web.render import PageRenderer
from wizard.web.single_file import single_file
from wizard.web.site_base import SiteBase

MOST_GUIDES = 20  # in memory; each is a large file


class TakeawayViews:
    """The views of packets and of guides as files.

    `presenter` returns a presenter of a class in a language, `flow` the flow with an id. Both abort
    with 404 if there is none.
    """

    def __init__(
        self,
        renderer: PageRenderer,
        presenter: Callable[[Any, str], Any],
        flow: Callable[[str], Flow],
    ) -> None:
        self.renderer, self.presenter, self.flow = renderer, presenter, flow
        self.packets = FileCache[bytes]()
        self.guides = FileCache[bytes](MOST_GUIDES)

    def packet(self, lang: str, flow: str, step: str) -> Response:
        """Return an outcome with its letters and dates, to print."""
        pages: PacketPresenter = self.presenter(PacketPresenter, lang)
        found = self._outcome(pages, flow, step)
        if isinstance(found, Response):
            return found
        return self.renderer.respond(pages.with_file(found, self._pdf(pages, found)))

    def packet_file(self, lang: str, flow: str, step: str) -> Response:
        """Return the same as a PDF."""
        pages: PacketPresenter = self.presenter(PacketPresenter, lang)
        found = self._outcome(pages, flow, step)
        if isinstance(found, Response):
            # The file of a moved outcome is linked on its new page only.
            abort(404)
        pdf = self._pdf(pages, found) or abort(404)
        return self._download(pdf, "application/pdf", pages.file_name())

    def _outcome(self, pages: PacketPresenter, flow: str, step: str) -> PacketPage | Response:
        """Return the packet of an outcome, or the redirect to that of a moved one."""
        found = resolve(self.flow(flow), step, {}) or abort(404)
        match found:
            case Show(journey) if isinstance(journey.step, Outcome):
                return pages.packet(journey, journey.step)
            case Redirect(target, permanent=True) if target.step:
                path = pages.url_to(pages.t.code, target.flow, target.step, PACKET)
                return self.renderer.redirect(path, 301)
        abort(404)

    def _pdf(self, pages: PacketPresenter, page: PacketPage) -> bytes | None:
        # The URLs in the file depend on the host.
        key = (page.history_url, pages.origin, pages.today)
        # A faster response to the second reader would reveal that there was a first one.
        if self.renderer.is_sensitive() or not self.renderer.has_stored_origin():
            return write_packet(page, pages.t)
        return self.packets.get(key, lambda: write_packet(page, pages.t))

    def offline(self, lang: str, flow: str) -> Response:
        """Return the page that offers a flow as one file."""
        pages: OfflinePresenter = self.presenter(OfflinePresenter, lang)
        return self.renderer.respond(pages.offline(self.flow(flow), self._guide(lang, flow)))

    def offline_file(self, lang: str, flow: str) -> Response:
        """Return a flow as one file."""
        pages: OfflinePresenter = self.presenter(OfflinePresenter, lang)
        guide = self._guide(lang, flow)
        return self._download(guide, "text/html; charset=utf-8", pages.file_name())

    def _guide(self, lang: str, name: str) -> bytes:
        """Return a flow as one file in one language, or abort with 404 if it cannot be one."""
        flow = unfolded(self.flow(name)) or abort(404)
        letters: LetterPresenter = self.presenter(LetterPresenter, lang)
        flows = {**letters.site.flows, name: flow}
        site = replace(letters.site, flows=flows, knows_today=False)
        steps: StartPresenter = replace(self.presenter(StartPresenter, lang), site=site)
        base = SiteBase(steps.origin, self.renderer.base().rstrip("/"))

        def get(path: str) -> str:
            # The ids of flows and letters may have two segments.
            below = path.removeprefix(f"/{lang}/").removesuffix("/")
            if below.startswith(f"{LETTERS}/"):
                page: Page = letters.letter(site.letters[below.removeprefix(f"{LETTERS}/")])
            elif step := below.removeprefix(name).removeprefix("/"):
                page = steps.step(arrive(flow, step))
            else:
                page = steps.start(flow)
            return self.renderer.as_html(page).get_data(as_text=True)

        def make() -> bytes:
            return single_file(site, name, (lang,), base, get).encode()

        key = (lang, name, base, steps.today)
        made = self.guides.get(key, make) if self.renderer.has_stored_origin() else make()
        assert made is not None, "the flow is unfolded, so it can be a file"
        return made

    def _download(self, body: bytes, media: str, name: str) -> Response:
        """Return a file to save. Searches should find the page about it instead."""
        response = Response(body, content_type=media)
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        response.headers["X-Robots-Tag"] = "noindex"
        return self.renderer.public(response)
