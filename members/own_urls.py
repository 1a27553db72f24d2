"""The addresses of one's own pages."""

from django.urls import path

from .views import acting, children, helped, identity, privacy, record, recovery, security, wechat

urlpatterns = [
    path("notices/", acting.my_notices, name="my_notices"),
    path("record/", record.my_record, name="my_record"),
    path("record/edit/", record.my_record_form, name="my_record_form"),
    path("record/claim/", helped.claim_record, name="claim_record"),
    path("children/", children.my_children, name="my_children"),
    path("children/<str:public_id>/", children.my_child, name="my_child"),
    path("children/<str:public_id>/hand-over/", children.hand_child_over, name="hand_child_over"),
    path("children/<str:public_id>/end/", children.end_guardianship, name="end_guardianship"),
    path("children/<str:public_id>/<str:kind>/<str:act>/", children.child_consent, name="child_consent"),
    path("consents/", children.my_consents, name="my_consents"),
    path("consents/<str:kind>/<str:act>/", children.own_consent, name="own_consent"),
    path("identity/", identity.my_identity, name="my_identity"),
    path("privacy/", privacy.my_privacy, name="my_privacy"),
    path("privacy/data/", privacy.ask_own_data, name="ask_own_data"),
    path("privacy/data/take/", privacy.take_own_data, name="take_own_data"),
    path("privacy/close/", privacy.close_account, name="close_account"),
    path("security/", security.my_security, name="my_security"),
    path("security/stop-recovery/", recovery.stop_recovery, name="stop_recovery"),
    path("security/unbind-wechat/", wechat.unbind_wechat, name="unbind_wechat"),
]
