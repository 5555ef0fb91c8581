"""Outside files -> the credit model: YAML catalogs and conference schedules.

Parsers are imported only when something is read, so that the app can start without them.
"""

from importlib.resources import files
from pathlib import Path

from ce_tui.catalog.result import Catalog, CatalogError, Lacking, Located, Policy, all_shown
from ce_tui.credit.work import Tell, silent

__all__ = ["Catalog", "CatalogError", "Lacking", "Located", "Policy", "read", "read_text", "schema"]


def read(path: Path, *, policy: Policy | None = None, tell: Tell = silent, lacking: Lacking = all_shown) -> Catalog:
    """Read a YAML catalog, or a conference schedule (frab or pretalx JSON, frab XML).

    A schedule needs a `policy`, which a catalog does not use. Relative paths of video files in a catalog start
    from its folder. Raises CatalogError, whose `problems` are all there are. `tell` hears how far it is.
    `lacking` tells what a certificate could not show of a text, of which is warned.
    """
    from ce_tui.catalog.reading import read_file

    return read_file(path, policy, tell, lacking)


def read_text(text: str, name: str, folder: Path = Path()) -> Catalog:
    """Read a YAML catalog from text; `name` stands for the file in messages. Raises CatalogError."""
    from ce_tui.catalog.yaml_catalog import read_catalog

    return read_catalog(text, name, folder)


def schema() -> str:
    """The JSON Schema of the YAML format, for editors."""
    return files(__name__).joinpath("catalog.schema.json").read_text("utf-8")
