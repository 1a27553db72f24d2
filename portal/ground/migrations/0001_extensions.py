from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    """Both extensions are trusted: the database's owner may create them."""

    initial = True
    dependencies = []
    operations = [BtreeGistExtension(), TrigramExtension()]
