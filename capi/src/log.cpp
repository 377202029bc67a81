// Logs.
#include "boundary.hpp"

using namespace huifang::c;
using huifang::Event;
using huifang::EventLog;
using huifang::LogInput;
using huifang::LogMapping;
using huifang::LogOptions;

namespace {

LogOptions options_of(const huifang_log_options* given, const huifang_zone* zone) {
  const auto options = read_options(given, "huifang_log_options");
  LogOptions result;
  if (zone != nullptr) result.zone = zone->zone;
  result.record_bytes = or_default(options.record_bytes_max, result.record_bytes);
  result.errors_listed = or_default(options.errors_listed, result.errors_listed);
  result.memory_bytes = or_default(options.memory_bytes, result.memory_bytes);
  return result;
}

LogInput input_with(const huifang_log_mapping* mapping) {
  LogInput input;
  if (mapping != nullptr) input.mapping = mapping->mapping;
  return input;
}

}  // namespace

extern "C" {

huifang_status huifang_log_mapping_parse(const char* json, size_t json_size, const char* file,
                                         size_t file_size, huifang_log_mapping** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    const std::string name(text(file, file_size, "file"));
    *out = new huifang_log_mapping{LogMapping::parse(bytes(json, json_size, "json"), name)};
  });
}

huifang_status huifang_log_mapping_load_file(const char* path, size_t path_size, huifang_log_mapping** out,
                                             huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    *out = new huifang_log_mapping{LogMapping::load_file(std::string(text(path, path_size, "path")))};
  });
}

void huifang_log_mapping_free(huifang_log_mapping* mapping) { delete mapping; }

huifang_status huifang_log_inputs_create(huifang_log_inputs** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    *out = new huifang_log_inputs;
  });
}

void huifang_log_inputs_free(huifang_log_inputs* inputs) { delete inputs; }

huifang_status huifang_log_inputs_add_file(huifang_log_inputs* inputs, const char* path, size_t path_size,
                                           const huifang_log_mapping* mapping, huifang_error** error) {
  return guarded(error, [&] {
    huifang_log_inputs& target = required(inputs, "inputs");
    LogInput input = input_with(mapping);
    input.path = std::string(text(path, path_size, "path"));
    if (input.path.empty()) refuse_null("path");
    target.inputs.push_back(std::move(input));
  });
}

huifang_status huifang_log_inputs_add_text(huifang_log_inputs* inputs, const char* log, size_t log_size,
                                           const char* name, size_t name_size,
                                           const huifang_log_mapping* mapping, huifang_error** error) {
  return guarded(error, [&] {
    huifang_log_inputs& target = required(inputs, "inputs");
    LogInput input = input_with(mapping);
    input.text = std::string(bytes(log, log_size, "log"));
    input.name = std::string(text(name, name_size, "name"));
    target.inputs.push_back(std::move(input));
  });
}

huifang_status huifang_log_read(const huifang_log_inputs* inputs, const huifang_zone* zone,
                                const huifang_log_options* options, huifang_log** out,
                                huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    *out = new huifang_log{EventLog::read(required(inputs, "inputs").inputs, options_of(options, zone))};
  });
}

void huifang_log_close(huifang_log* log) { delete log; }

huifang_status huifang_log_next(huifang_log* log, huifang_event** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    auto event = std::make_unique<huifang_event>();
    if (required(log, "log").log.next(event->event)) *out = event.release();
  });
}

huifang_status huifang_log_rewind(huifang_log* log, huifang_error** error) {
  return guarded(error, [&] { required(log, "log").log.rewind(); });
}

huifang_status huifang_log_place(const huifang_log* log, huifang_string** out, huifang_error** error) {
  if (out != nullptr) *out = nullptr;
  return guarded(error, [&] {
    required(out, "out");
    hand_out(out, required(log, "log").log.place());
  });
}

uint64_t huifang_log_size(const huifang_log* log) { return log == nullptr ? 0 : log->log.size(); }

uint64_t huifang_log_records(const huifang_log* log) { return log == nullptr ? 0 : log->log.records(); }

uint64_t huifang_log_skipped(const huifang_log* log) {
  return log == nullptr ? 0 : log->log.skipped_records();
}

size_t huifang_log_skipped_count(const huifang_log* log) {
  return log == nullptr ? 0 : log->log.skipped().size();
}

const huifang_diagnostic* huifang_log_skipped_item(const huifang_log* log, size_t index) {
  return lend_item<huifang_diagnostic>(log == nullptr ? nullptr : &log->log.skipped(), index);
}

}  // extern "C"
