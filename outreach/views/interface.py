"""The description of the API for people: the same schema programs read, on a page."""

import json
from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

TYPES = {
    "string": _("文字"), "integer": _("整数"), "number": _("数"), "boolean": _("是否"), "date": _("日期"),
    "decimal": _("小数，写成文字"), "int64": _("整数"),
}  # fmt: skip


@login_not_required
@require_safe
def api_docs(request):
    """Every address, what it may be asked, what it answers, and an example."""
    return render(request, "outreach/api_docs.html", {"operations": _operations()})


@cache
def _operations():
    schema = SchemaGenerator().get_schema(public=True)
    components = schema["components"]["schemas"]
    return [
        _operation(path, method, one, components)
        for path, methods in schema["paths"].items()
        for method, one in methods.items()
    ]


def _operation(path, method, one, components):
    answer = one["responses"]["200"]["content"]["application/json"]
    example = next(iter(answer["examples"].values()))["value"]
    paged = _named(answer["schema"], components)["properties"]
    row = _named(paged["results"]["items"], components)
    return {
        "method": method.upper(), "path": path, "summary": one["summary"], "description": one["description"],
        "parameters": [_field(asked["name"], asked["schema"], asked["description"]) for asked in one["parameters"]],
        "page": [_field(name, field, field.get("description", "")) for name, field in paged.items() if name != "results"],
        "fields": [_field(name, field, field["description"]) for name, field in row["properties"].items()],
        "others": [(code, other["description"]) for code, other in one["responses"].items() if code != "200"],
        "example": json.dumps(example, ensure_ascii=False, indent=2),
    }  # fmt: skip


def _named(schema, components):
    """What a reference points at."""
    return components[schema["$ref"].rpartition("/")[2]]


def _field(name, schema, description):
    kind = schema.get("format") if schema.get("format") in TYPES else schema.get("type", "string")
    return {"name": name, "type": TYPES[kind], "description": description}
