// Reports of tables and books.
#include "huifang/report.hpp"

#include "boundary.hpp"
#include "codes.hpp"
#include "huifang/arrow.hpp"

using namespace huifang::c;
using huifang::ArrowRows;
using huifang::Report;
using huifang::ReportFinding;
using huifang::ReportSpec;

namespace {

huifang::Language language_of(std::string_view name) {
  if (name.empty() || name == "en") return huifang::Language::en;
  if (name == "zh") return huifang::Language::zh;
  throw huifang::Error(huifang::ErrorKind::argument, codes::unknown_name, "the languages are en and zh");
}

const ReportFinding* finding(const huifang_report* report, size_t index) {
  return report == nullptr || index >= report->report.findings.size() ? nullptr
                                                                      : &report->report.findings[index];
}

}  // namespace

extern "C" {

huifang_status huifang_report_make(const char* spec, size_t spec_size, struct ArrowArrayStream* rows,
                                   huifang_report** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    const ReportSpec compiled = ReportSpec::parse(text(spec, spec_size, "spec"));
    ArrowRows table;
    if (rows != nullptr) table.add(*rows);
    const std::size_t count = table.size();
    *out = new huifang_report{compiled.run(count, table.take())};
  });
}

huifang_status huifang_book_report(huifang_book* book, const char* name, size_t name_size, const char* period,
                                   size_t period_size, huifang_report** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    const huifang_book& told = required(book, "book");
    *out = new huifang_report{
        told.book.report(text(name, name_size, "name"), text(period, period_size, "period"))};
  });
}

huifang_status huifang_report_parse(const char* json, size_t json_size, huifang_report** out,
                                    huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    *out = new huifang_report{Report::from_json(text(json, json_size, "json"))};
  });
}

huifang_status huifang_report_compare(const huifang_report* now, const huifang_report* before,
                                      huifang_report** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    *out = new huifang_report{compared(required(now, "now").report, required(before, "before").report)};
  });
}

huifang_status huifang_report_write(const huifang_report* report, huifang_report_format format,
                                    const char* language, size_t language_size, huifang_string** out,
                                    huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    const Report& told = required(report, "report").report;
    if (format < HUIFANG_REPORT_TEXT || format > HUIFANG_REPORT_HTML)
      refuse_number("format", format, "a huifang_report_format");
    hand_out(out, told.to(static_cast<huifang::ReportFormat>(format),
                          language_of(text(language, language_size, "language"))));
  });
}

size_t huifang_report_finding_count(const huifang_report* report) {
  return report == nullptr ? 0 : report->report.findings.size();
}

const char* huifang_report_finding_kind(const huifang_report* report, size_t index) {
  const ReportFinding* found = finding(report, index);
  return found == nullptr ? "" : to_text(found->kind).data();
}

const char* huifang_report_finding_about(const huifang_report* report, size_t index, size_t* size) {
  const ReportFinding* found = finding(report, index);
  return lend_text(found == nullptr ? nullptr : &found->about, size);
}

void huifang_report_free(huifang_report* report) { delete report; }

huifang_status huifang_report_schema(huifang_string** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    hand_out(out, std::string(huifang::report_schema()));
  });
}

}  // extern "C"
