#include "error.h"

#include <algorithm>
#include <cstring>

namespace igen {

namespace {
thread_local std::string last_error;
}

void refuse(const std::string& message) { throw Error(IGEN_ARGUMENT, message); }

void remember(const char* message) noexcept {
  try {
    last_error = message;
    // libtorch appends its own C++ stack after the first line; the caller wants the sentence.
    auto stack = last_error.find("\nException raised from");
    if (stack != std::string::npos) last_error.resize(stack);
  } catch (...) {
    last_error.clear();
  }
}

const std::string& remembered() noexcept { return last_error; }

void copy_text(const std::string& text, char* buffer, int32_t capacity) {
  if (!buffer || capacity <= 0) refuse("a text buffer needs room for at least one byte");
  const size_t length = std::min(text.size(), static_cast<size_t>(capacity - 1));
  std::memcpy(buffer, text.data(), length);
  buffer[length] = 0;
}

}  // namespace igen
