"""The accessibility rules of axe-core, run on a page."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

# The tags of the rules that axe-core runs.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


Audit = Callable[[Page], list[str]]


def auditor(axe: str) -> Audit:
    """Return a function that runs axe-core on a page and returns a line for each problem.

    `axe` is the source of axe-core. What axe-core cannot decide is a problem too, so that nothing
    is left to check by hand.
    """
    run = """async (tags) => {
        const options = {runOnly: {type: 'tag', values: tags}};
        const result = await axe.run(
            document, {...options, resultTypes: ['violations', 'incomplete']});
        const line = (rule, node) =>
            `${rule.id} ${node.target.join(' ')}: ${node.failureSummary.replace(/\\s+/g, ' ')}`;
        const problems = [...result.violations, ...result.incomplete];
        return [result.passes.length,
            problems.flatMap((rule) => rule.nodes.map((node) => line(rule, node)))];
    }"""
    # In forced colours, Chromium computes a wrong value of this property, which our styles do not
    # set.
    text_fill = """() => {
        const ask = CSSStyleDeclaration.prototype.getPropertyValue;
        CSSStyleDeclaration.prototype.getPropertyValue = function (name) {
            return ask.call(this, name === '-webkit-text-fill-color' ? 'color' : name);
        };
    }"""

    def audit(page: Page) -> list[str]:
        if page.evaluate("typeof axe") == "undefined":
            page.evaluate(axe)
            page.evaluate(text_fill)
        passed, problems = page.evaluate(run, RULES)
        assert passed > 10, "axe-core has checked nothing"
        return [f"{page.url}: {line}" for line in problems]

    return audit


def fit(page: Page, width: int, height: int = 640) -> None:
    """Size the window. It is high where something sticks to its bottom, which then covers nothing.

    axe-core cannot decide on the colours of what is covered.
    """
    page.set_viewport_size({"width": width, "height": height})
    if page.locator(".tools").count():
        all_of_it = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": width, "height": all_of_it + 200})
