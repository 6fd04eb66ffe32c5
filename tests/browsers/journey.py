"""What a reader does, and what must be true then, the same in every browser."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from tests.browsers.engines import Engine, Sites, until, until_at, until_true

START = "/en/my-data/"
TITLE = "What happens to my license data?"
HEADING = "document.querySelector('h1')?.textContent"
QUESTIONS = [
    "What do you want to know?",
    "Have you ever had a Mississippi license, permit or state ID?",
    "Which of these is true for you?",
    "Have you ever had a car titled or tagged in Mississippi?",
]
OUTCOME = "Your license record has more than your name"
# The first answer on the path of these questions.
ANSWER = ".answers a[href*='topic=holds']"
SEEN = [*QUESTIONS, OUTCOME]
KEPT = """(async () => [document.cookie, localStorage.length, sessionStorage.length, window.name,
  (await indexedDB.databases()).length, window.caches ? (await caches.keys()).length : 0,
  navigator.serviceWorker ? (await navigator.serviceWorker.getRegistrations()).length : 0])()"""
NOTHING = ["", 0, 0, "", 0, 0, 0]


def reads(engine: Engine, heading: str, path: str = START) -> None:
    """Wait for a page with this heading, and for this path in the address bar."""
    until(engine, f"{HEADING} === {heading!r} && !document.querySelector('#step').hidden")
    until(engine, f"location.pathname + location.search === {path!r}")


def tap(engine: Engine, selector: str) -> None:
    """Tap after half a second, because the pages ignore an earlier tap at the same spot."""
    time.sleep(0.55)
    engine.click(selector)


def begin(engine: Engine, sites: Sites, count: int) -> None:
    """Start, and give the first answer to some questions. After four comes the outcome.

    The start page asks the first question.
    """
    engine.open(sites.ours + START)
    until(engine, f"document.querySelector({ANSWER!r})")
    for seen in SEEN[1 : count + 1]:
        tap(engine, ANSWER)
        reads(engine, seen, f"{START}kept-license/" if seen == OUTCOME else START)


def starts_again(engine: Engine, path: str = START) -> None:
    """Wait for the start page, with the sentence that says why the answers are gone."""
    until(engine, f"location.pathname + location.search === {path!r}")
    until(engine, f"document.querySelector({ANSWER!r}) && !document.querySelector('#gone').hidden")
    assert answers(engine) == []


def answers(engine: Engine) -> list[str]:
    """Return the answers that the page shows."""
    given: Any = engine.js(
        "[...document.querySelectorAll('.trail div')]"
        ".map((row) => row.querySelector('dd').textContent)"
    )
    return list(given)


# Each of these visits the site and leaves it, by the button or the keys.


def from_a_question(engine: Engine, sites: Sites) -> None:
    begin(engine, sites, 2)
    engine.click(".leave")


def from_an_outcome(engine: Engine, sites: Sites) -> None:
    begin(engine, sites, 4)
    engine.click(".leave")


def with_keys(engine: Engine, sites: Sites) -> None:
    begin(engine, sites, 2)
    for _ in range(3):
        engine.press("Shift")


def after_back(engine: Engine, sites: Sites) -> None:
    begin(engine, sites, 3)
    engine.back()
    reads(engine, QUESTIONS[2])
    engine.back()
    reads(engine, QUESTIONS[1])
    engine.click(".leave")


def after_a_reload(engine: Engine, sites: Sites) -> None:
    begin(engine, sites, 2)
    engine.reload()
    starts_again(engine)
    tap(engine, ANSWER)
    reads(engine, QUESTIONS[1])
    engine.reload()
    starts_again(engine)
    engine.click(".leave")


def after_a_change_of_language(engine: Engine, sites: Sites) -> None:
    begin(engine, sites, 1)
    tap(engine, "#languages a")
    until(engine, "document.documentElement.lang === 'es'")
    asked = "licencia, permiso de aprendizaje o identificación estatal de Misisipi"
    reads(engine, f"¿Alguna vez ha tenido {asked}?", "/es/my-data/")
    engine.click(".leave")


def after_a_letter(engine: Engine, sites: Sites) -> None:
    begin(engine, sites, 4)
    tap(engine, "footer a[href$='/letters/']")
    reads(engine, "Letters to print or save", "/en/letters/")
    tap(engine, ".rows a[href$='/driving-record/']")
    until(engine, "document.querySelector('.tools')")
    reads(engine, "Letter for your own driving record", "/en/letters/driving-record/")
    engine.click(".leave")


def back_from_a_letter(engine: Engine, sites: Sites) -> None:
    begin(engine, sites, 4)
    tap(engine, "footer a[href$='/letters/']")
    reads(engine, "Letters to print or save", "/en/letters/")
    tap(engine, ".rows a[href$='/driving-record/']")
    until(engine, "document.querySelector('.tools')")
    engine.back()
    reads(engine, "Letters to print or save", "/en/letters/")
    engine.back()
    reads(engine, OUTCOME, f"{START}kept-license/")
    engine.click(".leave")


def from_a_shared_outcome(engine: Engine, sites: Sites) -> None:
    engine.open(f"{sites.ours}{START}kept-license/")
    reads(engine, OUTCOME, f"{START}kept-license/")
    engine.click(".leave")


def after_a_shared_outcome(engine: Engine, sites: Sites) -> None:
    engine.open(f"{sites.ours}{START}federal-look-up/")
    tap(engine, "#step a[href$='/protections/']")
    until(engine, "location.pathname.endsWith('/protections/')")
    engine.click(".leave")


def after_the_skip_link(engine: Engine, sites: Sites) -> None:
    begin(engine, sites, 1)
    engine.js("document.querySelector('.skip').click()")
    until(engine, "document.activeElement.id === 'main'")
    assert engine.js("location.hash") == ""
    tap(engine, ANSWER)
    reads(engine, QUESTIONS[2])
    engine.click(".leave")


WAYS: list[Callable[[Engine, Sites], None]] = [
    from_a_question,
    from_an_outcome,
    with_keys,
    after_back,
    after_a_reload,
    after_a_change_of_language,
    after_a_letter,
    back_from_a_letter,
    from_a_shared_outcome,
    after_a_shared_outcome,
    after_the_skip_link,
]


def leave(engine: Engine, sites: Sites, way: Callable[[Engine, Sites], None]) -> None:
    """Visit and leave the site, and check what is left of it.

    Back shows a neutral page of our site, Forward shows nothing.
    """
    engine.open("about:blank")
    way(engine, sites)
    until_at(engine, sites.neutral)
    assert engine.js("window.navigation?.canGoForward ?? false") is False
    engine.forward()
    time.sleep(0.5)  # no event says that nothing happens
    assert engine.address() == sites.neutral
    engine.back()
    until(engine, f"location.origin === '{sites.ours}' && document.querySelector('#topics')")
    assert engine.js("location.pathname + location.search + location.hash") in ("/en/", "/es/")
    assert engine.js("document.querySelectorAll('.trail, .answers').length") == 0
    assert engine.js(KEPT) == NOTHING
    engine.back()
    until_at(engine, "about:blank")


def journey(engine: Engine, sites: Sites) -> None:
    """Answer, go back and forward, change an answer, and reload.

    The page shows the right question with its answers, and the heading has the focus. After a
    reload it says why it shows no answers.
    """
    begin(engine, sites, 3)
    for move, number in (
        (engine.back, 2),
        (engine.back, 1),
        (engine.forward, 2),
        (engine.forward, 3),
    ):
        move()
        reads(engine, QUESTIONS[number])
        until(engine, "document.activeElement.tagName === 'H1'")
        assert len(answers(engine)) == number
    tap(engine, ANSWER)
    reads(engine, OUTCOME, f"{START}kept-license/")
    assert answers(engine) == [
        "What my record contains",
        "Yes",
        "I have or had a driver's license or permit",
        "Yes",
    ]
    tap(engine, ".trail a")
    reads(engine, QUESTIONS[0])
    current = engine.js("document.querySelector('.answers [aria-current]').textContent")
    assert current == "What my record contains"
    tap(engine, ".answers li:nth-child(2) a")
    reads(engine, "What do you want to know about look-ups?")
    assert answers(engine)[0] == "Who can look at my record"
    engine.reload()
    starts_again(engine)
    for move in (engine.back, engine.back):
        move()
        until(engine, f"location.pathname.startsWith({START!r})")
        assert answers(engine) == []
    assert engine.js(KEPT) == NOTHING


def languages(engine: Engine, sites: Sites) -> None:
    """Change the language, and go back.

    The other language shows the same question with its answers, and the address bar shows neither.
    """
    begin(engine, sites, 2)
    tap(engine, "#languages a")
    until(engine, "document.documentElement.lang === 'es'")
    reads(engine, "¿Cuál de estos es su caso?", "/es/my-data/")
    assert engine.js("document.querySelector('.leave').ariaLabel") == "Salir de esta página"
    assert answers(engine) == ["Qué contiene mi registro", "Sí"]
    tap(engine, ANSWER)
    reads(engine, "¿Alguna vez ha tenido un auto con título o placa de Misisipi?", "/es/my-data/")
    engine.back()
    reads(engine, "¿Cuál de estos es su caso?", "/es/my-data/")
    engine.back()
    until(engine, "document.documentElement.lang === 'en'")
    reads(engine, QUESTIONS[2])
    assert answers(engine) == ["What my record contains", "Yes"]


def policy(engine: Engine, sites: Sites) -> None:
    """Try what the Content-Security-Policy of a page forbids. The browser must refuse it."""
    engine.open(sites.ours + START)
    typed = engine.js(ATTACK)
    assert typed == ["TypeError", "TypeError", "TypeError"]
    directives = {"img-src", "style-src-attr", "require-trusted-types-for", "trusted-types"}
    until_true(lambda: directives <= {*engine.js("refused")}, f"violations of {directives}")
    assert engine.js("window.ran ?? null") is None


ATTACK = """(() => {
  window.refused = [];
  document.addEventListener('securitypolicyviolation',
    (event) => refused.push(event.effectiveDirective));
  const typed = [];
  const attempt = (act) => {
    try { act(); typed.push('done'); } catch (error) { typed.push(error.name); }
  };
  const add = (name, attributes) =>
    document.body.append(Object.assign(document.createElement(name), attributes));
  attempt(() => { document.createElement('div').innerHTML = '<b>text</b>'; });
  attempt(() => add('script', {text: 'window.ran = true'}));
  attempt(() => trustedTypes.createPolicy('another', {}));
  add('img', {src: 'https://localhost:1/image.png'});
  document.body.firstElementChild.setAttribute('style', 'color: red');
  return typed;
})()"""
