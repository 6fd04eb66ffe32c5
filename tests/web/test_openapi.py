"""The OpenAPI document of the JSON API, and a fuzzer that reads it."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from tests.web.test_api import TODAY
from wizard import create_app
from wizard.model.site import Site
from wizard.web.openapi import document


def test_document_has_valid_schemas_and_references(shipped: Site) -> None:
    """Every `$ref` names a schema, and every schema is used and valid."""
    described = document(shipped, "/")
    assert described["openapi"].startswith("3.1.")
    schemas = described["components"]["schemas"]
    refs = re.findall(r'"\$ref": "#/components/schemas/([^"]+)"', json.dumps(described))
    assert set(refs) == set(schemas)
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)


def test_document_describes_every_route_of_data(shipped: Site) -> None:
    """The application has no other routes below `/api/`."""
    rules = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for rule in create_app(shipped).url_map.iter_rules()
    }
    assert {rule for rule in rules if rule.startswith("/api/")} == set(
        document(shipped, "/")["paths"]
    )


CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
]


def fuzz(site: Site, mode: GenerationMode, examples: int) -> dict[int, int]:
    """Call every operation with valid or invalid values, and return the count of each status."""
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", create_app(site, lambda: TODAY))
    seen: dict[int, int] = {}

    def call(case: schemathesis.Case[Any]) -> None:
        case.headers["Accept-Encoding"] = (
            "identity"  # the test client does not decompress as browsers do
        )
        response = case.call_and_validate(checks=CHECKS)
        seen[response.status_code] = seen.get(response.status_code, 0) + 1

    run = settings(
        max_examples=examples,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    for result in schema.get_all_operations():
        assert isinstance(result, Ok)
        if mode is GenerationMode.NEGATIVE and "{" not in result.ok().path:
            continue  # it has no parameter that could be invalid
        strategy = result.ok().as_strategy(generation_mode=mode)
        run(given(case=strategy)(call))()
    return seen


@pytest.mark.e2e  # maps are drawn by another process
@pytest.mark.slow
@pytest.mark.parametrize("mode", GenerationMode)
@pytest.mark.parametrize("examples", [10, pytest.param(100, marks=pytest.mark.browsers)])
def test_fuzzer_finds_no_undescribed_response(
    shipped: Site, mode: GenerationMode, examples: int
) -> None:
    """Every status, header and body is described, and there are no server errors."""
    seen = fuzz(shipped, mode, examples)
    assert sum(seen.values()) > 5 * examples
    # Few generated trails are redirected, and perhaps none of the first ten.
    positive = {200, 303} if examples > 10 else {200}
    assert (positive if mode is GenerationMode.POSITIVE else {404}) <= set(seen)
