"""关于 / 接口: what the words mean, and every endpoint, from the package itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from service.web.shown import Told
from service.web.templating import page

router = APIRouter(include_in_schema=False)


@router.get("/about")
def about(request: Request) -> HTMLResponse:
    """What the words mean, and how good the answers are."""
    return page(request, "about.html", {})


@router.get("/docs")
def documentation(request: Request) -> HTMLResponse:
    """Every endpoint with its parameters, and what it answers."""
    return page(request, "docs.html", {"endpoints": list(endpoints(request.app.openapi()))})


def endpoints(described: Mapping[str, Any]) -> Iterator[Told]:
    """The endpoints of an OpenAPI document, in its order."""
    for path, methods in described["paths"].items():
        for method, each in methods.items():
            yield {
                "method": method.upper(),
                "path": path,
                "summary": each.get("summary", ""),
                "description": each.get("description", ""),
                "parameters": [_parameter(one) for one in each.get("parameters", ())],
                "body": ", ".join(each.get("requestBody", {}).get("content", ())),
                "answers": list(each["responses"]),
            }


def _parameter(given: Mapping[str, Any]) -> Told:
    schema = given.get("schema", {})
    kinds = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
    values = [value for one in kinds for value in one.get("enum", ())]
    return {
        "name": given["name"],
        "required": given.get("required", False),
        "meaning": given.get("description", "") or schema.get("description", ""),
        "kind": "、".join(map(str, values)) or kinds[0].get("type", "string"),
        "default": schema.get("default"),
    }
