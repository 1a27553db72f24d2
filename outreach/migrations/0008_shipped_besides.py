from django.db import migrations

from outreach import definitions


def ship(apps, schema_editor):
    IndicatorDefinition = apps.get_model("outreach", "IndicatorDefinition")
    IndicatorDefinition.objects.bulk_create(IndicatorDefinition(**fields) for fields in definitions.shipped_besides())


class Migration(migrations.Migration):
    dependencies = [("outreach", "0007_members_and_societies")]
    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
