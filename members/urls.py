"""The desk's own addresses."""

from django.urls import path

from . import views

urlpatterns = [
    path("act-as/", views.act_as, name="act_as"),
    path("notices/", views.notice_list, name="notice_list"),
]
