from django.db import migrations

from members import group_membership


def ship(apps, schema_editor):
    ReviewRule = apps.get_model("members", "ReviewRule")
    ReviewRule.objects.bulk_create(ReviewRule(**fields) for fields in group_membership.shipped_steps())


class Migration(migrations.Migration):
    dependencies = [("members", "0029_group_members")]
    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
