"""What members brings to the shared mechanisms: an import, its part of the desk, words."""

from portal.ground import imports, verbs

from . import desk, people_import
from .verbs import WORDS


def register():
    """Called once, when the app is ready."""
    verbs.register(WORDS)
    desk.register()
    imports.register(
        "people",
        imports.Kind("人员", people_import.COLUMNS, people_import.plan, people_import.write, people_import.undo),
    )
