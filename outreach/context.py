"""The demo portal's second factor."""

from django.conf import settings

from .demo import builder


def demo_second_factor(request):
    """On a demo portal the page that asks for the code shows it: the demo city's secret is no secret."""
    if settings.PORTAL_SHOW_DEMO_CODE and request.path.startswith("/accounts/2fa/"):
        return {"demo_code": builder.code_now()}
    return {}
