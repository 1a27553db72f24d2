from django.db import migrations

from members import consent_texts


def ship(apps, schema_editor):
    ConsentText = apps.get_model("members", "ConsentText")
    ConsentText.objects.bulk_create(
        (ConsentText(**fields) for fields in consent_texts.shipped()), ignore_conflicts=True
    )


class Migration(migrations.Migration):
    dependencies = [("members", "0015_guardians")]
    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
