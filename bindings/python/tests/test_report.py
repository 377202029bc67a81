"""Reports of tables and books."""

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


HALL = """
{ "huifang": 1, "policy": "hall", "version": "1", "effective": "2024-01-01..", "zone": "Asia/Shanghai",
  "facts": {"staff": {"name": "string"}},
  "events": {"served": {"hall": ["east", "west"], "wait": "number"}, "fault": {"responsible": "staff"}},
  "measures": {"points": {"for": "staff", "sum": "posted", "of": "event.amount", "over": "month"}},
  "points": {"B": {"period": "month"}},
  "rules": {"fault": {"for": "staff", "on": "fault", "do": [{"post": {"class": "B", "to": {"event.responsible": -10}}}]}},
  "reports": {
    "waiting": {"each": "month", "over": "served", "trend": 2, "label": {"en": "Waiting", "zh": "等候"}, "show": ["day", "wait", "hall"],
                "labels": {"east": {"en": "East hall", "zh": "东厅"}, "day": {"en": "day", "zh": "日期"}, "wait": {"en": "wait", "zh": "等候"}},
                "metrics": {"wait": {"mean": "rows.wait", "label": {"en": "mean wait", "zh": "平均等候"}}},
                "breakdown": {"halls": {"by": "hall", "label": {"en": "halls", "zh": "营业厅"}}}},
    "people": {"each": "month", "over": "staff", "show": ["name", "points"], "metrics": {"points": {"sum": "rows.points"}}} } }
"""


def hall() -> huifang.Book:
    book = huifang.Book(":memory:")
    book.bind(huifang.Policy.load(HALL), now="2024-01-01")
    book.record({"id": "n", "type": "set", "staff": "s1", "at": "2024-01-01", "data": {"name": "王芳"}})
    book.record({"id": "a", "type": "served", "customer": "c", "at": "2024-01-08", "data": {"hall": "east", "wait": 6}})
    book.record({"id": "f", "type": "fault", "staff": "s1", "at": "2024-01-09", "data": {"responsible": "s1"}})
    book.record({"id": "b", "type": "served", "customer": "c", "at": "2024-02-08", "data": {"hall": "west", "wait": 2}})
    book.advance("2024-03-01")
    return book


def test_a_report_of_a_book_stands_as_it_stood_then() -> None:
    with hall() as book:
        assert book.reports == ("waiting", "people")
        january = book.report("waiting", "2024-01")
        assert january.data()["metrics"][0]["figure"]["shown"] == "6.0"
        book.record({"id": "late", "type": "served", "customer": "c", "at": "2024-01-09", "data": {"wait": 60}}, now="2024-03-02")
        assert book.report("waiting", "2024-01").to("json") == january.to("json")
        february = book.report("waiting").data()
        assert february["period"] == "2024-02"
        assert february["metrics"][0]["change"] == "-4.0"
        assert february["trend"]["periods"] == ["2024-01", "2024-02"]
        assert book.report("people", "2024-01").data()["rows"]["cells"] == [["王芳", "-10"]]
        with pytest.raises(huifang.Error) as caught:
            book.report("waitin")
        assert caught.value.diagnostics[0].code == "HF6031"


def test_the_workbook_of_a_book_speaks_both_languages(tmp_path: pathlib.Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    from huifang import xlsx

    def cells(language: str) -> "dict[str, list[tuple[Any, ...]]]":
        with hall() as book:
            xlsx.write(book.report("waiting", "2024-01"), tmp_path / "report.xlsx", language=language)
        return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in openpyxl.load_workbook(tmp_path / "report.xlsx")}

    english, chinese = cells("en"), cells("zh")
    assert list(english) == ["Figures", "halls", "Trend", "Rows"]
    assert list(chinese) == ["指标", "营业厅", "趋势", "明细"]
    assert english["Figures"][1][:2] == ("mean wait", 6)
    assert chinese["指标"][1][:2] == ("平均等候", 6)
    assert [row[0] for row in english["halls"]] == ["class", "East hall", "west", "total"]
    assert [row[0] for row in chinese["营业厅"]] == ["类别", "东厅", "west", "合计"]
    assert english["Trend"] == [("period", "mean wait"), ("2024-01", 6)]
    assert english["Rows"] == [("day", "wait", "hall"), ("2024-01-08", 6, "East hall")]
    assert chinese["明细"] == [("日期", "等候", "hall"), ("2024-01-08", 6, "东厅")]
