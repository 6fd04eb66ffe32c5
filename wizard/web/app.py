"""The application and the blueprint: what a host imports."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, Flask
from werkzeug.exceptions import HTTPException

from wizard.loader.site import load_flows
from wizard.model.site import Site
from wizard.resources import default_flows
from wizard.web.response_cache import CacheMiddleware
from wizard.web.responses import health
from wizard.web.views import SiteViews


def create_app(
    flows: Site | str | os.PathLike[str] | None = None, today: Callable[[], date] = date.today
) -> Flask:
    """A whole site as a WSGI application.

    `flows` is a site, or the folder of one; without it, `default_flows()`. `today` is the clock. Raises FlowError when
    the folder is unsound.
    """
    site = flows if isinstance(flows, Site) else load_flows(flows or default_flows())
    guide = SiteViews(site, "wizard", today)
    app = _Quiet("wizard", static_folder=None, template_folder=None)
    app.url_map.merge_slashes = False
    app.before_request(guide.reject_bad_request)
    app.register_error_handler(HTTPException, guide.error_page)
    app.after_request(guide.finish)
    app.register_blueprint(guide.blueprint())
    app.add_url_rule("/healthz", "health", health, methods=["GET"], provide_automatic_options=False)
    app.wsgi_app = CacheMiddleware(app.wsgi_app, today)  # type: ignore[method-assign]  # as Flask's manual says
    return app


def create_blueprint(
    flows: Site, name: str = "wizard", today: Callable[[], date] = date.today
) -> Blueprint:
    """The site as a blueprint, for `app.register_blueprint(..., url_prefix=...)` in any Flask application.

    Give each its own `name` to mount several. `today` is the clock.
    """
    guide = SiteViews(flows, name, today, mounted=True)
    blueprint = guide.blueprint()
    blueprint.before_request(guide.reject_bad_request)
    blueprint.register_error_handler(HTTPException, guide.error_page)
    # Flask prefers a handler for a code, even the host's, to a blueprint's handler for all codes.
    for code in (400, 404, 405, 406, 414, 500):
        blueprint.register_error_handler(code, guide.error_page)
    blueprint.after_request(guide.finish)
    return blueprint


class _Quiet(Flask):
    """A Flask application whose log never says which page somebody read."""

    def log_exception(self, exc_info: Any) -> None:
        """Report that a page broke, with the traceback, without the address of the page."""
        self.logger.error("a page could not be made", exc_info=exc_info)
