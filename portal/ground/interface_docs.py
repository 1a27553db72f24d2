"""The description of the API: the schema for programs, and the same for people on a page."""

import json
from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularAPIView

TYPES = {
    "string": _("文字"), "integer": _("整数"), "number": _("数"), "boolean": _("是否"), "date": _("日期"),
    "decimal": _("小数，写成文字"), "int64": _("整数"), "array": _("列表"), "object": _("一组内容"),
}  # fmt: skip


class ApiSchema(SpectacularAPIView):
    """The schema as programs read it; who comes with a browser and names no format is shown the page."""

    schema = None  # it does not describe itself

    def get(self, request, *arguments, **named):
        if "format" not in request.GET and "text/html" in request.headers.get("Accept", ""):
            return redirect("api_docs")
        return super().get(request, *arguments, **named)


@login_not_required
@require_safe
def api_docs(request):
    """Every address, what it may be asked, what it answers, and an example."""
    return render(request, "interface_docs.html", {"operations": _operations()})


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
    row, page = _named(answer["schema"], components)["properties"], {}
    if "results" in row:
        row, page = _named(row["results"]["items"], components)["properties"], row
    return {
        "method": method.upper(), "path": path, "summary": one["summary"], "description": one["description"],
        "needs": _needs(one),
        "parameters": [_field(asked["name"], asked["schema"], asked["description"]) for asked in one.get("parameters", ())],
        "page": [_field(name, field, field.get("description", "")) for name, field in page.items() if name != "results"],
        "fields": [field for name, one in row.items() for field in _fields(name, one, components)],
        "others": [(code, other["description"]) for code, other in one["responses"].items() if code != "200"],
        "example": json.dumps(example, ensure_ascii=False, indent=2),
    }  # fmt: skip


def _needs(one):
    """With what a caller proves who it is, in words; nothing where everybody may ask."""
    named = {scheme for way in one.get("security", ()) for scheme in way}
    return [words for scheme, words in WAYS_IN.items() if scheme in named]


WAYS_IN = {"session": _("在本站登录"), "key": _("学会的接口密钥，写在请求头 Authorization: Bearer 之后")}


def _fields(name, schema, components):
    """The field, and when it is a list of things with fields of their own, those too."""
    yield _field(name, schema, schema["description"])
    if schema.get("type") == "array" and "$ref" in schema["items"]:
        for inner, one in _named(schema["items"], components)["properties"].items():
            yield _field(f"{name}[].{inner}", one, one["description"])


def _named(schema, components):
    """What a reference points at."""
    return components[schema["$ref"].rpartition("/")[2]]


def _field(name, schema, description):
    kind = schema.get("format") if schema.get("format") in TYPES else schema.get("type", "string")
    return {"name": name, "type": TYPES[kind], "description": description}
