/// huifang may-contact: does the policy allow a contact, and why not?
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/console.hpp"
#include "cli/output.hpp"
#include "cli/records.hpp"
#include "cli/width.hpp"
#include "huifang/contacts.hpp"
#include "log/json_form.hpp"

namespace huifang::cli {
namespace {

struct Options {
  std::string book, event, purpose, at, policy, requests, format = "text";
  std::vector<std::string> known, params;
};

std::string json(const ContactAnswer& answer) {
  std::string out = std::string("{\"allowed\": ") + (answer.allowed ? "true" : "false");
  if (!answer.allowed) out += ", \"code\": " + json_string(answer.code);
  const auto list = [&](const char* name, const auto& items, const auto& item_text) {
    if (items.empty()) return;
    out += std::string(", \"") + name + "\": [";
    for (std::size_t i = 0; i < items.size(); ++i) out += (i == 0 ? "" : ", ") + item_text(items[i]);
    out += ']';
  };
  list("unknown", answer.unknown, [](const std::string& name) { return json_string(name); });
  list("instead", answer.alternatives, [](const ContactAnswer::Alternative& other) {
    return "{\"field\": " + json_string(other.field) + ", \"entity\": " + json_string(other.reference.entity) +
           ", \"key\": " + json_string(other.reference.key) + '}';
  });
  if (!answer.because.empty()) out += ", \"because\": " + answer.because;
  return out + "}\n";
}

/// Many requests, without a book.
int answer_all(const Options& options) {
  LoadOptions load;
  load.parameters = parameters(options.params);
  const Policy policy = Policy::load_file(options.policy, load);
  std::vector<ContactTable> tables;
  for (const std::string& known : options.known) {
    const std::size_t equals = known.find('=');
    if (equals == std::string::npos) throw UsageError{"--known takes entity=FILE, not " + known};
    Records records = Records::file(known.substr(equals + 1));
    const std::size_t rows = records.size();
    tables.push_back({known.substr(0, equals), rows, records.take()});
    if (rows == 0) tables.pop_back();
  }
  Records requests = Records::file(options.requests);
  const std::size_t count = requests.size();
  Contacts contacts(policy, std::move(tables));
  ContactAnswers answers;
  if (count > 0) contacts.answer(count, requests.take(), answers);
  std::vector<std::vector<std::string>> rows;
  bool all = true;
  for (std::size_t i = 0; i < count; ++i) {
    const ContactAnswer answer = contacts.one(answers, i);
    all = all && answer.allowed;
    std::string instead, unknown;
    for (const auto& other : answer.alternatives) instead += (instead.empty() ? "" : ", ") + other.field + " " + other.reference.key;
    for (const std::string& name : answer.unknown) unknown += (unknown.empty() ? "" : ", ") + name;
    rows.push_back({std::to_string(i + 1), answer.allowed ? "allowed" : "denied", answer.code, answers.row[i] == 0 ? "" : std::to_string(answers.row[i]), instead, unknown});
  }
  const Format format = format_of(options.format);
  print(rendered(format, {{"request", "request", true}, {"answer", "answer"}, {"code", "code"}, {"row", "row", true}, {"instead", "allowed with"}, {"unknown", "unknown"}}, rows));
  return all ? exit_ok : exit_findings;
}

/// The envelope without its id and its time. What is wrong is told with the place where it stands in `text`.
Event contact_of(const std::string& text, const TimeZone& zone, Instant at) {
  const JsonForm given(text, "");  // throws what is no JSON
  const Node& root = given.root();
  if (!root.is_object()) throw UsageError{"the contact is a JSON object: {\"type\": \"phone\", \"customer\": \"c12\"}"};
  const std::string more = "\"id\":\"contact\",\"at\":\"" + zone.to_text(at) + (root.children.empty() ? "\"" : "\",");
  const auto length = static_cast<std::int64_t>(more.size());
  std::string envelope = text;
  envelope.insert(static_cast<std::size_t>(root.place.offset) + 1, more);
  try {
    return Event::parse(envelope, zone);
  } catch (const Error& error) {
    std::vector<Diagnostic> diagnostics = error.diagnostics();
    for (Diagnostic& one : diagnostics) {
      if (one.offset > root.place.offset) one.offset -= length;
      if (one.line == root.place.line && one.column > root.place.column) one.column -= length;
    }
    throw Error(error.kind(), std::move(diagnostics));
  }
}

int run(const Options& options) {
  if (!options.policy.empty()) return answer_all(options);
  if (options.book.empty() || options.event.empty()) throw UsageError{"a CONTACT is asked of a --book, many --requests of a --policy"};
  if (options.format == "csv") throw UsageError{"--format csv is for --requests"};
  const Book book = open_book(options.book, true);
  const TimeZone zone = book.zone();
  const Instant at = options.at.empty() ? book.now() : moment(options.at, zone, "--at");
  const ContactAnswer answer = book.may_contact(contact_of(options.event, zone, at), options.purpose);
  if (options.format == "json") {
    print(json(answer));
  } else {
    print_line(answer.allowed ? "allowed" : "denied: " + printable(answer.code));
    for (const std::string& name : answer.unknown) print_line("  unknown: " + printable(name));
    for (const auto& other : answer.alternatives)
      print_line("  allowed with " + printable(other.field) + ' ' + printable(other.reference.key));
    if (!answer.because.empty()) print_line("  " + printable(answer.because));
  }
  return answer.allowed ? exit_ok : exit_findings;
}

}  // namespace

void add_may_contact(CLI::App& app, Action& action) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("may-contact", "Say whether the policy allows a contact");
  command
      ->add_option("CONTACT", options->event,
                   "the contact as JSON, like an event: {\"type\": \"phone\", \"customer\": \"c12\", \"by\": \"s7\"}")
      ->check(not_empty());
  auto* book = command->add_option("--book,-b", options->book, "the book")->type_name("FILE")->check(not_empty());
  auto* policy = command->add_option("--policy", options->policy, "instead of a book: the policy, for many requests")->type_name("FILE")->check(not_empty())->excludes(book);
  auto* requests = command->add_option("--requests", options->requests, "contacts, a JSON object a line: {\"type\": \"phone\", \"at\": \"2024-03-01T10:00\", \"customer\": \"c12\"}")
                       ->type_name("FILE")
                       ->check(not_empty());
  policy->needs(requests);
  requests->needs(policy);
  command->add_option("--known", options->known, "what is known of the subjects of an entity, a JSON object with \"key\" a line; may be repeated")->type_name("ENTITY=FILE")->needs(policy);
  command->add_option("--param", options->params, "name=value of a parameter (JSON); may be repeated")->type_name("NAME=VALUE")->needs(policy);
  command->add_option("--purpose", options->purpose, "why: a purpose that some duty has")->check(not_empty());
  command->add_option("--at", options->at, "when; default: the book's time")->check(not_empty());
  command->add_option("--format", options->format, "text or json; of --requests also csv")
      ->check(CLI::IsMember({"text", "json", "csv"}))
      ->capture_default_str();
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace huifang::cli
