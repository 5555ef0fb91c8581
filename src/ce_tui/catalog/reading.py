"""One door for every kind of file: its first character and its name say what it is."""

from pathlib import Path

from ce_tui.catalog.guard import MAX_BYTES, decode, load, refusal
from ce_tui.catalog.lettering import warned_of_letters
from ce_tui.catalog.result import Catalog, Lacking, Policy
from ce_tui.catalog.schedule import credits_of
from ce_tui.catalog.schedule_file import from_json, from_xml, is_catalog, load_json
from ce_tui.catalog.yaml_catalog import read_catalog
from ce_tui.credit.shapes import Shape, misplaced, shape_of
from ce_tui.credit.work import Tell


def read_file(path: Path, policy: Policy | None, tell: Tell, lacking: Lacking) -> Catalog:
    """See `ce_tui.catalog.read`."""
    name, kind = str(path), path.suffix.lower()
    tell("Reading the file", 0, 0)
    data = load(path)
    shape = shape_of(data)
    # What is XML of another kind its parser says; in YAML, a line with commas is no table.
    readable = shape is Shape.XML or (shape is Shape.TABLE and kind in (".yaml", ".yml"))
    if not readable and (problem := misplaced(data, "import")):
        raise refusal(name, f"{problem[0].lower()}{problem[1:]}")
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if not start:
        raise refusal(name, "the file is empty; name a catalog or a schedule.")
    if start == b"<" or (kind == ".xml" and start != b"{"):
        return warned_of_letters(credits_of(from_xml(data, name), _wanted(policy, name), name), lacking)
    if kind == ".json" or (start in b"{[" and kind not in (".yaml", ".yml")):
        values = load_json(data, name)
        if not is_catalog(values):
            return warned_of_letters(credits_of(from_json(values, name), _wanted(policy, name), name), lacking)
    if len(data) > MAX_BYTES:
        raise refusal(name, f"the file is larger than {MAX_BYTES // 1_000_000} MB; split it into several files.")
    return read_catalog(decode(data, name), name, path.absolute().parent, tell, lacking)


def _wanted(policy: Policy | None, name: str) -> Policy:
    if policy is None:
        message = "this is a conference schedule: say what its sessions earn, for example --credit-type ama."
        raise refusal(name, message)
    return policy
