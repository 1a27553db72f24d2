"""Every address of the portal."""

from django.urls import include, path

from members.views import found, texts
from portal.ground import views as ground

urlpatterns = [
    path("healthz", ground.healthz, name="healthz"),
    path("elder/", ground.elder_mode, name="elder_mode"),
    path("files/<str:public_id>/", ground.attachment_file, name="attachment_file"),
    path("files/<str:public_id>/preview/", ground.attachment_preview, name="attachment_preview"),
    path("files/<str:public_id>/remove/", ground.remove_attachment, name="remove_attachment"),
    path("accounts/", include("members.entrance_urls")),
    path("accounts/", include("allauth.urls")),
    path("texts/<str:kind>/", texts.consent_text, name="consent_text"),
    path("people/<str:public_id>/", found.person_page, name="person_page"),
    path("desk/", include("members.urls")),
    path("me/", include("members.own_urls")),
    path("api/v1/", include("portal.ground.interface_urls")),
    path("api/v1/", include("societies.api_urls")),
    path("api/v1/", include("outreach.api_urls")),
    path("", include("portal.home.urls")),
    path("", include("events.urls")),
    path("", include("societies.urls")),
    path("", include("outreach.urls")),
]
handler400 = "portal.ground.views.bad_request"
handler403 = "portal.ground.views.forbidden"
handler404 = "portal.ground.views.not_found"
handler429 = "portal.ground.views.too_many_requests"
handler500 = "portal.ground.views.server_error"
