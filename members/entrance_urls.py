"""Ways in beside allauth's own."""

from django.urls import path

from .views import wechat

urlpatterns = [
    path("wechat/", wechat.account_wechat, name="account_wechat"),
    path("wechat/callback/", wechat.account_wechat_callback, name="account_wechat_callback"),
    path("wechat/first/", wechat.account_wechat_first, name="account_wechat_first"),
    path("wechat/forget/", wechat.account_wechat_forget, name="account_wechat_forget"),
]
