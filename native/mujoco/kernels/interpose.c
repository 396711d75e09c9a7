// The names under which libmujoco finds these kernels before its own: the dynamic linker looks in the library that loaded libmujoco first.
// What a kernel leaves to MuJoCo goes on to the routine it stands in front of.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <math.h>
#include <stdatomic.h>

#include "vector.h"

#define EXPORT __attribute__((visibility("default")))

typedef void (*step_part)(const mjModel*, mjData*);

static step_part original(const char* name, _Atomic(step_part)* kept) {
  step_part found = atomic_load_explicit(kept, memory_order_relaxed);
  if (found != NULL) return found;
  *(void**)&found = dlsym(RTLD_NEXT, name);
  if (found == NULL) mju_error("the kernels found no MuJoCo behind them");
  atomic_store_explicit(kept, found, memory_order_relaxed);
  return found;
}

EXPORT void mj_collision(const mjModel* m, mjData* d) {
  static _Atomic(step_part) kept;
  if (!KERNEL(collide)(m, d)) original("mj_collision", &kept)(m, d);
}

EXPORT void mj_makeConstraint(const mjModel* m, mjData* d) {
  static _Atomic(step_part) kept;
  if (!KERNEL(make_constraint)(m, d)) original("mj_makeConstraint", &kept)(m, d);
}

EXPORT void mj_fwdConstraint(const mjModel* m, mjData* d) {
  static _Atomic(step_part) kept;
  if (!KERNEL(forward_constraint)(m, d)) original("mj_fwdConstraint", &kept)(m, d);
}

EXPORT void mju_add(mjtNum* res, const mjtNum* vec1, const mjtNum* vec2, int n) { vector_add(res, vec1, vec2, n); }
EXPORT void mju_addTo(mjtNum* res, const mjtNum* vec, int n) { vector_add(res, res, vec, n); }
EXPORT void mju_sub(mjtNum* res, const mjtNum* vec1, const mjtNum* vec2, int n) { vector_subtract(res, vec1, vec2, n); }
EXPORT void mju_subFrom(mjtNum* res, const mjtNum* vec, int n) { vector_subtract(res, res, vec, n); }
EXPORT void mju_scl(mjtNum* res, const mjtNum* vec, mjtNum scl, int n) { vector_scale(res, vec, scl, n); }
EXPORT void mju_addScl(mjtNum* res, const mjtNum* vec1, const mjtNum* vec2, mjtNum scl, int n) {
  vector_add_scaled(res, vec1, vec2, scl, n);
}
EXPORT void mju_addToScl(mjtNum* res, const mjtNum* vec, mjtNum scl, int n) { vector_add_scaled(res, res, vec, scl, n); }
EXPORT mjtNum mju_dot(const mjtNum* vec1, const mjtNum* vec2, const int n) { return vector_dot(vec1, vec2, n); }
EXPORT mjtNum mju_norm(const mjtNum* res, int n) { return sqrt(vector_dot(res, res, n)); }
EXPORT void mju_mulMatVec(mjtNum* res, const mjtNum* mat, const mjtNum* vec, int nr, int nc) {
  vector_matrix_times(res, mat, vec, nr, nc);
}
EXPORT void mju_mulMatTVec(mjtNum* res, const mjtNum* mat, const mjtNum* vec, int nr, int nc) {
  vector_transpose_times(res, mat, vec, nr, nc);
}
EXPORT void mju_mulMatMat(mjtNum* res, const mjtNum* mat1, const mjtNum* mat2, int r1, int c1, int c2) {
  vector_matrix_product(res, mat1, mat2, r1, c1, c2);
}
