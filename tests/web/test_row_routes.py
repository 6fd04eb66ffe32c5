"""The URLs of what a site has for each row of a table."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from tests.rows import ROWS, write_rows
from tests.web.example import links, page
from wizard import create_app, create_blueprint, load_flows
from wizard.loader.site import check_flow
from wizard.model.site import Site
from wizard.web.flow_json import flow_to_dict


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return a site with a flow and a letter for three states."""
    return load_flows(write_rows(tmp_path_factory.mktemp("rows")))


@pytest.fixture
def client(site: Site) -> FlaskClient:
    """Return a client of the site."""
    return create_app(site).test_client()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("records/", "rows"),
        ("records/al/", "start"),
        ("records/al/late/", "question"),
        ("records/al/late/?late=yes", "question"),
        ("records/al/number/?late=yes", "outcome"),
        ("records/al/number/packet/", "packet"),
        pytest.param("records/al/map/", "map", marks=pytest.mark.e2e),
        ("records/al/offline/", "offline"),
        ("letters/request/", "rows"),
        ("letters/request/al/", "letter"),
    ],
)
def test_row_has_the_pages_of_any_flow(client: FlaskClient, path: str, kind: str) -> None:
    """Each page is there as HTML and as data, in each language."""
    for code in ("en", "es"):
        assert client.get(f"/{code}/{path}").status_code == 200, path
        data = client.get(f"/api/{code}/{path}").get_json()
        assert (data["kind"], data["lang"]) == (kind, code)


@pytest.mark.parametrize(
    ("path", "media"),
    [
        pytest.param("/en/records/al/map.svg", "image/svg+xml", marks=pytest.mark.e2e),
        ("/en/records/al/offline/guide.html", "text/html"),
        ("/en/records/al/number/packet.pdf", "application/pdf"),
        ("/en/letters/request/al/letter.txt", "text/plain"),
        ("/en/letters/request/al/letter.docx", "application/vnd"),
        ("/api/records/al.json", "application/json"),
    ],
)
def test_row_has_the_files_of_any_flow(client: FlaskClient, path: str, media: str) -> None:
    """Each under its own URL."""
    response = client.get(path)
    assert response.status_code == 200
    assert response.content_type.startswith(media)


def test_answers_of_a_row_lead_to_its_own_steps(client: FlaskClient) -> None:
    """Links, pictures and letters stay with the row."""
    soup = page(client, "/en/records/al/")
    assert links(soup, ".answers a") == {
        "Yes": "/en/records/al/number/?late=yes",
        "No": "/en/records/al/wait/?late=no",
        "I’m not sure": "/en/records/al/wait/?late=unsure",
    }
    assert links(soup, ".back a") == {"Ask a state for its papers": "/en/records/"}
    outcome = page(client, "/en/records/al/number/?late=yes")
    assert links(outcome, ".deeds a") == {"Write to the office": "/en/letters/request/al/"}


def test_list_leads_to_all_rows_and_its_letters_to_their_groups(client: FlaskClient) -> None:
    """The page needs no script for this."""
    soup = page(client, "/en/records/")
    assert list(links(soup, ".index a").values()) == [f"/en/records/{row}/" for row in ROWS]
    for link in soup.select(".letters a"):
        assert [each.get_text() for each in soup.select(str(link["href"]))] == [link.get_text()]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/en/records/nb/", "/en/records/nc/"),
        ("/en/records/nb/late/?late=yes", "/en/records/nc/late/?late=yes"),
        ("/es/records/nb/map.svg", "/es/records/nc/map.svg"),
        ("/en/letters/request/nb/letter.pdf", "/en/letters/request/nc/letter.pdf"),
        ("/api/records/nb.json", "/api/records/nc.json"),
        ("/api/en/records/nb/late/", "/api/en/records/nc/late/"),
        ("/en/records/pr/", "/en/records/"),
        ("/es/records/pr/late/?late=yes", "/es/records/"),
        ("/en/letters/request/pr/", "/en/letters/request/"),
        ("/api/en/records/pr/late/", "/api/en/records/"),
        ("/api/records/pr.json", "/api/en/records/"),
        # As encoded in the redirect as in the request: a line end would end the header.
        ("/en/records/nb/a%0Ab/", "/en/records/nc/a%0Ab/"),
        ("/en/records/nb/a%3Fb%3Dc/", "/en/records/nc/a%3Fb%3Dc/"),
    ],
)
def test_former_row_leads_to_that_of_today_or_to_the_list(
    client: FlaskClient, old: str, new: str
) -> None:
    """The redirect is permanent. It keeps the step and the answers if there is a new row."""
    response = client.get(old)
    assert (response.status_code, response.location) == (301, new)


def test_former_row_without_the_last_slash_leads_to_it(client: FlaskClient) -> None:
    """The URL of any page gets its last slash."""
    response = client.get("/en/records/nb")
    assert (response.status_code, response.location) == (308, "/en/records/nb/")
    assert client.get("/en/records/zz").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/en/records/zz/",
        "/en/records/AL/",
        "/en/records/zz/late/",
        "/en/records/al/nowhere/",
        "/en/letters/request/zz/",
        "/en/letters/request/zz/letter.txt",
        "/en/letters/al/",
        "/en/al/",
        "/en/request/al/",
        "/fr/records/",
        "/fr/records/al/",
        "/api/records.json",
        "/static/request/al",
    ],
)
def test_row_of_nothing_gets_404(client: FlaskClient, path: str) -> None:
    """A row is in its own list only."""
    page(client, path, 404)


def test_former_row_accepts_no_other_method(client: FlaskClient) -> None:
    """Pages answer GET and HEAD only."""
    assert client.post("/en/records/nb/").status_code == 405


def test_rows_work_below_a_prefix(site: Site) -> None:
    """In a host application, former rows lead to a page below its prefix."""
    app = Flask("office")
    app.register_blueprint(create_blueprint(site), url_prefix="/help")
    client = app.test_client()
    soup = BeautifulSoup(client.get("/help/en/records/").text, "html.parser")
    assert links(soup, ".index a")["Alabama"] == "/help/en/records/al/"
    assert client.get("/help/en/records/al/late/?late=yes").status_code == 200
    assert client.get("/help/en/records/nb/?a=b").location == "/help/en/records/nc/?a=b"
    assert client.get("/help/en/records/pr/").location == "/help/en/records/"


def test_openapi_document_has_the_paths_of_rows(client: FlaskClient) -> None:
    """Each with its own rows and steps; `{flow}` is for flows without a table only."""
    paths = client.get("/api/openapi.json").get_json()["paths"]
    assert "/api/{lang}/{flow}/" not in paths  # there are no flows without a table
    of_step = paths["/api/{lang}/records/{row}/{step}/"]["get"]
    values = {each["name"]: each["schema"].get("enum") for each in of_step["parameters"]}
    assert values["row"] == [*ROWS]
    assert values["step"] == ["late", "number", "wait", "no-number"]
    assert {"301", "303"} <= of_step["responses"].keys()
    assert "/api/{lang}/letters/request/{row}/" in paths
    assert "/api/records/{row}.json" in paths
    reference = paths["/api/{lang}/records/"]["get"]["responses"]["200"]["content"]
    assert reference["application/json"]["schema"]["$ref"].endswith("/RowsPage")


def test_sitemap_has_lists_and_rows(client: FlaskClient) -> None:
    """What may be indexed, in each language."""
    soup = BeautifulSoup(client.get("/sitemap.xml").text, "xml")
    listed = {loc.get_text().removeprefix("http://localhost") for loc in soup.select("loc")}
    for path in ("records/", "letters/request/"):
        assert {f"/es/{path}", *(f"/es/{path}{row}/" for row in ROWS)} <= listed
    assert "/en/records/al/number/" in listed
    for path in listed:
        head = page(client, path)
        assert not head.select("meta[name=robots]"), path


@pytest.mark.parametrize(
    ("code", "name"), [("en", "request-dc"), ("es", "es-ask-distrito-de-columbia")]
)
@pytest.mark.parametrize("kind", ["pdf", "docx", "txt"])
def test_file_of_letter_has_no_slash_in_its_name(
    client: FlaskClient, code: str, name: str, kind: str
) -> None:
    """The id of a letter of a row has one."""
    headers = client.get(f"/{code}/letters/request/dc/letter.{kind}").headers
    assert headers["Content-Disposition"] == f'attachment; filename="{name}.{kind}"'


def test_json_of_row_is_a_flow(client: FlaskClient, tmp_path: Path) -> None:
    """The data of a row is a flow file, with its own texts and no placeholder."""
    data = client.get("/api/records/nc.json").get_json()
    write_rows(tmp_path)
    (tmp_path / "topics.yaml").write_text("1: {ask: How?, found: So.}\n", "utf-8")
    (tmp_path / "copy.yaml").write_text(json.dumps(data), "utf-8")
    copy, problems = check_flow(tmp_path / "copy.yaml", languages=())
    assert copy, problems
    assert flow_to_dict(copy) == data
    assert "{" not in copy.title
