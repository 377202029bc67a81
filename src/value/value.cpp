#include "huifang/value.hpp"

#include <algorithm>
#include <cassert>
#include <new>

#include "value/function.hpp"

namespace huifang {
namespace {

/// What a list or context shares: the content, how deep it nests, and how much it is.
template <class Content>
struct Nested {
  Content content;
  std::uint32_t depth = 1;
  std::uint64_t size = 1;

  void add(const Value& part) {
    depth = std::max(depth, part.depth() + 1);
    size = std::min(size + part.size(), std::uint64_t{1} << 63);
  }
};

template <class Content>
const Content& content_of(const std::shared_ptr<const void>& shared) {
  return *static_cast<const Content*>(shared.get());
}

}  // namespace

/// Precondition: the content of `other` is held inline.
void Value::copy_inline(const Value& other) noexcept {
  switch (other.kind_) {
    case Kind::number:
      number_ = other.number_;
      break;
    case Kind::date:
      date_ = other.date_;
      break;
    case Kind::days_duration:
      days_ = other.days_;
      break;
    default:
      bits_ = other.bits_;
  }
}

Value::Value(const Value& other) noexcept : kind_(other.kind_) {
  if (shared()) {
    new (&shared_) std::shared_ptr<const void>(other.shared_);
  } else {
    copy_inline(other);
  }
}

Value::Value(Value&& other) noexcept : kind_(other.kind_) {
  if (shared()) {
    new (&shared_) std::shared_ptr<const void>(std::move(other.shared_));
    other.release();
  } else {
    copy_inline(other);
  }
}

Value& Value::operator=(const Value& other) noexcept {
  if (this != &other) {
    Value copy(other);
    *this = std::move(copy);
  }
  return *this;
}

Value& Value::operator=(Value&& other) noexcept {
  if (this != &other) {
    // `other` may live inside what this value holds, so it is taken before anything is let go.
    Value taken(std::move(other));
    if (shared()) release();
    new (this) Value(std::move(taken));
  }
  return *this;
}

void Value::release() noexcept {
  shared_.~shared_ptr<const void>();
  kind_ = Kind::null;
  bits_ = 0;
}

template <class Content>
Value Value::share(Kind kind, Content content) {
  Value value;
  new (&value.shared_) std::shared_ptr<const void>(std::make_shared<const Content>(std::move(content)));
  value.kind_ = kind;
  return value;
}

Value Value::of(bool boolean) {
  Value value;
  value.kind_ = Kind::boolean;
  value.bits_ = boolean ? 1 : 0;
  return value;
}

Value Value::of(Decimal number) {
  Value value;
  value.kind_ = Kind::number;
  value.number_ = number;
  return value;
}

Value Value::of(Date date) {
  Value value;
  value.kind_ = Kind::date;
  value.date_ = date;
  return value;
}

Value Value::of(DaysDuration duration) {
  Value value;
  value.kind_ = Kind::days_duration;
  value.days_ = duration;
  return value;
}

Value Value::of(MonthsDuration duration) {
  Value value;
  value.kind_ = Kind::months_duration;
  value.bits_ = duration.months;
  return value;
}

Value Value::of(std::string string) { return share(Kind::string, std::move(string)); }
Value Value::of(Time time) { return share(Kind::time, std::move(time)); }
Value Value::of(DateTime date_time) { return share(Kind::date_time, std::move(date_time)); }
Value Value::of(EntityRef reference) { return share(Kind::entity, std::move(reference)); }
Value Value::of(Range range) { return share(Kind::range, std::move(range)); }

Value Value::of(std::vector<Value> list) {
  Nested<std::vector<Value>> nested{std::move(list)};
  for (const Value& item : nested.content) nested.add(item);
  return share(Kind::list, std::move(nested));
}

Value Value::of(Context context) {
  Nested<Context> nested{std::move(context)};
  for (const auto& entry : nested.content.entries) nested.add(entry.second);
  return share(Kind::context, std::move(nested));
}

Value Value::of(std::shared_ptr<const Function> function) {
  return share(Kind::function, std::move(function));
}

const std::string& Value::string() const {
  assert(kind_ == Kind::string);
  return content_of<std::string>(shared_);
}

const Time& Value::time() const {
  assert(kind_ == Kind::time);
  return content_of<Time>(shared_);
}

const DateTime& Value::date_time() const {
  assert(kind_ == Kind::date_time);
  return content_of<DateTime>(shared_);
}

const EntityRef& Value::entity() const {
  assert(kind_ == Kind::entity);
  return content_of<EntityRef>(shared_);
}

const std::vector<Value>& Value::list() const {
  assert(kind_ == Kind::list);
  return content_of<Nested<std::vector<Value>>>(shared_).content;
}

const Context& Value::context() const {
  assert(kind_ == Kind::context);
  return content_of<Nested<Context>>(shared_).content;
}

const Range& Value::range() const {
  assert(kind_ == Kind::range);
  return content_of<Range>(shared_);
}

const std::shared_ptr<const Function>& Value::function() const {
  assert(kind_ == Kind::function);
  return content_of<std::shared_ptr<const Function>>(shared_);
}

std::uint32_t Value::depth() const noexcept {
  switch (kind_) {
    case Kind::list:
      return content_of<Nested<std::vector<Value>>>(shared_).depth;
    case Kind::context:
      return content_of<Nested<Context>>(shared_).depth;
    case Kind::function:
      return function() == nullptr ? 0 : function()->depth;
    default:
      return 0;
  }
}

std::uint64_t Value::size() const noexcept {
  switch (kind_) {
    case Kind::string:
      return 1 + string().size() / 64;
    case Kind::list:
      return content_of<Nested<std::vector<Value>>>(shared_).size;
    case Kind::context:
      return content_of<Nested<Context>>(shared_).size;
    case Kind::range:
      return 1 + range().low.size() + range().high.size();
    default:
      return 1;
  }
}

bool operator==(const Value& a, const Value& b) {
  if (a.kind_ != b.kind_) return false;
  if (a.shared() && a.shared_ == b.shared_) return true;
  switch (a.kind_) {
    case Value::Kind::null:
      return true;
    case Value::Kind::boolean:
    case Value::Kind::months_duration:
      return a.bits_ == b.bits_;
    case Value::Kind::number:
      return a.number_ == b.number_;
    case Value::Kind::string:
      return a.string() == b.string();
    case Value::Kind::date:
      return a.date_ == b.date_;
    case Value::Kind::time:
      return a.time() == b.time();
    case Value::Kind::date_time:
      return a.date_time() == b.date_time();
    case Value::Kind::days_duration:
      return a.days_ == b.days_;
    case Value::Kind::list:
      return a.list() == b.list();
    case Value::Kind::context:
      return a.context() == b.context();
    case Value::Kind::range:
      return a.range() == b.range();
    case Value::Kind::function:
      return a.function() == b.function();
    case Value::Kind::entity:
      return a.entity() == b.entity();
  }
  return false;
}

const Value* Context::find(std::string_view name) const {
  for (const auto& entry : entries) {
    if (entry.first == name) return &entry.second;
  }
  return nullptr;
}

bool operator==(const Context& a, const Context& b) {
  if (a.entries.size() != b.entries.size()) return false;
  for (std::size_t i = 0; i < a.entries.size(); ++i) {
    const auto& [name, value] = a.entries[i];
    // Entries usually stand in the same order; the search is for when they do not.
    const Value* other = b.entries[i].first == name ? &b.entries[i].second : b.find(name);
    if (other == nullptr || !(*other == value)) return false;
  }
  return true;
}

bool operator==(const Range& a, const Range& b) {
  return a.low_closed == b.low_closed && a.high_closed == b.high_closed && a.low == b.low && a.high == b.high;
}

std::string_view kind_name(Value::Kind kind) {
  switch (kind) {
    case Value::Kind::null:
      return "null";
    case Value::Kind::boolean:
      return "boolean";
    case Value::Kind::number:
      return "number";
    case Value::Kind::string:
      return "string";
    case Value::Kind::date:
      return "date";
    case Value::Kind::time:
      return "time";
    case Value::Kind::date_time:
      return "date and time";
    case Value::Kind::days_duration:
      return "days and time duration";
    case Value::Kind::months_duration:
      return "years and months duration";
    case Value::Kind::list:
      return "list";
    case Value::Kind::context:
      return "context";
    case Value::Kind::range:
      return "range";
    case Value::Kind::function:
      return "function";
    case Value::Kind::entity:
      return "reference";
  }
  return "null";
}

}  // namespace huifang
