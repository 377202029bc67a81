#include "huifang/arrow.hpp"

#include <cerrno>
#include <charconv>
#include <cstring>
#include <map>
#include <unordered_map>

#include "decision/arrow_in.hpp"
#include "decision/arrow_parts.hpp"
#include "decision/slots.hpp"
#include "feel/temporal.hpp"
#include "huifang/occurrences.hpp"
#include "occurrences/supposed.hpp"
#include "policy/model.hpp"

namespace huifang {
namespace {

using decision::bit_at;
using Form = DecisionColumnView::Form;
using Type = DecisionColumn::Type;

/// Decimal places of an Arrow decimal, "d:18,2"; 0 for everything else.
int decimals_of(std::string_view format) {
  const std::size_t comma = format.find(',');
  if (!format.starts_with("d:") || comma == std::string_view::npos) return 0;
  int decimals = 0;
  for (std::size_t at = comma + 1; at < format.size() && format[at] >= '0' && format[at] <= '9' && decimals <= 18; ++at)
    decimals = decimals * 10 + (format[at] - '0');
  return std::min(decimals, 18);
}

/// How a field is read: as the attribute wants it, or as it is when there is none.
DecisionColumn column_for(const AttributeDef* attribute, const ArrowSchema& field) {
  DecisionColumn column;
  column.name = field.name;
  const std::string_view format = field.format;
  const auto number = [&] {
    column.type = format == "g" || format == "f" ? Type::binary : Type::number;
    column.decimals = decimals_of(format);
  };
  if (attribute == nullptr) return column;
  switch (attribute->type.kind) {
    case feel::Type::Kind::boolean:
      column.type = Type::boolean;
      break;
    case feel::Type::Kind::number:
      number();
      break;
    case feel::Type::Kind::date:
      column.type = Type::date;
      break;
    case feel::Type::Kind::date_time:
      column.type = Type::date_time;
      break;
    default:
      break;
  }
  if (column.type != Type::string && (format == "u" || format == "U" || field.dictionary != nullptr)) column.type = Type::string;
  return column;
}

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

struct ByOrder {
  bool operator()(const Value& a, const Value& b) const { return Value::order(a, b) < 0; }
};

/// One column over all batches.
struct Gathered {
  std::string name;
  std::vector<Value> values;
  std::map<Value, std::int32_t, ByOrder> known;
  std::vector<std::int32_t> places;

  std::int32_t place(Value value) {
    if (value.is_null()) return -1;
    const auto [entry, fresh] = known.try_emplace(value, static_cast<std::int32_t>(values.size()));
    if (fresh) values.push_back(std::move(value));
    return entry->second;
  }
};

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

/// Reads the batches of a stream.
struct Stream {
  explicit Stream(Occurrences given) : occurrences(std::move(given)) {}

  void schema(ArrowSchema& out) {
    ArrowArray nothing{};
    batch(OccurrenceBatch(), out, nothing);
    nothing.release(&nothing);
  }

  arrow::Part dictionary(std::string name, const std::vector<std::int32_t>& places, const std::vector<std::string>& texts) {
    arrow::Part part = arrow::placed(std::move(name), std::make_shared<std::vector<std::int32_t>>(places), true);
    arrow::Part names = arrow::texts("", texts);
    part.schema->dictionary = std::move(names.schema);
    part.array->dictionary = std::move(names.array);
    return part;
  }

  void batch(const OccurrenceBatch& found, ArrowSchema& schema, ArrowArray& out) {
    const std::size_t count = found.size();
    arrow::Bits has_due(count);
    std::size_t nulls = 0;
    for (std::size_t i = 0; i < count; ++i) {
      if (found.due_us[i] == OccurrenceBatch::no_due)
        ++nulls;
      else
        has_due.set(i);
    }
    std::vector<arrow::Part> columns;
    columns.push_back(arrow::made("subject", "l", count, 0, {{}, arrow::buffer_of(found.subject)}));
    columns.push_back(dictionary("rule", found.rule, occurrences.rules()));
    columns.push_back(dictionary("n", found.n, occurrences.ids()));
    columns.push_back(arrow::made("opens", "tsu:UTC", count, 0, {{}, arrow::buffer_of(found.opens_us)}));
    columns.push_back(arrow::made("due", "tsu:UTC", count, nulls,
                                  {arrow::buffer_of(has_due.bits()), arrow::buffer_of(found.due_us)}));
    arrow::Part whole = arrow::batch_of(std::move(columns), count);
    arrow::hand_out(std::move(whole.schema), schema);
    arrow::hand_out(std::move(whole.array), out);
  }

  /// What a failed step says; nothing leaves a callback.
  template <class Step>
  int guarded(const Step& step) noexcept {
    try {
      step();
      return 0;
    } catch (const std::bad_alloc&) {
      error.clear();
      return ENOMEM;
    } catch (const std::exception& failure) {
      try {
        error = failure.what();
      } catch (...) {
        error.clear();
      }
      return EINVAL;
    } catch (...) {
      error.clear();
      return EINVAL;
    }
  }

  Occurrences occurrences;
  OccurrenceBatch rows;
  std::string error;
};

Stream& stream_of(ArrowArrayStream* self) { return *static_cast<Stream*>(self->private_data); }

}  // namespace

struct ArrowSubjects::State {
  Policy policy;
  std::uint32_t entity;
  std::size_t rows = 0;
  bool begun = false;
  std::vector<Gathered> columns;

  const AttributeDef* attribute(std::string_view name) const {
    const PolicyModel& model = policy.model();
    if (entity == none) return nullptr;
    const std::uint32_t found = occurrences::attribute_named(model, entity, name);
    return found == none ? nullptr : &model.attributes[found];
  }
};

ArrowSubjects::ArrowSubjects(Policy policy, std::string entity) {
  const std::uint32_t index = policy.model().entity(entity);
  state_.reset(new State{std::move(policy), index, 0, false, {}});
}
ArrowSubjects::~ArrowSubjects() = default;
ArrowSubjects::ArrowSubjects(ArrowSubjects&&) noexcept = default;
ArrowSubjects& ArrowSubjects::operator=(ArrowSubjects&&) noexcept = default;

void ArrowSubjects::add(const ArrowSchema& schema, const ArrowArray& batch) {
  decision::check_batch(schema, batch);
  const auto fields = static_cast<std::size_t>(schema.n_children);
  if (state_->begun && fields != state_->columns.size()) decision::refuse_batch("the batches have different fields");
  for (std::size_t i = 0; i < fields; ++i) {
    const ArrowSchema& field = *schema.children[i];
    if (field.name == nullptr || field.format == nullptr) decision::refuse_batch("a field has no name or no format");
    if (!state_->begun)
      state_->columns.emplace_back().name = field.name;
    else if (state_->columns[i].name != field.name)
      decision::refuse_batch("the batches have different fields");
  }
  state_->begun = true;
  const auto rows = static_cast<std::size_t>(batch.length);
  decision::ArrowColumns memory;
  for (std::size_t i = 0; i < fields; ++i) {
    const DecisionColumn column = column_for(state_->attribute(state_->columns[i].name), *schema.children[i]);
    const DecisionColumnView view =
        decision::read_column(column, *schema.children[i], *batch.children[i], batch, memory);
    FieldReader(column, view, rows, state_->columns[i]).read();
  }
  state_->rows += rows;
}

std::size_t ArrowSubjects::size() const { return state_->rows; }

std::vector<SubjectColumn> ArrowSubjects::columns() const {
  std::vector<SubjectColumn> columns;
  for (const Gathered& one : state_->columns) columns.push_back({one.name, one.values, one.places});
  return columns;
}

void export_stream(Occurrences occurrences, ArrowArrayStream& out) {
  auto stream = std::make_unique<Stream>(std::move(occurrences));
  out.get_schema = [](ArrowArrayStream* self, ArrowSchema* schema) {
    std::memset(schema, 0, sizeof *schema);
    return stream_of(self).guarded([&] { stream_of(self).schema(*schema); });
  };
  out.get_next = [](ArrowArrayStream* self, ArrowArray* array) {
    std::memset(array, 0, sizeof *array);
    return stream_of(self).guarded([&] {
      Stream& own = stream_of(self);
      if (!own.occurrences.next(own.rows)) return;
      ArrowSchema schema{};
      own.batch(own.rows, schema, *array);
      schema.release(&schema);
    });
  };
  out.get_last_error = [](ArrowArrayStream* self) -> const char* {
    const std::string& error = stream_of(self).error;
    return error.empty() ? nullptr : error.c_str();
  };
  out.release = [](ArrowArrayStream* self) {
    delete static_cast<Stream*>(self->private_data);
    self->release = nullptr;
  };
  out.private_data = stream.release();
}

}  // namespace huifang
