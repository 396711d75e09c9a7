// The ceiling of every throughput claim: MuJoCo alone, in C, on recorded controls.
#include <string.h>
#include <time.h>

#include "internal.h"

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void walk(igen_mj_step_function step, const mjModel* m, mjData* d, const double* controls, int32_t substeps) {
  for (int32_t i = 0; i < substeps; i++) {
    memcpy(d->ctrl, controls + (int64_t)i * m->nu, (size_t)m->nu * sizeof(mjtNum));
    step(m, d);
  }
}

int32_t igen_mj_bench_raw(int32_t kernels, const igen_mj_handle* data, int32_t lanes, const double* controls, int64_t control_count,
                          int64_t stride, int32_t substeps, int64_t* nanoseconds, int32_t nanosecond_count) {
  if (lanes < 1 || substeps < 0) return igen_mj_fail(IGEN_ARGUMENT, "%d lanes, %d substeps", lanes, substeps);
  IGEN_NEEDED(data);
  IGEN_LENGTH(nanoseconds, nanosecond_count, lanes);
  IGEN_FIND(igen_world, first, data[0], IGEN_WORLD);
  const mjModel* m = first->m;
  if (kernels != 0 && kernels != 1) return igen_mj_fail(IGEN_ARGUMENT, "kernels are 0 or 1, not %d", kernels);
  igen_mj_step_function step = kernels == 1 ? mj_step : igen_mj_raw_step();
  if (step == NULL) return igen_mj_fail(IGEN_ERROR, "libmujoco could not be loaded a second time, without the kernels");
  int64_t row = (int64_t)substeps * m->nu;
  if (stride < row || stride > INT32_MAX)
    return igen_mj_fail(IGEN_ARGUMENT, "stride %lld for %d substeps of %d controls", (long long)stride, substeps, (int)m->nu);
  IGEN_LENGTH(controls, control_count, stride * (lanes - 1) + row);
  for (int32_t lane = 0; lane < lanes; lane++) {
    IGEN_FIND(igen_world, world, data[lane], IGEN_WORLD);
    if (world->family != first->family) return igen_mj_fail(IGEN_ARGUMENT, "the worlds are of different models");
    int64_t start = now();
    IGEN_GUARDED(walk(step, m, world->d, controls + lane * stride, substeps));
    nanoseconds[lane] = now() - start;
  }
  return IGEN_OK;
}
