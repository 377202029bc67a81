"""Reports as workbooks. Needs openpyxl: pip install huifang[xlsx]."""

from __future__ import annotations

import importlib
import os
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from . import Report as _Report

_WORDS = {
    "en": {
        "figures": "Figures", "findings": "To note", "trend": "Trend", "rows": "Rows", "name": "figure", "value": "value", "unit": "unit",
        "numerator": "numerator", "base": "base", "shown": "shown", "target": "target", "met": "reached", "previous": "before",
        "change": "change", "printed": "printed", "verdict": "check", "class": "class", "amount": "amount", "share": "share, %",
        "total": "total", "place": "place", "focus": "focus", "period": "period", "kind": "kind", "about": "about", "text": "text",
    },
    "zh": {
        "figures": "指标", "findings": "提示", "trend": "趋势", "rows": "明细", "name": "指标", "value": "数值", "unit": "单位",
        "numerator": "分子", "base": "基数", "shown": "显示", "target": "目标", "met": "是否达到", "previous": "上期",
        "change": "增减", "printed": "所印", "verdict": "核对", "class": "类别", "amount": "数量", "share": "占比，%",
        "total": "合计", "place": "名次", "focus": "重点", "period": "期间", "kind": "种类", "about": "关于", "text": "内容",
    },
}


def write(report: _Report, path: str | os.PathLike[str], *, language: str = "en") -> None:
    """Write a report as a workbook: a sheet for the figures, each breakdown and ranking, the trend, the rows and the findings.

    Args:
        report: The report.
        path: File to write; an existing one is replaced.
        language: "en" or "zh".

    Numbers are numbers, rounded by the spreadsheet as it shows them; what the report shows stands beside them as text. Text is
    never a formula. Raises ModuleNotFoundError without openpyxl.
    """
    workbook: Any = importlib.import_module("openpyxl").Workbook
    font: Any = importlib.import_module("openpyxl.styles").Font
    get_column_letter: Any = importlib.import_module("openpyxl.utils").get_column_letter
    if language not in _WORDS:
        raise ValueError(f"the languages are 'en' and 'zh', not {language!r}")
    words = _WORDS[language]
    data = report.data()
    book = workbook()
    book.remove(book.active)
    titles: set[str] = set()

    def label(value: Any) -> str:
        return str(value if isinstance(value, str) else value[language])

    def number(text: str | None) -> Any:
        return None if text is None else Decimal(text)

    def sheet(title: str, headings: list[str], rows: list[list[Any]]) -> None:
        if not rows:
            return
        clean = "".join("_" if c in "[]:*?/\\" or ord(c) < 32 else c for c in title)[:28].strip("'") or "sheet"
        name, n = clean, 2
        while name.lower() in titles:
            name, n = f"{clean} {n}", n + 1
        titles.add(name.lower())
        out = book.create_sheet(name)
        for r, row in enumerate([headings, *rows], 1):
            for c, value in enumerate(row, 1):
                cell = out.cell(r, c)
                if isinstance(value, str):
                    value = "".join(ch if ord(ch) >= 32 or ch in "\t\n" else "\ufffd" for ch in value)
                cell.value = value
                if isinstance(value, str):
                    cell.data_type = "s"  # also where it looks like a formula
                if r == 1:
                    cell.font = font(bold=True)
        out.freeze_panes = "A2"
        for c, heading in enumerate(headings, 1):
            longest = max([len(heading)] + [len(str(row[c - 1])) for row in rows if row[c - 1] is not None])
            out.column_dimensions[get_column_letter(c)].width = min(60, 4 + (2 if language == "zh" else 1) * longest)

    def targets(item: dict[str, Any]) -> list[Any]:
        found = item.get("targets", [])
        return ["; ".join(one["target"] for one in found) or None, "; ".join(str(one["met"]) for one in found) or None]

    def printed(item: dict[str, Any]) -> list[Any]:
        found = item.get("printed", [])
        return ["; ".join(one["printed"] for one in found) or None, "; ".join(one["verdict"] for one in found) or None]

    sheet(
        words["figures"],
        [words[key] for key in ("name", "value", "unit", "numerator", "base", "shown", "target", "met", "previous", "change", "printed", "verdict")],
        [
            [
                label(one["label"]), number(one["figure"].get("value")), one["figure"].get("unit"), number(one["figure"].get("numerator")),
                number(one["figure"].get("base")), one["figure"]["shown"], *targets(one), one.get("previous", {}).get("shown"), one.get("change"),
                *printed(one),
            ]
            for one in data["metrics"]
        ],
    )
    for one in data["breakdowns"]:
        parts = one["parts"] + ([one["unclassified"]] if "unclassified" in one else [])
        rows = [
            [label(part["label"]), number(part["amount"].get("value")), number(part["share"].get("value")), part["share"]["shown"], *printed(part)]
            for part in parts
        ]
        rows.append([words["total"], number(one["total"].get("value")), None, one["shares_shown"], None, None])
        sheet(label(one["label"]), [words[key] for key in ("class", "amount", "share", "shown", "printed", "verdict")], rows)
    for one in data["rankings"]:
        sheet(
            label(one["label"]),
            [words[key] for key in ("place", "name", "value", "shown", "target", "met", "focus")],
            [
                [place["place"] or None, label(place["label"]), number(place["figure"].get("value")), place["figure"]["shown"], *targets(place),
                 words["focus"] if place["focus"] else None]
                for place in one["places"]
            ],
        )
    if "trend" in data:
        metrics = data["trend"]["metrics"]
        sheet(
            words["trend"],
            [words["period"]] + [label(metric["label"]) for metric in metrics],
            [[period] + [number(metric["figures"][p].get("value")) for metric in metrics] for p, period in enumerate(data["trend"]["periods"])],
        )
    if "rows" in data:
        numeric, classes = data["rows"]["numeric"], data["rows"]["classes"]
        sheet(
            words["rows"],
            [label(one) for one in data["rows"]["labels"]],
            [[number(cell) if numeric[c] and cell else label(classes[c].get(cell, cell)) or None for c, cell in enumerate(row)] for row in data["rows"]["cells"]],
        )
    sheet(words["findings"], [words[key] for key in ("kind", "about", "text")], [[one["kind"], one["about"], label(one["text"])] for one in data["findings"]])
    if not titles:
        book.create_sheet(words["figures"])
    book.save(os.fspath(path))
