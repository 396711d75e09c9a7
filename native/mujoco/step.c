// Stepping: one coarse call per substep behind the C# controller, and the single parts of it.
#include <string.h>
#include <time.h>

#include "internal.h"

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

int32_t igen_mj_watch(int32_t on) {
  if (on != 0 && on != 1) return igen_mj_fail(IGEN_ARGUMENT, "watching is 0 or 1, not %d", on);
  // Reading the clock is a system call, and a sample contains about one.
  clock_cost = INT64_MAX;
  for (int i = 0; i < 200; i++) {
    int64_t start = thread_time(), cost = thread_time() - start;
    if (cost < clock_cost) clock_cost = cost;
  }
  watching = on;
  return IGEN_OK;
}

int32_t igen_mj_thread_times(int64_t* busy, int64_t* inside) {
  IGEN_NEEDED(busy);
  IGEN_NEEDED(inside);
  *busy = thread_time();
  *inside = t_inside;
  return IGEN_OK;
}

int32_t igen_mj_step1(igen_mj_handle model, igen_mj_handle data) {
  IGEN_FIND_PAIR(m, model, world, data)
  IGEN_GUARDED(mj_step1(m, world->d));
  return IGEN_OK;
}

int32_t igen_mj_step2(igen_mj_handle model, igen_mj_handle data) {
  IGEN_FIND_PAIR(m, model, world, data)
  IGEN_GUARDED(mj_step2(m, world->d));
  return IGEN_OK;
}

int32_t igen_mj_forward(igen_mj_handle data) {
  IGEN_FIND(igen_world, world, data, IGEN_WORLD);
  IGEN_GUARDED(mj_forward(world->m, world->d));
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

// Through products: the sparse form has changed between releases.
int32_t igen_mj_full_inertia(igen_mj_handle data, double* inertia, int64_t count) {
  IGEN_FIND(igen_world, world, data, IGEN_WORLD);
  int64_t nv = (int64_t)world->m->nv;
  if (nv > 1024) return igen_mj_fail(IGEN_ARGUMENT, "dense inertia of %lld degrees of freedom; at most 1024", (long long)nv);
  IGEN_LENGTH(inertia, count, nv * nv);
  IGEN_GUARDED(full_inertia(world->m, world->d, inertia));
  return IGEN_OK;
}

int32_t igen_mj_site_jacobian(igen_mj_handle data, int32_t site, double* linear, int64_t linear_count, double* angular,
                              int64_t angular_count) {
  IGEN_FIND(igen_world, world, data, IGEN_WORLD);
  if (site < 0 || site >= world->m->nsite)
    return igen_mj_fail(IGEN_ARGUMENT, "site %d; the model has %d", site, (int)world->m->nsite);
  IGEN_LENGTH(linear, linear_count, 3 * (int64_t)world->m->nv);
  IGEN_LENGTH(angular, angular_count, 3 * (int64_t)world->m->nv);
  IGEN_GUARDED(mj_jacSite(world->m, world->d, linear, angular, site));
  return IGEN_OK;
}

int32_t igen_mj_warnings(igen_mj_handle data, int32_t* total) {
  IGEN_FIND(igen_world, world, data, IGEN_WORLD);
  IGEN_NEEDED(total);
  int32_t sum = 0;
  for (int i = 0; i < mjNWARNING; i++) sum += world->d->warning[i].number;
  *total = sum;
  return IGEN_OK;
}

static int32_t check_contacts(const mjModel* m, const uint8_t* group, int32_t group_count, const igen_mj_contact_state* state) {
  IGEN_LENGTH(group, group_count, m->ngeom);
  if (state == NULL || state->size != (int32_t)sizeof(igen_mj_contact_state))
    return igen_mj_fail(IGEN_ARGUMENT, "igen_mj_contact_state has %d bytes, expected %d", state == NULL ? 0 : state->size,
                        (int)sizeof(igen_mj_contact_state));
  return IGEN_OK;
}

static int32_t accumulate_contacts(const mjData* d, const uint8_t* group, uint64_t trigger, igen_mj_contact_state* state) {
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
    if ((a | b) > 7) return igen_mj_fail(IGEN_ARGUMENT, "a geom is in group %d; 0 to 7 are possible", a > b ? a : b);
    uint64_t bits = (1ull << (8 * a + b)) | (1ull << (8 * b + a));
    state->pairs |= bits;
    if ((bits & trigger) == 0) continue;
    state->trigger_count++;
    for (int k = 0; k < 3; k++) state->position_sum[k] += contact->pos[k];
  }
  return IGEN_OK;
}

int32_t igen_mj_contacts(igen_mj_handle data, const uint8_t* group, int32_t group_count, uint64_t trigger,
                         igen_mj_contact_state* state) {
  IGEN_FIND(igen_world, world, data, IGEN_WORLD);
  int32_t status = check_contacts(world->m, group, group_count, state);
  return status == IGEN_OK ? accumulate_contacts(world->d, group, trigger, state) : status;
}

static void advance(const mjModel* m, mjData* d, double* positions) {
  int64_t start = watching && ++t_substep % WATCH_EVERY == 0 ? thread_time() : 0;
  mj_step2(m, d);
  memcpy(positions, d->qpos, (size_t)m->nq * sizeof(mjtNum));
  mj_step1(m, d);
  if (start != 0) t_inside += WATCH_EVERY * (thread_time() - start - clock_cost);
}

int32_t igen_mj_advance(igen_mj_handle model, igen_mj_handle data, double* positions, int32_t position_count,
                        const uint8_t* group, int32_t group_count, uint64_t trigger, igen_mj_contact_state* state) {
  IGEN_FIND_PAIR(m, model, world, data)
  IGEN_LENGTH(positions, position_count, m->nq);
  int32_t status = check_contacts(m, group, group_count, state);
  if (status != IGEN_OK) return status;
  IGEN_GUARDED(advance(m, world->d, positions));
  return accumulate_contacts(world->d, group, trigger, state);
}

int32_t igen_mj_contact_count(igen_mj_handle data, int32_t* contacts, int32_t* constraints) {
  IGEN_FIND(igen_world, world, data, IGEN_WORLD);
  IGEN_NEEDED(contacts);
  IGEN_NEEDED(constraints);
  *contacts = world->d->ncon;
  *constraints = world->d->nefc;
  return IGEN_OK;
}
