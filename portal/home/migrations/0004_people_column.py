from django.db import migrations

from portal.home import shipped

SLUG = "people"


def ship(apps, schema_editor):
    """A portal that has columns gets the one of portraits too, unless it made one of that name itself."""
    Column = apps.get_model("home", "Column")
    _slug, name, _parent, kind, description, posters, review = next(one for one in shipped.COLUMNS if one[0] == SLUG)
    if Column.objects.filter(slug=SLUG).exists() or Column.objects.filter(name=name, parent=None).exists():
        return
    Column.objects.create(
        slug=SLUG, name=name, kind=kind, description=description, posters=posters, review=review, order=65
    )


class Migration(migrations.Migration):
    dependencies = [("home", "0003_comments")]

    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
