from django.db import migrations

from portal.home import shipped


def ship(apps, schema_editor):
    ReviewRule = apps.get_model("members", "ReviewRule")
    ReviewRule.objects.bulk_create(ReviewRule(**fields) for fields in shipped.shipped_steps())
    shipped.ship_columns(apps.get_model("home", "Column"))


class Migration(migrations.Migration):
    dependencies = [("home", "0001_posts")]

    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
