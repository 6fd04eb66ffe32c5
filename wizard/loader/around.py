"""The site around one flow, read for a document about that flow."""

from __future__ import annotations

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
