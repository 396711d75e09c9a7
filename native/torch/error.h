// The guard around every export: nothing unwinds into the caller.
#pragma once

#include <cstdint>
#include <exception>
#include <stdexcept>
#include <string>

#include "igen_torch.h"

namespace igen {

struct Error : std::runtime_error {
  Error(int32_t code, const std::string& message) : std::runtime_error(message), code(code) {}
  int32_t code;
};

[[noreturn]] void refuse(const std::string& message);
void remember(const char* message) noexcept;
const std::string& remembered() noexcept;

// Copies text into a caller's buffer, cut to capacity and ended by 0.
void copy_text(const std::string& text, char* buffer, int32_t capacity);

template <class F>
int32_t guarded(F&& body) noexcept {
  try {
    body();
    return IGEN_OK;
  } catch (const Error& error) {
    remember(error.what());
    return error.code;
  } catch (const std::exception& error) {
    remember(error.what());
    return IGEN_ERROR;
  } catch (...) {
    remember("an exception of unknown type");
    return IGEN_ERROR;
  }
}

}  // namespace igen
