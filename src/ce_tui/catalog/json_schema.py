"""The JSON Schema of the catalog format; `python -m ce_tui.catalog.json_schema` prints it."""

import json

from ce_tui.catalog.format import Catalog


def json_schema() -> str:
    """The schema (draft 2020-12) as it is shipped in `catalog.schema.json`."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Catalog.model_json_schema()}
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    print(json_schema(), end="")
