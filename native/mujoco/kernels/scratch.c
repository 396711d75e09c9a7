// One piece of memory for each thread: what a step needs is hot in the cache when the next lane comes.
#include <pthread.h>
#include <stdlib.h>

#include "kernels.h"

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static int has_key;
static _Thread_local double* t_memory;
static _Thread_local int64_t t_count;

static void make_key(void) { has_key = pthread_key_create(&key, free) == 0; }

double* igen_kernel_scratch(int64_t count) {
  if (count <= t_count) return t_memory;
  pthread_once(&once, make_key);
  if (!has_key) return NULL;
  int64_t larger = (2 * count + 7) & ~(int64_t)7;
  double* memory = aligned_alloc(64, (size_t)larger * sizeof(double));
  if (memory == NULL) return NULL;
  if (pthread_setspecific(key, memory) != 0) {
    free(memory);
    return NULL;
  }
  free(t_memory);
  t_memory = memory;
  t_count = larger;
  return memory;
}
