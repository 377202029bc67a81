#include "log/byte_source.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "huifang/error.hpp"
#include "log/codes.hpp"
#include "policy/codes.hpp"

namespace huifang {
namespace {

[[noreturn]] void refuse(const std::string& path, const std::string& message) {
  Diagnostic diagnostic;
  diagnostic.code = codes::log_unreadable;
  diagnostic.message = message;
  diagnostic.file = path;
  throw Error(ErrorKind::storage, {diagnostic});
}

}  // namespace

ByteSource ByteSource::open(const std::string& path, std::size_t memory_max, std::size_t stream_max) {
  ByteSource source;
  source.path_ = path;
  source.file_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (source.file_ < 0) refuse(path, std::string("the file cannot be opened: ") + std::strerror(errno));
  struct stat status {};
  if (::fstat(source.file_, &status) != 0) refuse(path, "the file cannot be examined");
  if (S_ISDIR(status.st_mode)) refuse(path, "this is a folder, not a file");
  if (S_ISREG(status.st_mode)) {
    source.size_ = static_cast<std::uint64_t>(status.st_size);
    if (source.size_ > memory_max) return source;
  }
  // Small files and pipes: all of it. A pipe or device has no size that could be asked for before.
  std::string piece(64u * 1024, '\0');
  while (source.text_.size() <= stream_max) {
    const ssize_t count = ::read(source.file_, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) refuse(path, std::string("the file cannot be read: ") + std::strerror(errno));
    if (count == 0) break;
    source.text_.append(piece, 0, static_cast<std::size_t>(count));
  }
  if (source.text_.size() > stream_max) {
    Diagnostic diagnostic;
    diagnostic.code = std::string(loader::code::limit_bytes.id);
    diagnostic.message = "more was written into this pipe or device than is read at once";
    diagnostic.file = path;
    diagnostic.expected = "at most " + std::to_string(stream_max) + " bytes; a larger log has to be a file";
    throw Error(ErrorKind::limit, {diagnostic});
  }
  ::close(std::exchange(source.file_, -1));
  source.size_ = source.text_.size();
  return source;
}

ByteSource ByteSource::of_text(std::string text) {
  ByteSource source;
  source.text_ = std::move(text);
  source.size_ = source.text_.size();
  return source;
}

ByteSource::ByteSource(ByteSource&& other) noexcept
    : path_(std::move(other.path_)),
      text_(std::move(other.text_)),
      size_(other.size_),
      file_(std::exchange(other.file_, -1)) {}

ByteSource& ByteSource::operator=(ByteSource&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(text_, other.text_);
  std::swap(size_, other.size_);
  std::swap(file_, other.file_);
  return *this;
}

ByteSource::~ByteSource() {
  if (file_ >= 0) ::close(file_);
}

std::string_view ByteSource::read(std::uint64_t offset, std::size_t length, std::string& scratch) const {
  if (offset >= size_) return {};
  length = static_cast<std::size_t>(std::min<std::uint64_t>(length, size_ - offset));
  if (file_ < 0) return std::string_view(text_).substr(static_cast<std::size_t>(offset), length);
  scratch.resize(length);
  std::size_t done = 0;
  while (done < length) {
    const ssize_t count =
        ::pread(file_, scratch.data() + done, length - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) refuse(path_, std::string("the file cannot be read: ") + std::strerror(errno));
    if (count == 0) refuse(path_, "the file became shorter while it was read");
    done += static_cast<std::size_t>(count);
  }
  return scratch;
}

}  // namespace huifang
