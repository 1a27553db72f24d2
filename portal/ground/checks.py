"""What a portal in production should not be without: told by `manage.py check --deploy`."""

from django.conf import settings
from django.core.checks import Warning, register

FOOTER = {
    "address": "PORTAL_ADDRESS", "phone": "PORTAL_PHONE", "icp": "PORTAL_ICP", "psb": "PORTAL_PSB",
    "report_url": "PORTAL_REPORT_URL",
}  # fmt: skip


@register(deploy=True)
def footer_is_complete(app_configs, **kwargs):
    """主办、ICP备案、公安备案 and the address for reports stand in the footer of every public site."""
    return [
        Warning(f"The footer has no {key}.", hint=f"Set {variable}.", id="portal.W001")
        for key, variable in FOOTER.items()
        if not settings.PORTAL[key]
    ]
