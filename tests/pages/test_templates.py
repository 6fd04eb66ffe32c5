"""What templates add to the data of a page: the link to the first flow, and the banner."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.web.example import page
from wizard import create_app
from wizard.model.flow import Action, Target
from wizard.model.site import Site


def test_jump_row_leads_to_first_flow_from_other_flows_only(small_site: Site) -> None:
    """Inside its own flow it would throw the reader's answers away."""
    client = create_app(small_site).test_client()
    jump = "main [href='/en/guide/']"  # on an outcome, it is a row below the steps
    for path in ("other/only/", "other/done/", "other/only/?only=one"):
        (link,) = page(client, f"/en/{path}").select(jump)
        assert link.get_text().endswith("A guide"), path
    for path in ("license/", "car/?license=yes", "end/?license=no"):
        labels = [link.get_text() for link in page(client, f"/en/guide/{path}").select(jump)]
        assert "A guide" not in str(labels), path
    alone = create_app(replace(small_site, first="")).test_client()
    assert not page(alone, "/en/other/only/").select(jump)


@pytest.mark.parametrize(
    ("label", "to", "shown"),
    [
        ("A law is new. It is long.", Target("guide", "plain"), "<b>A law is new.</b> It is long."),
        ("One. Two. Three.", Target("guide", "plain"), "<b>One.</b> Two. Three."),
        ("A law is new.", Target("guide", "plain"), "<b>A law is new.</b>"),
        ("Not a <link>. It is text.", None, "Not a &lt;link&gt;. It is text."),
    ],
)
def test_first_sentence_of_banner_is_bold(
    small_site: Site, label: str, to: Target | None, shown: str
) -> None:
    """All of a banner that leads somewhere is one link."""
    site = replace(small_site, banner=Action(label, to))
    for path in ("", "guide/", "guide/plain/"):
        (notice,) = page(create_app(site).test_client(), f"/en/{path}").select(
            "p.notice:not(#gone)"
        )
        links = notice.select("a")
        assert [link["href"] for link in links] == (["/en/guide/plain/"] if to else []), path
        inside = links[0] if links else notice
        assert inside.decode_contents().strip() == shown, path
