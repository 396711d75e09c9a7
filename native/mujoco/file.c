// Reading what somebody else names: only regular files, never larger than said, and without waiting for a pipe's other end.
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"

int igen_mj_open_regular(const char* path, int64_t limit) {
  int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  if (file < 0) return -1;
  struct stat facts;
  int reason = fstat(file, &facts) != 0 ? errno
               : S_ISDIR(facts.st_mode)  ? EISDIR
               : !S_ISREG(facts.st_mode) ? ENODEV
               : facts.st_size > limit   ? EFBIG
                                         : 0;
  if (reason == 0) return file;
  close(file);
  errno = reason;
  return -1;
}

static const char* reason_of(int error) {
  return error == ENODEV ? "it is no regular file" : error == EISDIR ? "it is a folder" : strerror(error);
}

int32_t igen_mj_file_read(const char* path, int32_t path_length, uint8_t* bytes, int64_t capacity, int64_t* count) {
  char name[4096];
  IGEN_NEEDED(path);
  IGEN_NEEDED(count);
  IGEN_LENGTH(bytes, capacity, 1);
  if (path_length < 1 || path_length >= (int32_t)sizeof(name) || memchr(path, 0, (size_t)path_length) != NULL)
    return igen_mj_fail(IGEN_ARGUMENT, "a path of %d bytes, or with a 0 inside", path_length);
  memcpy(name, path, (size_t)path_length);
  name[path_length] = 0;
  int file = igen_mj_open_regular(name, capacity);
  if (file < 0 && errno == EFBIG)
    return igen_mj_fail(IGEN_IO, "it has more than %lld bytes", (long long)capacity);
  if (file < 0) return igen_mj_fail(IGEN_IO, "%s", reason_of(errno));
  int64_t total = 0;
  for (;;) {
    // One byte more than fits shows a file that grew meanwhile, or says of itself that it is empty.
    uint8_t spare;
    ssize_t got = total < capacity ? read(file, bytes + total, (size_t)(capacity - total)) : read(file, &spare, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 || (got > 0 && total == capacity)) {
      int reason = errno;
      close(file);
      return got > 0 ? igen_mj_fail(IGEN_IO, "it has more than %lld bytes", (long long)capacity)
                     : igen_mj_fail(IGEN_IO, "%s", reason_of(reason));
    }
    if (got == 0) break;
    total += got;
  }
  close(file);
  *count = total;
  return IGEN_OK;
}
