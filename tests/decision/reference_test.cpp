// Random tables against an interpreter without an index: it asks every cell of every row, with its own
// reading of the cells, and knows nothing of sets of rows.

#include <rapidcheck.h>

#include <catch2/catch.hpp>

#include "support.hpp"

using namespace decision_test;
using Kind = feel::Type::Kind;

namespace {

enum class Answer { no, yes, unknown };

/// A cell as data: what it says is read off here, and its text is given to the table.
struct PlainCell {
  enum class Form {
    any,
    equal,
    not_equal,
    less,
    at_least,
    inside,
    one_of,
    none_of,
    null,
    not_null,
    computed
  } form = Form::any;
  std::vector<Value> values;
  bool low_closed = true;
  bool high_closed = true;

  std::string text() const {
    const auto each = [this] {
      std::string list;
      for (const Value& value : values) list += (list.empty() ? "" : ", ") + value.to_text();
      return list;
    };
    switch (form) {
      case Form::any:
        return "-";
      case Form::equal:
        return values[0].to_text();
      case Form::not_equal:
        return "!= " + values[0].to_text();
      case Form::less:
        return "< " + values[0].to_text();
      case Form::at_least:
        return ">= " + values[0].to_text();
      case Form::inside:
        return (low_closed ? "[" : "(") + values[0].to_text() + ".." + values[1].to_text() +
               (high_closed ? "]" : ")");
      case Form::one_of:
        return each();
      case Form::none_of:
        return "not(" + each() + ")";
      case Form::null:
        return "null";
      case Form::not_null:
        return "not(null)";
      case Form::computed:
        return "? = " + values[0].to_text() + " or ? > " + values[0].to_text();
    }
    return "-";
  }

  Answer answer(const Value& input) const {
    const auto said = [](bool yes) { return yes ? Answer::yes : Answer::no; };
    if (form == Form::any) return Answer::yes;
    if (form == Form::null || form == Form::not_null) return said(input.is_null() == (form == Form::null));
    if (input.is_null()) return Answer::unknown;
    const auto before = [](const Value& a, const Value& b) { return Value::order(a, b) < 0; };
    const bool several = form == Form::one_of || form == Form::none_of;
    bool found = values[0] == input;
    for (const Value& value : values) found = found || (several && value == input);
    switch (form) {
      case Form::equal:
      case Form::one_of:
        return said(found);
      case Form::not_equal:
      case Form::none_of:
        return said(!found);
      case Form::less:
        return said(before(input, values[0]));
      case Form::at_least:
        return said(!before(input, values[0]));
      case Form::computed:
        return said(!before(input, values[0]));
      case Form::inside:
        return said((low_closed ? !before(input, values[0]) : before(values[0], input)) &&
                    (high_closed ? !before(values[1], input) : before(input, values[1])));
      default:
        return Answer::no;
    }
  }
};

Value random_value(Kind kind) {
  switch (kind) {
    case Kind::number:
      return Value::of(Decimal::scaled(*rc::gen::inRange<std::int64_t>(-6, 6), 1));
    case Kind::date:
      return Value::of(Date::from_days(*rc::gen::inRange<std::int64_t>(19'000, 19'006)));
    case Kind::boolean:
      return Value::of(*rc::gen::arbitrary<bool>());
    default:
      return Value::of(*rc::gen::element<std::string>("", "a", "ab", "b", "回访"));
  }
}

PlainCell random_cell(Kind kind) {
  using Form = PlainCell::Form;
  PlainCell cell;
  std::vector<Form> forms = {Form::any,    Form::any,     Form::equal, Form::not_equal,
                             Form::one_of, Form::none_of, Form::null,  Form::not_null};
  const bool ordered = kind != Kind::boolean;
  // Strings come with and without an order, so that both kinds of index are met.
  if (ordered) forms.insert(forms.end(), {Form::less, Form::at_least, Form::inside, Form::computed});
  cell.form = *rc::gen::elementOf(forms);
  const int count = cell.form == Form::one_of || cell.form == Form::none_of ? *rc::gen::inRange(2, 4) : 2;
  for (int i = 0; i < count; ++i) cell.values.push_back(random_value(kind));
  if (cell.form == Form::inside && Value::order(cell.values[1], cell.values[0]) < 0)
    std::swap(cell.values[0], cell.values[1]);
  cell.low_closed = *rc::gen::arbitrary<bool>();
  cell.high_closed = *rc::gen::arbitrary<bool>();
  return cell;
}

/// What a row says of the record: no beats unknown beats yes.
Answer row_answer(const std::vector<PlainCell>& row, const std::vector<Value>& inputs) {
  Answer result = Answer::yes;
  for (std::size_t i = 0; i < row.size(); ++i) {
    const Answer answer = row[i].answer(inputs[i]);
    if (answer == Answer::no) return Answer::no;
    if (answer == Answer::unknown) result = Answer::unknown;
  }
  return result;
}

std::string first_by_hand(const std::vector<std::vector<PlainCell>>& rows, const std::vector<Value>& inputs) {
  bool unknown = false;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const Answer answer = row_answer(rows[row], inputs);
    unknown = unknown || answer == Answer::unknown;
    if (answer == Answer::yes) return unknown ? "undecided" : std::to_string(row);
  }
  return unknown ? "undecided" : "null";
}

std::string collected_by_hand(const std::vector<std::vector<PlainCell>>& rows,
                              const std::vector<Value>& inputs) {
  std::string text = "[";
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const Answer answer = row_answer(rows[row], inputs);
    if (answer == Answer::unknown) return "undecided";
    if (answer == Answer::yes) text += (text.size() > 1 ? ", " : "") + std::to_string(row);
  }
  return text + "]";
}

}  // namespace

TEST_CASE("a table and its index agree with asking every cell", "[decision][reference]") {
  REQUIRE(rc::check("random tables, records and hit policies", [] {
    const auto kinds = *rc::gen::container<std::vector<Kind>>(
        *rc::gen::inRange<std::size_t>(1, 4),
        rc::gen::element(Kind::number, Kind::string, Kind::boolean, Kind::date));
    const int row_count = *rc::gen::inRange(0, 90);  // more than one word of rows
    const bool collect = *rc::gen::arbitrary<bool>();
    Record record;
    std::vector<std::string> names;
    std::vector<Value> inputs;
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      names.push_back("x" + std::to_string(i));
      inputs.push_back(*rc::gen::inRange(0, 4) == 0 ? Value() : random_value(kinds[i]));
      record.with(names[i], kinds[i], inputs[i]);
    }
    std::vector<std::vector<PlainCell>> plain;
    std::vector<std::vector<std::string>> texts;
    for (int row = 0; row < row_count; ++row) {
      plain.emplace_back();
      texts.emplace_back();
      for (const Kind kind : kinds) {
        plain.back().push_back(random_cell(kind));
        texts.back().push_back(plain.back().back().text());
      }
      texts.back().push_back(std::to_string(row));
    }
    const auto source = table(collect ? HitPolicy::rule_order : HitPolicy::first, names, 1, texts);
    std::string actual = decide(source, record);
    if (actual.rfind("undecided", 0) == 0) actual = "undecided";
    std::string expected = collect ? collected_by_hand(plain, inputs) : first_by_hand(plain, inputs);
    std::string log;
    for (const auto& row : texts) {
      for (const std::string& cell : row) log += cell + " | ";
      log += "\n";
    }
    for (const Value& input : inputs) log += input.to_text() + " ";
    RC_LOG(log);
    RC_ASSERT(actual == expected);

    const auto explained = DecisionTable::compile(source, record).explain(record);
    for (std::size_t row = 0; row < plain.size(); ++row) {
      const bool matched = row_answer(plain[row], inputs) == Answer::yes;
      RC_LOG("row " + std::to_string(row));
      RC_ASSERT(explained[row].matched == matched);
      std::vector<std::uint32_t> failed;
      for (std::size_t i = 0; i < kinds.size(); ++i) {
        if (plain[row][i].answer(inputs[i]) != Answer::yes) failed.push_back(static_cast<std::uint32_t>(i));
      }
      RC_ASSERT(explained[row].failed_columns == failed);
    }
  }));
}
