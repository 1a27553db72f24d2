"""What of societies the search finds: societies that exist, with what they say of themselves."""

from django.urls import reverse

from portal.ground import search

from .models import Society


def society_rows(ids):
    """Name, field, disciplines, scope and introduction: what the society's own page says."""
    for society in Society.objects.filter(pk__in=ids).select_related("organisation"):
        said = [
            society.short_name,
            str(society.get_field_display()),
            *society.disciplines,
            society.scope,
            society.introduction,
        ]
        yield search.Row(
            society.pk, society.organisation.name, "，".join(filter(None, said)),
            reverse("society_page", args=[society.code]), society.founded_on or search.ALWAYS, society.dissolved_on,
        )  # fmt: skip
