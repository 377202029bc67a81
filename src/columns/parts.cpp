#include "columns/parts.hpp"

#include <cerrno>
#include <charconv>
#include <cstring>

#include "columns/values.hpp"
#include "decision/arrow_in.hpp"
#include "domain/json_text.hpp"
#include "huifang/calendar.hpp"
#include "huifang/error.hpp"

namespace huifang::columns {
namespace {

/// The double next to the exact number.
double double_of(const Decimal& number) {
  const std::string digits = number.to_text();
  double value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

const TimeZone& utc() {
  static const TimeZone zone = TimeZone::find("UTC");
  return zone;
}

template <class T, class Convert>
arrow::Part fixed(std::string name, const char* format, const std::vector<Value>& values, Value::Kind kind, const Convert& convert) {
  std::vector<T> out(values.size());
  arrow::Bits there(values.size());
  std::size_t nulls = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::optional<T> one;
    if (values[i].kind() == kind) one = convert(values[i]);
    if (one) {
      out[i] = *one;
      there.set(i);
    } else {
      ++nulls;
    }
  }
  return arrow::made(std::move(name), format, values.size(), nulls,
                     {arrow::buffer_of(there.bits()), arrow::buffer_of(std::move(out))});
}

arrow::Part booleans(std::string name, const std::vector<Value>& values) {
  arrow::Bits there(values.size()), bits(values.size());
  std::size_t nulls = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i].kind() != Value::Kind::boolean) {
      ++nulls;
      continue;
    }
    there.set(i);
    if (values[i].boolean()) bits.set(i);
  }
  return arrow::made(std::move(name), "b", values.size(), nulls, {arrow::buffer_of(there.bits()), arrow::buffer_of(bits.bits())});
}

struct Stream {
  std::unique_ptr<BatchSource> source;
  std::string error;

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
};

Stream& stream_of(ArrowArrayStream* self) { return *static_cast<Stream*>(self->private_data); }

}  // namespace

arrow::Part dictionary(std::string name, const std::vector<std::int32_t>& places, const std::vector<std::string>& texts) {
  arrow::Part part = arrow::placed(std::move(name), std::make_shared<std::vector<std::int32_t>>(places), false);
  arrow::Part names = arrow::texts("", texts);
  part.schema->dictionary = std::move(names.schema);
  part.array->dictionary = std::move(names.array);
  return part;
}

arrow::Part instants(std::string name, std::vector<std::int64_t> values, std::int64_t absent) {
  arrow::Bits there(values.size());
  std::size_t nulls = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] == absent)
      ++nulls;
    else
      there.set(i);
  }
  const std::size_t count = values.size();
  return arrow::made(std::move(name), "tsu:UTC", count, nulls, {arrow::buffer_of(there.bits()), arrow::buffer_of(std::move(values))});
}

arrow::Part texts(std::string name, const std::vector<const std::string*>& values) {
  std::vector<std::int32_t> offsets{0};
  std::vector<std::uint8_t> data;
  arrow::Bits there(values.size());
  std::size_t nulls = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] == nullptr) {
      ++nulls;
    } else {
      there.set(i);
      data.insert(data.end(), values[i]->begin(), values[i]->end());
      if (data.size() > INT32_MAX) decision::refuse_batch("the texts of the column " + name + " are more than 2 GB: ask for fewer rows");
    }
    offsets.push_back(static_cast<std::int32_t>(data.size()));
  }
  return arrow::made(std::move(name), "u", values.size(), nulls,
                     {arrow::buffer_of(there.bits()), arrow::buffer_of(std::move(offsets)), arrow::buffer_of(std::move(data))});
}

arrow::Part values(std::string name, const feel::Type& type, bool whole, const std::vector<Value>& values) {
  using Kind = feel::Type::Kind;
  switch (type.kind) {
    case Kind::boolean:
      return booleans(std::move(name), values);
    case Kind::number:
      if (whole) {
        return fixed<std::int64_t>(std::move(name), "l", values, Value::Kind::number, [](const Value& v) { return v.number().to_int64(); });
      }
      return fixed<double>(std::move(name), "g", values, Value::Kind::number, [](const Value& v) { return std::optional(double_of(v.number())); });
    case Kind::date:
      return fixed<std::int32_t>(std::move(name), "tdD", values, Value::Kind::date,
                                 [](const Value& v) { return std::optional(static_cast<std::int32_t>(v.date().to_days())); });
    case Kind::date_time:
      return fixed<std::int64_t>(std::move(name), "tsu:UTC", values, Value::Kind::date_time, [](const Value& v) { return instant_of(v, utc()); });
    default:
      break;
  }
  std::vector<std::string> kept(values.size());
  std::vector<const std::string*> pointers(values.size(), nullptr);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Value& value = values[i];
    if (value.is_null()) continue;
    if (value.kind() == Value::Kind::string)
      kept[i] = value.string();
    else if (value.kind() == Value::Kind::entity)
      kept[i] = value.entity().key;
    else
      kept[i] = json_text(value);
    pointers[i] = &kept[i];
  }
  return texts(std::move(name), pointers);
}

void export_source(std::unique_ptr<BatchSource> source, ArrowArrayStream& out) {
  auto stream = std::make_unique<Stream>();
  stream->source = std::move(source);
  out.get_schema = [](ArrowArrayStream* self, ArrowSchema* schema) {
    std::memset(schema, 0, sizeof *schema);
    return stream_of(self).guarded([&] { arrow::hand_out(stream_of(self).source->nothing().schema, *schema); });
  };
  out.get_next = [](ArrowArrayStream* self, ArrowArray* array) {
    std::memset(array, 0, sizeof *array);
    return stream_of(self).guarded([&] {
      if (auto part = stream_of(self).source->next()) arrow::hand_out(std::move(part->array), *array);
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

}  // namespace huifang::columns
