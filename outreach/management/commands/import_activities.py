from portal.ground.importing import ImportCommand


class Command(ImportCommand):
    help = "Import activities (XLSX)."
    kind = "activities"
