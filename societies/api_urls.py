"""Addresses of societies for other programs, read-only."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from . import api

urlpatterns = [
    path("societies/", login_not_required(api.SocietyList.as_view()), name="api_societies"),
    path("societies/<str:code>/roster/", login_not_required(api.Roster.as_view()), name="api_roster"),
    path("membership-check/", login_not_required(api.MembershipCheck.as_view()), name="api_membership_check"),
    path("me/", login_not_required(api.MyRecord.as_view()), name="api_me"),
]
