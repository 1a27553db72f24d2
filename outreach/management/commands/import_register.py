from datetime import date

from portal.ground.importing import ImportCommand


class Command(ImportCommand):
    help = "Import a register of units (XLSX) as the edition of a day."
    kind = "register"

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--name", required=True)
        parser.add_argument("--as-of", required=True, type=date.fromisoformat)

    def import_options(self, options):
        return {"name": options["name"], "as_of": options["as_of"].isoformat()}
