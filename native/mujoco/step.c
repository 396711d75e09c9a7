// Stepping: one coarse call per substep behind the C# controller, and the single parts of it.
#include <setjmp.h>
#include <string.h>
#include <time.h>

#include "igen_mujoco.h"

// One substep in 16 is timed while somebody watches: a control step has 25, so the sample walks through all of them.
enum { WATCH_EVERY = 16 };
static int32_t watching;
static int64_t clock_cost;
static _Thread_local uint32_t t_substep;
static _Thread_local int64_t t_inside;

static int64_t thread_time(void) {
  struct timespec time;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

// Switches the sampling of igen_mj_advance on or off; call it while no lane is being stepped.
IGEN_EXPORT int32_t igen_mj_watch(int32_t on) {
  // Reading the clock is a system call, and a sample contains about one.
  clock_cost = INT64_MAX;
  for (int i = 0; i < 200; i++) {
    int64_t start = thread_time(), cost = thread_time() - start;
    if (cost < clock_cost) clock_cost = cost;
  }
  watching = on;
  return IGEN_OK;
}

// This thread's processor time in all, and inside MuJoCo's substeps while watched, nanoseconds.
IGEN_EXPORT int32_t igen_mj_thread_times(int64_t* busy, int64_t* inside) {
  *busy = thread_time();
  *inside = t_inside;
  return IGEN_OK;
}

// Position- and velocity-dependent quantities, up to where controls are needed.
IGEN_EXPORT int32_t igen_mj_step1(void* model, void* data) {
  IGEN_GUARDED(mj_step1(model, data));
  return IGEN_OK;
}

// Actuation, acceleration, constraint solver and integration.
IGEN_EXPORT int32_t igen_mj_step2(void* model, void* data) {
  IGEN_GUARDED(mj_step2(model, data));
  return IGEN_OK;
}

// Everything that follows from qpos, qvel and ctrl, without moving.
IGEN_EXPORT int32_t igen_mj_forward(void* model, void* data) {
  IGEN_GUARDED(mj_forward(model, data));
  return IGEN_OK;
}

static void full_inertia(const mjModel* m, mjData* d, double* inertia) {
  mjtNum unit[1024] = {0};
  for (int i = 0; i < m->nv; i++) {
    unit[i] = 1;
    mj_mulM(m, d, inertia + (int64_t)i * m->nv, unit);
    unit[i] = 0;
  }
}

// Dense joint-space inertia, row-major [nv, nv], by way of products: the sparse form has changed between releases.
IGEN_EXPORT int32_t igen_mj_full_inertia(void* model, void* data, double* inertia) {
  const mjModel* m = model;
  if (m->nv > 1024) return igen_mj_fail(IGEN_ARGUMENT, "dense inertia of %d degrees of freedom; at most 1024", (int)m->nv);
  IGEN_GUARDED(full_inertia(m, data, inertia));
  return IGEN_OK;
}

// Jacobian of a site, row-major [3, nv] each.
IGEN_EXPORT int32_t igen_mj_site_jacobian(void* model, void* data, int32_t site, double* linear, double* angular) {
  IGEN_GUARDED(mj_jacSite(model, data, linear, angular, site));
  return IGEN_OK;
}

// How often each warning was raised since the last reset of this data; returns their sum through total.
IGEN_EXPORT int32_t igen_mj_warnings(void* data, int32_t* total) {
  const mjData* d = data;
  int32_t sum = 0;
  for (int i = 0; i < mjNWARNING; i++) sum += d->warning[i].number;
  *total = sum;
  return IGEN_OK;
}

static void accumulate_contacts(const mjData* d, const uint8_t* group, uint64_t trigger, igen_mj_contact_state* state) {
  for (int i = 0; i < d->ncon; i++) {
    const mjContact* contact = d->contact + i;
    if (contact->dist > 0) continue;
#if mjVERSION_HEADER >= 300
    int first = contact->geom[0], second = contact->geom[1];
    if (first < 0 || second < 0) continue;
#else
    int first = contact->geom1, second = contact->geom2;
#endif
    int a = group[first], b = group[second];
    if (a == 0 || b == 0) continue;
    uint64_t bits = (1ull << (8 * a + b)) | (1ull << (8 * b + a));
    state->pairs |= bits;
    if ((bits & trigger) == 0) continue;
    state->trigger_count++;
    for (int k = 0; k < 3; k++) state->position_sum[k] += contact->pos[k];
  }
}

// Which groups of geoms touch. group: one byte per geom, 0 (none) to 7. trigger: bits in the layout of `pairs`.
// Accumulates into state; a contact counts where the surfaces overlap.
IGEN_EXPORT int32_t igen_mj_contacts(void* data, const uint8_t* group, uint64_t trigger, igen_mj_contact_state* state) {
  accumulate_contacts(data, group, trigger, state);
  return IGEN_OK;
}

static void advance(const mjModel* m, mjData* d, double* positions) {
  int64_t start = watching && ++t_substep % WATCH_EVERY == 0 ? thread_time() : 0;
  mj_step2(m, d);
  memcpy(positions, d->qpos, (size_t)m->nq * sizeof(mjtNum));
  mj_step1(m, d);
  if (start != 0) t_inside += WATCH_EVERY * (thread_time() - start - clock_cost);
}

// One substep of the engine in one crossing of the boundary: mj_step2, mj_step1, then the contacts of the new state.
// positions: [nq], qpos between the two, before kinematics normalise quaternions in place.
IGEN_EXPORT int32_t igen_mj_advance(void* model, void* data, double* positions, const uint8_t* group,
                                    uint64_t trigger, igen_mj_contact_state* state) {
  IGEN_GUARDED(advance(model, data, positions));
  accumulate_contacts(data, group, trigger, state);
  return IGEN_OK;
}

// Contacts and constraint rows at present.
IGEN_EXPORT int32_t igen_mj_contact_count(void* data, int32_t* contacts, int32_t* constraints) {
  const mjData* d = data;
  *contacts = d->ncon;
  *constraints = d->nefc;
  return IGEN_OK;
}
