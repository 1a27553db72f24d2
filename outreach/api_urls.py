"""Addresses for other programs, read-only."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from . import api

urlpatterns = [
    path("regions/", login_not_required(api.RegionList.as_view()), name="api_regions"),
    path("branches/", login_not_required(api.BranchList.as_view()), name="api_branches"),
    path("figures/", login_not_required(api.FigureList.as_view()), name="api_figures"),
]
