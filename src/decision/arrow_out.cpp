#include <bit>
#include <memory>

#include "decision/arrow_in.hpp"
#include "decision/compiled.hpp"
#include "decision/json_row.hpp"
#include "feel/no_names.hpp"

namespace huifang {
namespace {

/// An array that owns its buffers; the schema of a column owns its texts. Both are released by the consumer.
struct OwnedSchema {
  ArrowSchema schema{};
  std::string format, name;
  std::vector<std::unique_ptr<OwnedSchema>> children;
  std::vector<ArrowSchema*> child_pointers;
  std::unique_ptr<OwnedSchema> dictionary;
};
/// Memory that is shared with whoever made it. Null: absent.
struct Buffer {
  std::shared_ptr<const void> owner;
  const void* data = nullptr;
};
template <class T>
Buffer buffer_of(std::shared_ptr<std::vector<T>> values) {
  static const std::uint64_t nothing[8] = {};
  const void* data = values->empty() ? static_cast<const void*>(nothing) : values->data();
  return {std::move(values), data};
}
template <class T>
Buffer buffer_of(std::vector<T> values) {
  return buffer_of(std::make_shared<std::vector<T>>(std::move(values)));
}

struct OwnedArray {
  ArrowArray array{};
  std::vector<Buffer> buffers;
  std::vector<const void*> buffer_pointers;
  std::vector<std::unique_ptr<OwnedArray>> children;
  std::vector<ArrowArray*> child_pointers;
  std::unique_ptr<OwnedArray> dictionary;
};

// A consumer may move a child out and release it on its own: each part releases only itself through its own
// hook, and whoever releases the whole releases the children that are still there.
void release_schema(ArrowSchema* schema) {
  for (std::int64_t i = 0; i < schema->n_children; ++i) {
    if (schema->children[i]->release != nullptr) schema->children[i]->release(schema->children[i]);
  }
  if (schema->dictionary != nullptr && schema->dictionary->release != nullptr)
    schema->dictionary->release(schema->dictionary);
  auto* owned = static_cast<std::shared_ptr<OwnedSchema>*>(schema->private_data);
  schema->release = nullptr;
  delete owned;
}
void release_array(ArrowArray* array) {
  for (std::int64_t i = 0; i < array->n_children; ++i) {
    if (array->children[i]->release != nullptr) array->children[i]->release(array->children[i]);
  }
  if (array->dictionary != nullptr && array->dictionary->release != nullptr)
    array->dictionary->release(array->dictionary);
  auto* owned = static_cast<std::shared_ptr<OwnedArray>*>(array->private_data);
  array->release = nullptr;
  delete owned;
}

struct Part {
  std::unique_ptr<OwnedSchema> schema = std::make_unique<OwnedSchema>();
  std::unique_ptr<OwnedArray> array = std::make_unique<OwnedArray>();
};

/// One bit a row; empty when all are set.
class Bits {
 public:
  explicit Bits(std::size_t rows) : bits_((rows + 7) / 8) {}
  void set(std::size_t row) { bits_[row / 8] = static_cast<std::uint8_t>(bits_[row / 8] | 1u << (row % 8)); }
  const std::vector<std::uint8_t>& bits() const { return bits_; }

 private:
  std::vector<std::uint8_t> bits_;
};

Part made(std::string name, std::string format, std::size_t rows, std::size_t nulls,
          std::vector<Buffer> buffers) {
  Part part;
  part.schema->name = std::move(name);
  part.schema->format = std::move(format);
  part.schema->schema.flags = ARROW_FLAG_NULLABLE;
  part.array->array.length = static_cast<std::int64_t>(rows);
  part.array->array.null_count = static_cast<std::int64_t>(nulls);
  if (nulls == 0 && !buffers.empty()) buffers[0] = {};
  part.array->buffers = std::move(buffers);
  return part;
}

/// A column of texts, for dictionaries.
Part texts(const std::vector<Value>& values) {
  std::vector<std::int32_t> offsets{0};
  std::vector<std::uint8_t> data;
  Bits valid(values.size());
  std::size_t nulls = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::string text;
    if (values[i].is_null()) {
      ++nulls;
    } else {
      valid.set(i);
      if (values[i].kind() == Value::Kind::string) {
        text = values[i].string();
      } else {
        decision::append_value(values[i], text);
        if (text.size() >= 2 && text.front() == '"') text = text.substr(1, text.size() - 2);
      }
    }
    data.insert(data.end(), text.begin(), text.end());
    offsets.push_back(static_cast<std::int32_t>(data.size()));
  }
  return made("", "u", values.size(), nulls,
              {buffer_of(valid.bits()), buffer_of(std::move(offsets)), buffer_of(std::move(data))});
}

void append_decimal128(std::int64_t value, std::vector<std::uint8_t>& data) {
  for (int i = 0; i < 16; ++i)
    data.push_back(static_cast<std::uint8_t>(i < 8       ? static_cast<std::uint64_t>(value) >> (8 * i)
                                             : value < 0 ? 0xFF
                                                         : 0));
}

/// Numbers of one scale, or nothing when they have no common one in 64 bits.
std::optional<Part> numbers(const std::vector<Value>& values) {
  for (int scale = 0; scale <= 18; ++scale) {
    std::vector<std::uint8_t> data;
    Bits valid(values.size());
    std::size_t nulls = 0;
    bool fits = true;
    for (std::size_t i = 0; i < values.size() && fits; ++i) {
      std::optional<std::int64_t> scaled = 0;
      if (values[i].is_null()) {
        ++nulls;
      } else {
        if (values[i].kind() != Value::Kind::number) return std::nullopt;
        valid.set(i);
        scaled = values[i].number().to_scaled(scale);
      }
      fits = scaled.has_value();
      if (fits) append_decimal128(*scaled, data);
    }
    if (fits)
      return made("", "d:38," + std::to_string(scale), values.size(), nulls,
                  {buffer_of(valid.bits()), buffer_of(std::move(data))});
  }
  return std::nullopt;
}

std::optional<Part> booleans(const std::vector<Value>& values) {
  Bits valid(values.size()), data(values.size());
  std::size_t nulls = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i].is_null()) {
      ++nulls;
      continue;
    }
    if (values[i].kind() != Value::Kind::boolean) return std::nullopt;
    valid.set(i);
    if (values[i].boolean()) data.set(i);
  }
  return made("", "b", values.size(), nulls, {buffer_of(valid.bits()), buffer_of(data.bits())});
}

/// A column of int32 whose negative elements are nulls. `complete`: there are none.
Part placed(std::string name, const std::shared_ptr<std::vector<std::int32_t>>& values, bool complete) {
  Bits valid(complete ? 0 : values->size());
  std::size_t nulls = 0;
  for (std::size_t i = 0; i < values->size() && !complete; ++i) {
    if ((*values)[i] >= 0)
      valid.set(i);
    else
      ++nulls;
  }
  return made(std::move(name), "i", values->size(), nulls, {buffer_of(valid.bits()), buffer_of(values)});
}

Part dictionary_of(const std::vector<Value>& values) {
  bool all_null = true;
  for (const Value& value : values) all_null = all_null && value.is_null();
  if (!all_null) {
    if (auto part = numbers(values)) return std::move(*part);
    if (auto part = booleans(values)) return std::move(*part);
  }
  return texts(values);
}

/// Places in `values`; those of rows without a value are negative and never looked at.
Part coded(std::string name, const std::shared_ptr<std::vector<std::int32_t>>& codes, bool complete,
           const std::vector<Value>& values) {
  Part part = placed(std::move(name), codes, complete);
  Part dictionary = dictionary_of(values);
  part.schema->dictionary = std::move(dictionary.schema);
  part.array->dictionary = std::move(dictionary.array);
  return part;
}

/// Fills in the C structs below a part that is in its place.
void connect(OwnedSchema& owned) {
  owned.schema.format = owned.format.c_str();
  owned.schema.name = owned.name.c_str();
  owned.schema.n_children = static_cast<std::int64_t>(owned.children.size());
}

/// Moves a part and everything below it into structs of the consumer.
void hand_out(std::unique_ptr<OwnedSchema> owned, ArrowSchema& out) {
  connect(*owned);
  // Children live inside the parent's private data until they are released; each has a share of the parent.
  auto shared = std::shared_ptr<OwnedSchema>(std::move(owned));
  for (auto& child : shared->children) {
    auto slot = std::make_unique<ArrowSchema>();
    hand_out(std::move(child), *slot);
    shared->child_pointers.push_back(slot.release());
  }
  shared->schema.children = shared->child_pointers.data();
  if (shared->dictionary != nullptr) {
    auto slot = std::make_unique<ArrowSchema>();
    hand_out(std::move(shared->dictionary), *slot);
    shared->schema.dictionary = slot.release();
  }
  out = shared->schema;
  out.release = release_schema;
  out.private_data = new std::shared_ptr<OwnedSchema>(shared.get(), [shared](OwnedSchema* all) {
    for (ArrowSchema* child : all->child_pointers) delete child;
    delete all->schema.dictionary;
  });
}

void hand_out(std::unique_ptr<OwnedArray> owned, ArrowArray& out) {
  auto shared = std::shared_ptr<OwnedArray>(std::move(owned));
  ArrowArray& array = shared->array;
  for (const Buffer& buffer : shared->buffers) shared->buffer_pointers.push_back(buffer.data);
  array.n_buffers = static_cast<std::int64_t>(shared->buffer_pointers.size());
  array.buffers = shared->buffer_pointers.data();
  for (auto& child : shared->children) {
    auto slot = std::make_unique<ArrowArray>();
    hand_out(std::move(child), *slot);
    shared->child_pointers.push_back(slot.release());
  }
  array.n_children = static_cast<std::int64_t>(shared->child_pointers.size());
  array.children = shared->child_pointers.data();
  if (shared->dictionary != nullptr) {
    auto slot = std::make_unique<ArrowArray>();
    hand_out(std::move(shared->dictionary), *slot);
    array.dictionary = slot.release();
  }
  out = array;
  out.release = release_array;
  out.private_data = new std::shared_ptr<OwnedArray>(shared.get(), [shared](OwnedArray* all) {
    for (ArrowArray* child : all->child_pointers) delete child;
    delete all->array.dictionary;
  });
}

/// Rules that match, as lists.
Part rule_lists(const Decision& decision, const std::vector<std::uint64_t>& matched,
                const std::vector<DecisionStatus>& statuses) {
  const std::size_t words = decision.words();
  std::vector<std::int32_t> offsets{0}, rules;
  Bits valid(statuses.size());
  std::size_t nulls = 0;
  for (std::size_t row = 0; row < statuses.size(); ++row) {
    if (statuses[row] != DecisionStatus::ok) {
      ++nulls;
    } else {
      valid.set(row);
      for (std::size_t word = 0; word < words; ++word) {
        for (std::uint64_t rest = matched[row * words + word]; rest != 0; rest &= rest - 1)
          rules.push_back(static_cast<std::int32_t>(word * 64) + std::countr_zero(rest));
      }
    }
    offsets.push_back(static_cast<std::int32_t>(rules.size()));
  }
  Part part =
      made("rules", "+l", statuses.size(), nulls, {buffer_of(valid.bits()), buffer_of(std::move(offsets))});
  const std::size_t count = rules.size();
  Part items = made("item", "i", count, 0, {{}, buffer_of(std::move(rules))});
  part.schema->children.push_back(std::move(items.schema));
  part.array->children.push_back(std::move(items.array));
  return part;
}

std::string name_of(const Decision& decision, std::size_t output) {
  const std::string& name = decision.table().source().outputs[output].name;
  return name.empty() ? "result" : name;
}

}  // namespace

namespace decision {

void refuse_batch(const std::string& message) { throw Error(ErrorKind::argument, "HF2216", message); }

void refuse_computed(const Decision& decision) {
  if (decision.compiled().general)
    refuse_batch("outputs that are computed for each row are not given in columns");
}

Value value_of_matched(const Decision& decision, const std::uint64_t* matched) {
  DecisionOutcome outcome;
  for (std::size_t word = 0; word < decision.words(); ++word) {
    for (std::uint64_t rest = matched[word]; rest != 0; rest &= rest - 1)
      outcome.matched.push_back(static_cast<std::uint32_t>(word * 64) +
                                static_cast<std::uint32_t>(std::countr_zero(rest)));
  }
  apply_hit_policy(*decision.table().compiled(), feel::NoNames{}, outcome);
  return outcome.value;
}

ArrowResults decide_batch(const Decision& decision, const ArrowSchema& schema, const ArrowArray& batch) {
  refuse_computed(decision);
  ArrowColumns columns;
  read_batch(decision, schema, batch, columns);
  const auto rows = static_cast<std::size_t>(batch.length);
  ArrowResults results;
  results.rules = std::make_shared<std::vector<std::int32_t>>(rows);
  results.statuses = std::make_shared<std::vector<DecisionStatus>>(rows);
  DecisionResults places;
  places.rules = results.rules->data();
  places.statuses = results.statuses->data();
  if (decision.result() == Decision::Result::code) {
    results.codes = std::make_shared<std::vector<std::int32_t>>(rows);
    places.codes = results.codes->data();
  } else {
    results.numbers = std::make_shared<std::vector<std::int64_t>>(rows);
    places.numbers = results.numbers->data();
  }
  if (decision.result() == Decision::Result::rules) {
    results.matched.resize(rows * decision.words());
    places.matched = results.matched.data();
  }
  results.counts = decision.evaluate(columns.views, rows, places);
  return results;
}

void export_results(const Decision& decision, const ArrowResults& results, ArrowSchema& out_schema,
                    ArrowArray& out_batch) {
  const std::size_t rows = results.rules->size();
  const bool decided = results.counts.by_status[0] == rows;
  const bool complete = decided && results.counts.unmatched == 0;
  std::vector<Part> parts;
  const auto& outputs = decision.table().source().outputs;
  if (decision.result() == Decision::Result::code) {
    for (std::size_t output = 0; output < outputs.size(); ++output) {
      std::vector<Value> values;
      for (const Value& value : decision.outputs()) {
        const Value* own = outputs.size() == 1 ? &value : value.context().find(outputs[output].name);
        values.push_back(own == nullptr ? Value() : *own);
      }
      parts.push_back(coded(name_of(decision, output), results.codes, complete, values));
    }
  } else if (decision.result() == Decision::Result::rules) {
    parts.push_back(rule_lists(decision, results.matched, *results.statuses));
  } else {
    // Without a rule a count is 0, and a sum is the default or null.
    const bool counted = decision.table().source().hit_policy == HitPolicy::collect_count;
    const bool always = counted || !outputs[0].default_value.empty();
    const bool full = complete || (decided && always);
    Bits valid(full ? 0 : rows);
    std::size_t nulls = 0;
    for (std::size_t row = 0; row < rows && !full; ++row) {
      if ((*results.statuses)[row] == DecisionStatus::ok && (always || (*results.rules)[row] >= 0))
        valid.set(row);
      else
        ++nulls;
    }
    Buffer data;
    if (counted) {
      data = buffer_of(results.numbers);
    } else {
      std::vector<std::int64_t> wide(rows * 2);
      for (std::size_t row = 0; row < rows; ++row) {
        wide[2 * row] = (*results.numbers)[row];
        wide[2 * row + 1] = (*results.numbers)[row] < 0 ? -1 : 0;
      }
      data = buffer_of(std::move(wide));
    }
    parts.push_back(made(name_of(decision, 0), counted ? "l" : "d:38," + std::to_string(decision.decimals()),
                         rows, nulls, {buffer_of(valid.bits()), std::move(data)}));
  }
  parts.push_back(placed("rule", results.rules, complete));
  parts.push_back(made("status", "C", rows, 0, {{}, buffer_of(results.statuses)}));

  Part whole = made("", "+s", rows, 0, {{}});
  for (Part& part : parts) {
    whole.schema->children.push_back(std::move(part.schema));
    whole.array->children.push_back(std::move(part.array));
  }
  hand_out(std::move(whole.schema), out_schema);
  hand_out(std::move(whole.array), out_batch);
}

}  // namespace decision

DecisionCounts evaluate_arrow(const Decision& decision, const ArrowSchema& schema, const ArrowArray& batch,
                              ArrowSchema& out_schema, ArrowArray& out_batch) {
  const decision::ArrowResults results = decision::decide_batch(decision, schema, batch);
  ArrowSchema made_schema{};
  ArrowArray made_batch{};
  decision::export_results(decision, results, made_schema, made_batch);
  out_schema = made_schema;
  out_batch = made_batch;
  return results.counts;
}

}  // namespace huifang
