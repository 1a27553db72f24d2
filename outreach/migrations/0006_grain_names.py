from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outreach", "0005_county_reasons")]
    operations = [
        migrations.AlterField(
            model_name='indicatordefinition',
            name='grain',
            field=models.CharField(max_length=16),
        ),
    ]
