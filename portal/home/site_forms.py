"""The settings of the portal as a form: one field each, links one a line."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.ground import site


class LinksField(forms.CharField):
    """A list of links, one a line: the title, a space, the address."""

    widget = forms.Textarea(attrs={"rows": 6, "spellcheck": "false"})

    def prepare_value(self, value):
        if isinstance(value, list):
            return "\n".join(f"{link['title']} {link['url']}" for link in value)
        return value

    def clean(self, value):
        links = []
        for line in filter(str.strip, super().clean(value).splitlines()):
            title, _space, url = line.strip().rpartition(" ")
            if not title:
                raise ValidationError(_("这一行少了名称或网址：%(line)s"), params={"line": line[:60]})
            links.append({"title": title, "url": url})
        return links


class SiteForm(forms.Form):
    """Every setting that is typed; pictures are brought on their own."""

    def __init__(self, *args, **options):
        super().__init__(*args, initial=site.values(), **options)
        for item in site.items():
            if item.kind != site.PICTURE:
                self.fields[item.key] = _field(item)

    @property
    def groups(self):
        """(title of the group, its fields), in order."""
        found = {}
        for item in site.items():
            if item.key in self.fields:
                found.setdefault(item.group, []).append(self[item.key])
        return found.items()


def _field(item):
    options = {"label": item.title, "help_text": item.help, "required": False}
    if item.kind == site.SWITCH:
        return forms.BooleanField(**options)
    if item.kind == site.LINKS:
        return LinksField(**options)
    return forms.CharField(max_length=item.longest, **options)


class EmblemForm(forms.Form):
    """One picture."""

    emblem = forms.FileField(
        label=_("新的标识"), widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
        help_text=_("方形图片，PNG 或 JPG，边长 200 像素以上。"),
    )  # fmt: skip
