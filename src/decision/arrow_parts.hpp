#pragma once
/// What Arrow structs are made of, with its memory: columns are put together as parts and handed out.

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "huifang/arrow.hpp"

namespace huifang::arrow {

/// An array that owns its buffers; the schema of a column owns its texts. Both are released by the consumer.
struct OwnedSchema {
  ArrowSchema schema{};
  std::string format, name;
  std::vector<std::unique_ptr<OwnedSchema>> children;
  std::vector<ArrowSchema*> child_pointers;
  std::unique_ptr<OwnedSchema> dictionary;
};
/// Memory that is shared with whoever made it. Null: absent.
struct Buffer {
  std::shared_ptr<const void> owner;
  const void* data = nullptr;
};
template <class T>
Buffer buffer_of(std::shared_ptr<std::vector<T>> values) {
  static const std::uint64_t nothing[8] = {};
  const void* data = values->empty() ? static_cast<const void*>(nothing) : values->data();
  return {std::move(values), data};
}
template <class T>
Buffer buffer_of(std::vector<T> values) {
  return buffer_of(std::make_shared<std::vector<T>>(std::move(values)));
}

struct OwnedArray {
  ArrowArray array{};
  std::vector<Buffer> buffers;
  std::vector<const void*> buffer_pointers;
  std::vector<std::unique_ptr<OwnedArray>> children;
  std::vector<ArrowArray*> child_pointers;
  std::unique_ptr<OwnedArray> dictionary;
};

struct Part {
  std::unique_ptr<OwnedSchema> schema = std::make_unique<OwnedSchema>();
  std::unique_ptr<OwnedArray> array = std::make_unique<OwnedArray>();
};

/// One bit a row.
class Bits {
 public:
  explicit Bits(std::size_t rows) : bits_((rows + 7) / 8) {}
  void set(std::size_t row) { bits_[row / 8] = static_cast<std::uint8_t>(bits_[row / 8] | 1u << (row % 8)); }
  const std::vector<std::uint8_t>& bits() const { return bits_; }

 private:
  std::vector<std::uint8_t> bits_;
};

/// A column of an Arrow format; buffers[0] says which elements are there, and is dropped when all are.
Part made(std::string name, std::string format, std::size_t rows, std::size_t nulls, std::vector<Buffer> buffers);
/// A column of int32 whose negative elements are nulls. `complete`: there are none.
Part placed(std::string name, const std::shared_ptr<std::vector<std::int32_t>>& values, bool complete);
/// A column of texts.
Part texts(std::string name, const std::vector<std::string>& values);
/// A record batch of columns of that many rows.
Part batch_of(std::vector<Part> columns, std::size_t rows);

/// Moves a part and everything below it into structs of the consumer.
void hand_out(std::unique_ptr<OwnedSchema> owned, ArrowSchema& out);
void hand_out(std::unique_ptr<OwnedArray> owned, ArrowArray& out);

}  // namespace huifang::arrow
