#include "decision/arrow_parts.hpp"

namespace huifang::arrow {
namespace {

// A consumer may move a child out and release it on its own: each part releases only itself through its own
// hook, and whoever releases the whole releases the children that are still there.
void release_schema(ArrowSchema* schema) {
  for (std::int64_t i = 0; i < schema->n_children; ++i) {
    if (schema->children[i]->release != nullptr) schema->children[i]->release(schema->children[i]);
  }
  if (schema->dictionary != nullptr && schema->dictionary->release != nullptr)
    schema->dictionary->release(schema->dictionary);
  auto* owned = static_cast<std::shared_ptr<OwnedSchema>*>(schema->private_data);
  schema->release = nullptr;
  delete owned;
}
void release_array(ArrowArray* array) {
  for (std::int64_t i = 0; i < array->n_children; ++i) {
    if (array->children[i]->release != nullptr) array->children[i]->release(array->children[i]);
  }
  if (array->dictionary != nullptr && array->dictionary->release != nullptr)
    array->dictionary->release(array->dictionary);
  auto* owned = static_cast<std::shared_ptr<OwnedArray>*>(array->private_data);
  array->release = nullptr;
  delete owned;
}

/// Fills in the C structs below a part that is in its place.
void connect(OwnedSchema& owned) {
  owned.schema.format = owned.format.c_str();
  owned.schema.name = owned.name.c_str();
  owned.schema.n_children = static_cast<std::int64_t>(owned.children.size());
}

}  // namespace

Part made(std::string name, std::string format, std::size_t rows, std::size_t nulls,
          std::vector<Buffer> buffers) {
  Part part;
  part.schema->name = std::move(name);
  part.schema->format = std::move(format);
  part.schema->schema.flags = ARROW_FLAG_NULLABLE;
  part.array->array.length = static_cast<std::int64_t>(rows);
  part.array->array.null_count = static_cast<std::int64_t>(nulls);
  if (nulls == 0 && !buffers.empty()) buffers[0] = {};
  part.array->buffers = std::move(buffers);
  return part;
}

Part placed(std::string name, const std::shared_ptr<std::vector<std::int32_t>>& values, bool complete) {
  Bits valid(complete ? 0 : values->size());
  std::size_t nulls = 0;
  for (std::size_t i = 0; i < values->size() && !complete; ++i) {
    if ((*values)[i] >= 0)
      valid.set(i);
    else
      ++nulls;
  }
  return made(std::move(name), "i", values->size(), nulls, {buffer_of(valid.bits()), buffer_of(values)});
}

Part texts(std::string name, const std::vector<std::string>& values) {
  std::vector<std::int32_t> offsets{0};
  std::vector<std::uint8_t> data;
  for (const std::string& text : values) {
    data.insert(data.end(), text.begin(), text.end());
    offsets.push_back(static_cast<std::int32_t>(data.size()));
  }
  return made(std::move(name), "u", values.size(), 0, {{}, buffer_of(std::move(offsets)), buffer_of(std::move(data))});
}

Part batch_of(std::vector<Part> columns, std::size_t rows) {
  Part whole = made("", "+s", rows, 0, {{}});
  for (Part& column : columns) {
    whole.schema->children.push_back(std::move(column.schema));
    whole.array->children.push_back(std::move(column.array));
  }
  return whole;
}

void hand_out(std::unique_ptr<OwnedSchema> owned, ArrowSchema& out) {
  connect(*owned);
  // Children live inside the parent's private data until they are released; each has a share of the parent.
  auto shared = std::shared_ptr<OwnedSchema>(std::move(owned));
  for (auto& child : shared->children) {
    auto slot = std::make_unique<ArrowSchema>();
    hand_out(std::move(child), *slot);
    shared->child_pointers.push_back(slot.release());
  }
  shared->schema.children = shared->child_pointers.data();
  if (shared->dictionary != nullptr) {
    auto slot = std::make_unique<ArrowSchema>();
    hand_out(std::move(shared->dictionary), *slot);
    shared->schema.dictionary = slot.release();
  }
  out = shared->schema;
  // Only what is whole can be released.
  out.release = nullptr;
  out.private_data = new std::shared_ptr<OwnedSchema>(shared.get(), [shared](OwnedSchema* all) {
    for (ArrowSchema* child : all->child_pointers) delete child;
    delete all->schema.dictionary;
  });
  out.release = release_schema;
}

void hand_out(std::unique_ptr<OwnedArray> owned, ArrowArray& out) {
  auto shared = std::shared_ptr<OwnedArray>(std::move(owned));
  ArrowArray& array = shared->array;
  for (const Buffer& buffer : shared->buffers) shared->buffer_pointers.push_back(buffer.data);
  array.n_buffers = static_cast<std::int64_t>(shared->buffer_pointers.size());
  array.buffers = shared->buffer_pointers.data();
  for (auto& child : shared->children) {
    auto slot = std::make_unique<ArrowArray>();
    hand_out(std::move(child), *slot);
    shared->child_pointers.push_back(slot.release());
  }
  array.n_children = static_cast<std::int64_t>(shared->child_pointers.size());
  array.children = shared->child_pointers.data();
  if (shared->dictionary != nullptr) {
    auto slot = std::make_unique<ArrowArray>();
    hand_out(std::move(shared->dictionary), *slot);
    array.dictionary = slot.release();
  }
  out = array;
  // Only what is whole can be released.
  out.release = nullptr;
  out.private_data = new std::shared_ptr<OwnedArray>(shared.get(), [shared](OwnedArray* all) {
    for (ArrowArray* child : all->child_pointers) delete child;
    delete all->array.dictionary;
  });
  out.release = release_array;
}

}  // namespace huifang::arrow
