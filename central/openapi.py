"""OpenAPI 3.1 from the contract's own table: what is published is what is served.

``python -m central.openapi`` prints it as YAML. Owns the translation only.
"""

import re
import sys
from typing import Any

import yaml
from pydantic.json_schema import models_json_schema

from kiosk.uplink.contract import (
    CONTRACT_VERSION,
    HEADER_REPLAYED,
    HEADER_RETRY_AFTER,
    HEADER_UPLOAD_COMPLETE,
    HEADER_UPLOAD_OFFSET,
    PATH_UPLOAD,
    PROBLEM_MEDIA_TYPE,
    ROUTES,
    Message,
    Problem,
    Route,
)

_REF = "#/components/schemas/{model}"


def document() -> dict[str, Any]:
    """The whole description."""
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Openhall platform", "version": CONTRACT_VERSION},
        "paths": paths,
        "components": {"schemas": _schemas()},
    }


def as_yaml() -> str:
    """The text of ``docs/openapi.yaml``."""
    return yaml.safe_dump(document(), allow_unicode=True, sort_keys=False, width=100)


def _operation(route: Route) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "summary": route.summary,
        "operationId": f"{route.method.lower()}{re.sub('[^a-z0-9]+', '_', route.path)}",
        "parameters": [
            *(_parameter(name, "path") for name in re.findall(r"{(\w+)}", route.path)),
            *(_parameter(name, "query") for name in route.query),
            *(_parameter(name, "header") for name in route.headers),
        ],
        "responses": {
            **{str(status): _response(route, model) for status, model in route.replies.items()},
            "default": {
                "description": "Refused; act on `class`",
                "headers": {HEADER_RETRY_AFTER: _header("integer")},
                "content": _content(Problem, PROBLEM_MEDIA_TYPE),
            },
        },
    }
    if route.request is not None:
        operation["requestBody"] = {"required": True, "content": _content(route.request)}
    elif route.method == "PATCH":
        octets = {"application/offset+octet-stream": {"schema": {"type": "string"}}}
        operation["requestBody"] = {"required": True, "content": octets}
    return operation


def _response(route: Route, model: type[Message] | None) -> dict[str, Any]:
    response: dict[str, Any] = {"description": model.__name__ if model else "No body"}
    if route.path == PATH_UPLOAD:
        response["headers"] = {
            HEADER_UPLOAD_OFFSET: _header("integer"),
            HEADER_UPLOAD_COMPLETE: _header("string"),
        }
    elif route.method == "POST":
        response["headers"] = {HEADER_REPLAYED: _header("string")}
    if model is not None:
        response["content"] = _content(model)
    return response


def _parameter(name: str, where: str) -> dict[str, Any]:
    # Long polls and first calls come without a cursor.
    required = where != "query"
    return {"name": name, "in": where, "required": required, "schema": {"type": "string"}}


def _header(kind: str) -> dict[str, Any]:
    return {"schema": {"type": kind}}


def _content(model: type[Message], media_type: str = "application/json") -> dict[str, Any]:
    return {media_type: {"schema": {"$ref": _REF.format(model=model.__name__)}}}


def _schemas() -> dict[str, Any]:
    models: dict[type[Message], None] = {Problem: None}
    for route in ROUTES:
        for model in (route.request, *route.replies.values()):
            if model is not None:
                models[model] = None
    _, schema = models_json_schema(
        [(model, "validation") for model in models], by_alias=True, ref_template=_REF
    )
    definitions: dict[str, Any] = schema["$defs"]
    return definitions


if __name__ == "__main__":
    sys.stdout.write(as_yaml())
