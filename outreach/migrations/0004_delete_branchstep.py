from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("outreach", "0003_reviews_as_data")]
    operations = [migrations.DeleteModel(name="BranchStep")]
