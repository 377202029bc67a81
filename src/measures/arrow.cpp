#include <memory>

#include "columns/gathered.hpp"
#include "columns/parts.hpp"
#include "huifang/measures.hpp"
#include "measures/state.hpp"

namespace huifang {
namespace {

constexpr std::size_t rows_max = 65'536;

/// The members of contexts, null where there is none.
std::vector<Value> members(const std::vector<Value>& contexts, const std::string& name) {
  std::vector<Value> out(contexts.size());
  for (std::size_t i = 0; i < contexts.size(); ++i) {
    if (contexts[i].kind() != Value::Kind::context) continue;
    if (const Value* member = contexts[i].context().find(name)) out[i] = *member;
  }
  return out;
}

arrow::Part part_of(const PolicyModel& model, const std::vector<std::uint32_t>& wanted, const MeasureBatch& found) {
  std::vector<arrow::Part> columns;
  std::vector<const std::string*> keys;
  for (const std::string& key : found.subject) keys.push_back(&key);
  columns.push_back(columns::texts("subject", keys));
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const MeasureDef& measure = model.measures[wanted[i]];
    const feel::Type& type = model.attributes[measure.attribute].type;
    const bool whole = measure.fold == MeasureDef::Fold::count || measure.fold == MeasureDef::Fold::streak;
    if (type.kind != feel::Type::Kind::context) {
      columns.push_back(columns::values(measure.name, type, whole, found.values[i]));
    } else {
      for (const auto& [name, member] : type.fields) {
        if (name != "next_change") columns.push_back(columns::values(measure.name + "." + name, member, false, members(found.values[i], name)));
      }
    }
    columns.push_back(columns::instants(measure.name + ".next_change", found.next_change_us[i], MeasureBatch::no_change));
  }
  return arrow::batch_of(std::move(columns), found.subject.size());
}

MeasureBatch without_rows(const std::vector<std::uint32_t>& wanted) {
  MeasureBatch batch;
  batch.values.resize(wanted.size());
  batch.next_change_us.resize(wanted.size());
  return batch;
}

/// Works the values out as they are read.
class Lazy : public columns::BatchSource {
 public:
  Lazy(Measures measures, const PolicyModel& model, std::vector<std::uint32_t> wanted)
      : measures_(std::move(measures)), model_(model), wanted_(std::move(wanted)) {}

  arrow::Part nothing() override { return part_of(model_, wanted_, without_rows(wanted_)); }
  std::optional<arrow::Part> next() override {
    if (next_ >= measures_.size()) return std::nullopt;
    const MeasureBatch found = measures_.values(next_, rows_max);
    next_ += found.subject.size();
    return part_of(model_, wanted_, found);
  }

 private:
  Measures measures_;
  const PolicyModel& model_;  ///< of the policy that the measures keep
  std::vector<std::uint32_t> wanted_;
  std::size_t next_ = 0;
};

/// Hands out what was worked out.
class Ready : public columns::BatchSource {
 public:
  Ready(Policy policy, std::vector<std::uint32_t> wanted, MeasureBatch batch)
      : policy_(std::move(policy)), wanted_(std::move(wanted)), batch_(std::move(batch)) {}

  arrow::Part nothing() override { return part_of(policy_.model(), wanted_, without_rows(wanted_)); }
  std::optional<arrow::Part> next() override {
    if (read_ || batch_.subject.empty()) return std::nullopt;
    read_ = true;
    return part_of(policy_.model(), wanted_, batch_);
  }

 private:
  Policy policy_;
  std::vector<std::uint32_t> wanted_;
  MeasureBatch batch_;
  bool read_ = false;
};

}  // namespace

void Measures::add(ArrowArrayStream& events) {
  columns::each_batch(events, [this](const ArrowSchema& schema, const ArrowArray& batch) {
    ArrowRows rows;
    rows.add(schema, batch);
    const std::size_t count = rows.size();
    add(count, rows.take());
  });
}

void export_stream(Measures measures, ArrowArrayStream& out) {
  const PolicyModel& model = measures.state_->model;
  std::vector<std::uint32_t> wanted = measures.state_->wanted;
  columns::export_source(std::make_unique<Lazy>(std::move(measures), model, std::move(wanted)), out);
}

void export_stream(const Measures& measures, MeasureBatch batch, ArrowArrayStream& out) {
  columns::export_source(std::make_unique<Ready>(measures.state_->policy, measures.state_->wanted, std::move(batch)), out);
}

}  // namespace huifang
