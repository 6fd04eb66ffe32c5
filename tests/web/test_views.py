"""Pages, redirects and errors of each URL, also for old, damaged and hostile links."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder

from tests.web.example import GUIDE, OTHER, links, page
from wizard import create_app
from wizard.loader.site import check_folder

Write = Callable[..., Path]


def test_question_answers_link_with_the_trail(small: FlaskClient) -> None:
    """Each answer links one step on, with all answers so far in the query, in order."""
    assert links(page(small, "/en/guide/license/"), ".answers a") == {
        "Yes": "/en/guide/wants/?license=yes",
        "No": "/en/guide/car/?license=no",
        "I’m not sure": "/en/guide/car/?license=unsure",
    }
    assert (
        links(page(small, "/en/guide/car/?license=unsure"), ".answers a")["Yes"]
        == "/en/guide/both/?license=unsure&car=yes"
    )
    assert (
        links(page(small, "/en/guide/car/?license=no"), ".answers a")["Yes"]
        == "/en/guide/county/?license=no&car=yes"
    )


def test_answer_to_another_flow_links_without_the_trail(
    small: FlaskClient,
) -> None:
    """The other flow starts without earlier answers."""
    assert (
        links(page(small, "/en/guide/wants/?license=yes"), ".answers a")["Get"] == "/en/other/end/"
    )
    assert small.get("/en/guide/know/?license=yes&wants=get").location == "/en/other/end/"


def test_back_and_change_links_come_from_the_trail(small: FlaskClient) -> None:
    """Back drops the last answer; Change keeps all the others."""
    soup = page(small, "/en/guide/know/?license=no&car=unsure&wants=know")
    assert links(soup, ".back a") == {"Back": "/en/guide/wants/?license=no&car=unsure"}
    assert links(soup, ".trail a") == {
        "Change A license?": "/en/guide/license/?license=no&car=unsure&wants=know",
        "Change A car?": "/en/guide/car/?license=no&car=unsure&wants=know",
        "Change What?": "/en/guide/wants/?license=no&car=unsure&wants=know",
    }
    assert links(page(small, "/en/guide/license/"), ".back a") == {"Back": "/en/guide/"}
    soup = page(small, "/en/guide/car/?license=no&wants=know")
    assert links(soup, ".back a") == {"Back": "/en/guide/license/?wants=know"}


def test_changed_answer_keeps_the_others_that_still_fit(small: FlaskClient) -> None:
    """The reader is back at the outcome in one step, and is asked only what is new."""
    soup = page(small, "/en/guide/license/?license=no&car=unsure&wants=know")
    assert links(soup, ".answers a") == {
        "Yes": "/en/guide/know/?license=yes&wants=know",
        "No": "/en/guide/know/?license=no&car=unsure&wants=know",
        "I’m not sure": "/en/guide/know/?license=unsure&car=unsure&wants=know",
    }
    assert [link.get_text() for link in soup.select(".answers a[aria-current]")] == ["No"]
    assert not soup.select(".alert")


def test_changed_answer_keeps_those_behind_a_new_question(small: FlaskClient) -> None:
    """A new question comes first. Then the kept answer is taken over, and can be changed."""
    soup = page(small, "/en/guide/license/?license=yes&wants=know")
    assert links(soup, ".answers a")["No"] == "/en/guide/car/?license=no&wants=know"
    soup = page(small, "/en/guide/car/?license=no&wants=know")
    assert not soup.select(".alert")
    assert links(soup, ".trail a") == {
        "Change A license?": "/en/guide/license/?license=no&wants=know"
    }
    assert links(soup, ".answers a") == {
        "Yes": "/en/guide/county/?license=no&car=yes",
        "No": "/en/guide/nothing/?license=no&car=no",
        "I’m not sure": "/en/guide/know/?license=no&car=unsure&wants=know",
    }
    soup = page(small, "/en/guide/wants/?license=no&car=unsure&wants=know")
    assert [link.get_text() for link in soup.select(".answers a[aria-current]")] == ["Know"]


def test_changed_answer_of_shipped_flow_keeps_the_answer_about_a_car(client: FlaskClient) -> None:
    """The kind of card is new, the car is not."""
    url = "/en/my-data/held-license/?topic=holds&held-license=unsure&own-car=yes"
    url = links(page(client, url), ".answers a")["Yes"]
    assert url == "/en/my-data/license-kind/?topic=holds&held-license=yes&own-car=yes"
    assert client.get(url).headers["Cache-Control"] == "no-store"
    assert list(links(page(client, url), ".answers a").values())[:2] == [
        "/en/my-data/kept-license/?topic=holds&held-license=yes&license-kind=regular&own-car=yes",
        "/en/my-data/id-card-only/?topic=holds&held-license=yes&license-kind=card",
    ]


@pytest.mark.parametrize(
    ("url", "location"),
    [
        ("/en/guide/county/?license=yes", "/en/guide/wants/?license=yes&sought=county"),
        (
            "/en/guide/county/?license=no&car=maybe",
            "/en/guide/car/?license=no&car=maybe&sought=county",
        ),
        ("/en/guide/wants/?car=no", "/en/guide/license/?car=no&sought=wants"),
        (
            "/en/guide/car/?license=no&license=yes",
            "/en/guide/license/?license=no&license=yes&sought=car",
        ),
    ],
)
def test_stale_link_redirects_to_the_furthest_step_with_a_notice(
    small: FlaskClient, url: str, location: str
) -> None:
    """It never goes back to the start, and there is no notice if all answers fit."""
    response = small.get(url)
    assert (response.status_code, response.location) == (303, location)
    assert len(page(small, location).select(".alert")) == 1
    assert small.get(location).headers["Cache-Control"] == "no-store"


def test_link_with_an_unused_answer_shows_a_notice(
    small: FlaskClient,
) -> None:
    """The step can be reached, but one of its answers was dropped; foreign keys are ignored."""
    assert page(small, "/en/guide/wants/?license=yes&car=no").select(".alert")
    assert not page(small, "/en/guide/wants/?license=yes&fbclid=abc").select(".alert")


@pytest.mark.parametrize(
    ("url", "location"),
    [
        ("/en/guide/plate/?license=no", "/en/guide/car/?license=no"),
        ("/en/guide/old-end/", "/en/guide/county/"),
        ("/en/guide/gone/", "/en/other/end/"),
    ],
)
def test_moved_step_redirects_permanently(small: FlaskClient, url: str, location: str) -> None:
    """The redirect keeps the trail, and may go to another flow."""
    assert (small.get(url).status_code, small.get(url).location) == (301, location)


def test_outcome_without_answers_numbers_its_steps_continuously(small: FlaskClient) -> None:
    """ "Step 2" is one thing on the page, whatever conditions are between the steps."""
    rows = page(small, "/en/guide/know/").select("ol.deeds")
    assert [(row.get("start"), row.get_text(strip=True)) for row in rows] == [
        (None, "Go on"),
        ("2", "Ask about the license"),
    ]


def test_moved_question_keeps_its_answer(small: FlaskClient) -> None:
    """An old question id in the query counts as the new one."""
    assert page(small, "/en/guide/nothing/?license=no&plate=no").h1
    assert (
        links(page(small, "/en/guide/nothing/?license=no&plate=no"), ".back a")["Back"]
        == "/en/guide/car/?license=no"
    )


def test_step_without_answers_has_no_trail(small: FlaskClient) -> None:
    """A question before a condition redirects to the start page of the flow."""
    soup = page(small, "/en/guide/wants/")
    assert not soup.select(".trail, .progress")
    assert links(soup, ".answers a")["Know"] == "/en/guide/know/"
    assert links(soup, ".back a") == {"Back": "/en/guide/"}
    assert links(page(small, "/en/guide/know/"), ".back a") == {"Start this guide": "/en/guide/"}
    assert (small.get("/en/guide/car/").status_code, small.get("/en/guide/car/").location) == (
        303,
        "/en/guide/",
    )


def test_outcome_without_answers_shows_each_part_under_its_condition(small: FlaskClient) -> None:
    """A shared link never hides what applies to someone else."""
    soup = page(small, "/en/guide/know/")
    for_some = "If your answer to “A license?” is “Yes”:"
    assert [part.get_text() for part in soup.select("[aria-labelledby=next] .condition")] == [
        for_some
    ]
    assert [part.get_text() for part in soup.select("[aria-labelledby=know] .condition")] == [
        for_some,
        "If your answer to “A license?” is not “Yes” or “No” and your answer to “A car?” is “Yes” "
        "or your answer to “A car?” is “I’m not sure”:",
    ]
    assert [claim.p.get_text() for claim in soup.select(".claims > li") if claim.p] == [
        "For all.",
        "For some.",
        "For others.",
    ]
    assert list(links(soup, ".deeds a")) == ["Go on", "Ask about the license"]


def test_outcome_with_answers_shows_only_the_parts_that_apply(small: FlaskClient) -> None:
    """Parts whose condition is false are not on the page; the others say why they are."""
    soup = page(small, "/en/guide/know/?license=yes&wants=know")
    assert not soup.select(".condition")
    assert [part.get_text() for part in soup.select(".because")] == [
        "Because you answered “Yes” to “A license?”:"
    ] * 2
    assert [claim.p.get_text() for claim in soup.select(".claims > li") if claim.p] == [
        "For all.",
        "For some.",
    ]
    assert list(links(soup, ".deeds a")) == ["Go on", "Ask about the license"]
    assert list(
        links(page(small, "/en/guide/know/?license=no&car=unsure&wants=know"), ".deeds a")
    ) == ["Go on"]


def test_share_field_has_the_url_without_answers(small: FlaskClient) -> None:
    """The URL is the same whatever the reader answered."""
    for query in ("", "?license=yes&wants=know"):
        field = page(small, f"/en/guide/know/{query}").select_one("input")
        assert field is not None
        assert (field["value"], field.has_attr("readonly")) == (
            "http://localhost/en/guide/know/",
            True,
        )
        label = page(small, f"/en/guide/know/{query}").select_one(f"label[for={field['id']}]")
        assert label is not None


def test_sensitive_flow_never_has_a_trail(small: FlaskClient) -> None:
    """Its links have no answers, and answers in a URL are dropped."""
    assert links(page(small, "/en/other/first/"), ".answers a")["Yes"] == "/en/other/second/"
    assert small.get("/en/other/second/?first=yes").location == "/en/other/second/"


@pytest.mark.parametrize(
    ("url", "number"),
    [
        ("/en/guide/license/", "Question 1 of about 3"),
        ("/en/guide/wants/?license=yes", "Question 2 of 2"),
    ],
)
def test_progress_is_the_longest_path_that_may_remain(
    small: FlaskClient, url: str, number: str
) -> None:
    """The last question is announced as the last."""
    assert page(small, url).select_one(".progress").get_text() == number  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "path",
    [
        "/en/nope/",
        "/en/my-data/nope/",
        "/xx/",
        "/xx/my-data/",
        "/en/topics/21/",
        "/en/topics/0/",
        "/en/topics/one/",
        "/en/topics/1/2/3/",
        "/static/nope.css",
        "/static/../pyproject.toml/",
        "/en/../../etc/passwd/",
        "/en/my-data/%00/",
        "/en/my-data/%ff%fe/",
        "/%2e%2e/%2e%2e/",
        "/en/my-data/HELD-LICENSE/",
        "/en" + "/a" * 10_000 + "/",
    ],
    ids=lambda path: path[:30],
)
def test_unknown_urls_show_a_plain_404_page(client: FlaskClient, path: str) -> None:
    """The page has the layout of all pages, with links to go on."""
    soup = page(client, path, 404)
    assert soup.h1 is not None
    assert soup.h1.get_text() == "Page not found"
    assert links(soup, "main .begin a") == {"Go to all guides": "/en/"}
    assert "/en/request-my-records/" in links(soup, "main .rows a").values()
    assert soup.select("footer a[href$='/request-my-records/']")
    assert "Traceback" not in soup.get_text()


@pytest.mark.parametrize(
    "query",
    [
        "topic=maybe",
        "topic=holds&topic=law",
        "topic",
        "topic=%00",
        "topic=maybe&%ff=%fe&nope&=&&=",
        "sought=x",
    ],
)
def test_start_step_ignores_any_foreign_query(client: FlaskClient, query: str) -> None:
    """Whatever the query contains, the start step is shown."""
    assert page(client, f"/en/my-data/topic/?{query}").h1


@pytest.mark.parametrize(
    "method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "BREW"]
)
@pytest.mark.parametrize("path", ["/", "/en/my-data/", "/static/x", "/nope/nope/nope/nope/"])
def test_methods_other_than_get_and_head_get_405(
    client: FlaskClient, method: str, path: str
) -> None:
    """The error page has the usual layout, and names the methods that exist."""
    response = client.open(path, method=method)
    assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD")
    assert "You cannot send anything to this page" in response.text


def test_query_over_the_limit_gets_414(client: FlaskClient) -> None:
    """A query of 4,096 bytes is accepted, one more byte is not."""
    assert client.get("/en/?" + "a" * 4096).status_code == 301
    response = client.get("/en/?" + "a" * 4097)
    assert response.status_code == 414
    assert "This address is too long" in response.text


def test_head_has_the_headers_of_get_and_no_body(client: FlaskClient) -> None:
    """A client may ask for the headers alone."""
    got, head = client.get("/en/my-data/"), client.head("/en/my-data/")
    assert head.data == b""
    assert dict(head.headers) == dict(got.headers)


@pytest.mark.parametrize(
    "path", ["/", "/en/", "/en", "/en/my-data/topic/?topic=x", "/nope/", "/static/x"]
)
def test_every_response_has_a_strict_policy_and_no_cookie(client: FlaskClient, path: str) -> None:
    """This includes errors and redirects."""
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"].startswith(
        "default-src 'none'; script-src 'self'; style-src 'self'"
    )
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("path", ["/en", "/en/my-data", "//evil.example/x", "/\\evil.example/x"])
def test_redirect_stays_on_this_host(client: FlaskClient, path: str) -> None:
    """A hostile Host header, or a path that looks like a host, does not change that."""
    environment = EnvironBuilder(headers=[("Host", "evil.example")]).get_environ() | {
        "PATH_INFO": path
    }
    response = client.open(environment)
    assert response.status_code in (308, 404)
    assert response.status_code == 404 or (response.location or "").startswith("/")
    assert not (response.location or "").startswith(("//", "/\\"))


@pytest.mark.parametrize(("day", "late"), [("2027-01-31", 0), ("2027-02-01", 1)])
def test_overdue_review_is_shown_from_the_next_date(write: Write, day: str, late: int) -> None:
    """The start page and all pages that depend on the flow show it."""
    folder = write(
        guide=GUIDE.replace("title: A guide", "title: A guide\nreview-by: 2027-01-31"), other=OTHER
    )
    client = create_app(folder, today=lambda: date.fromisoformat(day)).test_client()
    for url in ("/en/guide/", "/en/guide/know/"):
        notes = [note.get_text() for note in page(client, url).select(".notice")]
        assert (
            notes.count(
                "We planned to check this page again by January 31, 2027 and have not done so yet. "
                "Some of it may be out of date."
            )
            == late
        )


def test_step_with_a_caution_opened_directly_shows_the_caution_first(write: Write) -> None:
    """A reader who came through the question is not warned again."""
    folder = write(guide=GUIDE.replace("  know:\n", "  know:\n    caution: wants\n"), other=OTHER)
    client = create_app(folder).test_client()
    assert links(page(client, "/en/guide/know/"), ".alert a") == {"What?": "/en/guide/wants/"}
    assert not page(client, "/en/guide/know/?license=yes&wants=know").select(".alert")


def test_page_that_is_only_a_link_redirects_for_good(write: Write) -> None:
    """Its URL still works, in each language and as data, but no sitemap lists it."""
    site = "languages: [en, es]\npages: {help: {title: Help, to: guide/know}}\n"
    folder = write(guide=GUIDE, other=OTHER, site=site)
    (folder / "locale").mkdir()
    (folder / "locale" / "es.po").write_text("", "utf-8")
    client = create_app(check_folder(folder, draft=True)[0] or "").test_client()
    for url in ("/en/{}/", "/es/{}/", "/api/en/{}/"):
        response = client.get(url.format("help"))
        assert (response.status_code, response.location) == (301, url.format("guide/know"))
    sitemap = client.get("/sitemap.xml").text
    assert "/en/guide/know/" in sitemap
    assert "/en/help/" not in sitemap
    get = json.loads(client.get("/api/openapi.json").data)["paths"]["/api/{lang}/{flow}/"]["get"]
    assert "301" in get["responses"]
    assert "help" in get["parameters"][1]["schema"]["enum"]
