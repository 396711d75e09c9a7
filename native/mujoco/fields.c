// Pointer, length and element kind of a field by name, built on MuJoCo's own X-macros: no struct is mirrored in C#.
#include <mujoco/mjxmacro.h>
#include <string.h>

#include "internal.h"

#define KIND(pointer)           \
  _Generic((pointer),           \
      double*: IGEN_KIND_F64,   \
      float*: IGEN_KIND_F32,    \
      int*: IGEN_KIND_I32,      \
      unsigned char*: IGEN_KIND_U8, \
      _Bool*: IGEN_KIND_U8,     \
      int64_t*: IGEN_KIND_I64,  \
      default: IGEN_KIND_OTHER)

#define FIELD(owner, type, field, rows, columns)            \
  if (strcmp(text, #field) == 0) {                          \
    *pointer = (void*)(owner)->field;                       \
    *count = (int64_t)(m->rows) * (int64_t)(columns);       \
    *kind = KIND((type*)0);                                 \
    return IGEN_OK;                                         \
  }

// Column counts in the macros refer to bare names in some releases and to MJ_M(name) in others.
#undef MJ_M
#define MJ_M(n) m->n

#pragma GCC diagnostic ignored "-Wunused-variable"

int32_t igen_mj_model_field(igen_mj_handle model, const char* name, int32_t length, void** pointer, int64_t* count,
                            int32_t* kind) {
  IGEN_FIND(igen_model, found, model, IGEN_MODEL);
  IGEN_NEEDED(pointer);
  IGEN_NEEDED(count);
  IGEN_NEEDED(kind);
  char text[IGEN_MAX_NAME];
  int32_t status = igen_mj_copy_name(name, length, text);
  if (status != IGEN_OK) return status;
  const mjModel* m = found->m;
#ifdef MJMODEL_POINTERS_PREAMBLE
  MJMODEL_POINTERS_PREAMBLE(m)
#endif
#define X(type, field, rows, columns) FIELD(m, type, field, rows, columns)
  MJMODEL_POINTERS
#undef X
  return igen_mj_fail(IGEN_ARGUMENT, "mjModel of MuJoCo %s has no field '%s'", mj_versionString(), text);
}

int32_t igen_mj_data_field(igen_mj_handle data, const char* name, int32_t length, void** pointer, int64_t* count,
                           int32_t* kind) {
  IGEN_FIND(igen_world, world, data, IGEN_WORLD);
  IGEN_NEEDED(pointer);
  IGEN_NEEDED(count);
  IGEN_NEEDED(kind);
  char text[IGEN_MAX_NAME];
  int32_t status = igen_mj_copy_name(name, length, text);
  if (status != IGEN_OK) return status;
  const mjModel* m = world->m;
  const mjData* d = world->d;
#ifdef MJDATA_POINTERS_PREAMBLE
  MJDATA_POINTERS_PREAMBLE(m)
#endif
  if (strcmp(text, "time") == 0) {
    *pointer = (void*)&d->time;
    *count = 1;
    *kind = IGEN_KIND_F64;
    return IGEN_OK;
  }
  // Contacts are answered by igen_mj_contacts: their struct differs between releases.
#define X(type, field, rows, columns) FIELD(d, type, field, rows, columns)
  MJDATA_POINTERS
#undef X
  return igen_mj_fail(IGEN_ARGUMENT, "mjData of MuJoCo %s has no field '%s'", mj_versionString(), text);
}
