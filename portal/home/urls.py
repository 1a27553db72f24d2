"""The home's addresses: the public's, each person's own, the desk's."""

from django.urls import include, path

from .views import search

urlpatterns = [
    path("search/", search.search_page, name="search"),
    path("", include("portal.home.comment_urls")),
    path("", include("portal.home.post_urls")),
    path("", include("portal.home.site_urls")),
]
