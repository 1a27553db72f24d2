"""The desk's own addresses."""

from django.urls import path

from .views import accounts, acting, deputies, identity, merging, offices, people, recovery, reviews, units

urlpatterns = [
    path("act-as/", acting.act_as, name="act_as"),
    path("notices/", acting.notice_list, name="notice_list"),
    path("deputies/", deputies.deputy_list, name="deputy_list"),
    path("deputies/<str:public_id>/end/", deputies.deputy_end, name="deputy_end"),
    path("offices/", offices.office_list, name="office_list"),
    path("offices/new/", offices.office_form, name="office_new"),
    path("offices/<str:public_id>/", offices.office_detail, name="office_detail"),
    path("offices/<str:public_id>/<str:act>/", offices.office_act, name="office_act"),
    path("accounts/", accounts.account_list, name="account_list"),
    path("accounts/new/", accounts.account_form, name="account_new"),
    path("accounts/<str:public_id>/", accounts.account_detail, name="account_detail"),
    path("accounts/<str:public_id>/<str:act>/", accounts.account_act, name="account_act"),
    path("journal/", accounts.journal_list, name="journal_list"),
    path("journal/verify/", accounts.journal_verify, name="journal_verify"),
    path("people/", people.person_list, name="person_list"),
    path("people/<str:public_id>/", people.person_detail, name="person_detail"),
    path("people/<str:public_id>/<str:act>/", people.person_act, name="person_act"),
    path("duplicates/", merging.duplicate_list, name="duplicate_list"),
    path("duplicates/<str:one>/<str:other>/", merging.duplicate_pair, name="duplicate_pair"),
    path("duplicates/<str:one>/<str:other>/<str:act>/", merging.duplicate_act, name="duplicate_act"),
    path("merges/", merging.merge_list, name="merge_list"),
    path("merges/<str:public_id>/", merging.merge_detail, name="merge_detail"),
    path("merges/<str:public_id>/<str:act>/", merging.merge_act, name="merge_act"),
    path("recovery/<str:public_id>/", recovery.recovery_detail, name="recovery_detail"),
    path("recovery/<str:public_id>/<str:act>/", recovery.recovery_act, name="recovery_act"),
    path("identity/", identity.identity_case_list, name="identity_case_list"),
    path("identity/<str:public_id>/", identity.identity_case, name="identity_case"),
    path("units/", units.unit_list, name="unit_list"),
    path("units/<str:public_id>/", units.unit_detail, name="unit_detail"),
    path("units/<str:public_id>/<str:act>/", units.unit_act, name="unit_act"),
    path("calendar/", reviews.calendar, name="calendar"),
    path("values/", reviews.value_list, name="value_list"),
    path("values/<str:key>/", reviews.value_form, name="value_form"),
    path("reviews/", reviews.review_rules, name="review_rules"),
    path("reviews/<str:kind>/", reviews.review_rules_form, name="review_rules_form"),
]
