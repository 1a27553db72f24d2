from portal.ground.importing import ImportCommand


class Command(ImportCommand):
    help = "Import branches and what they cover (XLSX)."
    kind = "branches"
