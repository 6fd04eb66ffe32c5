"""What is around one flow: the site, for a document about it, and the texts of templates."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from wizard.loader.site_reader import SiteReader
from wizard.model.flow import Flow
from wizard.model.site import Site


def site_around(flow: Flow) -> Site:
    """Return the site around a flow that was loaded: what its folder shares, and other flows.

    Invalid files are left out, so that a flow can be shown while others are being written. Pages
    in other languages show the source text if there is no translation.
    """
    reader = SiteReader(Path(flow.location.file).parent)
    flows: dict[str, Flow] = {}
    for path in reader.flow_files():
        # The texts of a row are known only after its template was read.
        if path.stem != flow.id:
            flows |= reader.flows(path, [])
    return reader.site({**flows, flow.id: flow})


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
