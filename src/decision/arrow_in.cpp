#include "decision/arrow_in.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace huifang::decision {
namespace {

using Form = DecisionColumnView::Form;
using Type = DecisionColumn::Type;

[[noreturn]] void refuse(const std::string& name, std::string_view format, const char* expected) {
  Diagnostic diagnostic;
  diagnostic.code = "HF2216";
  diagnostic.message = "the batch gives this column in a form that its type does not have";
  diagnostic.found = name + ": Arrow format \"" + std::string(format.substr(0, 40)) + "\"";
  diagnostic.expected = expected;
  throw Error(ErrorKind::argument, {std::move(diagnostic)});
}

constexpr const char* expected_sizes = "lengths and offsets that are not negative";

/// A number of 128 bits, for decimals that do not fit into 64.
__extension__ typedef __int128 Wide;
__extension__ typedef unsigned __int128 UnsignedWide;

/// How the elements of a column are stored.
enum class Element : std::uint8_t { none, i8, u8, i16, u16, i32, u32, i64, u64, i128, f32 };

std::optional<Element> integer_of(std::string_view format) {
  constexpr std::string_view letters = "cCsSiIlL";
  const std::size_t place = format.size() == 1 ? letters.find(format[0]) : std::string_view::npos;
  if (place == std::string_view::npos) return std::nullopt;
  return static_cast<Element>(place + 1);
}

Wide integer_at(const void* values, Element element, std::size_t at) {
  switch (element) {
    case Element::i8:
      return static_cast<const std::int8_t*>(values)[at];
    case Element::u8:
      return static_cast<const std::uint8_t*>(values)[at];
    case Element::i16:
      return static_cast<const std::int16_t*>(values)[at];
    case Element::u16:
      return static_cast<const std::uint16_t*>(values)[at];
    case Element::i32:
      return static_cast<const std::int32_t*>(values)[at];
    case Element::u32:
      return static_cast<const std::uint32_t*>(values)[at];
    case Element::i64:
      return static_cast<const std::int64_t*>(values)[at];
    case Element::u64:
      return static_cast<const std::uint64_t*>(values)[at];
    case Element::i128: {
      const auto* halves = static_cast<const std::uint64_t*>(values) + 2 * at;
      return static_cast<Wide>(static_cast<UnsignedWide>(halves[1]) << 64 | halves[0]);
    }
    default:
      return 0;
  }
}

/// "d:18,2", "d:18,2,64": scale and element.
struct DecimalFormat {
  int scale = 0;
  Element element = Element::none;
};
std::optional<DecimalFormat> decimal_of(std::string_view format) {
  if (!format.starts_with("d:")) return std::nullopt;
  int numbers[3] = {0, 0, 128};
  const char* at = format.data() + 2;
  const char* const end = format.data() + format.size();
  for (int i = 0; i < 3 && at < end; ++i) {
    const auto result = std::from_chars(at, end, numbers[i]);
    if (result.ec != std::errc()) return std::nullopt;
    at = result.ptr;
    if (at < end && *at++ != ',') return std::nullopt;
  }
  DecimalFormat decimal;
  decimal.scale = numbers[1];
  decimal.element = numbers[2] == 128  ? Element::i128
                    : numbers[2] == 64 ? Element::i64
                    : numbers[2] == 32 ? Element::i32
                                       : Element::none;
  if (decimal.element == Element::none || decimal.scale < -18 || decimal.scale > 38) return std::nullopt;
  return decimal;
}

/// value × 10^up (or / 10^-up), exactly, as a slot.
std::int64_t scaled(Wide value, int up) {
  constexpr Wide limit = static_cast<Wide>(INT64_MAX);
  for (; up > 0; --up) {
    if (value > limit || value < -limit) return DecisionSlot::wrong;
    value *= 10;
  }
  for (; up < 0; ++up) {
    if (value % 10 != 0) return DecisionSlot::wrong;
    value /= 10;
  }
  return value > limit || value < static_cast<Wide>(DecisionSlot::lowest) ? DecisionSlot::wrong
                                                                          : static_cast<std::int64_t>(value);
}

/// Whole units of a finer count: 1500 ms are no whole second.
std::int64_t divided(std::int64_t value, std::int64_t by) {
  if (value % by == 0) return value / by;
  return DecisionSlot::wrong;
}

class ColumnReader {
 public:
  ColumnReader(const DecisionColumn& column, const ArrowSchema& schema, const ArrowArray& array,
               std::size_t offset, std::size_t rows, ArrowColumns& out)
      : column_(column), schema_(schema), array_(array), rows_(rows), out_(out), format_(schema.format) {
    if (array.length < 0 || array.offset < 0) refuse(column.name, format_, expected_sizes);
    const auto length = static_cast<std::size_t>(array.length);
    if (length < offset || length - offset < rows) refuse(column.name, format_, "as many rows as the batch");
    view_.offset = offset + static_cast<std::size_t>(array.offset);
    if (array.n_buffers > 0 && array.null_count != 0)
      view_.valid = static_cast<const std::uint8_t*>(array.buffers[0]);
  }

  DecisionColumnView read() {
    switch (column_.type) {
      case Type::boolean:
        if (format_ != "b") refuse(column_.name, format_, "boolean");
        plain(Form::bits);
        break;
      case Type::number:
        number();
        break;
      case Type::binary:
        binary();
        break;
      case Type::string:
        text();
        break;
      case Type::date:
        if (format_ == "tdD")
          plain(Form::int32s);
        else if (format_ == "tdm")
          convert(Element::i64, [](Wide ms) { return divided(static_cast<std::int64_t>(ms), 86'400'000); });
        else
          refuse(column_.name, format_, "date32 or date64");
        break;
      case Type::date_time:
        moment();
        break;
    }
    return view_;
  }

 private:
  const void* buffer(std::int64_t index) const {
    if (array_.n_buffers <= index || (array_.buffers[index] == nullptr && rows_ > 0))
      refuse(column_.name, format_, "all buffers");
    return array_.buffers[index];
  }

  void plain(Form form) {
    view_.form = form;
    view_.values = buffer(1);
  }

  template <class Convert>
  void convert(Element element, const Convert& convert) {
    const void* values = buffer(1);
    std::vector<std::int64_t>& slots = out_.slots.emplace_back();
    slots.reserve(rows_);
    for (std::size_t i = 0; i < rows_; ++i)
      slots.push_back(convert(integer_at(values, element, view_.offset + i)));
    use(slots);
  }

  /// The rows are in `slots` now; their validity stays where it was.
  void use(const std::vector<std::int64_t>& slots) {
    view_.form = Form::slots;
    if (view_.valid != nullptr) {
      auto& own = const_cast<std::vector<std::int64_t>&>(slots);
      for (std::size_t i = 0; i < rows_; ++i) {
        const std::size_t at = view_.offset + i;
        if ((view_.valid[at / 8] >> (at % 8) & 1) == 0) own[i] = DecisionSlot::null;
      }
      view_.valid = nullptr;
    }
    view_.values = slots.data();
    view_.offset = 0;
  }

  void number() {
    const int decimals = column_.decimals;
    if (const auto element = integer_of(format_)) {
      if (decimals == 0 && *element == Element::i64) return plain(Form::slots);
      if (decimals == 0 && *element == Element::i32) return plain(Form::int32s);
      return convert(*element, [decimals](Wide value) { return scaled(value, decimals); });
    }
    const auto decimal = decimal_of(format_);
    if (!decimal) refuse(column_.name, format_, "integers or decimals");
    if (decimal->element == Element::i64 && decimal->scale == decimals) return plain(Form::slots);
    const int up = decimals - decimal->scale;
    convert(decimal->element, [up](Wide value) { return scaled(value, up); });
  }

  void binary() {
    if (format_ == "g") return plain(Form::doubles);
    std::vector<std::int64_t>& slots = out_.slots.emplace_back();
    slots.reserve(rows_);
    if (format_ == "f") {
      const auto* values = static_cast<const float*>(buffer(1));
      for (std::size_t i = 0; i < rows_; ++i)
        slots.push_back(DecisionSlot::of(static_cast<double>(values[view_.offset + i])));
      return use(slots);
    }
    const auto element = integer_of(format_);
    if (!element) refuse(column_.name, format_, "float, double or integers");
    const void* values = buffer(1);
    constexpr Wide exact = static_cast<Wide>(1) << 53;
    for (std::size_t i = 0; i < rows_; ++i) {
      const Wide value = integer_at(values, *element, view_.offset + i);
      slots.push_back(value > exact || value < -exact ? DecisionSlot::wrong
                                                      : DecisionSlot::of(static_cast<double>(value)));
    }
    use(slots);
  }

  void text() {
    if (schema_.dictionary != nullptr) return dictionary();
    if (format_ != "u" && format_ != "U") refuse(column_.name, format_, "utf8, or a dictionary of utf8");
    plain(format_ == "u" ? Form::utf8 : Form::large_utf8);
    view_.text = static_cast<const char*>(array_.n_buffers > 2 ? array_.buffers[2] : nullptr);
  }

  void dictionary() {
    const std::string_view format = schema_.dictionary->format;
    if (array_.dictionary == nullptr || (format != "u" && format != "U"))
      refuse(column_.name, format, "a dictionary of utf8");
    const ArrowArray& texts = *array_.dictionary;
    if (texts.length < 0 || texts.offset < 0) refuse(column_.name, format, expected_sizes);
    const auto count = static_cast<std::size_t>(texts.length);
    const auto offset = static_cast<std::size_t>(texts.offset);
    std::vector<std::string_view>& names = out_.dictionaries.emplace_back();
    names.reserve(count);
    std::vector<std::int32_t> nulls;
    if (texts.null_count != 0 && (texts.n_buffers < 1 || texts.buffers == nullptr))
      refuse(column_.name, format, "all buffers");
    const auto* valid = texts.null_count != 0 ? static_cast<const std::uint8_t*>(texts.buffers[0]) : nullptr;
    if (count > 0 && (texts.n_buffers < 3 || texts.buffers[1] == nullptr))
      refuse(column_.name, format, "all buffers");
    const auto* data = static_cast<const char*>(texts.n_buffers > 2 ? texts.buffers[2] : nullptr);
    const auto add = [&](const auto* offsets, std::size_t i) {
      const auto from = offsets[offset + i];
      const auto size = offsets[offset + i + 1] - from;
      if (from < 0 || size < 0) refuse(column_.name, format, "ascending offsets");
      names.emplace_back(data == nullptr ? "" : data + from, static_cast<std::size_t>(size));
      if (valid != nullptr && (valid[(offset + i) / 8] >> ((offset + i) % 8) & 1) == 0)
        nulls.push_back(static_cast<std::int32_t>(i));
    };
    for (std::size_t i = 0; i < count; ++i) {
      if (format == "u")
        add(static_cast<const std::int32_t*>(texts.buffers[1]), i);
      else
        add(static_cast<const std::int64_t*>(texts.buffers[1]), i);
    }
    if (!nulls.empty()) refuse(column_.name, format, "a dictionary without nulls");
    const auto element = integer_of(format_);
    if (!element) refuse(column_.name, format_, "integer codes");
    view_.form = Form::codes;
    view_.dictionary = names;
    if (*element == Element::i32) {
      view_.values = buffer(1);
      return;
    }
    const void* values = buffer(1);
    std::vector<std::int32_t>& codes = out_.codes.emplace_back();
    // The codes keep their offset, so that the validity bitmap stays right.
    codes.resize(view_.offset + rows_);
    for (std::size_t i = 0; i < rows_; ++i) {
      const Wide code = integer_at(values, *element, view_.offset + i);
      codes[view_.offset + i] = code < 0 || code > INT32_MAX ? -1 : static_cast<std::int32_t>(code);
    }
    view_.values = codes.data();
  }

  void moment() {
    if (format_.size() < 5 || !format_.starts_with("ts") || format_[3] != ':')
      refuse(column_.name, format_, "a timestamp with a zone");
    switch (format_[2]) {
      case 'u':
        return plain(Form::slots);
      case 's':
        return convert(Element::i64, [](Wide s) { return scaled(s, 6); });
      case 'm':
        return convert(Element::i64, [](Wide ms) { return scaled(ms, 3); });
      case 'n':
        return convert(Element::i64, [](Wide ns) { return divided(static_cast<std::int64_t>(ns), 1000); });
      default:
        refuse(column_.name, format_, "a timestamp in s, ms, us or ns");
    }
  }

  const DecisionColumn& column_;
  const ArrowSchema& schema_;
  const ArrowArray& array_;
  std::size_t rows_;
  ArrowColumns& out_;
  std::string_view format_;
  DecisionColumnView view_;
};

}  // namespace

void check_batch(const ArrowSchema& schema, const ArrowArray& batch) {
  if (schema.release == nullptr || batch.release == nullptr || schema.format == nullptr)
    refuse("the batch", "", "a struct that was not released");
  if (std::string_view(schema.format) != "+s" || schema.n_children != batch.n_children)
    refuse("the batch", schema.format, "a struct (a record batch)");
  if (batch.n_buffers > 0 && batch.null_count != 0 && batch.buffers[0] != nullptr)
    refuse("the batch", schema.format, "no nulls of whole rows");
  if (batch.length < 0 || batch.offset < 0) refuse("the batch", schema.format, expected_sizes);
}

DecisionColumnView read_column(const DecisionColumn& column, const ArrowSchema& field, const ArrowArray& values,
                               const ArrowArray& batch, ArrowColumns& out) {
  return ColumnReader(column, field, values, static_cast<std::size_t>(batch.offset),
                      static_cast<std::size_t>(batch.length), out)
      .read();
}

void read_batch(const Decision& decision, const ArrowSchema& schema, const ArrowArray& batch,
                ArrowColumns& out) {
  check_batch(schema, batch);
  for (const DecisionColumn& column : decision.columns()) {
    DecisionColumnView view;
    for (std::int64_t i = 0; i < schema.n_children; ++i) {
      const ArrowSchema& child = *schema.children[i];
      if (child.name == nullptr || child.format == nullptr || column.name != child.name) continue;
      if (view.form != Form::missing) refuse(column.name, child.format, "one field of this name");
      view = read_column(column, child, *batch.children[i], batch, out);
    }
    out.views.push_back(view);
  }
}

}  // namespace huifang::decision
