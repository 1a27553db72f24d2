"""What the API of every floor shares: how a list answers, how it is described, how often one may ask."""

from django.conf import settings
from django.utils.translation import gettext as _
from django_filters.rest_framework import DjangoFilterBackend
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema, inline_serializer
from rest_framework import generics, pagination, serializers
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import Throttled

PARAMETERS = {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}}
DETAIL = inline_serializer("Refusal", {"detail": serializers.CharField(help_text="说明原因的一句话")})


def helped(**texts):
    """Descriptions of model fields for the schema."""
    return {name: {"help_text": text} for name, text in texts.items()}


class Pages(pagination.PageNumberPagination):
    """Fifty rows a page; the schema says so in Chinese."""

    page_query_description = "第几页，从 1 起，每页 50 条"

    def get_page_number(self, request, paginator):
        """An empty number is a wrong one, as the description says."""
        return request.query_params.get(self.page_query_param, 1)

    def get_paginated_response_schema(self, schema):
        described = super().get_paginated_response_schema(schema)
        for name, text, example in (
            ("count", "总条数", 1), ("next", "下一页的地址，没有时为空", None), ("previous", "上一页的地址，没有时为空", None),
        ):  # fmt: skip
            described["properties"][name] |= {"description": text, "example": example}
        return described


class TooOften(Throttled):
    """The limit is reached; says when to come back."""

    def __init__(self, wait):
        super().__init__()
        self.wait, seconds = wait, max(1, round(wait or 60))
        self.detail = _("请求过于频繁，请在 %(seconds)s 秒后再试。") % {"seconds": seconds}


class Civil:
    """Refuses whoever asks too often with a sentence."""

    def throttled(self, request, wait):
        raise TooOften(wait)


class ReadOnlyList(Civil, generics.ListAPIView):
    """A filtered list in pages, with one limit for all of them."""

    filter_backends = [DjangoFilterBackend]
    pagination_class = Pages


def described(serializer, summary, description, example, *, parameters=(), refusals=None, is_list=True):
    """What the schema says of one address that is read: `refusals` are statuses and sentences beside the usual ones."""
    usual = {
        400: OpenApiResponse(PARAMETERS, "参数有误，按参数列出原因"),
        429: OpenApiResponse(DETAIL, "请求过于频繁；稍后再试，Retry-After 头是要等的秒数"),
    }
    if is_list:
        usual[404] = OpenApiResponse(DETAIL, "没有这一页")
    usual |= {status: OpenApiResponse(DETAIL, text) for status, text in (refusals or {}).items()}
    return extend_schema(
        summary=summary, description=description, tags=[summary], parameters=list(parameters),
        examples=[OpenApiExample("示例", value=example, response_only=True, status_codes=["200"])],
        responses={200: OpenApiResponse(serializer(many=True) if is_list else serializer, "一页结果" if is_list else "结果")}
        | dict(sorted(usual.items())),
    )  # fmt: skip


class PortalSession(SessionAuthentication):
    """Whoever is signed in to the portal in the same browser; anybody else is asked to (401)."""

    def authenticate_header(self, request):
        return "Session"


class PortalSessionScheme(OpenApiAuthenticationExtension):
    target_class = PortalSession
    name = "session"

    def get_security_definition(self, auto_schema):
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": "在本站登录后的会话",
        }
