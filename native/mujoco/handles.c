// The table behind the handles. Making and freeing is rare and locked; finding is one load and one comparison.
#include <pthread.h>
#include <stdlib.h>

#include "internal.h"

igen_slot igen_mj_slots[IGEN_SLOTS];

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int32_t free_slots[IGEN_SLOTS];  // a stack; what was never used lies above `used`
static int32_t free_count, used;

static const char* kind_name(int32_t kind) {
  static const char* const names[] = {"nothing", "model", "world"};
  return names[kind];
}

int32_t igen_mj_register(void* object, int32_t kind, igen_mj_handle* handle) {
  pthread_mutex_lock(&lock);
  int32_t number = free_count > 0 ? free_slots[--free_count] : used < IGEN_SLOTS ? used++ : -1;
  if (number >= 0) {
    igen_slot* slot = igen_mj_slots + number;
    slot->generation++;
    slot->object = object;
    *handle = slot->generation << (IGEN_SLOT_BITS + IGEN_KIND_BITS) | (int64_t)kind << IGEN_SLOT_BITS | number;
    atomic_store_explicit(&slot->handle, *handle, memory_order_release);
  }
  pthread_mutex_unlock(&lock);
  return number >= 0 ? IGEN_OK
                     : igen_mj_fail(IGEN_IO, "%d models and worlds are alive; there is no room for more", IGEN_SLOTS);
}

void* igen_mj_retire(igen_mj_handle handle, int32_t kind) {
  pthread_mutex_lock(&lock);
  void* object = igen_mj_live(handle, kind);
  if (object != NULL) {
    int32_t number = (int32_t)((uint64_t)handle & (IGEN_SLOTS - 1));
    atomic_store_explicit(&igen_mj_slots[number].handle, 0, memory_order_release);
    igen_mj_slots[number].object = NULL;
    free_slots[free_count++] = number;
  }
  pthread_mutex_unlock(&lock);
  if (object == NULL) igen_mj_not_live(handle, kind);
  return object;
}

int32_t igen_mj_not_live(igen_mj_handle handle, int32_t kind) {
  return igen_mj_fail(IGEN_ARGUMENT, "handle 0x%llx is no live %s", (unsigned long long)handle, kind_name(kind));
}

void igen_mj_family_hold(igen_family* family) { atomic_fetch_add(&family->references, 1); }

// A model's memory outlives its handle: a thread that found the model just before it was freed goes on with the world it holds.
void igen_mj_family_add(igen_model* model) {
  pthread_mutex_lock(&lock);
  model->next = model->family->first;
  model->family->first = model;
  pthread_mutex_unlock(&lock);
}

void igen_mj_family_release(igen_family* family) {
  if (atomic_fetch_sub(&family->references, 1) != 1) return;
  for (igen_model *model = family->first, *next; model != NULL; model = next) {
    next = model->next;
    free(model);
  }
  mj_deleteModel(family->compiled);
  free(family);
}
