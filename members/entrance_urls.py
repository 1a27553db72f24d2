"""Ways in beside allauth's own."""

from django.urls import path

from .views import recovery, security, wechat

urlpatterns = [
    path("recovery/", recovery.account_recovery, name="account_recovery"),
    path("recovery/code/", recovery.account_recovery_code, name="account_recovery_code"),
    path("recovery/slip/", recovery.account_recovery_slip, name="account_recovery_slip"),
    path("second-factor/", security.second_factor, name="second_factor"),
    path("wechat/", wechat.account_wechat, name="account_wechat"),
    path("wechat/callback/", wechat.account_wechat_callback, name="account_wechat_callback"),
    path("wechat/first/", wechat.account_wechat_first, name="account_wechat_first"),
    path("wechat/forget/", wechat.account_wechat_forget, name="account_wechat_forget"),
]
