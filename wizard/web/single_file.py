"""One flow as one HTML file, for a phone, a chat or a USB drive: it works without scripts.

Each page is a section, and an answer is a link to another section. The stylesheet shows the section
that the URL names, or the first page if it names none. Boxes to tick are inputs. The sections have
the content of the pages of the application, so they are cut from them: ids and links must be
rewritten anyway.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from wizard.engine.graph import can_open_directly
from wizard.i18n.translator import translator_of
from wizard.model.flow import Flow, Question, Target
from wizard.model.generated_answers import Tick
from wizard.model.letters import LETTERS
from wizard.model.site import Site
from wizard.pages.outcomes import OFFLINE
from wizard.resources import DATA
from wizard.web.assets import read_assets
from wizard.web.box_inputs import STYLE as INPUT_STYLE
from wizard.web.box_inputs import put_inputs
from wizard.web.html_tree import Element, parse
from wizard.web.site_base import SiteBase

MARK = '<meta name="generator" content="wizard export">'  # marks a file that may be replaced

# The first page is the last section: a section that the URL names is before it, and so can hide it.
STYLE = """
.page{display:none}
.page:target,.page:last-child{display:flex;flex-direction:column;min-height:100vh}
.page:target~.page:last-child{display:none}
@media print{.page:target,.page:last-child{display:block}}
"""

# An attribute by which templates mark what only the site can do.
ONLINE = "data-online"

# What only scripts use. A form has nowhere to send to.
_FOR_SCRIPTS = {"button", "form", "script", "template"}

# Elements that say nothing once their items are gone.
_CONTAINERS = {"dl", "nav", "ol", "section", "ul"}

_HEADINGS = {"h2", "h3", "summary"}

_REFERENCES = ("id", "for", "aria-labelledby", "aria-describedby")

# In selectors only: a brace opens before one closes.
_ID_SELECTOR = re.compile(r"#([a-z][\w-]*)(?=[^{}]*\{)")

_MAIN_SELECTOR = re.compile(r"(?<![\w.#-])main(?![\w-])(?=[^{}]*\{)")


def single_file(
    site: Site,
    flow: str,
    languages: tuple[str, ...],
    base: SiteBase,
    get: Callable[[str], str],
) -> str:
    """Return a flow of a site as the text of one file.

    Args:
        site: The site with unfolded flows.
        flow: The id of the flow.
        languages: The languages of the file.
        base: The URL of the site; links to pages that the file lacks need its origin.
        get: Returns the HTML of the page at a path of the site.
    """
    anchors = _anchors(site, flow, languages)
    # With one language, there is nothing to choose at `/`.
    first = "/" if len(languages) > 1 else f"/{languages[0]}/{flow}/"
    starts = [f"/{code}/{flow}/" for code in languages]
    # Anchors of steps and letters contain a slash; the others are start pages.
    others = [path for path, anchor in anchors.items() if "/" in anchor]
    # The first page is the last section, see STYLE.
    pages = [path for path in (*starts, *others) if path != first] + [first]
    cutter = _SectionCutter(base, anchors, several=len(languages) > 1)
    trees = {path: parse(get(path)) for path in pages}
    for code in languages:
        _put_inputs(site, site.flows[flow], code, base, trees)
    sections = "\n".join(cutter.section(trees[path], anchors[path]) for path in pages)
    return _document(languages[0], _first(trees[f"/{languages[0]}/{flow}/"], "title"), sections)


def _put_inputs(
    site: Site, flow: Flow, code: str, base: SiteBase, trees: Mapping[str, Element]
) -> None:
    """Change the boxes on the pages of an unfolded flow in one language into inputs."""
    proceed = translator_of(site, code)("Continue")
    for question in flow.questions():
        if not isinstance(question.form, Tick):
            continue
        hrefs = {}
        for answer in question.answers.values():
            to = answer.edges[0].to  # of an unfolded flow, each answer has one branch
            path = "/".join(filter(None, (code, to.flow, to.step)))
            hrefs[answer.id] = f"{base.prefix}/{path}/"
        paths = [f"/{code}/{flow.id}/{question.id}/"]
        # The start page asks the first question too.
        paths += [f"/{code}/{flow.id}/"] if question.id == flow.start else []
        for path in paths:
            if path in trees:
                put_inputs(trees[path], question, hrefs, proceed)


def _document(lang: str, title: Element, sections: str) -> str:
    css = _stylesheet()
    # Nothing but this stylesheet may run or load, whatever a host or a mail program adds to the
    # file.
    css_hash = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{css_hash}'; base-uri 'none'; form-action 'none'"
    )
    return f"""<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
{MARK}
{title.html()}
<style>{css}</style>
</head>
<body>
<main>
{sections}
</main>
</body>
</html>
"""


def _anchors(site: Site, flow: str, languages: tuple[str, ...]) -> dict[str, str]:
    """Return the anchor in the file for each path of the site that the file includes."""
    steps = site.flows[flow].steps
    # Unfolding made copies of these steps, so they have no page; a link to one goes to the start.
    copied = {name for name in steps if not can_open_directly(site.flows[flow], name)}
    anchors = {"/": "first"}
    for code in languages:
        start = code if len(languages) > 1 else "first"
        anchors |= {f"/{code}/{flow}/": start, f"/{code}/": start}
        anchors |= {
            f"/{code}/{flow}/{name}/": start if name in copied else f"{code}/{name}"
            for name, step in steps.items()
            # Instead of the pages of sets of boxes, there are inputs.
            if not (isinstance(step, Question) and isinstance(step.form, Tick) and step.form.ticked)
        }
        # `~` is not allowed in ids, so no step has such an anchor.
        anchors |= {
            f"/{code}/{LETTERS}/{name}/": f"{code}/{LETTERS}~{name}"
            for name in sorted(_letters(site.flows[flow]))
        }
    return anchors


def _letters(flow: Flow) -> set[str]:
    """Return the ids of the letters that actions of a flow lead to."""
    targets = (action.to for outcome in flow.outcomes() for action in outcome.next)
    return {
        target.step
        for target in targets
        if isinstance(target, Target) and target.flow == LETTERS and target.step
    }


def _stylesheet() -> str:
    """Return the stylesheet of the site, for a file in which each page is a section."""
    css = read_assets(DATA / "static")["wizard.css"].body.decode()
    # A section has its own main part.
    css = _MAIN_SELECTOR.sub(".main", css)
    # Ids in the sections have the anchor before them, so only their end is known. An id in `:is`
    # that no element has keeps the selector as specific as it was.
    css = _ID_SELECTOR.sub(r':is(#_,[id$="/\1"])', css).replace("labelledby=", "labelledby$=")
    return css.replace(":root:has(", ".page:has(") + STYLE + INPUT_STYLE


def _first(page: Element, tag: str) -> Element:
    """Return the first element of a page with a name."""
    element = page.find(lambda element: element.tag == tag)
    assert element, f"every page has <{tag}>"
    return element


@dataclass(frozen=True, slots=True)
class _SectionCutter:
    """Makes sections of pages.

    Attributes:
        base: The URL of the site.
        anchors: The anchors of the paths that the file includes.
        several: Whether the file has several languages.
    """

    base: SiteBase
    anchors: Mapping[str, str]
    several: bool

    def section(self, page: Element, anchor: str) -> str:
        """Return a page of the application as the section at an anchor."""
        opened, body = _first(page, "html"), _first(page, "body")
        step = body.find(lambda element: element.attributes.get("id") == "step")
        assert step, "every page has one step"
        # A start page, or the page that offers the languages: their links to the rest of the site
        # are not worth their room without the site.
        start = "/" not in anchor
        parts = []
        for child in body.children:
            if not isinstance(child, Element) or child.has_class("skip"):
                continue
            if child.tag == "main":
                child = Element("div", {"class": "main"}, [step])
            if child.tag == "footer":
                lines = [line for line in child.children if not _has_link(line)]
                child = Element("footer", {}, lines)
            parts += self._kept(child, anchor, start)
        attributes: dict[str, str | None] = {
            "class": "page",
            "id": anchor,
            "lang": opened.attributes["lang"],
            "dir": opened.attributes["dir"],
        }
        return Element("section", attributes, parts).html()

    def _kept(self, element: Element, anchor: str, start: bool) -> list[Element | str]:
        """Return what the file keeps of an element: the element, what is in it, or nothing."""
        attributes = element.attributes
        if element.tag in _FOR_SCRIPTS or {"hidden", ONLINE} & attributes.keys():
            return []
        if attributes.get("id") == "languages" and not self.several:
            return []
        href = attributes.get("href")
        if element.tag == "a" and href is not None:
            attributes = attributes | {"href": self._href(href)}
        # An answer that leads out of the file stays as text: the question would be another one.
        bare = (start and not element.has_class("answers")) or element.has_class("ways")
        children: list[Element | str] = []
        for child in element.children:
            if isinstance(child, str):
                children.append(child)
            elif not (bare and child.tag == "li" and self._is_dead(child)):
                children += self._kept(child, anchor, bare)
        if element.tag in _CONTAINERS and not any(map(_says_something, children)):
            return []
        # Only the text of a link whose target is unknown. The file has no scripts, but a browser
        # with scripts hides what is for browsers without them.
        if element.tag == "noscript" or (element.tag == "a" and not attributes["href"]):
            return children
        return [Element(element.tag, dict(_rewritten(attributes, anchor)), children)]

    def _is_dead(self, item: Element) -> bool:
        """Return whether a list item is only a link that the file cannot follow."""
        only = [child for child in item.children if isinstance(child, Element) or child.strip()]
        return (
            len(only) == 1
            and isinstance(only[0], Element)
            and only[0].tag == "a"
            and not self._href(only[0].attributes.get("href") or "")
        )

    def _href(self, href: str) -> str:
        """Return the URL of a link in the file, or "" if its target is unknown."""
        path = self.base.local_path(href)
        if path is None:
            # Within a section, `#...` would hide the section.
            return "" if href.startswith("#") else href
        # A link to a part of a page shows the page: its section must be the target.
        if anchor := self.anchors.get(path.partition("#")[0]):
            return f"#{anchor}"
        # Links to the rest of the site work only if its URL is known, and the file does not
        # contain itself.
        known = self.base.origin and not path.endswith(f"/{OFFLINE}/")
        return self.base.origin + href.removeprefix(self.base.origin) if known else ""


def _rewritten(
    attributes: Mapping[str, str | None], anchor: str
) -> Iterator[tuple[str, str | None]]:
    """Yield the attributes of an element in the section at an anchor."""
    for name, value in attributes.items():
        if name in _REFERENCES:
            # Each page has the same ids, so each section needs its own.
            yield name, " ".join(f"{anchor}/{word}" for word in (value or "").split())
        # The stylesheet needs the number of lines; the others are for scripts.
        elif not name.startswith("data-") or name == "data-lines":
            yield name, value


def _has_link(node: Element | str) -> bool:
    return isinstance(node, Element) and bool(node.find(lambda element: element.tag == "a"))


def _says_something(node: Element | str) -> bool:
    return node.tag not in _HEADINGS if isinstance(node, Element) else bool(node.strip())
