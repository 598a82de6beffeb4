# SPDX-License-Identifier: GPL-3.0-or-later
"""OpenAI's own description of its answers, as a judge of ours. Absent document: nothing is judged."""

import json
import os
from pathlib import Path

import jsonschema
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

ROOT = Path(__file__).resolve().parents[2]
URI = "urn:openai"


def find_document():
    named = os.environ.get("GOTOAI_OPENAI_SCHEMA")
    candidates = [Path(named)] if named else [ROOT.parent / "shared" / "conformance" / "openai-openapi.json"]
    return next((path for path in candidates if path.is_file()), None)


def _plain(value):
    """`nullable: true` is OpenAPI 3.0's spelling; JSON Schema knows an alternative of null."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    copy = {name: _plain(item) for name, item in value.items() if name != "nullable"}
    return {"anyOf": [copy, {"type": "null"}]} if value.get("nullable") is True else copy


class Judge:
    def __init__(self, path):
        document = _plain(json.loads(path.read_text(encoding="utf-8")))
        resource = Resource.from_contents(document, default_specification=DRAFT202012)
        self._registry = Registry().with_resource(URI, resource)

    def faults(self, schema_name, value):
        """What is wrong with `value` by the component schema of that name, as sentences."""
        schema = {"$ref": f"{URI}#/components/schemas/{schema_name}"}
        validator = jsonschema.Draft202012Validator(schema, registry=self._registry)
        return [f"{schema_name}{error.json_path[1:]}: {error.message[:300]}" for error in validator.iter_errors(value)]
