// The program's own fopen comes before the C library's, for every library it loads: MuJoCo, its XML parser, its PNG decoder.
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "../internal.h"
#include "opened.h"

static char opened[256 << 10];
static int32_t opened_length;
static char refusal[512];

static const int64_t max_bytes = 256 << 20;

const char* igen_opened(int32_t* length) {
  *length = opened_length;
  return opened;
}

const char* igen_opened_refusal(void) { return refusal; }

static FILE* not_opened(const char* path, const char* why, int reason) {
  snprintf(refusal, sizeof(refusal), "'%s' %s", path, why);
  errno = reason;
  return NULL;
}

static FILE* open_noted(const char* path, const char* mode) {
  if (path == NULL || mode == NULL || mode[0] != 'r' || strchr(mode, '+') != NULL) {
    errno = EROFS;
    return NULL;
  }
  size_t length = strlen(path) + 1;
  if (length > sizeof(opened) - (size_t)opened_length) return not_opened(path, "is one file too many", ENFILE);
  int file = igen_mj_open_regular(path, max_bytes);
  if (file < 0) {
    int reason = errno;
    if (reason == ENODEV || reason == EISDIR) return not_opened(path, "is no regular file", reason);
    if (reason == EFBIG) return not_opened(path, "has more than 256 MB", reason);
    if (reason == EACCES) return not_opened(path, "cannot be read: permission denied", reason);
    errno = reason;
    return NULL;
  }
  FILE* stream = fdopen(file, "rb");
  if (stream == NULL) {
    close(file);
    return NULL;
  }
  memcpy(opened + opened_length, path, length);
  opened_length += (int32_t)length;
  return stream;
}

IGEN_EXPORT FILE* fopen(const char* restrict path, const char* restrict mode) { return open_noted(path, mode); }

IGEN_EXPORT FILE* fopen64(const char* restrict path, const char* restrict mode) { return open_noted(path, mode); }
