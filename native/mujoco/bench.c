// The ceiling of every throughput claim: MuJoCo alone, in C, on recorded controls.
#include <setjmp.h>
#include <string.h>
#include <time.h>

#include "igen_mujoco.h"

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void walk(const mjModel* m, mjData* d, const double* controls, int32_t substeps) {
  for (int32_t i = 0; i < substeps; i++) {
    memcpy(d->ctrl, controls + (int64_t)i * m->nu, (size_t)m->nu * sizeof(mjtNum));
    mj_step(m, d);
  }
}

// Plain mj_step over worlds that already hold their starting states. data: [lanes]. controls: per lane, at
// controls + lane * stride, one row of nu numbers per substep. nanoseconds: [lanes], time of each lane's walk.
IGEN_EXPORT int32_t igen_mj_bench_raw(void* model, void* const* data, int32_t lanes, const double* controls,
                                      int64_t stride, int32_t substeps, int64_t* nanoseconds) {
  const mjModel* m = model;
  if (lanes < 0 || substeps < 0 || stride < (int64_t)substeps * m->nu)
    return igen_mj_fail(IGEN_ARGUMENT, "%d lanes, %d substeps of %d controls, stride %lld", lanes, substeps, m->nu,
                        (long long)stride);
  for (int32_t lane = 0; lane < lanes; lane++) {
    int64_t start = now();
    IGEN_GUARDED(walk(m, data[lane], controls + lane * stride, substeps));
    nanoseconds[lane] = now() - start;
  }
  return IGEN_OK;
}
