#include <memory>

#include "columns/gathered.hpp"
#include "columns/parts.hpp"
#include "huifang/contacts.hpp"

namespace huifang {
namespace {

class Ready : public columns::BatchSource {
 public:
  Ready(const Contacts& contacts, const ContactAnswers& answers)
      : codes_(contacts.codes()), unknown_(contacts.unknown()), answers_(answers) {
    for (std::size_t i = 0; i < answers.instead_subject.size(); ++i) {
      fields_.push_back(contacts.fields()[static_cast<std::size_t>(answers.instead_field[i])]);
      entities_.push_back(contacts.subject(answers.instead_subject[i]).entity);
      keys_.push_back(contacts.subject(answers.instead_subject[i]).key);
    }
  }

  arrow::Part nothing() override { return part(0); }
  std::optional<arrow::Part> next() override {
    if (read_ || answers_.size() == 0) return std::nullopt;
    read_ = true;
    return part(answers_.size());
  }

 private:
  static std::vector<std::int32_t> first(const std::vector<std::int32_t>& all, std::size_t rows) {
    return {all.begin(), all.begin() + static_cast<std::ptrdiff_t>(rows)};
  }
  static std::vector<const std::string*> borrowed(const std::vector<std::string>& texts, std::size_t count) {
    std::vector<const std::string*> out;
    for (std::size_t i = 0; i < count; ++i) out.push_back(&texts[i]);
    return out;
  }

  arrow::Part part(std::size_t rows) const {
    std::vector<std::int32_t> result, decided, offsets{0};
    for (std::size_t i = 0; i < rows; ++i) {
      result.push_back(static_cast<std::int32_t>(answers_.result[i]));
      decided.push_back(answers_.row[i] == 0 ? -1 : answers_.row[i]);
      offsets.push_back(static_cast<std::int32_t>(answers_.instead_begin[i + 1]));
    }
    const std::size_t others = rows == 0 ? 0 : keys_.size();
    std::vector<arrow::Part> members;
    members.push_back(columns::texts("field", borrowed(fields_, others)));
    members.push_back(columns::texts("entity", borrowed(entities_, others)));
    members.push_back(columns::texts("key", borrowed(keys_, others)));
    arrow::Part other = arrow::batch_of(std::move(members), others);
    other.schema->name = "item";
    arrow::Part instead = arrow::made("instead", "+l", rows, 0, {{}, arrow::buffer_of(std::move(offsets))});
    instead.schema->children.push_back(std::move(other.schema));
    instead.array->children.push_back(std::move(other.array));
    std::vector<arrow::Part> columns;
    columns.push_back(columns::dictionary("result", result, {"allowed", "denied", "undecided"}));
    columns.push_back(columns::dictionary("code", first(answers_.code, rows), codes_));
    columns.push_back(columns::dictionary("unknown", first(answers_.unknown, rows), unknown_));
    columns.push_back(arrow::placed("row", std::make_shared<std::vector<std::int32_t>>(std::move(decided)), false));
    columns.push_back(std::move(instead));
    return arrow::batch_of(std::move(columns), rows);
  }

  std::vector<std::string> codes_, unknown_, fields_, entities_, keys_;
  ContactAnswers answers_;
  bool read_ = false;
};

/// One source after another.
class Several : public columns::BatchSource {
 public:
  explicit Several(std::vector<std::unique_ptr<Ready>> sources) : sources_(std::move(sources)) {}
  arrow::Part nothing() override { return sources_.front()->nothing(); }
  std::optional<arrow::Part> next() override {
    for (; next_ < sources_.size(); ++next_) {
      if (auto part = sources_[next_]->next()) return part;
    }
    return std::nullopt;
  }

 private:
  std::vector<std::unique_ptr<Ready>> sources_;  ///< at least one
  std::size_t next_ = 0;
};

}  // namespace

void answer_stream(Contacts& contacts, ArrowArrayStream& requests, ArrowArrayStream& out) {
  std::vector<std::unique_ptr<Ready>> sources;
  ContactAnswers answers;
  answers.instead_begin.push_back(0);
  columns::each_batch(requests, [&](const ArrowSchema& schema, const ArrowArray& batch) {
    ArrowRows rows;
    rows.add(schema, batch);
    const std::size_t count = rows.size();
    contacts.answer(count, rows.take(), answers);
    sources.push_back(std::make_unique<Ready>(contacts, answers));
  });
  if (sources.empty()) sources.push_back(std::make_unique<Ready>(contacts, answers));
  columns::export_source(std::make_unique<Several>(std::move(sources)), out);
}

void export_stream(const Contacts& contacts, const ContactAnswers& answers, ArrowArrayStream& out) {
  columns::export_source(std::make_unique<Ready>(contacts, answers), out);
}

}  // namespace huifang
