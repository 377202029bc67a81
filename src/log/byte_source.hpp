#pragma once
/// The bytes of a log: a text in memory, or a file read piece by piece.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace huifang {

/// Random access to the bytes of one log. Files up to `memory_max` bytes are read at once; of larger ones
/// only the piece asked for is in memory. A file that changes size between two reads is refused, never
/// half-read.
class ByteSource {
 public:
  /// Most of a pipe or device, bytes: it is kept in memory.
  static constexpr std::size_t stream_max_default = 256u * 1024 * 1024;

  /// Throws Error(storage) when the file cannot be opened, Error(limit) when a pipe or device yields more
  /// than `stream_max` bytes.
  static ByteSource open(const std::string& path, std::size_t memory_max,
                         std::size_t stream_max = stream_max_default);
  static ByteSource of_text(std::string text);
  ByteSource(ByteSource&& other) noexcept;
  ByteSource& operator=(ByteSource&& other) noexcept;
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;
  ~ByteSource();

  std::uint64_t size() const { return size_; }
  /// [offset, offset + length), cut at the end. The view is valid until the next read; `scratch` may hold it.
  std::string_view read(std::uint64_t offset, std::size_t length, std::string& scratch) const;

 private:
  ByteSource() = default;
  std::string path_;
  std::string text_;  ///< whole content when file_ is -1
  std::uint64_t size_ = 0;
  int file_ = -1;  ///< owned descriptor
};

}  // namespace huifang
