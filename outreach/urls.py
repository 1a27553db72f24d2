"""Outreach's addresses: the public's, then the desk's."""

from django.urls import path

from .views import branch, desk, public, quarter

urlpatterns = [
    path("", public.front, name="front"),
    path("branches/", public.branch_directory, name="branch_directory"),
    path("branches/<str:public_id>/", public.branch_page, name="branch_page"),
    path("coverage/", public.coverage, name="coverage"),
    path("coverage/coverage.xlsx", public.coverage_export, name="coverage_export"),
    path("coverage/indicators/", public.indicator_dictionary, name="indicator_dictionary"),
    path("desk/", desk.desk, name="desk"),
    path("desk/branches/", branch.branch_list, name="branch_list"),
    path("desk/branches/new/", branch.branch_form, name="branch_new"),
    path("desk/branches/<str:public_id>/", branch.branch_detail, name="branch_detail"),
    path("desk/branches/<str:public_id>/edit/", branch.branch_form, name="branch_edit"),
    path("desk/branches/<str:public_id>/<str:act>/", branch.branch_act, name="branch_act"),
    path("desk/coverage/", desk.live_coverage, name="live_coverage"),
    path("desk/coverage.xlsx", desk.live_coverage_export, name="live_coverage_export"),
    path("desk/coverage/<str:indicator>/", desk.figure_rows, name="figure_rows"),
    path("desk/registers/", desk.register_list, name="register_list"),
    path("desk/registers/<int:pk>/", desk.register_detail, name="register_detail"),
    path("desk/imports/new/", desk.import_file, name="import_file"),
    path("desk/imports/template/<str:kind>/", desk.import_template, name="import_template"),
    path("desk/imports/<str:public_id>/", desk.import_detail, name="import_detail"),
    path("desk/imports/<str:public_id>/errors/", desk.import_errors, name="import_errors"),
    path("desk/imports/<str:public_id>/<str:act>/", desk.import_act, name="import_act"),
    path("desk/quarters/", quarter.quarter_list, name="quarter_list"),
    path("desk/quarters/<str:public_id>/", quarter.quarter_detail, name="quarter_detail"),
    path("desk/quarters/<str:public_id>/progress/", quarter.quarter_progress, name="quarter_progress"),
    path("desk/quarters/<str:public_id>/<str:act>/", quarter.quarter_act, name="quarter_act"),
    path("desk/reports/<str:public_id>/<str:name>", quarter.report_file, name="report_file"),
]
