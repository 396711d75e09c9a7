// The solver's products, its Hessian and its factors.
#include <string.h>

#include "solver.h"
#include "vector.h"

int KERNEL(solver_open)(igen_solver* s, const mjModel* m, mjData* d) {
  int nv = m->nv, nefc = d->nefc, np = v8_round_up(nv), rp = v8_round_up(nefc);
  int64_t rows = rp, wide = np;
  int64_t cones = (int64_t)((sizeof(igen_cone) * (size_t)(nefc / 3 + 1) + 7) / 8);
  double* memory = igen_kernel_scratch(2 * rows * wide + 2 * nv * wide + 9 * rows + 6 * wide + cones);
  if (memory == NULL) return 0;
  *s = (igen_solver){.m = m, .d = d, .nv = nv, .nefc = nefc, .np = np, .rp = rp};
  s->scale = 1 / (m->stat.meaninertia * (nv > 1 ? nv : 1));
#define TAKE(field, count) s->field = memory, memory += (count)
  TAKE(J, rows * wide);
  TAKE(W, rows * wide);
  TAKE(M, nv * wide);
  TAKE(H, nv * wide);
  TAKE(jar, rows);
  TAKE(jv, rows);
  TAKE(other, rows);
  TAKE(q0, rows);
  TAKE(q1, rows);
  TAKE(q2, rows);
  TAKE(Ma, wide);
  TAKE(Mv, wide);
  TAKE(grad, wide);
  TAKE(search, wide);
  TAKE(inverse, wide);
  TAKE(smooth, wide);
#undef TAKE
  s->active = (const double**)memory;
  s->old = (int32_t*)(memory + rows);
  s->singles = (int32_t*)(memory + 2 * rows);
  s->cones = (igen_cone*)(memory + 3 * rows);

  for (int r = 0; r < nefc; r++) v8_copy_padded(s->J + r * wide, d->efc_J + (int64_t)r * nv, nv);
  memset(s->J + nefc * wide, 0, (size_t)((rows - nefc) * wide) * sizeof(double));

  memset(s->M, 0, (size_t)(nv * wide) * sizeof(double));
  for (int i = 0; i < nv; i++) {
    const double* from = d->qM + m->dof_Madr[i];
    for (int j = i; j >= 0; j = m->dof_parentid[j]) {
      double value = *from++;
      s->M[i * wide + j] = value;
      s->M[j * wide + i] = value;
    }
  }
  return 1;
}

void KERNEL(jacobian_times)(const igen_solver* s, double* product, const double* v, const double* minus) {
  double padded[64];
  v8_copy_padded(padded, v, s->nv);
  vector_matrix_times(product, s->J, padded, s->rp, s->np);
  if (minus == NULL) return;
  int last = s->rp - V8;
  for (int r = 0; r < last; r += V8) v8_store(product + r, v8_sub(v8_load(product + r), v8_load(minus + r)));
  v8_store(product + last, v8_sub(v8_load(product + last), v8_load_some(minus + last, s->nefc - last)));
}

// M is symmetric: its product is a sum of its rows, and needs no sums across.
void KERNEL(inertia_times)(const igen_solver* s, double* product, const double* v) {
  for (int c = 0; c < s->np; c += V8) {
    v8 even = v8_zero(), odd = v8_zero();
    int r = 0;
    for (; r + 1 < s->nv; r += 2) {
      even = v8_fma(v8_all(v[r]), v8_load(s->M + (int64_t)r * s->np + c), even);
      odd = v8_fma(v8_all(v[r + 1]), v8_load(s->M + (int64_t)(r + 1) * s->np + c), odd);
    }
    if (r < s->nv) even = v8_fma(v8_all(v[r]), v8_load(s->M + (int64_t)r * s->np + c), even);
    v8_store(product + c, v8_add(even, odd));
  }
}

void KERNEL(jacobian_transpose_times)(const igen_solver* s, double* sum, const double* force) {
  for (int c = 0; c < s->np; c += V8) {
    v8 part[4] = {v8_load(sum + c), v8_zero(), v8_zero(), v8_zero()};
    int r = 0;
    for (; r + 3 < s->nefc; r += 4)
      for (int k = 0; k < 4; k++) part[k] = v8_fma(v8_all(force[r + k]), v8_load(s->J + (int64_t)(r + k) * s->np + c), part[k]);
    for (; r < s->nefc; r++) part[0] = v8_fma(v8_all(force[r]), v8_load(s->J + (int64_t)r * s->np + c), part[0]);
    v8_store(sum + c, v8_add(v8_add(part[0], part[1]), v8_add(part[2], part[3])));
  }
}

// One weighted row for each row that pulls: D·J where it is a parabola, the cone's local Hessian times its rows where it is a cone.
static int weigh_rows(igen_solver* s) {
  const mjData* d = s->d;
  int count = 0, cone = 0;
  for (int r = 0; r < s->nefc;) {
    int dim = 1;
    if (cone < s->ncone && s->cones[cone].row == r) dim = s->cones[cone++].dim;
    int state = d->efc_state[r];
    if (state == mjCNSTRSTATE_QUADRATIC) {
      for (int k = 0; k < dim; k++, count++) {
        const double* row = s->active[count] = s->J + (int64_t)(r + k) * s->np;
        double* weighted = s->W + (int64_t)count * s->np;
        v8 weight = v8_all(d->efc_D[r + k]);
        for (int c = 0; c < s->np; c += V8) v8_store(weighted + c, v8_mul(weight, v8_load(row + c)));
      }
    } else if (state == mjCNSTRSTATE_CONE) {
      double H[36];
      KERNEL(cone_hessian)(s, s->cones + cone - 1, H);
      const double* rows = s->J + (int64_t)r * s->np;
      for (int k = 0; k < dim; k++, count++) {
        s->active[count] = rows + (int64_t)k * s->np;
        double* weighted = s->W + (int64_t)count * s->np;
        for (int c = 0; c < s->np; c += V8) {
          v8 sum = v8_mul(v8_all(H[k * dim]), v8_load(rows + c));
          for (int j = 1; j < dim; j++) sum = v8_fma(v8_all(H[k * dim + j]), v8_load(rows + (int64_t)j * s->np + c), sum);
          v8_store(weighted + c, sum);
        }
      }
    }
    r += dim;
  }
  return count;
}

enum { TILE = 4 };

// Some rows and eight columns of H, which stay in registers over all active rows.
V8_INLINE void add_rows(igen_solver* s, int count, int row, int column, int height) {
  v8 sums[TILE];
  for (int k = 0; k < height; k++) sums[k] = v8_load(s->H + (int64_t)(row + k) * s->np + column);
  for (int a = 0; a < count; a++) {
    v8 weighted = v8_load(s->W + (int64_t)a * s->np + column);
    const double* J = s->active[a] + row;
    for (int k = 0; k < height; k++) sums[k] = v8_fma(v8_all(J[k]), weighted, sums[k]);
  }
  for (int k = 0; k < height; k++) v8_store(s->H + (int64_t)(row + k) * s->np + column, sums[k]);
}

// Row k of H becomes row k of DLᵀ, from the diagonal to the right; inverse holds 1/D.
static void factor(igen_solver* s) {
  int nv = s->nv, np = s->np;
  for (int k = 0; k < nv; k++) {
    double* pivot = s->H + (int64_t)k * np;
    // What is left of the diagonal is used up, and the substitutions go over whole vectors.
    for (int c = k & -V8; c < k; c++) pivot[c] = 0;
    double diagonal = pivot[k] < mjMINVAL ? mjMINVAL : pivot[k], inverse = 1 / diagonal;
    s->inverse[k] = inverse;
    for (int i = k + 1; i < nv; i++) {
      if (pivot[i] == 0) continue;
      v8 scale = v8_all(-pivot[i] * inverse);
      double* row = s->H + (int64_t)i * np;
      for (int c = i & -V8; c < np; c += V8) v8_store(row + c, v8_fma(scale, v8_load(pivot + c), v8_load(row + c)));
    }
  }
}

void KERNEL(factor_hessian)(igen_solver* s) {
  int count = weigh_rows(s), nv = s->nv;
  memcpy(s->H, s->M, (size_t)nv * (size_t)s->np * sizeof(double));
  for (int column = 0; column < s->np; column += V8) {
    // Above the diagonal only: what the factors read.
    int end = column + V8 < nv ? column + V8 : nv, row = 0;
    for (; row + TILE <= end; row += TILE) add_rows(s, count, row, column, TILE);
    for (; row < end; row++) add_rows(s, count, row, column, 1);
  }
  factor(s);
  s->nupdate = count;
}

void KERNEL(solve_direction)(igen_solver* s) {
  int nv = s->nv, np = s->np;
  double* x = s->search;
  for (int c = 0; c < np; c += V8) v8_store(x + c, v8_sub(v8_zero(), v8_load(s->grad + c)));
  for (int k = 0; k < nv; k++) {
    const double* pivot = s->H + (int64_t)k * np;
    double kept = x[k];
    v8 scale = v8_all(-kept * s->inverse[k]);
    for (int c = k & -V8; c < np; c += V8) v8_store(x + c, v8_fma(scale, v8_load(pivot + c), v8_load(x + c)));
    x[k] = kept;
  }
  for (int k = nv - 1; k >= 0; k--) {
    const double* pivot = s->H + (int64_t)k * np;
    double kept = x[k];
    x[k] = 0;
    int c = k & -V8;
    v8 sum = v8_mul(v8_load(pivot + c), v8_load(x + c));
    for (c += V8; c < np; c += V8) sum = v8_fma(v8_load(pivot + c), v8_load(x + c), sum);
    x[k] = s->inverse[k] * (kept - v8_sum(sum));
  }
}
