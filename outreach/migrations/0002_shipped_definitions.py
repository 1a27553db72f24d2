from django.db import migrations

from outreach import definitions


def ship(apps, schema_editor):
    apps.get_model("outreach", "IndicatorDefinition").objects.bulk_create(
        apps.get_model("outreach", "IndicatorDefinition")(**fields) for fields in definitions.shipped()
    )
    apps.get_model("outreach", "Target").objects.bulk_create(
        apps.get_model("outreach", "Target")(**fields) for fields in definitions.shipped_targets()
    )


class Migration(migrations.Migration):
    dependencies = [("outreach", "0001_initial")]
    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
