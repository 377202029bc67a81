#include "columns/gathered.hpp"
#include "decision/arrow_in.hpp"
#include "huifang/columns.hpp"

namespace huifang {

struct ArrowRows::State {
  std::size_t rows = 0;
  bool begun = false;
  std::vector<columns::Gathered> columns;
};

ArrowRows::ArrowRows() : state_(std::make_unique<State>()) {}
ArrowRows::~ArrowRows() = default;
ArrowRows::ArrowRows(ArrowRows&&) noexcept = default;
ArrowRows& ArrowRows::operator=(ArrowRows&&) noexcept = default;

void ArrowRows::add(const ArrowSchema& schema, const ArrowArray& batch) {
  columns::check_fields(schema, batch, state_->begun, state_->columns);
  state_->begun = true;
  for (std::size_t i = 0; i < state_->columns.size(); ++i) {
    const ArrowSchema& field = *schema.children[i];
    columns::gather(columns::column_of(field), field, *batch.children[i], batch, state_->columns[i]);
  }
  state_->rows += static_cast<std::size_t>(batch.length);
}

void ArrowRows::add(ArrowArrayStream& stream) {
  columns::each_batch(stream, [this](const ArrowSchema& schema, const ArrowArray& batch) { add(schema, batch); });
}

std::size_t ArrowRows::size() const { return state_->rows; }

std::vector<ValueColumn> ArrowRows::columns() const {
  std::vector<ValueColumn> out;
  for (const columns::Gathered& one : state_->columns) out.push_back({one.name, one.values, one.places});
  return out;
}

std::vector<ValueColumn> ArrowRows::take() {
  std::vector<ValueColumn> out;
  for (columns::Gathered& one : state_->columns) out.push_back({std::move(one.name), std::move(one.values), std::move(one.places)});
  *state_ = {};
  return out;
}

}  // namespace huifang
