"""The application, and the blueprint for a host application."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from flask import Blueprint, Flask, request
from werkzeug.exceptions import HTTPException

from wizard.extras import require, warn_if_missing
from wizard.loader.site import load_flows
from wizard.model.site import Site
from wizard.resources import default_flows
from wizard.web.bad_requests import reject_bad_request
from wizard.web.public_address import HEALTH, KnownAddress, NamedAddress
from wizard.web.response_cache import CacheMiddleware
from wizard.web.responses import health
from wizard.web.site_base import NamedOrigins, SiteBase
from wizard.web.views import SiteViews


def create_app(
    flows: Site | str | os.PathLike[str] | None = None, today: Callable[[], date] = date.today
) -> Flask:
    """Return a site as a Flask application.

    The environment variable `WIZARD_ORIGIN` names the public URL of the site, if it is known.

    Args:
        flows: A site or the folder of one (default: the folder in the environment variable
            `WIZARD_FLOWS`, else the flows that this package includes).
        today: A function that returns today's date, for dates and overdue reviews.

    Returns:
        The application, which is a WSGI application like any other.

    Raises:
        FlowError: The folder has problems.
        ValueError: `WIZARD_ORIGIN` is not a URL such as https://example.org/help.
        ImportError: The site has deadlines, and the extra `deadlines` is not installed.

    Example:
        >>> app = create_app("flows")
        >>> app.test_client().get("/en/").status_code
        200
    """
    base = SiteBase.configured()
    site = flows if isinstance(flows, Site) else load_flows(flows or default_flows())
    return site_app(site, today, base)


def site_app(site: Site, today: Callable[[], date], base: SiteBase | None = None) -> Flask:
    """Return a site as a Flask application that is served at `base`, if that is known."""
    check_extras(site)
    guide = SiteViews(site, "wizard", today, https=base is not None and base.is_https)
    # The blueprint serves the static files and finds the templates. With Flask's defaults, the
    # application would look for both a second time.
    app = _Quiet("wizard", static_folder=None, template_folder=None)
    # Else Werkzeug redirects `/en//` to `/en/`, and each page has an endless number of URLs.
    app.url_map.merge_slashes = False
    # On the application, not on the blueprint: a request that matches no route belongs to no
    # blueprint, but must be rejected or answered with our error page too.
    app.before_request(partial(reject_bad_request, site))
    app.register_error_handler(HTTPException, guide.error_page)
    app.after_request(guide.finish)
    app.register_blueprint(guide.blueprint())
    # Not in the blueprint, because a host application has its own check.
    app.add_url_rule(HEALTH, "health", health, methods=["GET"], provide_automatic_options=False)
    cached = CacheMiddleware(app.wsgi_app, guide.joined, today)
    # This is how Flask's manual adds a middleware.
    app.wsgi_app = (  # type: ignore[method-assign]
        KnownAddress(cached, base, guide.headers) if base else NamedAddress(cached, guide.headers)
    )
    return app


def create_blueprint(
    flows: Site, name: str = "wizard", today: Callable[[], date] = date.today
) -> Blueprint:
    """Return a site as a blueprint that any Flask application can mount below a URL prefix.

    Args:
        flows: The site.
        name: The name of the blueprint. To mount several, give each its own name.
        today: A function that returns today's date, for dates and overdue reviews.

    Returns:
        The blueprint, for `app.register_blueprint`.

    Raises:
        ValueError: The name is empty or contains a dot.
        ImportError: The site has deadlines, and the extra `deadlines` is not installed.

    Example:
        >>> app = Flask("office")
        >>> app.register_blueprint(create_blueprint(load_flows("flows")), url_prefix="/help")
    """
    check_extras(flows)
    # Never as https: the header for that would replace the host's own in the browser, for all pages
    # of the host.
    guide, origins = SiteViews(flows, name, today, mounted=True), NamedOrigins()
    # Without middleware: a blueprint cannot wrap the WSGI application it becomes part of. The host
    # application decides which hosts requests may name.
    blueprint = guide.blueprint()
    blueprint.before_request(lambda: origins.note(request.environ))
    blueprint.before_request(partial(reject_bad_request, flows))
    blueprint.register_error_handler(HTTPException, guide.error_page)
    # Flask prefers a handler for a code, even the host's, to a blueprint's handler for all codes.
    for code in (400, 404, 405, 406, 414, 500):
        blueprint.register_error_handler(code, guide.error_page)
    blueprint.after_request(guide.finish)
    return blueprint


def check_extras(site: Site) -> None:
    """Log which files the pages of a site do not offer because an extra is not installed.

    Raises:
        MissingExtraError: Pages cannot do without the extra.
    """
    # Outcomes link to the deadlines, so no page can leave them out.
    if site.deadlines:
        require("deadlines", "the dates of deadlines.yaml cannot be counted")
    warn_if_missing("letters", "pages offer no PDF and Word files")


class _Quiet(Flask):
    """A Flask application that never logs which page someone read."""

    def log_exception(self, exc_info: Any) -> None:
        """Log an error with its traceback, but without the URL that Flask would add."""
        self.logger.error("a page could not be rendered", exc_info=exc_info)
