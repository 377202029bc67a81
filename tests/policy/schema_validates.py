"""The shipped policies and the documents in valid/ validate against the schema; the broken ones with unknown keys do not.

Usage: schema_validates.py SOURCE_FOLDER
"""

import json
import pathlib
import sys

import jsonschema


def without_comments(text):
    """JSON with // and /* */ comments to JSON."""
    out, at = [], 0
    while at < len(text):
        if text[at] == '"':
            end = at + 1
            while text[end] != '"':
                end += 2 if text[end] == "\\" else 1
            out.append(text[at:end + 1])
            at = end + 1
        elif text.startswith("//", at):
            at = text.find("\n", at) if "\n" in text[at:] else len(text)
        elif text.startswith("/*", at):
            at = text.index("*/", at) + 2
        else:
            out.append(text[at])
            at += 1
    return "".join(out)


def main():
    source = pathlib.Path(sys.argv[1])
    tests = source / "tests" / "policy"
    schema = json.loads((source / "src/policy/policy.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)

    failures = 0
    good = sorted((tests / "valid").glob("*.json")) + sorted(tests.glob("family/*/policy.json"))
    good += sorted(source.glob("examples/policies/*/policy.json"))
    for path in good:
        for error in validator.iter_errors(json.loads(without_comments(path.read_text(encoding="utf-8")))):
            failures += 1
            print(f"{path}: /{'/'.join(map(str, error.absolute_path))}: {error.message[:200]}")
    for name in ("unknown-key", "unknown-section", "wrong-json-type", "old-spelling", "missing-identity"):
        path = tests / "broken" / f"{name}.json"
        if validator.is_valid(json.loads(path.read_text(encoding="utf-8"))):
            failures += 1
            print(f"{path}: valid by the schema")
    print(f"{len(good)} documents, {failures} failures")
    return 1 if failures or not good else 0


if __name__ == "__main__":
    sys.exit(main())
