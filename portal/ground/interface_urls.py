"""The API's own addresses: its description for programs and for people."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from . import interface_docs

urlpatterns = [
    path("", login_not_required(interface_docs.ApiSchema.as_view()), name="api_schema"),
    path("docs/", interface_docs.api_docs, name="api_docs"),
]
