from portal.ground.importing import ImportCommand


class Command(ImportCommand):
    help = "Import people (XLSX)."
    kind = "people"
