// mj_step of a libmujoco that no kernel stands in front of: what every claim of speed is measured against. It is loaded a second time,
// into a namespace of its own, where it finds nobody's routines but its own.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <link.h>
#include <pthread.h>

#include "internal.h"

static void* alone;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load_alone(void) {
  Dl_info found;
  struct link_map* map = NULL;
  if (!dladdr1((void*)(uintptr_t)mj_version, &found, (void**)&map, RTLD_DL_LINKMAP) || map == NULL) return;
  alone = dlmopen(LM_ID_NEWLM, map->l_name, RTLD_NOW | RTLD_LOCAL);
  if (alone == NULL) return;
  igen_mj_handler *error = dlsym(alone, "mju_user_error"), *warning = dlsym(alone, "mju_user_warning");
  if (error != NULL && warning != NULL) igen_mj_handle_errors_of(error, warning);
}

igen_mj_step_function igen_mj_raw_step(void) {
  if (igen_mj_kernels() != IGEN_KERNELS_IN_USE) return mj_step;
  pthread_once(&once, load_alone);
  igen_mj_step_function step = NULL;
  if (alone != NULL) *(void**)&step = dlsym(alone, "mj_step");
  return step;
}
