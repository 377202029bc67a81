// Books.
#include "huifang/book.hpp"

#include <pybind11/stl.h>

#include <atomic>
#include <mutex>
#include <thread>

#include "convert.hpp"
#include "errors.hpp"
#include "event.hpp"
#include "huifang/bindings.hpp"
#include "huifang/book_plan.hpp"
#include "huifang/report.hpp"
#include "huifang/workflow.hpp"
#include "module.hpp"
#include "picture.hpp"
#include "rows.hpp"

namespace huifang::python {
namespace {

Durability durability_of(const std::string& name) {
  const std::vector<std::string> names = {"full", "normal", "off"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return static_cast<Durability>(i);
  }
  throw Error(ErrorKind::argument, codes::unknown_name,
              "durability is \"full\", \"normal\" or \"off\", not " + name);
}

/// A book for Python: calls of several threads take turns, without the GIL; a closed book refuses.
class SharedBook {
 public:
  SharedBook(const std::string& path, const BookOptions& options)
      : book_(std::in_place, Book::open(path, options)) {}

  /// Runs `body(Book&)` alone and without the GIL.
  template <class Body>
  auto alone(Body&& body) {
    const py::gil_scoped_release release;
    return locked(std::forward<Body>(body));
  }

  void close() {
    const py::gil_scoped_release release;
    const Turn turn(*this);
    book_.reset();
  }

  bool closed() {
    const py::gil_scoped_release release;
    const Turn turn(*this);
    return !book_;
  }

 private:
  /// This thread's turn. A callback that comes back into the book it was called from is refused.
  class Turn {
   public:
    explicit Turn(SharedBook& book) : book_(book) {
      if (book.holder_ == std::this_thread::get_id()) {
        throw Error(ErrorKind::argument, codes::callback_reenters,
                    "a callback may not use the book that calls it");
      }
      book.mutex_.lock();
      book.holder_ = std::this_thread::get_id();
    }
    ~Turn() {
      book_.holder_ = std::thread::id();
      book_.mutex_.unlock();
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    SharedBook& book_;
  };

  template <class Body>
  auto locked(Body&& body) {
    const Turn turn(*this);
    if (!book_) throw Error(ErrorKind::argument, codes::closed_book, "the book is closed");
    return body(*book_);
  }

  std::optional<Book> book_;
  std::mutex mutex_;
  std::atomic<std::thread::id> holder_{};
};

std::unique_ptr<SharedBook> open(const py::object& path, const std::string& durability, bool read_only,
                                 std::int32_t busy_timeout_ms, std::size_t cached_subjects) {
  BookOptions options;
  options.durability = durability_of(durability);
  options.read_only = read_only;
  options.busy_timeout_ms = busy_timeout_ms;
  options.cached_subjects = cached_subjects;
  const std::string file = to_path(path);
  const py::gil_scoped_release release;
  return std::make_unique<SharedBook>(file, options);
}

TimeZone zone_of(SharedBook& book) {
  return book.alone([](Book& b) { return b.zone(); });
}

Instant instant_in(SharedBook& book, const py::object& object, const char* name) {
  const TimeZone zone = zone_of(book);
  return to_instant(object, &zone, name);
}

void bind(SharedBook& book, const py::object& given, const py::object& now) {
  std::vector<PolicyBinding> policies;
  const auto add = [&](const py::handle& one) {
    if (py::isinstance<Policy>(one)) {
      policies.push_back({one.cast<const Policy&>(), {}, std::nullopt});
    } else if (py::isinstance<PolicyBinding>(one)) {
      policies.push_back(one.cast<const PolicyBinding&>());
    } else {
      throw py::type_error("policy is a Policy, or a list of Policy and PolicyBinding");
    }
  };
  if (py::isinstance<Policy>(given)) {
    add(given);
  } else {
    for (const py::handle one : py::iter(given)) add(one);
  }
  // Before the first policy a book has no zone of its own: text is local to the zone of the new one.
  const std::optional<Policy> bound = book.alone([](Book& b) { return b.policy(); });
  const TimeZone zone = bound || policies.empty() ? zone_of(book) : policies.front().policy.zone();
  const Instant when = to_instant(now, &zone, "now");
  book.alone([&](Book& b) { b.bind(policies, when); });
}

PolicyBinding binding_of(const Policy& policy, const std::string& where, const py::object& since) {
  PolicyBinding binding{policy, where, std::nullopt};
  const TimeZone zone = policy.zone();
  if (!since.is_none()) binding.from = to_instant(since, &zone, "since");
  return binding;
}

std::vector<PolicyBinding> bindings_in(const py::object& path) {
  const std::string file = to_path(path);
  const py::gil_scoped_release release;
  return load_bindings_file(file);
}

RecordResult record(SharedBook& book, const py::object& event, const py::object& now) {
  const TimeZone zone = zone_of(book);
  const Event what = to_event(event, &zone);
  const std::optional<Instant> given =
      now.is_none() ? std::nullopt : std::optional<Instant>(to_instant(now, &zone, "now"));
  return book.alone([&](Book& b) { return b.record(what, given ? *given : std::max(b.now(), what.at)); });
}

ContactAnswer may_contact(SharedBook& book, const py::object& contact, const std::string& purpose) {
  const TimeZone zone = zone_of(book);
  const Event what = to_event(contact, &zone);
  return book.alone([&](Book& b) { return b.may_contact(what, purpose); });
}

Zoned<AdvanceResult> advance(SharedBook& book, const py::object& to,
                             const std::optional<std::uint64_t>& steps_max) {
  const TimeZone zone = zone_of(book);
  const Instant until = to_instant(to, &zone, "to");
  return {book.alone([&](Book& b) { return b.advance(until, steps_max.value_or(UINT64_MAX)); }), zone};
}

std::vector<DutyState> states_of(const py::object& given) {
  std::vector<DutyState> states;
  if (given.is_none()) return states;
  const auto add = [&](py::handle name) {
    if (!py::isinstance<py::str>(name)) refuse_type("state", "the name of a state, or several", name);
    const std::optional<DutyState> state = duty_state(name.cast<std::string>());
    if (!state) {
      Diagnostic diagnostic;
      diagnostic.code = codes::unknown_name;
      diagnostic.message = "no such state of a duty";
      diagnostic.found = name.cast<std::string>();
      diagnostic.expected = "pending, open, done, overdue, lapsed, waived, withdrawn";
      diagnostic.suggestion = nearest_name(
          diagnostic.found, {"pending", "open", "done", "overdue", "lapsed", "waived", "withdrawn"});
      throw Error(ErrorKind::argument, {diagnostic});
    }
    states.push_back(*state);
  };
  if (py::isinstance<py::str>(given)) {
    add(given);
  } else {
    for (const py::handle name : given) add(name);
  }
  return states;
}

std::vector<Zoned<Duty>> duties(SharedBook& book, const py::object& state, const py::object& subject,
                                const py::object& owner, const std::string& rule, const py::object& due_from,
                                const py::object& due_to, const py::object& missed_from,
                                const py::object& missed_to, const std::optional<std::size_t>& limit) {
  const TimeZone zone = zone_of(book);
  const auto bound = [&](const py::object& given, const char* name) {
    return given.is_none() ? std::nullopt : std::optional<Instant>(to_instant(given, &zone, name));
  };
  if (limit && *limit == 0) return {};
  DutyQuery query;
  query.states = states_of(state);
  if (!subject.is_none()) query.subject = to_reference(subject, nullptr, "subject");
  if (!owner.is_none()) query.owner = to_reference(owner, "staff", "owner");
  query.rule = rule;
  query.due_from = bound(due_from, "due_from");
  query.due_to = bound(due_to, "due_to");
  query.missed_from = bound(missed_from, "missed_from");
  query.missed_to = bound(missed_to, "missed_to");
  query.limit = limit.value_or(0);
  return book.alone([&](Book& b) { return zoned(b.duties(query), zone); });
}

/// A Duty, or its key as text.
DutyKey key_of(const py::object& given) {
  if (py::isinstance<Zoned<Duty>>(given)) return given.cast<const Zoned<Duty>&>().row.key;
  if (!py::isinstance<py::str>(given)) refuse_type("duty", "Duty or its key", given);
  const auto text = given.cast<std::string>();
  std::optional<DutyKey> key = parse_duty_key(text);
  if (!key) {
    Diagnostic diagnostic;
    diagnostic.code = codes::time_text;
    diagnostic.message = "this is no key of a duty";
    diagnostic.found = text.substr(0, 80);
    diagnostic.expected = "policy/rule/entity:key/run/step/n";
    throw Error(ErrorKind::syntax, {diagnostic});
  }
  return *std::move(key);
}

std::optional<Zoned<Duty>> duty(SharedBook& book, const py::object& given) {
  const DutyKey key = key_of(given);
  return book.alone([&](Book& b) -> std::optional<Zoned<Duty>> {
    std::optional<Duty> found = b.duty(key);
    if (!found) return std::nullopt;
    return Zoned<Duty>{*std::move(found), b.zone()};
  });
}

std::vector<Zoned<TierEntry>> tiers(SharedBook& book, const py::object& subject) {
  std::optional<EntityRef> who;
  if (!subject.is_none()) who = to_reference(subject, nullptr, "subject");
  return book.alone([&](Book& b) { return zoned(b.tiers(who), b.zone()); });
}

std::vector<Zoned<Effect>> effects(SharedBook& book, std::int64_t after,
                                   const std::optional<std::size_t>& limit) {
  if (limit && *limit == 0) return {};
  return book.alone([&](Book& b) { return zoned(b.effects(after, limit.value_or(0)), b.zone()); });
}

std::vector<Zoned<CaseEntry>> cases(SharedBook& book, const std::string& workflow, const std::string& key,
                                    const py::object& about, const std::optional<bool>& running,
                                    const std::optional<std::size_t>& limit) {
  if (limit && *limit == 0) return {};
  CaseQuery query;
  query.workflow = workflow;
  query.key = key;
  if (!about.is_none()) query.about = to_reference(about, "customer", "about");
  query.running = running;
  query.limit = limit.value_or(0);
  return book.alone([&](Book& b) { return zoned(b.cases(query), b.zone()); });
}

std::vector<Zoned<CaseStep>> case_path(SharedBook& book, const std::string& workflow, const std::string& key) {
  return book.alone([&](Book& b) { return zoned(b.case_path(workflow, key), b.zone()); });
}

PointQuery point_query(const py::object& account, const std::string& point_class, const std::string& period, const std::string& rule) {
  PointQuery query;
  if (!account.is_none()) query.account = to_reference(account, "staff", "account");
  query.point_class = point_class;
  query.period = period;
  query.rule = rule;
  return query;
}

std::vector<Zoned<PointEntry>> entries(SharedBook& book, const py::object& account, const std::string& point_class,
                                       const std::string& period, const std::string& rule,
                                       const std::optional<std::size_t>& limit) {
  if (limit && *limit == 0) return {};
  PointQuery query = point_query(account, point_class, period, rule);
  query.limit = limit.value_or(0);
  return book.alone([&](Book& b) { return zoned(b.entries(query), b.zone()); });
}

std::vector<PointBalance> balances(SharedBook& book, const py::object& account, const std::string& point_class,
                                   const std::string& period) {
  const PointQuery query = point_query(account, point_class, period, "");
  return book.alone([&](Book& b) { return b.balances(query); });
}

std::vector<Zoned<PointStatement>> statement(SharedBook& book, const py::object& account, const std::string& period) {
  const EntityRef who = to_reference(account, "staff", "account");
  return book.alone([&](Book& b) { return zoned(b.statement(who, period), b.zone()); });
}

std::string draw_one(SharedBook& book, const std::string& workflow, const std::string& key, const std::string& format) {
  const statechart::Picture picture = picture_of(format);
  return book.alone([&](Book& b) { return draw_case(b, workflow, key, picture); });
}

py::object fact(SharedBook& book, const py::object& subject, const std::string& attribute,
                const py::object& at) {
  const EntityRef who = to_reference(subject, nullptr, "subject");
  const Instant when = instant_in(book, at, "at");
  return to_python(book.alone([&](Book& b) { return b.fact(who, attribute, when); }));
}

/// What the callback raises ends the verification and reaches the caller; so does Ctrl-C.
VerifyReport verify(SharedBook& book, const py::object& progress) {
  const auto report = [&](double done) {
    const py::gil_scoped_acquire acquire;
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
    if (!progress.is_none()) progress(done);
  };
  return book.alone([&](Book& b) { return b.verify(report); });
}

/// `with book.batch():` commits at its end, and takes everything back when an exception leaves it.
struct Batch {
  SharedBook& book;

  void enter() const {
    book.alone([](Book& b) { b.begin(); });
  }
  void leave(bool failed) const {
    book.alone([&](Book& b) {
      if (failed) return b.rollback();
      try {
        b.commit();
      } catch (...) {
        b.rollback();
        throw;
      }
    });
  }
};

void bind_batch(py::module_& module) {
  py::class_<Batch>(module, "Batch", "A transaction over several calls.", py::is_final())
      .def("__enter__",
           [](const py::object& self) {
             self.cast<const Batch&>().enter();
             return self;
           })
      .def(
          "__exit__",
          [](const Batch& b, const py::object& type, const py::object&, const py::object&) {
            b.leave(!type.is_none());
          },
          py::arg("exc_type"), py::arg("exc"), py::arg("traceback"));
}

}  // namespace

void bind_book(py::module_& module) {
  py::class_<PolicyBinding>(module, "PolicyBinding", "One policy among those that a book works with. Immutable.", py::is_final())
      .def(py::init(&binding_of), py::arg("policy"), py::kw_only(), py::arg("where") = "", py::arg("since") = py::none())
      .def_readonly("policy", &PolicyBinding::policy)
      .def_readonly("where", &PolicyBinding::where)
      .def_property_readonly("since",
                             [](const PolicyBinding& b) {
                               return b.from ? py::object(to_datetime(*b.from, b.policy.zone())) : py::object(py::none());
                             })
      .def("__repr__", [](const PolicyBinding& b) {
        return "<PolicyBinding " + b.policy.id() + "@" + b.policy.version() + (b.where.empty() ? ">" : " where " + b.where + ">");
      });
  module.def("load_bindings", &bindings_in, py::arg("path"));
  bind_batch(module);
  using B = SharedBook;
  py::class_<B>(module, "Book", "The durable state of one organisation under its policies.", py::is_final())
      .def(py::init(&open), py::arg("path"), py::kw_only(), py::arg("durability") = "full",
           py::arg("read_only") = false, py::arg("busy_timeout_ms") = 5'000,
           py::arg("cached_subjects") = 120'000)
      .def("close", &B::close)
      .def("__enter__", [](const py::object& self) { return self; })
      .def(
          "__exit__", [](B& b, const py::object&, const py::object&, const py::object&) { b.close(); },
          py::arg("exc_type"), py::arg("exc"), py::arg("traceback"))
      .def(
          "batch", [](B& b) { return Batch{b}; }, py::keep_alive<0, 1>())
      .def_property_readonly("closed", &B::closed)
      .def("bind", &bind, py::arg("policy"), py::arg("now"))
      .def_property_readonly("bindings", [](B& b) { return py::tuple(py::cast(b.alone([](Book& book) { return book.bindings(); }))); })
      .def_property_readonly("policy", [](B& b) { return b.alone([](Book& book) { return book.policy(); }); })
      .def(
          "policy_of", [](B& b, const Zoned<Duty>& duty) { return b.alone([&](Book& book) { return book.policy_of(duty.row); }); }, py::arg("duty"))
      .def_property_readonly("zone", [](B& b) { return zone_of(b).name(); })
      .def_property_readonly("now",
                             [](B& b) {
                               const Instant now = b.alone([](Book& book) { return book.now(); });
                               return now.utc_us == INT64_MIN ? py::none() : to_datetime(now, zone_of(b));
                             })
      .def("record", &record, py::arg("event"), py::arg("now") = py::none())
      .def("advance", &advance, py::arg("to"), py::kw_only(), py::arg("steps_max") = py::none())
      .def("begin", [](B& b) { b.alone([](Book& book) { book.begin(); }); })
      .def("commit", [](B& b) { b.alone([](Book& book) { book.commit(); }); })
      .def("rollback", [](B& b) { b.alone([](Book& book) { book.rollback(); }); })
      .def("duties", &duties, py::kw_only(), py::arg("state") = py::none(), py::arg("subject") = py::none(),
           py::arg("owner") = py::none(), py::arg("rule") = "", py::arg("due_from") = py::none(),
           py::arg("due_to") = py::none(), py::arg("missed_from") = py::none(),
           py::arg("missed_to") = py::none(), py::arg("limit") = py::none())
      .def("duty", &duty, py::arg("duty"))
      .def("tiers", &tiers, py::arg("subject") = py::none())
      .def("effects", &effects, py::arg("after") = 0, py::kw_only(), py::arg("limit") = py::none())
      .def("counts", [](B& b) { return b.alone([](Book& book) { return book.counts(); }); })
      .def(
          "calendar",
          [](B& b, const std::optional<std::string>& entity, const std::optional<std::string>& key) {
            std::optional<EntityRef> of;
            if (entity || key) of = EntityRef{entity.value_or("staff"), key.value_or("")};
            return b.alone([&](Book& book) { return book.calendar(of); });
          },
          py::arg("entity") = py::none(), py::arg("key") = py::none())
      .def("slots", [](B& b) { return py::tuple(py::cast(b.alone([](Book& book) { return book.slots(); }))); })
      .def_property_readonly("reports", [](B& b) { return py::tuple(py::cast(b.alone([](Book& book) { return book.reports(); }))); })
      .def("report",
           [](B& b, const std::string& name, const std::string& period) {
             return b.alone([&](Book& book) { return book.report(name, period); });
           },
           py::arg("name"), py::arg("period") = "")
      .def("absences", [](B& b) { return py::tuple(py::cast(b.alone([](Book& book) { return book.absences(); }))); })
      .def("cases", &cases, py::kw_only(), py::arg("workflow") = "", py::arg("key") = "", py::arg("about") = py::none(),
           py::arg("running") = py::none(), py::arg("limit") = py::none())
      .def("case_path", &case_path, py::arg("workflow"), py::arg("key"))
      .def("entries", &entries, py::kw_only(), py::arg("account") = py::none(), py::arg("point_class") = "",
           py::arg("period") = "", py::arg("rule") = "", py::arg("limit") = py::none())
      .def("balances", &balances, py::kw_only(), py::arg("account") = py::none(), py::arg("point_class") = "",
           py::arg("period") = "")
      .def("statement", &statement, py::arg("account"), py::arg("period") = "")
      .def(
          "ranking",
          [](B& b, const std::string& point_class, const std::string& period) {
            return b.alone([&](Book& book) { return book.ranking(point_class, period); });
          },
          py::arg("point_class"), py::arg("period") = "")
      .def("seals", [](B& b) { return b.alone([](Book& book) { return zoned(book.seals(), book.zone()); }); })
      .def("draw_case", &draw_one, py::arg("workflow"), py::arg("key"), py::arg("format") = "svg")
      .def("fact", &fact, py::arg("subject"), py::arg("attribute"), py::arg("at"))
      .def("may_contact", &may_contact, py::arg("contact"), py::kw_only(), py::arg("purpose") = "")
      .def(
          "explain",
          [](B& b, const py::object& given, const std::string& language) {
            const DutyKey key = key_of(given);
            return b.alone([&](Book& book) { return book.explain(key, language); });
          },
          py::arg("duty"), py::arg("language") = "en")
      .def(
          "explain_json",
          [](B& b, const py::object& given) {
            const DutyKey key = key_of(given);
            return b.alone([&](Book& book) { return book.explain_json(key); });
          },
          py::arg("duty"))
      .def(
          "explain_entry",
          [](B& b, std::int64_t entry, const std::string& language) {
            return b.alone([&](Book& book) { return book.explain_entry(entry, language); });
          },
          py::arg("entry"), py::arg("language") = "en")
      .def(
          "explain_entry_json",
          [](B& b, std::int64_t entry) { return b.alone([&](Book& book) { return book.explain_entry_json(entry); }); }, py::arg("entry"))
      .def(
          "plan",
          [](B& b, const py::object& first, const py::object& last, std::optional<std::int64_t> capacity,
             std::int32_t gap_days, const std::string& rule, const std::string& owner) {
            BookPlanOptions options;
            options.from = to_date(first, "first");
            options.to = to_date(last, "last");
            options.capacity = capacity;
            options.gap_days = gap_days;
            options.rule = rule;
            options.owner = owner;
            return b.alone([&](Book& book) { return plan_book(book, options); });
          },
          py::arg("first"), py::arg("last"), py::kw_only(), py::arg("capacity") = py::none(),
          py::arg("gap_days") = 0, py::arg("rule") = "", py::arg("owner") = "")
      .def("verify", &verify, py::kw_only(), py::arg("progress") = py::none());
}

}  // namespace huifang::python
