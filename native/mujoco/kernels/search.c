// The exact line search of the solver: the cost along a direction is piecewise quadratic but for the cones, smooth once and convex, so that
// Newton steps on its derivative bracket the minimum and then close in on it.
#include <math.h>
#include <stdbool.h>

#include "solver.h"

enum { MAX_EVALUATIONS = 50 };
static const double slope_tolerance = 0.01;

typedef struct {
  double at, cost, slope, curvature;
} point;

static void prepare(igen_solver* s) {
  const mjData* d = s->d;
  v8 one = v8_zero(), two = v8_zero();
  for (int c = 0; c < s->np; c += V8) {
    v8 v = v8_load(s->search + c);
    one = v8_fma(v, v8_sub(v8_load(s->Ma + c), v8_load(s->smooth + c)), one);
    two = v8_fma(v, v8_load(s->Mv + c), two);
  }
  s->gauss[1] = v8_sum(one);
  s->gauss[2] = 0.5 * v8_sum(two);

  for (int r = 0; r < s->rp; r += V8) {
    int count = s->nefc - r < V8 ? s->nefc - r : V8;
    v8 x = v8_load(s->jar + r), v = v8_load(s->jv + r), D = v8_load_some(d->efc_D + r, count), half = v8_all(0.5);
    v8 Dx = v8_mul(D, x);
    v8_store(s->q0 + r, v8_mul(half, v8_mul(x, Dx)));
    v8_store(s->q1 + r, v8_mul(v, Dx));
    v8_store(s->q2 + r, v8_mul(half, v8_mul(v, v8_mul(D, v))));
  }

  for (int i = 0; i < s->ncone; i++) {
    igen_cone* cone = s->cones + i;
    int row = cone->row;
    double uu = 0, uv = 0, vv = 0, bottom[3] = {s->q0[row], s->q1[row], s->q2[row]};
    for (int j = 1; j < cone->dim; j++) {
      double u = s->jar[row + j] * cone->friction[j - 1], v = s->jv[row + j] * cone->friction[j - 1];
      uu += u * u;
      uv += u * v;
      vv += v * v;
      bottom[0] += s->q0[row + j];
      bottom[1] += s->q1[row + j];
      bottom[2] += s->q2[row + j];
    }
    cone->line[0] = s->jar[row] * cone->mu;
    cone->line[1] = s->jv[row] * cone->mu;
    cone->line[2] = uu;
    cone->line[3] = uv;
    cone->line[4] = vv;
    for (int k = 0; k < 3; k++) cone->bottom[k] = bottom[k];
  }
}

// Dry friction that slides, and limits that are not reached, leave their parabola.
V8_INLINE void add_single(const igen_solver* s, int row, double at, double total[3]) {
  const mjData* d = s->d;
  double start = s->jar[row], direction = s->jv[row], x = start + at * direction;
  if (row >= d->ne && row < d->ne + d->nf) {
    double loss = d->efc_frictionloss[row], bound = d->efc_R[row] * loss;
    if (x <= -bound || x >= bound) {
      double sign = x < 0 ? -1 : 1;
      total[0] += loss * (sign * start - 0.5 * bound);
      total[1] += sign * loss * direction;
      return;
    }
  } else if (row >= d->ne && x >= 0) {
    return;
  }
  total[0] += s->q0[row];
  total[1] += s->q1[row];
  total[2] += s->q2[row];
}

static point evaluate(igen_solver* s, double at) {
  double total[3] = {s->gauss[0], s->gauss[1], s->gauss[2]}, cost = 0, slope = 0, curvature = 0;
  for (int i = 0; i < s->nsingle; i++) add_single(s, s->singles[i], at, total);
  for (int i = 0; i < s->ncone; i++) {
    const igen_cone* cone = s->cones + i;
    double mu = cone->mu, uv = cone->line[3], vv = cone->line[4];
    double n = cone->line[0] + at * cone->line[1], square = cone->line[2] + at * (2 * uv + at * vv);
    double t = square > 0 ? sqrt(square) : 0;
    bool bottom = t > 0 ? mu * n + t <= 0 : n < 0;
    if (bottom) {
      for (int k = 0; k < 3; k++) total[k] += cone->bottom[k];
    } else if (t > 0 && n < mu * t) {
      double inverse = 1 / t, t1 = (uv + at * vv) * inverse, t2 = (vv - t1 * t1) * inverse;
      double depth = n - mu * t, depth1 = cone->line[1] - mu * t1;
      cost += 0.5 * cone->stiffness * depth * depth;
      slope += cone->stiffness * depth * depth1;
      curvature += cone->stiffness * (depth1 * depth1 - depth * mu * t2);
    }
  }

  s->evaluations++;
  curvature += 2 * total[2];
  return (point){at, cost + total[0] + at * (total[1] + at * total[2]), slope + total[1] + 2 * at * total[2],
                 curvature > 0 ? curvature : mjMINVAL};
}

V8_INLINE double newton(point p) { return p.at - p.slope / p.curvature; }

V8_INLINE double finish(igen_solver* s, point p, double slope_scale) {
  s->slope = fabs(p.slope) * slope_scale;
  return p.at;
}

// The end of the bracket moves to the best candidate on its own side; next is its Newton point then.
static bool tighten(igen_solver* s, point* end, const point candidates[3], point* next) {
  bool moved = false;
  for (int i = 0; i < 3; i++) {
    double slope = candidates[i].slope;
    bool nearer = (end->slope < 0 && slope < 0 && end->slope < slope) || (end->slope > 0 && slope > 0 && end->slope > slope);
    if (!nearer) continue;
    *end = candidates[i];
    moved = true;
  }
  if (moved) *next = evaluate(s, newton(*end));
  return moved;
}

double KERNEL(line_search)(igen_solver* s) {
  s->evaluations = 0;
  s->slope = 1;
  v8 sum = v8_zero();
  for (int c = 0; c < s->np; c += V8) sum = v8_fma(v8_load(s->search + c), v8_load(s->search + c), sum);
  double length = sqrt(v8_sum(sum));
  if (length < mjMINVAL) return 0;
  double tolerance = s->m->opt.tolerance * slope_tolerance * length / s->scale, slope_scale = s->scale / length;

  KERNEL(inertia_times)(s, s->Mv, s->search);
  KERNEL(jacobian_times)(s, s->jv, s->search, NULL);
  prepare(s);

  point start = evaluate(s, 0), first = evaluate(s, newton(start));
  if (start.cost < first.cost) first = start;
  if (fabs(first.slope) < tolerance) return finish(s, first, slope_scale);

  double direction = first.slope < 0 ? 1 : -1;
  point second = first;
  while (first.slope * direction <= -tolerance && s->evaluations < MAX_EVALUATIONS) {
    second = first;
    first = evaluate(s, newton(first));
    if (fabs(first.slope) < tolerance) return finish(s, first, slope_scale);
  }
  if (s->evaluations >= MAX_EVALUATIONS) return finish(s, first, slope_scale);

  point second_next = first, first_next = evaluate(s, newton(first));
  while (s->evaluations < MAX_EVALUATIONS) {
    point middle = evaluate(s, 0.5 * (first.at + second.at));
    const point candidates[3] = {first_next, second_next, middle};
    const point* best = NULL;
    for (int i = 0; i < 3; i++)
      if (fabs(candidates[i].slope) < tolerance && (best == NULL || candidates[i].cost < best->cost)) best = candidates + i;
    if (best != NULL) return finish(s, *best, slope_scale);
    bool one = tighten(s, &first, candidates, &first_next), two = tighten(s, &second, candidates, &second_next);
    // As near as numbers come.
    if (!one && !two) return finish(s, middle, slope_scale);
  }

  point better = first.cost <= second.cost ? first : second;
  return better.cost < start.cost ? finish(s, better, slope_scale) : 0;
}
