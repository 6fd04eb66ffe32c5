"""What search engines and link previews are shown: pages that anybody may find, and nothing of a reader's."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from wizard.flow import Site

LISTED = ["/en/", "/es/", "/en/my-data/", "/en/my-data/federal-look-up/", "/es/topics/3/", "/en/about/", "/es/sources/"]


def head(client: FlaskClient, address: str, agent: str = "") -> dict[str, str]:
    """The meta tags of a page by name or property, and its links by relation and language."""
    soup = BeautifulSoup(client.get(address, headers={"User-Agent": agent}).text, "html.parser")
    found = {str(tag.get("name") or tag.get("property")): str(tag.get("content")) for tag in soup.select("meta")}
    links = soup.select("link[rel=canonical], link[rel=alternate]")
    return found | {str(link.get("hreflang", "canonical")): str(link["href"]) for link in links}


@pytest.mark.parametrize("address", LISTED)
def test_a_listed_page_names_itself_and_its_other_languages(client: FlaskClient, address: str) -> None:
    """Whole addresses, each of which answers; a sentence that says what the page is for; no mark against listing."""
    found = head(client, address)
    assert found["canonical"] == address
    for lang in ("en", "es"):
        assert found[lang] == f"http://localhost/{lang}{address[3:]}"
        assert client.get(found[lang]).status_code == 200
    assert 20 < len(found["description"]) < 300
    assert "robots" not in found
    assert "X-Robots-Tag" not in client.get(address).headers


@pytest.mark.parametrize("address", ["/en/my-data/held-license/", "/en/my-data/own-car/?held-license=yes", "/en/no/"])
def test_questions_trails_and_errors_are_not_listed(client: FlaskClient, address: str) -> None:
    """Neither by the page's own words nor by its header; they name no other address of theirs."""
    found = head(client, address)
    assert found["robots"] == "noindex"
    assert client.get(address, follow_redirects=True).headers["X-Robots-Tag"].startswith("noindex")
    assert not {"canonical", "en", "es", "description"} & set(found)


def test_a_link_preview_is_the_same_for_every_outcome(client: FlaskClient, shipped: Site) -> None:
    """A phone that shows a preview of a shared link says what site it is, never which answer; bots see what all see."""
    for lang in shipped.languages:
        seen = set()
        for flow in shipped.flows.values():
            for outcome in flow.outcomes():
                for agent in ("Mozilla/5.0", "facebookexternalhit/1.1", "WhatsApp/2.24"):
                    found = head(client, f"/{lang}/{flow.id}/{outcome.id}/", agent)
                    previews = ("og:title", "og:description", "og:image", "twitter:title", "description")
                    seen.add(tuple(found.get(name) for name in previews))
        assert len(seen) == 1
