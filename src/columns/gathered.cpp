#include "columns/gathered.hpp"

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "decision/arrow_in.hpp"
#include "decision/slots.hpp"
#include "feel/temporal.hpp"
#include "huifang/calendar.hpp"

namespace huifang::columns {
namespace {

using decision::bit_at;
using Form = DecisionColumnView::Form;
using Type = DecisionColumn::Type;

Value value_of(const DecisionColumn& column, std::int64_t slot) {
  switch (column.type) {
    case Type::boolean:
      return Value::of(slot != 0);
    case Type::number:
      return Value::of(Decimal::scaled(slot, column.decimals));
    case Type::date:
      return Value::of(Date::from_days(slot));
    case Type::date_time:
      return Value::of(feel::temporal::utc(Instant{slot}));
    case Type::binary:
    case Type::string:
      break;
  }
  return {};
}

/// In the years 1400 to 9999, as everywhere?
bool is_possible(const DecisionColumn& column, std::int64_t slot) {
  static const std::int64_t first = Date{1400, 1, 1}.to_days(), last = Date{9999, 12, 31}.to_days();
  if (column.type == Type::date) return slot >= first && slot <= last;
  if (column.type == Type::date_time) return slot >= first * us_per_day && slot < (last + 1) * us_per_day;
  return true;
}

/// Adds the rows of one field to its column.
class FieldReader {
 public:
  FieldReader(const DecisionColumn& column, const DecisionColumnView& view, std::size_t rows, Gathered& out)
      : column_(column), view_(view), rows_(rows), out_(out) {}

  void read() {
    codes_.assign(view_.dictionary.size(), -2);
    for (std::size_t row = 0; row < rows_; ++row) {
      const std::size_t at = view_.offset + row;
      const bool there = view_.valid == nullptr || bit_at(view_.valid, at);
      out_.places.push_back(there ? place_at(at) : -1);
    }
  }

 private:
  std::int32_t place_at(std::size_t at) {
    switch (view_.form) {
      case Form::slots: {
        const std::int64_t found = static_cast<const std::int64_t*>(view_.values)[at];
        if (column_.type == Type::binary && found != DecisionSlot::null && found != DecisionSlot::wrong)
          return number(decision::double_of(found));
        return slot(found);
      }
      case Form::int32s:
        return slot(static_cast<const std::int32_t*>(view_.values)[at]);
      case Form::doubles:
        return number(static_cast<const double*>(view_.values)[at]);
      case Form::bytes:
        return slot(static_cast<const std::uint8_t*>(view_.values)[at]);
      case Form::bits:
        return slot(bit_at(static_cast<const std::uint8_t*>(view_.values), at) ? 1 : 0);
      case Form::codes:
        return code(static_cast<const std::int32_t*>(view_.values)[at]);
      case Form::utf8:
        return text(static_cast<const std::int32_t*>(view_.values), at);
      case Form::large_utf8:
        return text(static_cast<const std::int64_t*>(view_.values), at);
      case Form::missing:
        break;
    }
    return -1;
  }

  std::int32_t slot(std::int64_t slot) {
    if (slot == DecisionSlot::null) return -1;
    if (slot == DecisionSlot::wrong || !is_possible(column_, slot))
      decision::refuse_batch("a value of the column " + column_.name + " is none that its attribute can have");
    const auto [known, fresh] = slots_.try_emplace(slot, 0);
    if (fresh) known->second = out_.place(value_of(column_, slot));
    return known->second;
  }

  std::int32_t number(double value) {
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;  // the shortest that reads back equal
    const auto decimal = Decimal::parse({digits, static_cast<std::size_t>(end - digits)});
    if (!decimal) decision::refuse_batch("a value of the column " + column_.name + " is no number");
    return out_.place(Value::of(*decimal));
  }

  std::int32_t code(std::int32_t code) {
    if (code < 0 || static_cast<std::size_t>(code) >= codes_.size())
      decision::refuse_batch("a code of the column " + column_.name + " is outside its dictionary");
    std::int32_t& place = codes_[static_cast<std::size_t>(code)];
    if (place == -2) place = out_.place(Value::of(view_.dictionary[static_cast<std::size_t>(code)]));
    return place;
  }

  template <class Offset>
  std::int32_t text(const Offset* offsets, std::size_t at) {
    const Offset from = offsets[at], size = offsets[at + 1] - from;
    if (from < 0 || size < 0) decision::refuse_batch("the offsets of the column " + column_.name + " do not ascend");
    const std::string_view text(view_.text == nullptr ? "" : view_.text + from, static_cast<std::size_t>(size));
    const auto known = texts_.find(text);
    if (known != texts_.end()) return known->second;
    const std::int32_t place = out_.place(Value::of(text));
    texts_.emplace(text, place);
    return place;
  }

  const DecisionColumn& column_;
  const DecisionColumnView& view_;
  std::size_t rows_;
  Gathered& out_;
  std::unordered_map<std::int64_t, std::int32_t> slots_;
  std::unordered_map<std::string_view, std::int32_t> texts_;  ///< lent by the batch
  std::vector<std::int32_t> codes_;
};

}  // namespace

std::int32_t Gathered::place(Value value) {
  if (value.is_null()) return -1;
  const auto next = static_cast<std::int32_t>(values.size());
  if (!mostly_once) {
    const auto [entry, fresh] = known.try_emplace(value, next);
    if (!fresh) return entry->second;
    // Ids and instants: looking each up costs more than keeping one twice.
    mostly_once = values.size() >= 4'096 && 2 * values.size() > places.size();
    if (mostly_once) known.clear();
  }
  values.push_back(std::move(value));
  return next;
}

/// Decimal places of an Arrow decimal, "d:18,2"; 0 for everything else.
int decimals_of(std::string_view format) {
  const std::size_t comma = format.find(',');
  if (!format.starts_with("d:") || comma == std::string_view::npos) return 0;
  int decimals = 0;
  for (std::size_t at = comma + 1; at < format.size() && format[at] >= '0' && format[at] <= '9' && decimals <= 18; ++at)
    decimals = decimals * 10 + (format[at] - '0');
  return std::min(decimals, 18);
}

DecisionColumn column_of(const ArrowSchema& field) {
  DecisionColumn column;
  column.name = field.name;
  const std::string_view format = field.format;
  if (field.dictionary != nullptr) return column;
  if (format == "b") {
    column.type = Type::boolean;
  } else if (format == "g" || format == "f") {
    column.type = Type::binary;
  } else if (format.starts_with("d:") || (format.size() == 1 && std::string_view("cCsSiIlL").find(format[0]) != std::string_view::npos)) {
    column.type = Type::number;
    column.decimals = decimals_of(format);
  } else if (format.starts_with("td")) {
    column.type = Type::date;
  } else if (format.starts_with("ts")) {
    column.type = Type::date_time;
  }
  return column;
}

void gather(const DecisionColumn& column, const ArrowSchema& field, const ArrowArray& values, const ArrowArray& batch,
            Gathered& out) {
  const auto rows = static_cast<std::size_t>(batch.length);
  if (std::string_view(field.format) == "n") {
    out.places.insert(out.places.end(), rows, -1);
    return;
  }
  decision::ArrowColumns memory;
  const DecisionColumnView view = decision::read_column(column, field, values, batch, memory);
  FieldReader(column, view, rows, out).read();
}

void check_fields(const ArrowSchema& schema, const ArrowArray& batch, bool begun, std::vector<Gathered>& columns) {
  decision::check_batch(schema, batch);
  const auto fields = static_cast<std::size_t>(schema.n_children);
  if (begun && fields != columns.size()) decision::refuse_batch("the batches have different fields");
  for (std::size_t i = 0; i < fields; ++i) {
    const ArrowSchema& field = *schema.children[i];
    if (field.name == nullptr || field.format == nullptr) decision::refuse_batch("a field has no name or no format");
    if (!begun)
      columns.emplace_back().name = field.name;
    else if (columns[i].name != field.name)
      decision::refuse_batch("the batches have different fields");
  }
}

}  // namespace huifang::columns
