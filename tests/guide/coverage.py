"""Does the guide tell of everything the library has? Keys of the schema, diagnostic codes, functions, links."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

COMMON_KEYS = {"source", "label", "labels", "locked"}  # told once for all
ENVELOPE_KEYS = {"id", "type", "at", "by", "data", "duty", "voids", "case"}  # told in logs.md
LATER = "Not run by this version"


def _codes_in_source(root: Path) -> dict[str, set[str]]:
    """Each code, and the parts of the library that say it: the folders of src/, and the two boundaries as one."""
    codes: dict[str, set[str]] = {}
    for folder in ("src", "capi", "bindings"):
        for path in (root / folder).rglob("*"):
            if path.suffix not in (".cpp", ".hpp"):
                continue
            part = path.relative_to(root / folder).parts[0] if folder == "src" else "boundary"
            for code in re.findall(r'"(HF[0-9]{4})"', path.read_text(encoding="utf-8")):
                codes.setdefault(code, set()).add(part)
    return codes


def _told_codes(text: str) -> list[tuple[str, str]]:
    """Each row of the tables of codes: the code and its meaning."""
    return re.findall(r"^\| `(HF[0-9]{4})` \| (.*?) \|$", text, re.MULTILINE)


def _misplaced_codes(text: str) -> list[str]:
    misplaced = []
    for section in re.split(r"^## ", text, flags=re.MULTILINE):
        family = re.search(r"\(HF([0-9]{2})xx\)", section.splitlines()[0])
        misplaced += [code for code, _ in _told_codes(section) if family is None or code[2:4] != family[1]]
    return misplaced


def _functions_in_source(root: Path) -> set[str]:
    names: set[str] = set()
    for path in (root / "src" / "feel").glob("builtins_*.cpp"):
        names.update(re.findall(r'^\s*\{"([a-z ]+)", ', path.read_text(encoding="utf-8"), re.MULTILINE))
    return names


def _key_tables(text: str) -> dict[str, set[str]]:
    """Keys in the first column of each table that follows a comment such as `<!-- keys: rule -->`."""
    tables: dict[str, set[str]] = {}
    for match in re.finditer(r"^<!-- keys: (\S+) -->\n\n?((?:^\|.*\n)+)", text, re.MULTILINE):
        keys = tables.setdefault(match[1], set())
        for row in match[2].splitlines()[2:]:
            keys.update(re.findall(r"`([^`]+)`", row.split("|")[1]))
    return tables


def _schema_findings(schema: dict[str, Any], text: str) -> Iterator[tuple[str, str]]:
    tables = _key_tables(text)
    later_section = text[text.index("## What this version refuses"):]
    shapes = {"policy": schema, **schema["$defs"]}
    for shape, definition in shapes.items():
        properties = definition.get("properties")
        if properties is None or LATER in definition.get("description", ""):
            continue
        run = {key for key, value in properties.items() if LATER not in value.get("description", "")} - COMMON_KEYS
        later = set(properties) - run - COMMON_KEYS
        told = tables.get(shape, set())
        if shape not in ("step", "extend"):  # parts of what is refused
            yield f"keys of {shape}", ", ".join(sorted(f"'{key}' is not told" for key in run - told)
                                                + sorted(f"'{key}' does not exist" for key in told - run))
        missing = [key for key in sorted(later) if f"`{key}`" not in later_section]
        yield f"refused keys of {shape}", ", ".join(f"'{key}' is not told" for key in missing)


def _untold_keys(schema: dict[str, Any], text: str) -> list[str]:
    """Keys of all objects of a schema that the page does not name."""
    keys: set[str] = set()

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            if isinstance(part.get("properties"), dict):
                keys.update(part["properties"])
            for value in part.values():
                walk(value)
        elif isinstance(part, list):
            for value in part:
                walk(value)

    walk(schema)
    return sorted(key for key in keys - ENVELOPE_KEYS - {"$schema"} if not re.search(rf"[`\"]{re.escape(key)}[`\"]", text))


def _broken_links(root: Path, page: Path) -> list[str]:
    broken = []
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        if "://" not in target and not (page.parent / target).exists():
            broken.append(target)
    return broken


ID = r"S[0-9]-[0-9]{2}|W-[0-9]{2}|[RAFNG][0-9]{1,2}"


def _unexplained_ids(folder: Path) -> list[str]:
    """Ids of clauses, readings, forms and figures that a regulation's files name, and its README does not explain."""
    told: set[str] = set()
    for row in re.findall(r"^\| (`.*?) \|", (folder / "README.md").read_text(encoding="utf-8"), re.MULTILINE):
        told.update(re.findall(ID, row))
        for letter, first, last in re.findall(r"`([RAFNG])([0-9]+)`–`[RAFNG]([0-9]+)`", row):
            told.update(f"{letter}{number}" for number in range(int(first), int(last) + 1))
    named: set[str] = set()
    for path in folder.rglob("*"):
        if path.suffix in (".json", ".md"):
            named.update(re.findall(rf"(?<![\w-])({ID})(?![\w-])", path.read_text(encoding="utf-8")))
    return sorted(named - told)


def _unnamed_files(page: Path) -> list[str]:
    """Files that commands of the page need, and that no text before them names: readers do not see directives."""
    unnamed = []
    for match in re.finditer(r"^<!-- file: (\S+) -->$", text := page.read_text(encoding="utf-8"), re.MULTILINE):
        if f"`{match[1]}`" not in text[:match.start()]:
            unnamed.append(match[1])
    return unnamed


def findings(root: Path) -> Iterator[tuple[str, str]]:
    """What was compared, and what is wrong; empty text: nothing."""
    guide = root / "examples" / "guide"
    diagnostics = (guide / "diagnostics.md").read_text(encoding="utf-8")
    rows = _told_codes(diagnostics)
    told = {code for code, _ in rows}
    in_source = _codes_in_source(root)
    yield "diagnostics.md has every code", ", ".join(sorted(set(in_source) - told))
    yield "diagnostics.md has no other code", ", ".join(sorted(told - set(in_source)))
    yield "a code has one meaning", ", ".join(sorted({code for code, _ in rows if sum(code == other for other, _ in rows) > 1}))
    yield "a code belongs to one part of the library", ", ".join(
        f"{code} ({', '.join(sorted(parts))})" for code, parts in sorted(in_source.items()) if len(parts) > 1)
    yield "a code stands in the section of its number", ", ".join(_misplaced_codes(diagnostics))
    feel = (guide / "feel.md").read_text(encoding="utf-8")
    functions = _functions_in_source(root)
    yield "feel.md has every function", ", ".join(sorted(n for n in functions if f"`{n}(" not in feel)) if functions else "none found"
    schema = json.loads((root / "src" / "policy" / "policy.schema.json").read_text(encoding="utf-8"))
    # What reports consist of is told where all about reports stands.
    pages = [(guide / name).read_text(encoding="utf-8") for name in ("reports.md", "policy-language.md")]
    yield from _schema_findings(schema, "\n".join(pages))
    for file, page in (("log/log-mapping.schema.json", "logs.md"), ("policy_test/policy-test.schema.json", "policy-tests.md"),
                       ("statechart/statechart.schema.json", "statecharts.md"), ("report/report.schema.json", "reports.md")):
        schema = json.loads((root / "src" / file).read_text(encoding="utf-8"))
        untold = _untold_keys(schema, (guide / page).read_text(encoding="utf-8"))
        yield f"{page} has every key", ", ".join(f"'{key}' is not told" for key in untold)
    for page in [root / "README.md", root / "examples" / "README.zh-CN.md", *sorted(guide.glob("*.md"))]:
        yield f"links of {page.name}", ", ".join(_broken_links(root, page))
        yield f"files of {page.name} are named", ", ".join(_unnamed_files(page))
    for readme in sorted((root / "examples" / "policies").glob("*/README.md")):
        yield f"ids of {readme.parent.name}", ", ".join(f"'{name}' is not explained" for name in _unexplained_ids(readme.parent))
