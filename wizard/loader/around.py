"""What is around one flow: the site, for a document about it, and the texts of templates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from wizard.loader.site_reader import SiteReader
from wizard.loader.templates import Templates
from wizard.loader.translations import Translations, translations
from wizard.model.flow import Flow
from wizard.model.site import Site


@dataclass(frozen=True, slots=True)
class SiteAround:
    """The site around a flow.

    Attributes:
        site: The site.
        folder: Its folder.
        templates: Its templates, with the texts of their rows.
    """

    site: Site
    folder: Path
    templates: Templates

    def translations(self, code: str) -> Translations:
        """Return the translations into a language of the site, with those of the texts of rows."""
        known = translations(self.folder, code, ())
        entries = self.templates.entries(code, known.entries)
        authors = {text: entry.translation for text, entry in entries.items() if entry.current}
        return replace(known, authors=authors, entries=entries)


def site_around(flow: Flow) -> SiteAround:
    """Return the site around a flow that was loaded: what its folder shares, and other flows.

    Invalid files are left out, so that a flow can be shown while others are being written. Pages
    in other languages show the source text if there is no translation.
    """
    folder = Path(flow.location.file).parent
    reader = SiteReader(folder)
    flows: dict[str, Flow] = {}
    for path in reader.flow_files():
        # The texts of a row are known only after its template was read.
        if path.stem != flow.id:
            flows |= reader.flows(path, [])
    return SiteAround(reader.site({**flows, flow.id: flow}), folder, reader.templates)


def texts_with_rows(folder: Path, code: str) -> Mapping[str, str]:
    """Return the translations of a folder's texts into a language, with those of all rows.

    Of the flows, only templates are read. Invalid files are left out.
    """
    reader = SiteReader(folder)
    flows: dict[str, Flow] = {}
    for path in reader.flow_files():
        if reader.templates.table_of(path.stem):
            flows |= reader.flows(path, [])
    return reader.site(flows, (code,)).texts[code]
