"""The home's addresses: the public's, each person's own, the desk's."""

urlpatterns = []
