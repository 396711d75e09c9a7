// igen_mj_compile: compiles one MJCF text of somebody else's in a process of its own, so that whatever MuJoCo's compiler does
// with it (crash, abort, loop, eat memory) ends here.
//
//   igen_mj_compile PARENT FOLDER SECONDS MEMORY_MB OUTPUT_MB WORLD_MB <text >answer
//
// The text is compiled as if it were a file in FOLDER; where FOLDER is empty, nothing relative is found. The answer is an
// igen_answer, then its parts in order. A process that dies before it answers has said enough; its parent asks the system how.
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif

#include "../internal.h"
#include "opened.h"

enum { MAX_TEXT = 64 << 20 };

// Everything in it is in the machine's own byte order: it never leaves the machine.
typedef struct {
  char magic[8];         // "IGENMJB1"
  int32_t status;        // 0, or 1 where the text was refused
  int32_t text_length;   // bytes of the reason for the refusal
  int32_t opened_length; // bytes of the paths of the files that were opened, in order, each ended by 0
  int32_t model_length;  // bytes of the compiled model
} igen_answer;

static void send_all(const void* bytes, size_t length) {
  for (const char* at = bytes; length > 0;) {
    ssize_t count = write(STDOUT_FILENO, at, length);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) _exit(3);
    at += count;
    length -= (size_t)count;
  }
}

// Ends the process at once: nothing that MuJoCo's libraries do at exit matters any more.
static void answer(int32_t status, const char* text, const void* model, int32_t model_length) {
  int32_t opened_length;
  const char* opened = igen_opened(&opened_length);
  igen_answer head = {"IGENMJB1", status, (int32_t)strlen(text), opened_length, model_length};
  send_all(&head, sizeof(head));
  send_all(text, strlen(text));
  send_all(opened, (size_t)opened_length);
  send_all(model, (size_t)model_length);
  _exit(0);
}

static void refuse(const char* text) { answer(1, text, NULL, 0); }

static void refuse_last_error(void) {
  char text[1024];
  igen_mj_last_error(text, sizeof(text));
  refuse(text);
}

static void limit(int resource, rlim_t value) {
  struct rlimit both = {value, value};
  if (setrlimit(resource, &both) != 0) _exit(4);
}

// Nothing that is done here can be done to the parent.
static void confine(long parent, long seconds, long memory) {
  // A group of its own: the terminal's interrupt is the parent's to handle, who ends this process himself.
  setpgid(0, 0);
#ifdef __linux__
  prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
  if (getppid() != (pid_t)parent) _exit(5);
  int nothing = open("/dev/null", O_WRONLY);
  if (nothing < 0 || dup2(nothing, STDERR_FILENO) < 0) _exit(4);
  signal(SIGALRM, SIG_DFL);
  signal(SIGPIPE, SIG_DFL);
  signal(SIGXCPU, SIG_DFL);
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_NOFILE, 64);
#ifdef __SANITIZE_ADDRESS__
  (void)memory;  // AddressSanitizer reserves terabytes of addresses
#else
  limit(RLIMIT_AS, (rlim_t)memory << 20);
#endif
  struct rlimit time = {(rlim_t)seconds, (rlim_t)seconds + 1};  // first SIGXCPU, which has a name, then SIGKILL
  if (setrlimit(RLIMIT_CPU, &time) != 0) _exit(4);
  alarm((unsigned)seconds + 1);
}

static char* read_text(int32_t* length) {
  size_t capacity = 1 << 16, count = 0;
  char* text = malloc(capacity);
  for (;;) {
    if (text == NULL) refuse("no memory for the text");
    ssize_t got = read(STDIN_FILENO, text + count, capacity - count);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) _exit(3);
    if (got == 0) break;
    count += (size_t)got;
    if (count > MAX_TEXT) refuse("the text is too long");
    if (count == capacity) text = realloc(text, capacity *= 2);
  }
  *length = (int32_t)count;
  return text;
}

// A world of the model, once: what cannot be made or evaluated here must not be tried where the caller's data are.
static void try_world(const mjModel* m, long limit_mb) {
  mjData* volatile d = NULL;
  IGEN_GUARDED_OR({ refuse_last_error(); return; }, {
    d = mj_makeData(m);
    if (d == NULL) mju_error("out of memory");
#if mjVERSION_HEADER >= 300
    int64_t bytes = (int64_t)d->nbuffer + (int64_t)d->narena;
#else
    int64_t bytes = (int64_t)d->nbuffer + (int64_t)d->nstack * (int64_t)sizeof(mjtNum);
#endif
    if (bytes > (int64_t)limit_mb << 20) {
      char text[200];
      snprintf(text, sizeof(text), "one world of it takes %lld MB; at most %ld MB are possible", (long long)(bytes >> 20), limit_mb);
      refuse(text);
    }
    mj_forward(m, d);
  });
}

static long number(const char* text, long max) {
  char* end;
  errno = 0;
  long value = strtol(text, &end, 10);
  if (errno != 0 || *end != 0 || value < 1 || value > max) _exit(6);
  return value;
}

static mjModel* compile(const char* path, const char* text, int32_t length) {
  char error[1000] = "";
  mjModel* m = NULL;
  IGEN_GUARDED_OR({ refuse_last_error(); return NULL; },
                  m = igen_mj_parse(path, text, length, error, sizeof(error)));
  if (m == NULL) refuse(igen_opened_refusal()[0] != 0 ? igen_opened_refusal() : error);
  return m;
}

static void save(const mjModel* m, void* bytes, int32_t size) {
  IGEN_GUARDED_OR({ refuse_last_error(); return; }, mj_saveModel(m, NULL, bytes, size));
}

int main(int argc, char** argv) {
  if (argc != 7) return 6;
  confine(number(argv[1], INT_MAX), number(argv[3], 3600), number(argv[4], 1 << 20));
  const long output_mb = number(argv[5], 1024), world_mb = number(argv[6], 1 << 16);
  int32_t length;
  char* text = read_text(&length);
  const char* folder = argv[2];
  if (folder[0] != 0 && chdir(folder) != 0) refuse("its folder cannot be entered");
  mjModel* m = compile(folder[0] != 0 ? "igen-given-model.xml" : IGEN_NOWHERE ".xml", text, length);
  try_world(m, world_mb);
  int64_t size = (int64_t)mj_sizeModel(m);
  if (size < 1 || size > (int64_t)output_mb << 20) {
    char reason[200];
    snprintf(reason, sizeof(reason), "compiled it has %lld MB; at most %ld MB are possible", (long long)(size >> 20), output_mb);
    refuse(reason);
  }
  void* bytes = malloc((size_t)size);
  if (bytes == NULL) refuse("no memory for the compiled model");
  save(m, bytes, (int32_t)size);
  answer(0, "", bytes, (int32_t)size);
}
