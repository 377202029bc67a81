/// huifang may-contact: does the policy allow a contact, and why not?
#include <CLI/CLI.hpp>
#include <memory>

#include "cli/console.hpp"
#include "cli/output.hpp"
#include "cli/width.hpp"

namespace huifang::cli {
namespace {

struct Options {
  std::string book, event, purpose, at, format = "text";
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

int run(const Options& options) {
  const Book book = open_book(options.book, true);
  const TimeZone zone = book.zone();
  const Instant at = options.at.empty() ? book.now() : moment(options.at, zone, "--at");
  std::string envelope = options.event;
  const std::size_t brace = envelope.find('{');
  if (brace == std::string::npos) throw UsageError{"the contact is a JSON object: {\"type\": \"phone\", \"customer\": \"c12\"}"};
  const bool empty = envelope.find_first_not_of(" \t\r\n", brace + 1) == envelope.find('}', brace);
  envelope.insert(brace + 1, "\"id\":\"contact\",\"at\":\"" + zone.to_text(at) + (empty ? "\"" : "\","));
  const ContactAnswer answer = book.may_contact(Event::parse(envelope, zone), options.purpose);
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
      ->required();
  command->add_option("--book,-b", options->book, "the book")->required()->type_name("FILE");
  command->add_option("--purpose", options->purpose, "why: a purpose that some duty has")->check(not_empty());
  command->add_option("--at", options->at, "when; default: the book's time")->check(not_empty());
  command->add_option("--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace huifang::cli
