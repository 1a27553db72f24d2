"""The addresses that concern the portal as a whole: its settings, its emblem, its maps."""

from django.urls import path

from .views import guide, maps, site

urlpatterns = [
    path("help/", guide.help_index, name="help_index"),
    path("help/<str:role>/", guide.help_page, name="help_page"),
    path("sitemap/", maps.site_map, name="site_map"),
    path("sitemap.xml", maps.sitemap_index, name="sitemap_index"),
    path("sitemap-<int:part>.xml", maps.sitemap_part, name="sitemap_part"),
    path("favicon.ico", site.favicon, name="favicon"),
    path("robots.txt", maps.robots, name="robots"),
    path("emblem/<str:public_id>/", site.emblem, name="emblem"),
    path("desk/site/", site.site_settings, name="site_settings"),
    path("desk/site/emblem/", site.bring_emblem, name="bring_emblem"),
    path("desk/site/emblem/remove/", site.remove_emblem, name="remove_emblem"),
]
