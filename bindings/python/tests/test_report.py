"""Reports of tables."""

import json
import pathlib
from decimal import Decimal
from typing import Any

import arrow_data
import huifang
import pytest

SPEC: "dict[str, Any]" = {
    "huifang_report": 1,
    "report": "winback",
    "round": "truncate 2",
    "columns": {"outcome": ["resumed", "moved", "other"], "n": "number"},
    "given": {"reached": 515, "planned": 653},
    "metrics": {"reach": {"rate": ["reached", "planned"], "target": ">= 80 %", "printed": "78.86 %", "label": {"en": "reach", "zh": "接通率"}}},
    "breakdown": {"outcomes": {"by": "outcome", "sum": "n", "of": "reached"}},
    "rank": {"largest": {"of": "outcome", "by": {"sum": "rows.n"}, "focus": True}},
}
ROWS = [{"outcome": "resumed", "n": 16}, {"outcome": "moved", "n": Decimal(73)}, {"outcome": "other", "n": "425"}]


def report() -> huifang.Report:
    return huifang.ReportSpec.parse(json.dumps(SPEC)).run(ROWS)


def test_a_report_of_mappings() -> None:
    data = report().data()
    assert data["metrics"][0]["figure"]["shown"] == "78.86 %"
    assert data["metrics"][0]["targets"] == [{"target": ">= 80 %", "met": False}]
    assert data["breakdowns"][0]["unclassified"]["amount"]["value"] == "1"
    assert [one["kind"] for one in data["findings"]] == ["missed", "unclassified", "shares", "focus"]
    assert "接通率" in report().to("html", "zh")
    assert repr(report()) == "<Report winback, 1 figures, 4 findings>"


def test_a_report_of_arrow_data() -> None:
    rows = arrow_data.Batch([arrow_data.codes("outcome", [0, 1, 2], ["resumed", "moved", "other"]), arrow_data.numbers("n", [16, 73, 425])])
    assert huifang.ReportSpec.parse(json.dumps(SPEC)).run(rows).to("csv") == report().to("csv")


def test_reports_are_read_back_and_compared() -> None:
    before = huifang.Report.from_json(report().to("json"))
    assert before.to("csv") == report().to("csv")
    change = report().compared(before).data()["metrics"][0]
    assert change["change"] == "0.00"
    other = dict(SPEC, metrics={"reach": {"index": "[78.4]"}})
    with pytest.raises(huifang.Error) as caught:
        report().compared(huifang.ReportSpec.parse(json.dumps(other)).run(ROWS))
    assert caught.value.diagnostics[0].code == "HF7503"


def test_what_is_wrong_has_its_place() -> None:
    with pytest.raises(huifang.Error) as caught:
        huifang.ReportSpec.parse('{"huifang_report": 1, "metrics": {"m": {"rate": ["1", "2"], "target": ">= 85"}}}', file="r.json")
    assert (caught.value.diagnostics[0].code, caught.value.diagnostics[0].pointer) == ("HF2503", "/metrics/m/target")
    with pytest.raises(huifang.Error) as caught:
        huifang.ReportSpec.parse(json.dumps(SPEC)).run([{"outcome": "lost"}])
    assert caught.value.diagnostics[0].pointer == "/rows/0/outcome"
    with pytest.raises(ValueError):
        report().to("pdf")
    with pytest.raises(ValueError):
        report().to("text", "fr")


def test_a_workbook_has_a_sheet_for_each_table(tmp_path: pathlib.Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    from huifang import xlsx

    hostile = dict(SPEC, metrics={"reach": dict(SPEC["metrics"]["reach"], label="=1+1")}, show=["n"], labels={"n": "=2+2"})
    xlsx.write(huifang.ReportSpec.parse(json.dumps(hostile)).run(ROWS), tmp_path / "report.xlsx")
    book = openpyxl.load_workbook(tmp_path / "report.xlsx")
    assert book.sheetnames == ["Figures", "outcomes", "largest", "Rows", "To note"]
    assert [cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row].count("f") == 0
    assert book["Rows"]["A1"].value == "=2+2"
    assert book["Rows"]["A1"].font.bold
    assert book["Figures"]["A2"].value == "=1+1"
    assert book["Figures"]["A2"].data_type == "s"
    assert abs(book["Figures"]["B2"].value - 78.866769) < 1e-6
    assert [cell.value for cell in book["outcomes"]["A"]] == ["class", "resumed", "moved", "other", "unclassified", "total"]
