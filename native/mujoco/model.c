// Models and worlds: load, make, free, look up names and sizes.
#include <mujoco/mjxmacro.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

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

// Makes the first model of a family of the one just loaded, which it owns from here on, whatever comes of it.
static int32_t adopt(mjModel* loaded, igen_mj_handle* handle) {
#ifdef IGEN_HAS_AUTORESET
  // Silent repair of bad states would hide a divergence; the warning counters report it instead.
  loaded->opt.disableflags |= mjDSBL_AUTORESET;
#endif
#if mjVERSION_HEADER < 300
  spare_broad_phase(loaded);
#endif
  igen_family* family = calloc(1, sizeof(igen_family));
  igen_model* model = calloc(1, sizeof(igen_model));
  if (family == NULL || model == NULL) {
    free(family);
    free(model);
    mj_deleteModel(loaded);
    return igen_mj_fail(IGEN_IO, "no memory for a model");
  }
  atomic_init(&family->references, 1);
  family->compiled = loaded;
  family->first = model;
  model->m = loaded;
  model->family = family;
  int32_t status = igen_mj_register(model, IGEN_MODEL, handle);
  if (status != IGEN_OK) igen_mj_family_release(family);
  return status;
}

int32_t igen_mj_model_load(const char* xml, int32_t length, igen_mj_handle* model) {
  IGEN_NEEDED(model);
  IGEN_NEEDED(xml);
  if (length < 1) return igen_mj_fail(IGEN_ARGUMENT, "a model of %d bytes", length);
  char error[1000] = "";
  mjModel* loaded = NULL;
  IGEN_GUARDED(loaded = igen_mj_parse(IGEN_NOWHERE ".xml", xml, length, error, sizeof(error)));
  return loaded == NULL ? igen_mj_fail(IGEN_ARGUMENT, "%s", error) : adopt(loaded, model);
}

int32_t igen_mj_model_load_binary(const uint8_t* bytes, int32_t length, igen_mj_handle* model) {
  IGEN_NEEDED(model);
  IGEN_NEEDED(bytes);
  // The size of MuJoCo's header: shorter inputs are read past their end by some releases.
  if (length < 64) return igen_mj_fail(IGEN_ARGUMENT, "a compiled model of %d bytes", length);
  mjVFS* files = calloc(1, sizeof(mjVFS));
  if (files == NULL) return igen_mj_fail(IGEN_IO, "no memory for a virtual file system");
  mjModel* volatile loaded = NULL;
#ifdef IGEN_HAS_BUFFER_VFS
  IGEN_GUARDED_OR({ mj_deleteVFS(files); free(files); return IGEN_ERROR; }, {
    mj_defaultVFS(files);
    if (mj_addBufferVFS(files, IGEN_NOWHERE ".mjb", bytes, length) == 0) loaded = mj_loadModel(IGEN_NOWHERE ".mjb", files);
  });
  mj_deleteVFS(files);
#else
  // The caller's bytes themselves are the file: nothing is copied, and nothing of it must be freed.
  mj_defaultVFS(files);
  files->nfile = 1;
  strcpy(files->filename[0], "model.mjb");
  files->filesize[0] = length;
  files->filedata[0] = (void*)bytes;
  IGEN_GUARDED_OR({ free(files); return IGEN_ERROR; }, loaded = mj_loadModel("model.mjb", files));
#endif
  free(files);
  if (loaded == NULL) return igen_mj_fail(IGEN_ARGUMENT, "not a model compiled by this MuJoCo");
  // MuJoCo is content with a model whose last arrays are cut off.
  if ((int64_t)mj_sizeModel(loaded) != length) {
    int64_t size = (int64_t)mj_sizeModel(loaded);
    mj_deleteModel(loaded);
    return igen_mj_fail(IGEN_ARGUMENT, "%d bytes of a compiled model of %lld", length, (long long)size);
  }
  return adopt(loaded, model);
}

int32_t igen_mj_model_with_timestep(igen_mj_handle model, double timestep, igen_mj_handle* copy) {
  IGEN_FIND(igen_model, source, model, IGEN_MODEL);
  IGEN_NEEDED(copy);
  if (!(timestep > 0)) return igen_mj_fail(IGEN_ARGUMENT, "a timestep of %g s is not possible", timestep);
  igen_model* made = malloc(sizeof(igen_model));
  if (made == NULL) return igen_mj_fail(IGEN_IO, "no memory for a model");
  made->copy = *source->m;
  made->copy.opt.timestep = timestep;
  made->m = &made->copy;
  made->family = source->family;
  igen_mj_family_hold(made->family);
  igen_mj_family_add(made);
  int32_t status = igen_mj_register(made, IGEN_MODEL, copy);
  if (status != IGEN_OK) igen_mj_family_release(made->family);
  return status;
}

int32_t igen_mj_model_free(igen_mj_handle model) {
  igen_model* retired = igen_mj_retire(model, IGEN_MODEL);
  if (retired == NULL) return IGEN_ARGUMENT;
  IGEN_GUARDED(igen_mj_family_release(retired->family));
  return IGEN_OK;
}

int32_t igen_mj_model_stepping(igen_mj_handle model, igen_mj_stepping* stepping) {
  IGEN_FIND(igen_model, found, model, IGEN_MODEL);
  if (stepping == NULL || stepping->size != (int32_t)sizeof(igen_mj_stepping))
    return igen_mj_fail(IGEN_ARGUMENT, "igen_mj_stepping has %d bytes, expected %d", stepping == NULL ? 0 : stepping->size,
                        (int)sizeof(igen_mj_stepping));
  stepping->integrator = (int32_t)found->m->opt.integrator;
  stepping->timestep = found->m->opt.timestep;
  const mjOption* option = &found->m->opt;
  stepping->iterations = option->iterations > option->noslip_iterations ? option->iterations : option->noslip_iterations;
  stepping->disabled = ((option->disableflags & mjDSBL_ACTUATION) != 0 ? IGEN_DISABLED_ACTUATION : 0) |
                       ((option->disableflags & mjDSBL_CONTACT) != 0 ? IGEN_DISABLED_CONTACT : 0) |
                       ((option->disableflags & mjDSBL_CONSTRAINT) != 0 ? IGEN_DISABLED_CONSTRAINT : 0);
  return IGEN_OK;
}

int32_t igen_mj_model_look(igen_mj_handle model, igen_mj_look* look) {
  IGEN_FIND(igen_model, found, model, IGEN_MODEL);
  if (look == NULL || look->size != (int32_t)sizeof(igen_mj_look))
    return igen_mj_fail(IGEN_ARGUMENT, "igen_mj_look has %d bytes, expected %d", look == NULL ? 0 : look->size,
                        (int)sizeof(igen_mj_look));
  const mjModel* m = found->m;
  look->has_headlight = m->vis.headlight.active != 0;
  for (int k = 0; k < 3; k++) {
    look->headlight[k] = m->vis.headlight.ambient[k];
    look->headlight[3 + k] = m->vis.headlight.diffuse[k];
    look->headlight[6 + k] = m->vis.headlight.specular[k];
    look->centre[k] = m->stat.center[k];
  }
  look->fovy = (float)m->vis.global.fovy;
  look->near_ = (float)m->vis.map.znear;
  look->far_ = (float)m->vis.map.zfar;
  look->slices = m->vis.quality.numslices;
  look->stacks = m->vis.quality.numstacks;
  look->reserved = 0;
  look->extent = m->stat.extent;
  return IGEN_OK;
}

int32_t igen_mj_data_make(igen_mj_handle model, igen_mj_handle* data) {
  IGEN_FIND(igen_model, source, model, IGEN_MODEL);
  IGEN_NEEDED(data);
  igen_world* world = calloc(1, sizeof(igen_world));
  if (world == NULL) return igen_mj_fail(IGEN_IO, "no memory for a world");
  IGEN_GUARDED_OR({ free(world); return IGEN_ERROR; }, world->d = mj_makeData(source->m));
  if (world->d == NULL) {
    free(world);
    return igen_mj_fail(IGEN_IO, "mj_makeData returned nothing: out of memory");
  }
  world->m = source->m;
  world->family = source->family;
  int32_t status = igen_mj_register(world, IGEN_WORLD, data);
  if (status != IGEN_OK) {
    IGEN_GUARDED_OR({ free(world); return IGEN_ERROR; }, mj_deleteData(world->d));
    free(world);
    return status;
  }
  igen_mj_family_hold(world->family);
  return IGEN_OK;
}

int32_t igen_mj_data_free(igen_mj_handle data) {
  igen_world* world = igen_mj_retire(data, IGEN_WORLD);
  if (world == NULL) return IGEN_ARGUMENT;
  mjData* d = world->d;
  igen_family* family = world->family;
  free(world);
  IGEN_GUARDED({
    mj_deleteData(d);
    igen_mj_family_release(family);
  });
  return IGEN_OK;
}

int32_t igen_mj_data_reset(igen_mj_handle data) {
  IGEN_FIND(igen_world, world, data, IGEN_WORLD);
  IGEN_GUARDED(mj_resetData(world->m, world->d));
  return IGEN_OK;
}

int32_t igen_mj_name_to_id(igen_mj_handle model, const char* type, int32_t type_length, const char* name,
                           int32_t name_length, int32_t* id) {
  IGEN_FIND(igen_model, found, model, IGEN_MODEL);
  IGEN_NEEDED(id);
  char type_text[IGEN_MAX_NAME], name_text[IGEN_MAX_NAME];
  int32_t status = igen_mj_copy_name(type, type_length, type_text);
  if (status == IGEN_OK) status = igen_mj_copy_name(name, name_length, name_text);
  if (status != IGEN_OK) return status;
  int object = mju_str2Type(type_text);
  if (object == mjOBJ_UNKNOWN) return igen_mj_fail(IGEN_ARGUMENT, "unknown element type '%s'", type_text);
  IGEN_GUARDED(*id = mj_name2id(found->m, object, name_text));
  return IGEN_OK;
}

static int32_t find_name(const mjModel* m, int object, int32_t id, const char** text) {
  IGEN_GUARDED(*text = mj_id2name(m, object, id));
  return IGEN_OK;
}

int32_t igen_mj_id_to_name(igen_mj_handle model, const char* type, int32_t type_length, int32_t id, char* name,
                           int32_t capacity) {
  IGEN_FIND(igen_model, found, model, IGEN_MODEL);
  IGEN_NEEDED(name);
  if (capacity < 1) return igen_mj_fail(IGEN_ARGUMENT, "room for a name of %d bytes", capacity);
  char type_text[IGEN_MAX_NAME];
  int32_t status = igen_mj_copy_name(type, type_length, type_text);
  if (status != IGEN_OK) return status;
  int object = mju_str2Type(type_text);
  if (object == mjOBJ_UNKNOWN) return igen_mj_fail(IGEN_ARGUMENT, "unknown element type '%s'", type_text);
  const char* text = NULL;
  status = find_name(found->m, object, id, &text);
  if (status != IGEN_OK) return status;
  size_t length = text == NULL ? 0 : strlen(text);
  if (length > (size_t)capacity - 1) length = (size_t)capacity - 1;
  if (length > 0) memcpy(name, text, length);
  name[length] = 0;
  return IGEN_OK;
}

int32_t igen_mj_size(igen_mj_handle model, const char* name, int32_t length, int64_t* value) {
  IGEN_FIND(igen_model, found, model, IGEN_MODEL);
  IGEN_NEEDED(value);
  char text[IGEN_MAX_NAME];
  int32_t status = igen_mj_copy_name(name, length, text);
  if (status != IGEN_OK) return status;
  const mjModel* m = found->m;
#define X(field) \
  if (strcmp(text, #field) == 0) { \
    *value = (int64_t)m->field; \
    return IGEN_OK; \
  }
#ifdef MJMODEL_INTS
  MJMODEL_INTS
#else
  MJMODEL_SIZES
#endif
#undef X
  return igen_mj_fail(IGEN_ARGUMENT, "mjModel has no size '%s'", text);
}
