"""`ce-tui schema`: the format of catalogs, for editors."""

from ce_tui.catalog import schema
from ce_tui.commands.job import Job


def run(job: Job) -> int:
    """Print the JSON Schema of the catalog format."""
    print(schema(), end="")
    return 0
