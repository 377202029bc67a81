// Batches of columns: blocks of rows, column after column. Rows with nulls, wrong values or cells that have
// to be asked are decided one by one afterwards, by the code that decides single rows.
#include <algorithm>
#include <bit>
#include <cstring>

#include "decision/kernel.hpp"
#include "decision/program.hpp"
#include "decision/slots.hpp"

namespace huifang {
namespace decision {
namespace {

using Program = Decision::Compiled;
using Form = DecisionColumnView::Form;
using Type = DecisionColumn::Type;

/// One byte, 0 or 1, for each bit.
void spread_bits(const std::uint8_t* bits, std::size_t start, std::size_t count, std::uint8_t* bytes) {
  std::size_t i = 0;
  for (; start % 8 == 0 && i + 8 <= count; i += 8) {
    constexpr std::uint64_t each = 0x0101010101010101u;
    const std::uint64_t chosen = bits[(start + i) / 8] * each & 0x8040201008040201u;
    const std::uint64_t spread = (chosen + 0x7F * each) >> 7 & each;
    std::memcpy(bytes + i, &spread, 8);
  }
  for (; i < count; ++i) bytes[i] = bit_at(bits, start + i) ? 1 : 0;
}

[[noreturn]] void refuse_form(const DecisionColumn& column) {
  Diagnostic diagnostic;
  diagnostic.code = "HF2216";
  diagnostic.message = "the batch gives this column in a form that its type does not have";
  diagnostic.found = column.name;
  throw Error(ErrorKind::argument, {std::move(diagnostic)});
}

void check_form(const DecisionColumn& column, const DecisionColumnView& view) {
  bool fits = view.values != nullptr;
  switch (view.form) {
    case Form::missing:
      return;
    case Form::slots:
      break;
    case Form::int32s:
      fits = fits && ((column.type == Type::number && column.decimals == 0) || column.type == Type::date);
      break;
    case Form::doubles:
      fits = fits && column.type == Type::binary;
      break;
    case Form::bytes:
    case Form::bits:
      fits = fits && column.type == Type::boolean;
      break;
    case Form::codes:
      fits = fits && column.type == Type::string;
      break;
    case Form::utf8:
    case Form::large_utf8:
      fits = fits && column.type == Type::string;
      break;
  }
  if (!fits) refuse_form(column);
}

/// The texts of a batch's dictionary as ids, and as sets of rules for each input.
struct Dictionary {
  std::vector<std::int64_t> slots;   ///< DecisionSlot::wrong for a text that is not allowed
  std::vector<std::uint32_t> lanes;  ///< one more than texts: what is outside
  bool has_wrong = false;
};

class Batch {
 public:
  Batch(const Program& program, std::span<const DecisionColumnView> columns, std::size_t rows,
        const DecisionResults& results)
      : program_(program), columns_(columns), rows_(rows), results_(results) {
    if (columns.size() != program.columns.size()) {
      throw Error(
          ErrorKind::argument, "HF2216",
          "a batch gives one view for each of the " + std::to_string(program.columns.size()) + " columns");
    }
    for (std::size_t i = 0; i < columns.size() && rows > 0; ++i) check_form(program.columns[i], columns[i]);
    for (std::size_t i = 0; i < columns.size(); ++i) read_dictionary(i);
    explained_ = results.matched != nullptr || results.nearly != nullptr || results.failed != nullptr;
    // Large tables go row by row, and so do reasons where cells have to be asked.
    by_lanes_ = program.rules <= 32 && program.never_null.empty() && !program.general && !some_missing() &&
                (!explained_ || (!program.has_open && program.views.size() == program.inputs.size()));
  }

  DecisionCounts run() {
    for (std::size_t from = 0; from < rows_; from += block_rows) {
      const std::size_t count = std::min(block_rows, rows_ - from);
      if (by_lanes_)
        run_block(from, count);
      else
        for (std::size_t i = 0; i < count; ++i) put(from + i, decide_row(from + i));
    }
    return counts_;
  }

 private:
  bool some_missing() const {
    return std::any_of(program_.used_columns.begin(), program_.used_columns.end(),
                       [&](std::uint32_t column) { return columns_[column].form == Form::missing; });
  }

  void read_dictionary(std::size_t column) {
    dictionaries_.emplace_back();
    const DecisionColumnView& view = columns_[column];
    if (view.form != Form::codes) return;
    Dictionary& dictionary = dictionaries_.back();
    for (const std::string_view text : view.dictionary) {
      DecisionField field = DecisionField::of(text);
      dictionary.slots.push_back(id_of(column, field));
      dictionary.has_wrong = dictionary.has_wrong || dictionary.slots.back() < 0;
    }
  }

  std::int64_t id_of(std::size_t column, const DecisionField& field) const {
    const std::uint32_t id = program_.ids[column].find(field.text, static_cast<std::size_t>(field.value));
    const auto& allowed = program_.allowed_ids[column];
    return allowed.empty() || allowed[id] ? std::int64_t{id} : DecisionSlot::wrong;
  }

  /// One field of a row; texts are lent through `field`.
  std::int64_t slot_at(std::size_t column, std::size_t row, DecisionField& field) const {
    const DecisionColumnView& view = columns_[column];
    if (view.form == Form::missing) return DecisionSlot::missing;
    const std::size_t at = view.offset + row;
    if (view.valid != nullptr && !bit_at(view.valid, at)) return DecisionSlot::null;
    switch (view.form) {
      case Form::slots:
        return static_cast<const std::int64_t*>(view.values)[at];
      case Form::int32s:
        return static_cast<const std::int32_t*>(view.values)[at];
      case Form::doubles:
        return DecisionSlot::of(static_cast<const double*>(view.values)[at]);
      case Form::bytes:
        return static_cast<const std::uint8_t*>(view.values)[at];
      case Form::bits:
        return bit_at(static_cast<const std::uint8_t*>(view.values), at) ? 1 : 0;
      case Form::codes: {
        const std::int32_t code = static_cast<const std::int32_t*>(view.values)[at];
        if (code < 0 || static_cast<std::size_t>(code) >= view.dictionary.size()) return DecisionSlot::wrong;
        field = DecisionField::of(view.dictionary[static_cast<std::size_t>(code)]);
        return dictionaries_[column].slots[static_cast<std::size_t>(code)];
      }
      case Form::utf8:
        return text_at(column, static_cast<const std::int32_t*>(view.values), at, field);
      case Form::large_utf8:
        return text_at(column, static_cast<const std::int64_t*>(view.values), at, field);
      case Form::missing:
        break;
    }
    return DecisionSlot::missing;
  }

  template <class Offset>
  std::int64_t text_at(std::size_t column, const Offset* offsets, std::size_t at,
                       DecisionField& field) const {
    const Offset from = offsets[at];
    if (from < 0 || offsets[at + 1] < from) return DecisionSlot::wrong;
    const char* text = columns_[column].text;
    field = DecisionField::of(std::string_view(text == nullptr ? "" : text + from,
                                               static_cast<std::size_t>(offsets[at + 1] - from)));
    return id_of(column, field);
  }

  void read_row(std::size_t row, std::int64_t* slots, DecisionField* fields) const {
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      fields[i].text = nullptr;
      slots[i] = slot_at(i, row, fields[i]);
      if (fields[i].text == nullptr || slots[i] < DecisionSlot::lowest) fields[i] = {nullptr, slots[i]};
    }
  }

  DecisionHit decide_row(std::size_t row) {
    std::int64_t slots[inputs_max];
    DecisionField fields[inputs_max];
    read_row(row, slots, fields);
    // A column of interned ids has no texts.
    bool texts = true;
    for (std::size_t i = 0; i < columns_.size(); ++i)
      texts = texts && !(program_.columns[i].type == Type::string && columns_[i].form == Form::slots);
    const RowView view{slots, texts ? fields : nullptr};
    if (explained_) explain(row, view);
    return decide(program_, view);
  }

  void explain(std::size_t row, const RowView& view) {
    const std::size_t words = program_.words;
    accepted_.resize(program_.inputs.size() * words);
    trace_row(program_, view, accepted_.data());
    for (std::size_t word = 0; word < words; ++word) {
      std::uint64_t once = 0, twice = 0;
      for (std::size_t i = 0; i < program_.inputs.size(); ++i) {
        const std::uint64_t failed = program_.all[word] & ~accepted_[i * words + word];
        if (results_.failed != nullptr) results_.failed[(i * rows_ + row) * words + word] = failed;
        twice |= once & failed;
        once |= failed;
      }
      if (results_.matched != nullptr) results_.matched[row * words + word] = program_.all[word] & ~once;
      if (results_.nearly != nullptr) results_.nearly[row * words + word] = once & ~twice;
    }
  }

  void put(std::size_t row, const DecisionHit& hit) {
    const bool ok = hit.status == DecisionStatus::ok;
    ++counts_.by_status[static_cast<std::size_t>(hit.status)];
    if (ok && hit.rule < 0) ++counts_.unmatched;
    if (!ok && row < counts_.first_failure) {
      counts_.first_failure = row;
      counts_.failure = hit;
    }
    const bool coded = program_.result == Decision::Result::code;
    if (results_.rules != nullptr) results_.rules[row] = hit.rule;
    if (results_.codes != nullptr)
      results_.codes[row] = coded && ok && hit.has_value ? static_cast<std::int32_t>(hit.value) : -1;
    if (results_.numbers != nullptr) results_.numbers[row] = !coded && ok && hit.has_value ? hit.value : 0;
    if (results_.statuses != nullptr) results_.statuses[row] = hit.status;
  }

  // ---- Blocks of tables of up to 32 rules ----

  void mark(std::size_t row) { special_[row / 64] |= std::uint64_t{1} << (row % 64); }

  void mark_nulls(const DecisionColumnView& view, std::size_t from, std::size_t count) {
    if (view.valid == nullptr) return;
    const std::size_t start = view.offset + from;
    if (start % 8 == 0 && count == block_rows) {
      std::uint64_t valid[block_rows / 64];
      std::memcpy(valid, view.valid + start / 8, sizeof valid);
      for (std::size_t i = 0; i < block_rows / 64; ++i) special_[i] |= ~valid[i];
      return;
    }
    for (std::size_t i = 0; i < count; ++i) {
      if (!bit_at(view.valid, start + i)) mark(i);
    }
  }

  void and_slots(const InputView& input, const std::uint32_t* sets, const std::int64_t* slots,
                 std::size_t count) {
    std::uint32_t outside = 0;
    if (input.is_id) {
      for (std::size_t i = 0; i < count; ++i) {
        const bool inside = static_cast<std::uint64_t>(slots[i]) <= input.cut_count;
        outside += inside ? 0 : 1;
        lanes_[i] &= sets[inside ? static_cast<std::size_t>(slots[i]) : input.cut_count + 1];
      }
    } else if (input.cut_count <= counted_cuts_max) {
      for (std::size_t i = 0; i < count; ++i) outside += slots[i] < DecisionSlot::lowest ? 1 : 0;
      kernel_.and_numbers(lanes_, slots, count, input.cuts, input.cut_count, sets);
    } else {
      for (std::size_t i = 0; i < count; ++i) {
        outside += slots[i] < DecisionSlot::lowest ? 1 : 0;
        lanes_[i] &= sets[class_of(input, slots[i])];
      }
    }
    for (std::size_t i = 0; i < count && outside != 0; ++i) {
      if (is_special(input, slots[i])) mark(i);
    }
  }

  void and_column(const InputView& input, const std::uint32_t* sets, std::size_t from, std::size_t count) {
    const DecisionColumnView& view = columns_[input.slot];
    mark_nulls(view, from, count);
    const std::size_t start = view.offset + from;
    switch (view.form) {
      case Form::slots:
        return and_slots(input, sets, static_cast<const std::int64_t*>(view.values) + start, count);
      case Form::bytes: {
        const auto* bytes = static_cast<const std::uint8_t*>(view.values) + start;
        if (kernel_.and_bytes(lanes_, bytes, count, sets) == 0) return;
        for (std::size_t i = 0; i < count; ++i) {
          if (bytes[i] > 1) mark(i);
        }
        return;
      }
      case Form::bits: {
        std::uint8_t bytes[block_rows];
        const auto* bits = static_cast<const std::uint8_t*>(view.values);
        spread_bits(bits, start, count, bytes);
        kernel_.and_bytes(lanes_, bytes, count, sets);
        return;
      }
      case Form::codes: {
        const Dictionary& dictionary = dictionaries_[input.slot];
        const auto* codes = static_cast<const std::int32_t*>(view.values) + start;
        std::uint32_t* own = dictionary_lanes_.data() +
                             dictionary_offsets_[static_cast<std::size_t>(&input - program_.views.data())];
        const std::size_t size = dictionary.slots.size();
        if (kernel_.and_codes(lanes_, codes, count, own, size) == 0 && !dictionary.has_wrong) return;
        for (std::size_t i = 0; i < count; ++i) {
          const auto code = static_cast<std::size_t>(static_cast<std::uint32_t>(codes[i]));
          if (code >= size || dictionary.slots[code] < 0) mark(i);
        }
        return;
      }
      default:
        break;
    }
    std::int64_t slots[block_rows];
    DecisionField ignored;
    for (std::size_t i = 0; i < count; ++i) {
      slots[i] = slot_at(input.slot, from + i, ignored);
    }
    and_slots(input, sets, slots, count);
  }

  /// The sets of a dictionary's texts, for each input that reads them.
  void prepare_dictionaries() {
    dictionary_offsets_.assign(program_.views.size(), 0);
    for (std::size_t i = 0; i < program_.views.size(); ++i) {
      const InputView& input = program_.views[i];
      if (columns_[input.slot].form != Form::codes) continue;
      dictionary_offsets_[i] = dictionary_lanes_.size();
      const std::uint32_t* sets = program_.lanes.data() + program_.lane_offsets[i];
      for (const std::int64_t slot : dictionaries_[input.slot].slots)
        dictionary_lanes_.push_back(sets[slot < 0 ? input.cut_count + 1 : static_cast<std::size_t>(slot)]);
      dictionary_lanes_.push_back(sets[input.cut_count + 1]);
    }
    prepared_ = true;
  }

  void run_block(std::size_t from, std::size_t count) {
    if (!prepared_) prepare_dictionaries();
    const auto all = static_cast<std::uint32_t>(program_.all[0]);
    std::fill_n(lanes_, count, all);
    for (std::uint64_t& word : special_) word = 0;
    if (explained_) {
      run_explained(from, count, all);
    } else {
      for (std::size_t i = 0; i < program_.views.size(); ++i)
        and_column(program_.views[i], program_.lanes.data() + program_.lane_offsets[i], from, count);
    }
    if (program_.has_open) {
      const auto open = static_cast<std::uint32_t>(program_.open[0]);
      for (std::size_t i = 0; i < count; ++i) {
        if ((lanes_[i] & open) != 0) mark(i);
      }
    }
    finish_block(from, count);
    for (std::size_t word = 0; word < (count + 63) / 64; ++word) {
      std::uint64_t rest = special_[word];
      if (count - word * 64 < 64) rest &= (std::uint64_t{1} << (count - word * 64)) - 1;
      for (; rest != 0; rest &= rest - 1) {
        const std::size_t row = from + word * 64 + static_cast<std::size_t>(std::countr_zero(rest));
        --counts_.by_status[0];
        if (lanes_[row - from] == 0) --counts_.unmatched;
        put(row, decide_row(row));
      }
    }
  }

  /// Input by input on its own, and what they come to together.
  void run_explained(std::size_t from, std::size_t count, std::uint32_t all) {
    std::uint32_t once[block_rows] = {}, twice[block_rows] = {};
    for (std::size_t i = 0; i < program_.views.size(); ++i) {
      std::fill_n(lanes_, count, all);
      and_column(program_.views[i], program_.lanes.data() + program_.lane_offsets[i], from, count);
      kernel_.note_failed(lanes_, all, count, once, twice,
                          results_.failed == nullptr ? nullptr : results_.failed + i * rows_ + from);
    }
    for (std::size_t i = 0; i < count; ++i) lanes_[i] = all & ~once[i];
    for (std::size_t i = 0; i < count && results_.matched != nullptr; ++i)
      results_.matched[from + i] = lanes_[i];
    for (std::size_t i = 0; i < count && results_.nearly != nullptr; ++i)
      results_.nearly[from + i] = once[i] & ~twice[i];
  }

  /// Rows that are marked are written too, and counted as decided; they are put right afterwards.
  void finish_block(std::size_t from, std::size_t count) {
    std::uint8_t lowest[block_rows];
    kernel_.lowest(lanes_, count, lowest);
    counts_.by_status[0] += count;
    std::size_t unmatched = 0;
    for (std::size_t i = 0; i < count; ++i) unmatched += lanes_[i] == 0 ? 1 : 0;
    counts_.unmatched += unmatched;
    if (program_.policy != HitPolicy::first) mark_conflicts(count);
    if (results_.rules != nullptr) {
      for (std::size_t i = 0; i < count; ++i) results_.rules[from + i] = lowest[i] == 32 ? -1 : lowest[i];
    }
    if (results_.statuses != nullptr) std::memset(results_.statuses + from, 0, count);
    if (results_.codes != nullptr) {
      std::int32_t* codes = results_.codes + from;
      for (std::size_t i = 0; i < count; ++i) codes[i] = lane_codes_[lowest[i]];
    }
    if (results_.numbers != nullptr) finish_numbers(results_.numbers + from, count);
  }

  /// Rows that several rules match: whether that is right, and which one wins, is for the code of single
  /// rows.
  void mark_conflicts(std::size_t count) {
    if (program_.result != Decision::Result::code) return;
    for (std::size_t i = 0; i < count; ++i) {
      if ((lanes_[i] & (lanes_[i] - 1)) != 0 && lanes_[i] != 0) mark(i);
    }
  }

  void finish_numbers(std::int64_t* numbers, std::size_t count) {
    if (program_.result == Decision::Result::code) {
      std::memset(numbers, 0, count * sizeof *numbers);
    } else if (program_.policy != HitPolicy::collect_sum) {
      const std::int64_t none = program_.default_number.value_or(0);
      for (std::size_t i = 0; i < count; ++i)
        numbers[i] =
            lanes_[i] == 0 && program_.result == Decision::Result::number ? none : std::popcount(lanes_[i]);
    } else {
      const std::int64_t* sums = program_.weight_sums.data();
      const std::size_t bytes = (program_.rules + 7) / 8;
      for (std::size_t i = 0; i < count; ++i) {
        const std::uint32_t set = lanes_[i];
        std::int64_t sum = 0;
        for (std::size_t byte = 0; byte < bytes; ++byte) sum += sums[byte * 256 + (set >> (8 * byte) & 255)];
        numbers[i] = sum;
      }
      for (std::size_t i = 0; i < count && program_.default_number; ++i) {
        if (lanes_[i] == 0) numbers[i] = *program_.default_number;
      }
    }
  }

  const Program& program_;
  const Kernel& kernel_ = kernel();
  std::span<const DecisionColumnView> columns_;
  std::size_t rows_;
  const DecisionResults& results_;
  DecisionCounts counts_;
  bool explained_ = false;
  bool by_lanes_ = false;
  bool prepared_ = false;
  std::vector<Dictionary> dictionaries_;
  std::vector<std::uint32_t> dictionary_lanes_;
  std::vector<std::size_t> dictionary_offsets_;
  std::vector<std::uint64_t> accepted_;
  std::array<std::int32_t, 33> lane_codes_ = lane_codes(program_);
  std::uint32_t lanes_[block_rows];
  std::uint64_t special_[block_rows / 64];

  static std::array<std::int32_t, 33> lane_codes(const Program& program) {
    std::array<std::int32_t, 33> codes;
    codes.fill(-1);
    if (program.result != Decision::Result::code) return codes;
    for (std::size_t rule = 0; rule < program.rules && rule < 32; ++rule) codes[rule] = program.codes[rule];
    codes[32] = program.codes.back();
    return codes;
  }
};

}  // namespace
}  // namespace decision

DecisionCounts Decision::evaluate(std::span<const DecisionColumnView> columns, std::size_t rows,
                                  const DecisionResults& results) const {
  return decision::Batch(*compiled_, columns, rows, results).run();
}

}  // namespace huifang
