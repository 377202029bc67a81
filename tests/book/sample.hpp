#pragma once
/// A small regulation and what the tests of the book do with it.

#include <optional>
#include <string>

#include "huifang/book.hpp"

namespace huifang::sample {

/// Graded customers; a weekly call; thanks for a large order, a missed one is told to the superior and flagged.
Policy policy();
/// The same and what else rules can be: by date, on a grid from it, in steps.
Policy wide_policy(const std::string& version = "1", const std::string& id = "sample");
/// The same regulation, version 2: a call each half-month, no thanks.
Policy next_policy();

/// Local time in Shanghai: "2024-03-01T10:00".
Instant at(const std::string& local);
/// Envelopes. `rest` continues the JSON object: R"("data": {…})".
Event event(const std::string& id, const std::string& type, const std::string& local, const std::string& rest);
Event order(const std::string& id, const std::string& local, const std::string& customer, const std::string& amount);
Event phone(const std::string& id, const std::string& local, const std::string& customer, const std::string& staff = "s1");
Event name(const std::string& id, const std::string& local, const std::string& customer, const std::string& name);
Event signs(const std::string& id, const std::string& local, const std::string& customer, Date date);
Event owner(const std::string& id, const std::string& local, const std::string& customer, const std::string& staff);

/// The policy bound on 2024-03-01, two staff members with a superior, two customers named and assigned.
void begin(Book& book, const Policy& policy = sample::policy());
/// A few weeks in March 2024 in which every table of the book gets rows. Call after begin().
void run(Book& book);

/// Every row of every table of the book as text, one a line.
std::string dump(const std::string& path);

/// Code of the first diagnostic, or "" when nothing is thrown.
template <class Call>
std::string code_of(Call&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.diagnostics().front().code;
  }
  return "";
}

}  // namespace huifang::sample
