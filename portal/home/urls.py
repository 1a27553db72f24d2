"""The home's addresses: the public's, each person's own, the desk's."""

from django.urls import include, path

from .views import front, mine, search

urlpatterns = [
    path("", front.front, name="front"),
    path("search/", search.search_page, name="search"),
    path("me/", mine.home, name="home"),
    path("", include("portal.home.comment_urls")),
    path("", include("portal.home.post_urls")),
    path("", include("portal.home.site_urls")),
]
