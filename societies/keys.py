"""How a program shows whose it is: a key of a society, sent with every request."""

from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission

from portal.ground.ciphers import cipher
from portal.ground.dates import today

from .models import ProgramKey

SCHEME = b"bearer"


def digest_of(text):
    """What is kept of a key: enough to know it again."""
    return cipher().blind_index(text, purpose="society-key")


class KeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer <key>`; `request.auth` is the key's row. Wrong, ended and run-out keys are told alike."""

    def authenticate(self, request):
        scheme, _space, text = get_authorization_header(request).partition(b" ")
        if scheme.lower() != SCHEME:
            return None
        key = ProgramKey.objects.on(today()).filter(digest=digest_of(text.decode("latin-1").strip()))
        found = key.select_related("society__organisation").first()
        if found is None:
            raise AuthenticationFailed(_("接口密钥不对、已停用或已过期。"))
        return None, found

    def authenticate_header(self, request):
        return "Bearer"


class KeyScheme(OpenApiAuthenticationExtension):
    target_class = KeyAuthentication
    name = "key"

    def get_security_definition(self, auto_schema):
        return {"type": "http", "scheme": "bearer", "description": "学会的接口密钥，由秘书长在工作台“系统对接”里发放"}


class HasKey(BasePermission):
    """Somebody brought a key that opens something."""

    message = _("请带上学会的接口密钥。")

    def has_permission(self, request, view):
        return request.auth is not None
