"""Every address of the portal."""

from django.urls import include, path

from portal.ground import views as ground

urlpatterns = [
    path("healthz", ground.healthz, name="healthz"),
    path("elder/", ground.elder_mode, name="elder_mode"),
    path("accounts/", include("allauth.urls")),
    path("desk/", include("members.urls")),
    path("api/v1/", include("outreach.api_urls")),
    path("", include("outreach.urls")),
]
handler403 = "portal.ground.views.forbidden"
handler404 = "portal.ground.views.not_found"
handler500 = "portal.ground.views.server_error"
