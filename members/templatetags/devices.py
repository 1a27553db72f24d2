"""Devices somebody is signed in with, in words."""

from django import template

from .. import browsers

register = template.Library()


@register.filter
def device(user_agent):
    return browsers.device(user_agent)
