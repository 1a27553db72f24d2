"""How often other programs may ask."""

from rest_framework.throttling import AnonRateThrottle


class AddressThrottle(AnonRateThrottle):
    """One limit for each caller's address, whoever asks: a session or a key makes nobody free of it."""

    def get_cache_key(self, request, view):
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}
