from portal.ground.importing import ImportCommand


class Command(ImportCommand):
    help = "Import societies (XLSX)."
    kind = "societies"
