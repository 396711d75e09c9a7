// MuJoCo's Newton solver for a dense Jacobian and elliptic cones, with what it computes for nobody left out: the Hessian after the last
// iteration, and rank-one updates for cones that change in every iteration.
#include <math.h>
#include <string.h>

#include "solver.h"

enum { MAX_DOFS = 64, MAX_ROWS = 2048 };

static int is_ours(const mjModel* m, const mjData* d) {
  return m->opt.solver == mjSOL_NEWTON && m->opt.noslip_iterations == 0 && m->nv > 0 && m->nv <= MAX_DOFS && d->nefc <= MAX_ROWS &&
         !mj_isSparse(m);
}

static void sort_rows(igen_solver* s) {
  const mjData* d = s->d;
  for (int row = 0; row < s->nefc;) {
    if (d->efc_type[row] != mjCNSTR_CONTACT_ELLIPTIC) {
      s->singles[s->nsingle++] = row++;
      continue;
    }
    const mjContact* contact = d->contact + d->efc_id[row];
    igen_cone* cone = s->cones + s->ncone++;
    double mu = contact->mu;
    cone->row = row;
    cone->dim = contact->dim;
    cone->mu = mu;
    memcpy(cone->friction, contact->friction, sizeof(cone->friction));
    cone->stiffness = d->efc_D[row] / (mu * mu * (1 + mu * mu));
    row += contact->dim;
  }
}

// ½ (a − a₀)ᵀ (Ma − f).
static double gauss_cost(const igen_solver* s, const double* a) {
  v8 sum = v8_zero();
  for (int c = 0; c < s->np; c += V8) {
    int count = s->nv - c < V8 ? s->nv - c : V8;
    v8 difference = v8_sub(v8_load_some(a + c, count), v8_load_some(s->d->qacc_smooth + c, count));
    sum = v8_fma(v8_sub(v8_load(s->Ma + c), v8_load(s->smooth + c)), difference, sum);
  }
  return 0.5 * v8_sum(sum);
}

// The last solution, or the motion without constraints where that is the better start.
static void start(igen_solver* s) {
  const mjModel* m = s->m;
  mjData* d = s->d;
  size_t bytes = (size_t)s->nv * sizeof(double);
  KERNEL(jacobian_times)(s, s->other, d->qacc_smooth, d->efc_aref);
  memcpy(d->efc_b, s->other, (size_t)s->nefc * sizeof(double));
  const double* from = d->qacc_smooth;
  if (!(m->opt.disableflags & mjDSBL_WARMSTART)) {
    KERNEL(jacobian_times)(s, s->jar, d->qacc_warmstart, d->efc_aref);
    KERNEL(inertia_times)(s, s->Ma, d->qacc_warmstart);
    double warm = KERNEL(constraint_cost)(s, s->jar) + gauss_cost(s, d->qacc_warmstart);
    if (!(warm > KERNEL(constraint_cost)(s, s->other))) from = d->qacc_warmstart;
  }
  memcpy(d->qacc, from, bytes);
  if (from != d->qacc_smooth) return;
  memcpy(s->jar, s->other, (size_t)s->rp * sizeof(double));
  KERNEL(inertia_times)(s, s->Ma, d->qacc);
}

static double update(igen_solver* s) {
  mjData* d = s->d;
  KERNEL(update_constraint)(s);
  s->gauss[0] = gauss_cost(s, d->qacc);
  s->cost += s->gauss[0];

  double* push = s->Mv;
  memset(push, 0, (size_t)s->np * sizeof(double));
  KERNEL(jacobian_transpose_times)(s, push, d->efc_force);
  v8 square = v8_zero();
  for (int c = 0; c < s->np; c += V8) {
    v8 gradient = v8_sub(v8_sub(v8_load(s->Ma + c), v8_load(s->smooth + c)), v8_load(push + c));
    square = v8_fma(gradient, gradient, square);
    v8_store(s->grad + c, gradient);
  }
  memcpy(d->qfrc_constraint, push, (size_t)s->nv * sizeof(double));
  return sqrt(v8_sum(square));
}

static void advance(igen_solver* s, double step) {
  mjData* d = s->d;
  v8 scale = v8_all(step);
  for (int c = 0; c < s->np; c += V8) {
    int count = s->nv - c < V8 ? s->nv - c : V8;
    v8_store_some(d->qacc + c, count, v8_fma(scale, v8_load(s->search + c), v8_load_some(d->qacc + c, count)));
    v8_store(s->Ma + c, v8_fma(scale, v8_load(s->Mv + c), v8_load(s->Ma + c)));
  }
  for (int r = 0; r < s->rp; r += V8) v8_store(s->jar + r, v8_fma(scale, v8_load(s->jv + r), v8_load(s->jar + r)));
}

static void report(igen_solver* s, int iteration, double improvement, double gradient) {
  if (iteration >= mjNSOLVER) return;
  int changed = 0;
  for (int r = 0; r < s->nefc; r++) changed += s->old[r] != s->d->efc_state[r];
  s->d->solver[iteration] = (mjSolverStat){.improvement = improvement, .gradient = gradient, .lineslope = s->slope, .nactive = s->nactive,
                                           .nchange = changed, .neval = s->evaluations, .nupdate = s->nupdate};
}

int KERNEL(forward_constraint)(const mjModel* m, mjData* d) {
  if (d->nefc == 0 || !is_ours(m, d)) return 0;
  igen_solver s;
  if (!KERNEL(solver_open)(&s, m, d)) return 0;
  sort_rows(&s);
  v8_copy_padded(s.smooth, d->qfrc_smooth, s.nv);

  start(&s);
  update(&s);
  int iteration = 0;
  while (iteration < m->opt.iterations) {
    KERNEL(factor_hessian)(&s);
    KERNEL(solve_direction)(&s);
    double step = KERNEL(line_search)(&s), before = s.cost;
    if (step == 0) break;
    memcpy(s.old, d->efc_state, (size_t)s.nefc * sizeof(int32_t));
    advance(&s, step);
    double gradient = update(&s) * s.scale, improvement = (before - s.cost) * s.scale;
    report(&s, iteration++, improvement, gradient);
    if (improvement < m->opt.tolerance || gradient < m->opt.tolerance) break;
  }

  d->solver_iter = iteration;
  d->solver_nnz = s.nv * s.nv;
  memcpy(d->qacc_warmstart, d->qacc, (size_t)s.nv * sizeof(double));
  return 1;
}
