"""Events' addresses: the public's and the desk's."""

from django.urls import path

from .views import desk, filing, public

urlpatterns = [
    path("events/", public.event_directory, name="event_directory"),
    path("events/<str:public_id>/", public.event_page, name="event_page"),
    path("events/<str:public_id>/calendar.ics", public.event_calendar, name="event_calendar"),
    path("events/<str:public_id>/register/", public.register, name="event_register"),
    path("events/<str:public_id>/cancel/", public.cancel_registration, name="event_cancel_registration"),
    path("desk/events/", desk.event_list, name="event_list"),
    path("desk/events/new/", desk.event_form, name="event_new"),
    path("desk/events/<str:public_id>/", desk.event_detail, name="event_detail"),
    path("desk/events/<str:public_id>/edit/", desk.event_form, name="event_edit"),
    path("desk/events/<str:public_id>/people/", desk.event_people, name="event_people"),
    path("desk/events/<str:public_id>/people/<str:registration>/", desk.check_in, name="event_check_in"),
    path("desk/events/<str:public_id>/filing/", filing.event_filing, name="event_filing"),
    path("desk/events/<str:public_id>/filing/<str:act>/", filing.event_filing_act, name="event_filing_act"),
    path("desk/events/<str:public_id>/<str:act>/", desk.event_act, name="event_act"),
]
