"""The JSON Schema that editors use: generated from the code, and the shipped catalogs fit it."""

import json
import re
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import jsonschema
import pytest
import yaml

from ce_tui.catalog import read_text, schema
from ce_tui.catalog.json_schema import json_schema
from ce_tui.catalog.samples import NORTHWIND


class EditorLoader(yaml.SafeLoader):
    """Values as YAML editors see them: YAML 1.2, where dates and yes/no are text."""

    yaml_implicit_resolvers: dict[str, Any] = {}


for tag, pattern, first in (
    ("bool", "true|false", "tf"),
    ("int", "[-+]?[0-9]+", "-+0123456789"),
    ("float", r"[-+]?[0-9]+\.[0-9]+", "-+0123456789"),
    ("null", "|~|null", ["~", "n", ""]),
):
    EditorLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(f"^(?:{pattern})$"), first)


def editor_problems(text: str) -> list[str]:
    validator = jsonschema.Draft202012Validator(json.loads(schema()))
    return [error.message for error in validator.iter_errors(yaml.load(text, EditorLoader))]


def test_the_shipped_schema_is_what_the_code_says() -> None:
    assert schema() == json_schema(), "print it again: python -m ce_tui.catalog.json_schema"


def test_the_schema_is_a_schema_and_describes_every_field() -> None:
    made = json.loads(schema())
    jsonschema.Draft202012Validator.check_schema(made)
    for name, definition in {"Catalog": made, **made["$defs"]}.items():
        for field, said in definition.get("properties", {}).items():
            assert said.get("description"), f"{name}.{field}"


def test_the_sample_fits_the_schema() -> None:
    assert editor_problems(NORTHWIND.text(datetime(2026, 11, 20, 12, tzinfo=UTC))) == []


SMALL = """
organization: { id: o, name: 2026 }
credits:
  - { id: 7, title: true, type: ama, amount: 1.0, release: 2026-01-01, partial: true,
      contents: [{ kind: reading, id: a, title: A, length: 60, text: a }] }
"""


def test_numbers_and_truth_values_of_editors_are_text_to_us() -> None:
    assert editor_problems(SMALL) == []
    catalog = read_text(SMALL, "x.yaml")
    assert (catalog.organization.name, catalog.credits[0].id, catalog.credits[0].title) == ("2026", "7", "true")


@pytest.mark.parametrize(
    ("old", "new"),
    [("title: A,", ""), ("type: ama", "type: amma"), ("amount", "amuont"), ("kind: reading", "kind: film")],
)
def test_editors_see_mistakes_too(old: str, new: str) -> None:
    assert old in SMALL
    assert editor_problems(SMALL.replace(old, new))


def test_importing_the_room_imports_no_parser() -> None:
    code = (
        "import sys, ce_tui.catalog.samples; ce_tui.catalog.schema();"
        "print([m for m in ('yaml', 'pydantic', 'defusedxml', 'xml') if m in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
