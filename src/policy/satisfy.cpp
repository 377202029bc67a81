#include "policy/satisfy.hpp"

#include <algorithm>

#include "feel/program.hpp"

namespace huifang {

bool Possible::empty() const {
  if (values && values->empty()) return true;
  if (values && not_null && values->size() == 1 && values->contains("null")) return true;
  if (low && high && (*high < *low || (*low == *high && (low_open || high_open)))) return true;
  return false;
}

namespace {

using feel::Node;
using feel::Op;
using Program = feel::Expression::Program;

constexpr int steps_max = 1'000;  // each alternative of a condition copies what is left of it

/// The name of a read and its declared type.
struct Read {
  std::string path;
  feel::Type type;
  bool is_count = false;
};

class Search {
 public:
  explicit Search(const PolicyModel& model) : model_(model) {}

  struct Wanted {
    const Program* program;
    std::uint32_t node;
  };

  /// Can all of these be true together with what is known?
  bool run(std::vector<Wanted> wanted, Known known) {
    while (!wanted.empty()) {
      if (++steps_ > steps_max) return true;
      const Wanted next = wanted.back();
      wanted.pop_back();
      const Node& node = next.program->nodes[next.node];
      switch (node.op) {
        case Op::all_of:
          for (std::uint32_t i = 0; i < node.count; ++i) wanted.push_back({next.program, next.program->child(node, i)});
          break;
        case Op::any_of: {
          for (std::uint32_t i = 0; i < node.count; ++i) {
            std::vector<Wanted> more = wanted;
            more.push_back({next.program, next.program->child(node, i)});
            if (run(std::move(more), known)) return true;
          }
          return false;
        }
        case Op::constant: {
          const Value& value = next.program->constants[node.id];
          if (value.kind() != Value::Kind::boolean || !value.boolean()) return false;
          break;
        }
        case Op::slot:
        case Op::attribute:
          if (const auto read = read_of(*next.program, next.node); read && !only(known, *read, {"true"}, false)) return false;
          break;
        case Op::equal:
        case Op::not_equal:
        case Op::less:
        case Op::less_equal:
        case Op::greater:
        case Op::greater_equal:
          if (!compare(*next.program, node, known)) return false;
          break;
        default:
          break;  // anything else may be true
      }
    }
    return true;
  }

  std::optional<Read> read_of(const Program& program, std::uint32_t at) const {
    const Node& node = program.nodes[at];
    if (node.op == Op::slot) {
      const SlotDef& slot = model_.slots[node.id];
      switch (slot.kind) {
        case SlotDef::Kind::subject: return Read{"subject", {}};
        case SlotDef::Kind::related: {
          Read read{"subject", {}};
          for (const auto id : slot.path) {
            if (!step(read, id)) return std::nullopt;
          }
          return read;
        }
        case SlotDef::Kind::season: {
          Read read{"season." + std::to_string(slot.index), {}};
          read.type.kind = feel::Type::Kind::string;
          for (const auto& season : model_.seasons[slot.index].seasons) read.type.values.push_back(season.name);
          return read;
        }
        case SlotDef::Kind::event_field:
        case SlotDef::Kind::cause_field:
        case SlotDef::Kind::event_meta:
        case SlotDef::Kind::cause_meta:
        case SlotDef::Kind::event_subject:
        case SlotDef::Kind::cause_subject: return Read{"slot." + std::to_string(node.id), {}};
        default: return std::nullopt;
      }
    }
    if (node.op != Op::attribute) return std::nullopt;
    auto read = read_of(program, program.child(node, 0));
    if (!read || !step(*read, node.id)) return std::nullopt;
    return read;
  }

 private:
  bool step(Read& read, std::uint32_t id) const {
    const AttributeDef& def = model_.attributes[id];
    if (def.list) return false;
    read.path += "." + std::to_string(id);
    read.type = def.type;
    // Only facts are kept to what is declared; whatever is worked out may be something else.
    if (def.kind != AttributeDef::Kind::fact) read.type.values.clear();
    read.is_count = def.kind == AttributeDef::Kind::measure && (model_.measures[def.index].fold == MeasureDef::Fold::count ||
                                                                model_.measures[def.index].fold == MeasureDef::Fold::streak);
    return true;
  }

  Possible& of(Known& known, const Read& read) const {
    const auto [entry, fresh] = known.try_emplace(read.path);
    Possible& possible = entry->second;
    if (!fresh) return possible;
    if (read.type.kind == feel::Type::Kind::boolean) {
      possible.values = {{"true", "false", "null"}};
    } else if (read.type.kind == feel::Type::Kind::string && !read.type.values.empty()) {
      possible.values.emplace();
      for (const std::string& value : read.type.values) possible.values->insert(Value::of(value).to_text());
      possible.values->insert("null");
    }
    if (read.is_count) possible.low = Decimal(0);
    return possible;
  }

  /// Leaves those values, or all others (`but`). False: none is left.
  bool only(Known& known, const Read& read, const std::set<std::string>& texts, bool but) const {
    Possible& possible = of(known, read);
    if (possible.values) {
      std::erase_if(*possible.values, [&](const std::string& one) { return texts.contains(one) == but; });
    } else if (!but) {
      possible.values = texts;
    }
    if (but ? texts.contains("null") : !texts.contains("null")) possible.not_null = true;
    return !possible.empty();
  }

  bool bound(Known& known, const Read& read, Op op, const Decimal& number) const {
    Possible& possible = of(known, read);
    possible.not_null = true;
    const bool from_below = op == Op::greater || op == Op::greater_equal || op == Op::equal;
    const bool from_above = op == Op::less || op == Op::less_equal || op == Op::equal;
    const bool open = op == Op::greater || op == Op::less;
    if (from_below && (!possible.low || *possible.low < number || (*possible.low == number && open))) {
      possible.low = number;
      possible.low_open = open;
    }
    if (from_above && (!possible.high || number < *possible.high || (*possible.high == number && open))) {
      possible.high = number;
      possible.high_open = open;
    }
    return !possible.empty();
  }

  bool compare(const Program& program, const Node& node, Known& known) const {
    const std::uint32_t left = program.child(node, 0), right = program.child(node, 1);
    const bool turned = program.nodes[left].op == Op::constant;
    if (program.nodes[turned ? left : right].op != Op::constant) return true;
    const auto read = read_of(program, turned ? right : left);
    if (!read) return true;
    const Value& value = program.constants[program.nodes[turned ? left : right].id];
    Op op = node.op;
    if (turned) {
      if (op == Op::less) op = Op::greater;
      else if (op == Op::greater) op = Op::less;
      else if (op == Op::less_equal) op = Op::greater_equal;
      else if (op == Op::greater_equal) op = Op::less_equal;
    }
    if (value.kind() == Value::Kind::number) return op == Op::not_equal || bound(known, *read, op, value.number());
    const bool plain = value.is_null() || value.kind() == Value::Kind::boolean || value.kind() == Value::Kind::string;
    if (!plain || (op != Op::equal && op != Op::not_equal)) return true;
    return only(known, *read, {value.to_text()}, op == Op::not_equal);
  }

  const PolicyModel& model_;
  int steps_ = 0;
};

}  // namespace

std::string path_of(const PolicyModel& model, const feel::Expression& expression) {
  if (!expression) return {};
  const auto read = Search(model).read_of(*expression.program(), expression.program()->root);
  return read ? read->path : std::string();
}

bool can_hold(const PolicyModel& model, const std::vector<feel::Expression>& conditions, Known known) {
  std::vector<Search::Wanted> wanted;
  for (const feel::Expression& condition : conditions) {
    if (condition) wanted.push_back({condition.program().get(), condition.program()->root});
  }
  return Search(model).run(std::move(wanted), std::move(known));
}

Possible exactly(const Value& value) {
  Possible possible;
  possible.values = {{value.to_text()}};
  possible.not_null = !value.is_null();
  if (value.kind() == Value::Kind::number) {
    possible.values.reset();
    possible.low = possible.high = value.number();
  }
  return possible;
}

}  // namespace huifang
