#include "huifang/arrow.hpp"

#include "columns/gathered.hpp"
#include "columns/parts.hpp"
#include "huifang/occurrences.hpp"
#include "occurrences/supposed.hpp"
#include "policy/model.hpp"

namespace huifang {
namespace {

using columns::Gathered;
using Type = DecisionColumn::Type;

/// How a field is read: as the attribute wants it, or as it is when there is none.
DecisionColumn column_for(const AttributeDef* attribute, const ArrowSchema& field) {
  DecisionColumn column;
  column.name = field.name;
  const std::string_view format = field.format;
  const auto number = [&] {
    column.type = format == "g" || format == "f" ? Type::binary : Type::number;
    column.decimals = columns::decimals_of(format);
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

class Source : public columns::BatchSource {
 public:
  explicit Source(Occurrences given) : occurrences_(std::move(given)) {}

  arrow::Part nothing() override { return batch(OccurrenceBatch()); }
  std::optional<arrow::Part> next() override {
    if (!occurrences_.next(rows_)) return std::nullopt;
    return batch(rows_);
  }

 private:
  arrow::Part batch(const OccurrenceBatch& found) const {
    const std::size_t count = found.size();
    std::vector<std::int64_t> due = found.due_us;
    std::vector<arrow::Part> columns;
    columns.push_back(arrow::made("subject", "l", count, 0, {{}, arrow::buffer_of(found.subject)}));
    columns.push_back(columns::dictionary("rule", found.rule, occurrences_.rules()));
    columns.push_back(columns::dictionary("n", found.n, occurrences_.ids()));
    columns.push_back(arrow::made("opens", "tsu:UTC", count, 0, {{}, arrow::buffer_of(found.opens_us)}));
    columns.push_back(columns::instants("due", std::move(due), OccurrenceBatch::no_due));
    return arrow::batch_of(std::move(columns), count);
  }

  Occurrences occurrences_;
  OccurrenceBatch rows_;
};

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
  columns::check_fields(schema, batch, state_->begun, state_->columns);
  state_->begun = true;
  for (std::size_t i = 0; i < state_->columns.size(); ++i) {
    const ArrowSchema& field = *schema.children[i];
    columns::gather(column_for(state_->attribute(state_->columns[i].name), field), field, *batch.children[i], batch,
                    state_->columns[i]);
  }
  state_->rows += static_cast<std::size_t>(batch.length);
}

std::size_t ArrowSubjects::size() const { return state_->rows; }

std::vector<SubjectColumn> ArrowSubjects::columns() const {
  std::vector<SubjectColumn> columns;
  for (const Gathered& one : state_->columns) columns.push_back({one.name, one.values, one.places});
  return columns;
}

void export_stream(Occurrences occurrences, ArrowArrayStream& out) {
  columns::export_source(std::make_unique<Source>(std::move(occurrences)), out);
}

}  // namespace huifang
