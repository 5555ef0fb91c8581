"""`ce-tui schema`: the format of catalogs, for editors."""

from ce_tui.catalog import schema
from ce_tui.commands.job import Job
from ce_tui.exit_codes import DONE


def run(job: Job) -> int:
    """Print the JSON Schema of the catalog format."""
    print(schema(), end="")
    return DONE
