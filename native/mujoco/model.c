// Models and data: load, make, free, look up names, sizes and fields.
#include <errno.h>
#include <mujoco/mjxmacro.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "igen_mujoco.h"

#if mjVERSION_HEADER < 300
// A model whose geoms have no contact bits at all collides by its listed pairs alone; saying so spares the broad phase,
// which is a fifth of a substep. Later releases notice it themselves.
static void spare_broad_phase(mjModel* m) {
  for (int i = 0; i < m->ngeom; i++) {
    if (m->geom_contype[i] != 0 || m->geom_conaffinity[i] != 0) return;
  }
  m->opt.collision = mjCOL_PAIR;
}
#endif

// Compiles MJCF text. A temporary file is the one way in that every MuJoCo release shares.
IGEN_EXPORT int32_t igen_mj_model_load(const char* xml, int32_t length, void** model) {
  const char* folder = getenv("TMPDIR");
  char path[512];
  snprintf(path, sizeof(path), "%s/igen-model-XXXXXX.xml", folder != NULL && folder[0] != 0 ? folder : "/tmp");
  int file = mkstemps(path, 4);
  if (file < 0) return igen_mj_fail(IGEN_IO, "cannot create %s: %s", path, strerror(errno));
  int32_t written = 0;
  while (written < length) {
    ssize_t count = write(file, xml + written, (size_t)(length - written));
    if (count <= 0) {
      int reason = errno;
      close(file);
      unlink(path);
      return igen_mj_fail(IGEN_IO, "cannot write %s: %s", path, strerror(reason));
    }
    written += (int32_t)count;
  }
  close(file);

  char error[1000] = "";
  jmp_buf environment;
  void* previous = igen_mj_guard_enter(&environment);
  if (_setjmp(environment) != 0) {
    igen_mj_guard_leave(previous);
    unlink(path);
    return IGEN_ERROR;
  }
  mjModel* loaded = mj_loadXML(path, NULL, error, sizeof(error));
  igen_mj_guard_leave(previous);
  unlink(path);
  if (loaded == NULL) return igen_mj_fail(IGEN_ARGUMENT, "%s", error);
#ifdef IGEN_HAS_AUTORESET
  // Silent repair of bad states would hide a divergence; the warning counters report it instead.
  loaded->opt.disableflags |= mjDSBL_AUTORESET;
#endif
#if mjVERSION_HEADER < 300
  spare_broad_phase(loaded);
#endif
  *model = loaded;
  return IGEN_OK;
}

// A copy of a model that differs in its timestep alone; the same mjData can be stepped with either.
IGEN_EXPORT int32_t igen_mj_model_with_timestep(void* model, double timestep, void** copy) {
  if (!(timestep > 0)) return igen_mj_fail(IGEN_ARGUMENT, "a timestep of %g s is not possible", timestep);
  mjModel* made = NULL;
  IGEN_GUARDED(made = mj_copyModel(NULL, model));
  if (made == NULL) return igen_mj_fail(IGEN_ERROR, "mj_copyModel returned nothing: out of memory");
  made->opt.timestep = timestep;
  *copy = made;
  return IGEN_OK;
}

IGEN_EXPORT int32_t igen_mj_model_free(void* model) {
  IGEN_GUARDED(mj_deleteModel(model));
  return IGEN_OK;
}

IGEN_EXPORT int32_t igen_mj_data_make(void* model, void** data) {
  mjData* made = NULL;
  IGEN_GUARDED(made = mj_makeData(model));
  if (made == NULL) return igen_mj_fail(IGEN_ERROR, "mj_makeData returned nothing: out of memory");
  *data = made;
  return IGEN_OK;
}

IGEN_EXPORT int32_t igen_mj_data_free(void* data) {
  IGEN_GUARDED(mj_deleteData(data));
  return IGEN_OK;
}

IGEN_EXPORT int32_t igen_mj_data_reset(void* model, void* data) {
  IGEN_GUARDED(mj_resetData(model, data));
  return IGEN_OK;
}

// Id of a named element, -1 where there is none. type: MuJoCo's word, such as "body".
IGEN_EXPORT int32_t igen_mj_name_to_id(void* model, const char* type, const char* name, int32_t* id) {
  int object = mju_str2Type(type);
  if (object == mjOBJ_UNKNOWN) return igen_mj_fail(IGEN_ARGUMENT, "unknown element type '%s'", type);
  IGEN_GUARDED(*id = mj_name2id(model, object, name));
  return IGEN_OK;
}

// One of the model's sizes, such as "nq".
IGEN_EXPORT int32_t igen_mj_size(void* model, const char* name, int64_t* value) {
  const mjModel* m = model;
#define X(field) \
  if (strcmp(name, #field) == 0) { \
    *value = (int64_t)m->field; \
    return IGEN_OK; \
  }
#ifdef MJMODEL_INTS
  MJMODEL_INTS
#else
  MJMODEL_SIZES
#endif
#undef X
  return igen_mj_fail(IGEN_ARGUMENT, "mjModel has no size '%s'", name);
}
