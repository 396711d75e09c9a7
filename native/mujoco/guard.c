// Errors and warnings: MuJoCo's handlers must not return to the caller's frames, so they jump to the guard.
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

static _Thread_local jmp_buf* t_environment;
static _Thread_local char t_error[1024];
static _Thread_local char t_warning[1024];

static void on_error(const char* message) {
  snprintf(t_error, sizeof(t_error), "%s", message);
  if (t_environment == NULL) {
    fprintf(stderr, "igen_mujoco: unguarded MuJoCo error: %s\n", message);
    abort();
  }
  _longjmp(*t_environment, 1);
}

static void on_warning(const char* message) { snprintf(t_warning, sizeof(t_warning), "%s", message); }

void igen_mj_handle_errors_of(igen_mj_handler* error, igen_mj_handler* warning) {
  *error = on_error;
  *warning = on_warning;
}

__attribute__((constructor)) static void install_handlers(void) { igen_mj_handle_errors_of(&mju_user_error, &mju_user_warning); }

void* igen_mj_guard_enter(void* environment) {
  void* previous = t_environment;
  t_environment = environment;
  return previous;
}

void igen_mj_guard_leave(void* previous) { t_environment = previous; }

int32_t igen_mj_fail(int32_t status, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(t_error, sizeof(t_error), format, arguments);
  va_end(arguments);
  return status;
}

int32_t igen_mj_copy_name(const char* text, int32_t length, char name[IGEN_MAX_NAME]) {
  if (text == NULL) return igen_mj_fail(IGEN_ARGUMENT, "a name is null");
  if (length < 0 || length >= IGEN_MAX_NAME)
    return igen_mj_fail(IGEN_ARGUMENT, "a name of %d bytes; 0 to %d are possible", length, IGEN_MAX_NAME - 1);
  if (memchr(text, 0, (size_t)length) != NULL) return igen_mj_fail(IGEN_ARGUMENT, "a name with a 0 inside");
  memcpy(name, text, (size_t)length);
  name[length] = 0;
  return IGEN_OK;
}

static int32_t copy_text(const char* text, char* buffer, int32_t capacity) {
  int32_t length = (int32_t)strlen(text);
  if (buffer != NULL && capacity > 0) {
    int32_t count = length < capacity - 1 ? length : capacity - 1;
    memcpy(buffer, text, (size_t)count);
    buffer[count] = 0;
  }
  return length;
}

int32_t igen_mj_last_error(char* buffer, int32_t capacity) { return copy_text(t_error, buffer, capacity); }

int32_t igen_mj_take_warning(char* buffer, int32_t capacity) {
  int32_t length = copy_text(t_warning, buffer, capacity);
  t_warning[0] = 0;
  return length;
}

int32_t igen_mj_abi(igen_mj_abi_info* info) {
  if (info == NULL || info->size != (int32_t)sizeof(igen_mj_abi_info))
    return igen_mj_fail(IGEN_ARGUMENT, "igen_mj_abi_info has %d bytes, expected %d", info == NULL ? 0 : info->size,
                        (int)sizeof(igen_mj_abi_info));
  info->abi_version = IGEN_MJ_ABI_VERSION;
  info->header_version = mjVERSION_HEADER;
  info->runtime_version = mj_version();
  info->number_size = (int32_t)sizeof(mjtNum);
  info->warning_count = mjNWARNING;
#ifdef IGEN_HAS_AUTORESET
  info->has_no_autoreset = 1;
#else
  info->has_no_autoreset = 0;
#endif
  info->kernels = igen_mj_kernels();
  return IGEN_OK;
}

int32_t igen_mj_provoke_error(const char* message, int32_t length) {
  char text[IGEN_MAX_NAME];
  int32_t status = igen_mj_copy_name(message, length, text);
  if (status != IGEN_OK) return status;
  // From 2.3.3 on the message is a format.
#if mjVERSION_HEADER >= 233
  IGEN_GUARDED(mju_error("%s", text));
#else
  IGEN_GUARDED(mju_error(text));
#endif
  return IGEN_OK;
}
