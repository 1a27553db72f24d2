"""Societies' addresses: the public's and the desk's."""

urlpatterns = []
