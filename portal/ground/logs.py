"""What leaves the portal as log or error mail: no phone, number of a document, address, code or key in it.

The lines are masked as they are written, whoever wrote them, since tracebacks quote what people typed.
"""

import logging
import re
import time
import traceback

from django.utils.log import AdminEmailHandler

MAIL_AGAIN_AFTER = 600
SECRET = (  # nosec B105  # what secrets are called
    r"(?i)\b([\w-]*(?:token|secret|password|passwd|sessionid|signature|authorization|cookie|code|_key)|key)"
    r"""(['"]?\s*[=:]\s*)"""
)
MASKS = [
    # PostgreSQL quotes the row it refused.
    (re.compile(r"(?s)(DETAIL:\s+Failing row contains) \(.*?\)(?=\.(?:\n|$))"), r"\1 (***)"),
    (re.compile(r"(Key \([^)]*\)=)\([^)]*\)"), r"\1(***)"),
    # What follows the name of a secret, in an address, a form or a message: key=…, 'password': '…', code: …
    (re.compile(SECRET + r"""(['"])(?:(?!\3).)*"""), r"\1\2\3***"),
    (re.compile(SECRET + r"""(?:bearer )?(?!\*)[^\s&;,'"<>)}\]]+"""), r"\1\2***"),
    # The one-time part of a link in a mail.
    (re.compile(r"(/(?:password/reset/key|confirm-email|invitation)/)[^/\s\"']+"), r"\1***"),
    # Residents' ID numbers of 18 and 15 characters.
    (re.compile(r"(?<![0-9A-Za-z])[1-9]\d{5}(?:18|19|20)\d{9}[\dXx](?![0-9A-Za-z])"), "[证件号]"),
    (re.compile(r"(?<![0-9A-Za-z])[1-9]\d{5}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?![0-9A-Za-z])"), "[证件号]"),
    # Mainland mobile numbers, however they were typed.
    (re.compile(r"(?<!\d)(?:(?:\+|00)?86[ -]?)?(1[3-9]\d)[ -]?\d{4}[ -]?(\d{4})(?!\d)"), r"\1****\2"),
    (re.compile(r"(?<![\w.+-])([\w+-])[\w.+-]*@([\w-]+\.[\w.-]+)"), r"\1***@\2"),
]  # fmt: skip


def masked(text):
    """The text without what identifies a person or opens a door; a phone keeps its first three and last four digits."""
    for pattern, shown in MASKS:
        text = pattern.sub(shown, text)
    return text


class MaskedFormatter(logging.Formatter):
    """Masks the whole line, traceback included."""

    def format(self, record):
        return masked(super().format(record))


class ShortReport:
    """Where and why a page failed; nothing of what was sent with the request, and no variables."""

    def __init__(self, request, exc_type, exc_value, exc_traceback, is_email=False):
        self.request, self.error = request, (exc_type, exc_value, exc_traceback)

    def get_traceback_text(self):
        asked = f"{self.request.method} {self.request.path}\n" if self.request else ""
        kind, error, trace = self.error  # without an exception Django gives the message in its place
        return asked + "".join(traceback.format_exception(kind, error, trace) if kind else [])

    def get_traceback_html(self):
        return self.get_traceback_text()


class MaskedMailHandler(AdminEmailHandler):
    """Error mails: a short report, masked like the log; of one fault a mail now and then, not one for every request."""

    def __init__(self):
        super().__init__(include_html=False, reporter_class="portal.ground.logs.ShortReport")
        self.mailed_at = {}

    def send_mail(self, subject, message, *args, **kwargs):
        subject, now = masked(subject), time.monotonic()
        self.mailed_at = {told: at for told, at in self.mailed_at.items() if now - at < MAIL_AGAIN_AFTER}
        if subject not in self.mailed_at:
            self.mailed_at[subject] = now
            super().send_mail(subject, masked(message), *args, **kwargs)
