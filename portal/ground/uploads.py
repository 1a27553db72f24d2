"""A form field for several files at once: works without scripts, and a phone offers its camera."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .files.inspection import ACCEPTED

ACCEPT = "image/jpeg,image/png,image/webp,application/pdf,.docx,.xlsx"


class FilesInput(forms.FileInput):
    """Lets several files be chosen; the list of kinds makes phones offer a photograph, and send it as JPEG."""

    allow_multiple_selected = True

    def __init__(self, attrs=None):
        super().__init__({"multiple": True, "accept": ACCEPT} | (attrs or {}))


class FilesField(forms.FileField):
    """A list of uploads, empty when none was chosen; what is in them is looked into when they are kept."""

    widget = FilesInput
    default_error_messages = {
        "too_many": _("一次最多选择 %(most)s 个文件。"),
        "too_large": _("“%(name)s”超过 %(most)s MB。"),
    }

    def __init__(self, **options):
        super().__init__(**({"help_text": ACCEPTED} | options))

    def clean(self, data, initial=None):
        uploads = [super(FilesField, self).clean(one, initial) for one in data or [None]]
        uploads = [upload for upload in uploads if upload]
        if len(uploads) > settings.PORTAL_ATTACHMENT_COUNT:
            self._refuse("too_many", most=settings.PORTAL_ATTACHMENT_COUNT)
        for upload in uploads:
            if upload.size > settings.PORTAL_ATTACHMENT_SIZE:
                self._refuse("too_large", name=upload.name, most=settings.PORTAL_ATTACHMENT_SIZE // settings.MEGABYTE)
        return uploads

    def _refuse(self, code, **details):
        raise ValidationError(self.error_messages[code], code=code, params=details)
