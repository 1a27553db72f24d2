"""The addresses of one's own pages."""

from django.urls import path

from .views import identity, record, recovery, security, wechat

urlpatterns = [
    path("record/", record.my_record, name="my_record"),
    path("record/edit/", record.my_record_form, name="my_record_form"),
    path("identity/", identity.my_identity, name="my_identity"),
    path("security/", security.my_security, name="my_security"),
    path("security/stop-recovery/", recovery.stop_recovery, name="stop_recovery"),
    path("security/unbind-wechat/", wechat.unbind_wechat, name="unbind_wechat"),
]
