from django.db import migrations

from societies import page_rules


def ship(apps, schema_editor):
    ReviewRule = apps.get_model("members", "ReviewRule")
    ReviewRule.objects.bulk_create(ReviewRule(**fields) for fields in page_rules.shipped_steps())


class Migration(migrations.Migration):
    dependencies = [("societies", "0002_page_versions"), ("members", "0007_societies_in_reviews_and_offices")]
    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
