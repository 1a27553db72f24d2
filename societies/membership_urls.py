"""The addresses of memberships: one's own, and the desk's."""

from django.urls import path

from .views import comparing, memberships, my_memberships, renewals, staff, units

urlpatterns = [
    path("societies/<str:code>/join/unit/", units.unit_join, name="unit_join"),
    path("unit-members/<str:public_id>/", units.unit_member, name="unit_member"),
    path("unit-members/<str:public_id>/staff.png", staff.staff_qr, name="staff_qr"),
    path("unit-members/<str:public_id>/invite/list/", staff.staff_import, name="staff_import"),
    path(
        "unit-members/<str:public_id>/invite/list/<str:batch_id>/",
        staff.staff_import_detail,
        name="staff_import_detail",
    ),
    path(
        "unit-members/<str:public_id>/invite/list/<str:batch_id>/confirm/",
        staff.staff_import_confirm,
        name="staff_import_confirm",
    ),
    path("unit-members/<str:public_id>/invite/<str:name>.xlsx", staff.staff_import_file, name="staff_import_file"),
    path("unit-members/<str:public_id>/<str:act>/", units.unit_member_act, name="unit_member_act"),
    path("me/memberships/<str:public_id>/", my_memberships.my_membership, name="my_membership"),
    path("me/memberships/<str:public_id>/renew/", my_memberships.membership_renew, name="membership_renew"),
    path("me/memberships/<str:public_id>/leave/", my_memberships.membership_leave, name="membership_leave"),
    path("me/memberships/<str:public_id>/<str:act>/", my_memberships.my_membership_act, name="my_membership_act"),
    path("desk/memberships/<str:public_id>/", memberships.membership_detail, name="membership_detail"),
    path("desk/memberships/<str:public_id>/staff/", staff.unit_staff, name="unit_staff"),
    path("desk/societies/<str:code>/units/", staff.unit_member_list, name="unit_member_list"),
    path("desk/memberships/<str:public_id>/<str:act>/", memberships.membership_act, name="membership_act"),
    path("desk/societies/<str:code>/memberships/", memberships.membership_list, name="membership_list"),
    path("desk/societies/<str:code>/renewals/", memberships.renewal_list, name="renewal_list"),
    path("desk/societies/<str:code>/renewals/many/", renewals.renew_batch, name="renew_batch"),
    path("desk/societies/<str:code>/renewals/terms/", renewals.renewal_terms_form, name="renewal_terms_form"),
    path("desk/societies/<str:code>/dues/", memberships.dues_list, name="dues_list"),
    path("desk/societies/<str:code>/comparison/", comparing.name_comparison, name="name_comparison"),
    path("desk/societies/<str:code>/exits/", memberships.exit_list, name="exit_list"),
]
