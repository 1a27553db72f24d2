"""What the home brings to the shared mechanisms."""

from portal.ground import verbs

from .verbs import WORDS


def register():
    """Called once, when the app is ready."""
    verbs.register(WORDS)
