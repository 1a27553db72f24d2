from django.db import migrations

from members import membership_rules


def ship(apps, schema_editor):
    ReviewRule = apps.get_model("members", "ReviewRule")
    ReviewRule.objects.bulk_create(ReviewRule(**fields) for fields in membership_rules.shipped_steps())


class Migration(migrations.Migration):
    dependencies = [("members", "0011_admission_steps")]
    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
