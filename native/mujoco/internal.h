// What the files of the shim share and nobody else sees: the guard, and what stands behind a handle.
#ifndef IGEN_INTERNAL_H_
#define IGEN_INTERNAL_H_

#include <mujoco/mujoco.h>
#include <setjmp.h>
#include <stdatomic.h>

#include "igen_mujoco.h"

// --- errors ---

int32_t igen_mj_fail(int32_t status, const char* format, ...) __attribute__((format(printf, 2, 3)));
void* igen_mj_guard_enter(void* environment);
void igen_mj_guard_leave(void* previous);

typedef void (*igen_mj_handler)(const char*);
// Makes a MuJoCo's errors and warnings end in the guard, given the addresses of its two handlers.
void igen_mj_handle_errors_of(igen_mj_handler* error, igen_mj_handler* warning);

// Runs its body; an mju_error inside runs ON_ERROR, which must leave the function and must not read a local that the body
// changes, unless that is volatile. _setjmp does not save the signal mask: ~10 ns.
#define IGEN_GUARDED_OR(ON_ERROR, ...)                            \
  do {                                                            \
    jmp_buf igen_environment;                                     \
    void* igen_previous = igen_mj_guard_enter(&igen_environment); \
    if (_setjmp(igen_environment) != 0) {                         \
      igen_mj_guard_leave(igen_previous);                         \
      ON_ERROR;                                                   \
    }                                                             \
    __VA_ARGS__;                                                  \
    igen_mj_guard_leave(igen_previous);                           \
  } while (0)

// The same where an error leaves nothing to clean up.
#define IGEN_GUARDED(...) IGEN_GUARDED_OR(return IGEN_ERROR, __VA_ARGS__)

// Refuses a missing pointer by its name.
#define IGEN_NEEDED(pointer)                                                            \
  do {                                                                                  \
    if ((pointer) == NULL) return igen_mj_fail(IGEN_ARGUMENT, "%s is null", #pointer); \
  } while (0)

// Refuses a short array by its name, its length and what is needed.
#define IGEN_LENGTH(array, count, needed)                                                                            \
  do {                                                                                                               \
    if ((array) == NULL && (needed) > 0) return igen_mj_fail(IGEN_ARGUMENT, "%s is null", #array);                   \
    if ((int64_t)(count) < (int64_t)(needed))                                                                        \
      return igen_mj_fail(IGEN_ARGUMENT, "%s has room for %lld elements; %lld are needed", #array, (long long)(count), \
                          (long long)(needed));                                                                      \
  } while (0)

// Names of fields and elements are short; a longer one names nothing.
enum { IGEN_MAX_NAME = 256 };

// Copies a text of a known length into a buffer that ends it by 0; refuses one that is too long or has a 0 inside.
int32_t igen_mj_copy_name(const char* text, int32_t length, char name[IGEN_MAX_NAME]);

// --- kernels ---

enum { IGEN_KERNELS_NONE = 0, IGEN_KERNELS_NOT_MET = 1, IGEN_KERNELS_IN_USE = 2 };
// Whether this library has kernels, and libmujoco takes them.
int igen_mj_kernels(void);

typedef void (*igen_mj_step_function)(const mjModel*, mjData*);
// mj_step of a libmujoco that meets no kernels; NULL where it can't be loaded a second time.
igen_mj_step_function igen_mj_raw_step(void);

// --- what stands behind a handle ---

typedef struct igen_family igen_family;

// One model: the compiled one, or a copy of its struct with another timestep. The arrays belong to the family.
typedef struct igen_model {
  const mjModel* m;
  igen_family* family;
  struct igen_model* next;  // of the same family
  mjModel copy;             // what m points to, unless it is the compiled one
} igen_model;

// A compiled model with its copies: everything that may be used together. Lives as long as one of its models or worlds.
struct igen_family {
  atomic_int references;
  mjModel* compiled;
  igen_model* first;
};

typedef struct {
  mjData* d;
  const mjModel* m;  // the model it was made from
  igen_family* family;
} igen_world;

void igen_mj_family_hold(igen_family* family);
// Gives a model that was made later to its family, which frees it.
void igen_mj_family_add(igen_model* model);
void igen_mj_family_release(igen_family* family);

enum { IGEN_NOTHING = 0, IGEN_MODEL = 1, IGEN_WORLD = 2 };
enum { IGEN_SLOT_BITS = 16, IGEN_SLOTS = 1 << IGEN_SLOT_BITS, IGEN_KIND_BITS = 4, IGEN_KINDS = 1 << IGEN_KIND_BITS };

// A handle is: generation of the slot | kind | number of the slot. The slot holds it while the object lives, so one comparison
// tells a live handle from one that was freed, made up, or names something else.
typedef struct {
  _Atomic int64_t handle;
  void* object;
  int64_t generation;
} igen_slot;

extern igen_slot igen_mj_slots[IGEN_SLOTS];

int32_t igen_mj_register(void* object, int32_t kind, igen_mj_handle* handle);
// The object, which no later call finds; NULL, with the error's text set, where there is none.
void* igen_mj_retire(igen_mj_handle handle, int32_t kind);
int32_t igen_mj_not_live(igen_mj_handle handle, int32_t kind);

static inline void* igen_mj_live(igen_mj_handle handle, int32_t kind) {
  igen_slot* slot = igen_mj_slots + ((uint64_t)handle & (IGEN_SLOTS - 1));
  if ((((uint64_t)handle >> IGEN_SLOT_BITS) & (IGEN_KINDS - 1)) != (uint64_t)kind) return NULL;
  return atomic_load_explicit(&slot->handle, memory_order_acquire) == handle ? slot->object : NULL;
}

// Declares what a handle names, or returns from the export.
#define IGEN_FIND(type, name, handle, kind)        \
  type* name = igen_mj_live(handle, kind);         \
  if (name == NULL) return igen_mj_not_live(handle, kind)

// Declares a world and the model it is to be stepped with: its own where the handle is 0, else one of the same family.
#define IGEN_FIND_PAIR(m, model, world, data)                                                     \
  IGEN_FIND(igen_world, world, data, IGEN_WORLD);                                                 \
  const mjModel* m = world->m;                                                                    \
  if ((model) != 0) {                                                                             \
    IGEN_FIND(igen_model, chosen, model, IGEN_MODEL);                                             \
    if (chosen->family != world->family)                                                          \
      return igen_mj_fail(IGEN_ARGUMENT, "the world was made from another model");                \
    m = chosen->m;                                                                                \
  }

// --- texts ---

// A path in a folder that can hold no files, so that a text without a folder never picks up somebody's file.
#define IGEN_NOWHERE "/dev/null/model"

// Compiles MJCF text without a file. path: what MuJoCo takes for the file's own path when it looks for relative files. NULL,
// with MuJoCo's words in error, where it does not compile.
mjModel* igen_mj_parse(const char* path, const char* xml, int32_t length, char* error, int32_t error_length);

// --- files ---

// A regular file of at most limit bytes, opened for reading without ever waiting; its descriptor, or -1 with errno set
// (EFBIG: too large; EISDIR, ENODEV: no regular file).
int igen_mj_open_regular(const char* path, int64_t limit);

#endif  // IGEN_INTERNAL_H_
