#pragma once
/// A report as tables of texts, in one language: what every form that people read is made of.

#include <string>
#include <vector>

#include "huifang/report.hpp"
#include "value/text_table.hpp"

namespace huifang::reports {

struct Section {
  std::string title;
  std::vector<terminal::Column> columns;
  std::vector<std::vector<std::string>> rows;
};

/// Only those that have rows; columns that are empty in all of them are left out.
std::vector<Section> sections(const Report& report, Language language);
/// "Dairy win-back, 2013-12".
std::string heading(const Report& report, Language language);
/// Findings, one a line.
std::vector<std::string> finding_lines(const Report& report, Language language);
std::string findings_title(Language language);
/// "Clause: R1, R2": where the regulation asks for the report.
std::string source_line(const Report& report, Language language);
std::string verdict_text(PrintedFigure::Verdict verdict, Language language);

std::string csv(const Report& report, Language language);
std::string json(const Report& report);
std::string html(const Report& report, Language language);

}  // namespace huifang::reports
