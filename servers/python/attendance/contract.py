"""The contract of the reference app, read from the files that all stacks share."""

import json
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "contract"
STATIC_FOLDER = FOLDER / "static"

# Of what the templates need, Jinja's language and Django's are one.
TEMPLATE_FOLDER = Path(__file__).resolve().parents[1] / "templates"

CONTRACT = json.loads((FOLDER / "contract.json").read_text(encoding="utf-8"))
ERRORS = CONTRACT["errors"]
LIMITS = CONTRACT["limits"]


def to_json(value):
    """The JSON of the contract: no spaces, non-ASCII as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
