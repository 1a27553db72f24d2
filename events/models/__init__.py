"""Events, who registered for them, and what is told of them afterwards."""

from .event import Event
from .filing import Filing
from .registration import Registration

__all__ = ["Event", "Filing", "Registration"]
