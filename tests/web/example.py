"""Two small flows, and what the tests look at in a page."""

from __future__ import annotations

from bs4 import BeautifulSoup
from flask.testing import FlaskClient

GUIDE = """\
title: A guide
start: license
moved: {plate: car, old-end: county, gone: other/end}
steps:
  license: {ask: A license?, yes: wants, no: car, unsure: car}
  wants: {ask: What?, answers: {know: {label: Know, to: know}, get: {label: Get, to: other/end}}}
  car:
    ask: A car?
    yes: [{if: {license: unsure}, to: both}, {to: county}]
    no: nothing
    unsure: wants
  know:
    outcome: What is known
    claims:
      - {level: unknown, text: For all.}
      - {level: unknown, text: For some., if: {license: yes}}
      - level: unknown
        text: For others.
        if: {not: {license: [yes, no]}, any: [{car: yes}, {car: unsure}]}
    next:
      - {label: Go on, to: county}
      - {label: Ask about the license, to: other/, if: {license: yes}}
  both: {outcome: Both, claims: [{level: unknown, text: Nothing.}]}
  county: {outcome: County, claims: [{level: unknown, text: Nothing.}]}
  nothing: {outcome: Nothing at all, claims: [{level: unknown, text: Nothing.}]}
"""
OTHER = """\
title: Other
start: first
sensitive: true
steps:
  first: {ask: Is it so?, yes: second, no: end, unsure: end}
  second: {ask: And this?, yes: end, no: end, unsure: end}
  end: {outcome: The end, claims: [{level: unknown, text: Nothing.}]}
"""


def page(client: FlaskClient, url: str, status: int = 200) -> BeautifulSoup:
    """Return the parsed page at a URL."""
    response = client.get(url)
    assert response.status_code == status, (url, response.status_code, response.location)
    return BeautifulSoup(response.text, "html.parser")


def links(soup: BeautifulSoup, selector: str) -> dict[str, str]:
    """Return the URL of each link that a selector finds, by its label."""
    return {" ".join(link.get_text().split()): str(link["href"]) for link in soup.select(selector)}
