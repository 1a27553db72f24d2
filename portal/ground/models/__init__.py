"""Regions, journal, outbox, reports, imports, files, search: what every floor stands on."""

from .file import Attachment, ImportBatch
from .journal import JournalEntry, JournalSeal
from .naming import new_public_id
from .notice import Delivery, Heartbeat, Notice, TextMessage
from .region import Region, ReportingArea
from .report import Report, ReportFile
from .search import SearchEntry
from .site import SiteValue
from .standard import CalendarDay, DatedValue

__all__ = [
    "Attachment", "CalendarDay", "DatedValue", "Delivery", "Heartbeat", "ImportBatch", "JournalEntry", "JournalSeal",
    "Notice", "Region", "Report", "ReportFile", "ReportingArea", "SearchEntry", "SiteValue", "TextMessage", "new_public_id",
]  # fmt: skip
