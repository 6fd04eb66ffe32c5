"""The page that offers a flow as one file, for readers without the internet."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from wizard.i18n.wording import size_label
from wizard.model.flow import Flow
from wizard.pages.base import Page, Presenter
from wizard.pages.links import Link
from wizard.pages.outcomes import OFFLINE

GUIDE_FILE = "guide.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfflinePage(Page):
    """How to keep a flow as one file.

    Attributes:
        flow: Link to the start page of the flow.
        file: Link to the file.
        name: The name under which it is saved.
        reviewed: The date of the last review of the flow, written out; may be empty.
    """

    kind = "offline"
    template = "offline.html"
    flow: Link
    file: Link
    name: str
    reviewed: str


@dataclass(frozen=True)
class OfflinePresenter(Presenter):
    """Makes the pages that offer flows as files."""

    def offline(self, flow: Flow, file: bytes) -> OfflinePage:
        """Return the page at `/<lang>/<flow>/offline/`, which says how large the file is."""
        heading = self.t("Keep this guide on your phone")
        label = self.t("Save the guide ({size})", size=size_label(self.t, file))
        return OfflinePage(
            # The name of the site would make this title too long.
            layout=replace(
                self._layout("", flow.id, OFFLINE),
                title=self.t("Offline: {title}", title=self.t.content(flow.title)),
            ),
            heading=heading,
            flow=self._flow_link(flow),
            file=Link(label, self._url(flow.id, OFFLINE) + GUIDE_FILE),
            name=self.file_name(),
            reviewed=self.t.day(flow.reviewed),
        )

    def file_name(self) -> str:
        """Return the name of the file: that of the site, which says nothing about the flow."""
        source = re.sub(r"[^a-z0-9]+", "-", self.site.name.lower()).strip("-") or "guide"
        return self.t.file_name(self.t.content(self.site.name), source) + ".html"
