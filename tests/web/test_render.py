"""Pages as responses: their size, their files and who may cache them."""

from __future__ import annotations

import brotli  # type: ignore[import-untyped]
import pytest
from flask.testing import FlaskClient

from tests.conftest import ROOT
from tests.web.example import page
from wizard import create_app
from wizard.model.site import Site


def test_only_pages_without_answers_are_cacheable(client: FlaskClient) -> None:
    """Such a page has an ETag. A page with answers is stored and indexed nowhere."""
    response = client.get("/en/my-data/")
    assert "public" in response.headers["Cache-Control"]
    assert (
        client.get("/en/my-data/", headers={"If-None-Match": response.headers["ETag"]}).status_code
        == 304
    )
    private = client.get("/en/my-data/held-license/?topic=holds")
    assert private.headers["Cache-Control"] == "no-store"
    assert "ETag" not in private.headers
    assert "noindex" in private.headers["X-Robots-Tag"]


def test_static_file_names_include_a_hash(client: FlaskClient) -> None:
    """The files can be cached for ever, without a validator; the browser checks their integrity."""
    soup = page(client, "/en/")
    addresses = [
        tag.get("href") or tag.get("src")
        for tag in soup.select("link[rel=stylesheet], link[rel=icon], script")
    ]
    assert len(addresses) == 4
    for address in addresses:
        headers = client.get(str(address)).headers
        assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "ETag" not in headers
    assert all(
        str(tag["integrity"]).startswith("sha256-")
        for tag in soup.select("link[rel=stylesheet], script")
    )


def test_first_load_is_small(client: FlaskClient) -> None:
    """The limits are 4,800 bytes for the stylesheet, 2,500 for our script, 24,000 for a page.

    Our script is what comes after htmx in the same file. It has the memory of the page, what
    fetches the next pages while a reader reads, and the boxes.
    """
    soup = page(client, "/es/my-data/topic/")
    sizes = {
        str(tag.get("href") or tag.get("src")): len(
            brotli.compress(client.get(str(tag.get("href") or tag.get("src"))).data)
        )
        for tag in soup.select("link[rel=stylesheet], link[rel=icon], script")
    }
    assert [size for name, size in sizes.items() if name.endswith(".css") and size > 4800] == []
    htmx = len(brotli.compress((ROOT / "static" / "htmx.min.js").read_bytes()))
    [script] = [size for name, size in sizes.items() if name.endswith(".js")]
    assert script - htmx < 2500
    assert (
        sum(sizes.values()) + len(brotli.compress(client.get("/es/my-data/topic/").data)) < 24_000
    )


@pytest.mark.parametrize("addresses", [("/", "/en/"), ("/en/", "/")], ids=" ".join)
def test_only_choice_of_language_has_no_footer_links(
    shipped: Site, addresses: tuple[str, str]
) -> None:
    """The layout of one page is not used for the other, whichever is rendered first."""
    client = create_app(shipped).test_client()
    links = {address: page(client, address).select("footer a") for address in addresses}
    assert not links["/"]
    assert links["/en/"]
    # A swapped page would keep the empty footer.
    home, primary = page(client, "/").select("section[lang=es] a")
    assert (primary["href"], primary["data-hx-boost"]) == ("/es/request-my-records/", "false")
    assert home["href"] == "/es/"
    # The script takes over the footer of a page that has its own script.
    assert page(client, "/es/").select("script[data-own]")


def test_data_of_a_link_to_a_part_of_a_page_is_that_of_the_page(client: FlaskClient) -> None:
    """JSON has no parts that a fragment could name."""
    data = client.get("/api/en/topics/1/").get_json()
    link = data["home_topics"]
    assert (link["href"], link["data"]) == ("/en/#topics", "/api/en/")
    assert page(client, "/en/").select_one("#topics")
