from django.db import migrations

from events import review


def ship(apps, schema_editor):
    ReviewRule = apps.get_model("members", "ReviewRule")
    ReviewRule.objects.bulk_create(ReviewRule(**fields) for fields in review.shipped_dossier_steps())


class Migration(migrations.Migration):
    dependencies = [("events", "0003_filing"), ("members", "0017_being_found")]
    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
