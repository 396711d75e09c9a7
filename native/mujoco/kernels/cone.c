// What constraints cost and how hard they push, at given values of Ja − a_ref (MuJoCo's documentation, "Constraint model").
#include <math.h>

#include "solver.h"

typedef struct {
  double n, t, U[6];
} scaled;

// The space in which the cone is circular: normal × μ, tangents × their friction.
V8_INLINE scaled scale_contact(const igen_cone* cone, const double* jar) {
  scaled x;
  x.n = x.U[0] = jar[cone->row] * cone->mu;
  double square = 0;
  for (int j = 1; j < cone->dim; j++) {
    x.U[j] = jar[cone->row + j] * cone->friction[j - 1];
    square += x.U[j] * x.U[j];
  }
  x.t = sqrt(square);
  return x;
}

V8_INLINE int zone_of(const igen_cone* cone, double n, double t) {
  if (n >= cone->mu * t || (t <= 0 && n >= 0)) return mjCNSTRSTATE_SATISFIED;
  if (cone->mu * n + t <= 0 || (t <= 0 && n < 0)) return mjCNSTRSTATE_QUADRATIC;
  return mjCNSTRSTATE_CONE;
}

V8_INLINE double parabola(const double* D, const double* jar, int row, int dim) {
  double cost = 0;
  for (int j = row; j < row + dim; j++) cost += 0.5 * D[j] * jar[j] * jar[j];
  return cost;
}

typedef struct {
  double cost, force;
  int state;
} single;

// One row that is no part of a cone. Dry friction is a parabola between ±R·loss and a straight line beyond.
V8_INLINE single single_row(const igen_solver* s, int row, double jar) {
  const mjData* d = s->d;
  double D = d->efc_D[row];
  if (row >= d->ne && row < d->ne + d->nf) {
    double loss = d->efc_frictionloss[row], bound = d->efc_R[row] * loss;
    if (jar <= -bound) return (single){-loss * (0.5 * bound + jar), loss, mjCNSTRSTATE_LINEARNEG};
    if (jar >= bound) return (single){-loss * (0.5 * bound - jar), -loss, mjCNSTRSTATE_LINEARPOS};
  } else if (row >= d->ne && jar >= 0) {
    return (single){0, 0, mjCNSTRSTATE_SATISFIED};
  }
  return (single){0.5 * D * jar * jar, -D * jar, mjCNSTRSTATE_QUADRATIC};
}

double KERNEL(constraint_cost)(const igen_solver* s, const double* jar) {
  const double* D = s->d->efc_D;
  double cost = 0;
  for (int i = 0; i < s->nsingle; i++) cost += single_row(s, s->singles[i], jar[s->singles[i]]).cost;
  for (int i = 0; i < s->ncone; i++) {
    const igen_cone* cone = s->cones + i;
    scaled x = scale_contact(cone, jar);
    int zone = zone_of(cone, x.n, x.t);
    if (zone == mjCNSTRSTATE_QUADRATIC) {
      cost += parabola(D, jar, cone->row, cone->dim);
    } else if (zone == mjCNSTRSTATE_CONE) {
      double depth = x.n - cone->mu * x.t;
      cost += 0.5 * cone->stiffness * depth * depth;
    }
  }
  return cost;
}

static double push(igen_solver* s, igen_cone* cone) {
  const double *jar = s->jar, *D = s->d->efc_D;
  double* force = s->d->efc_force + cone->row;
  scaled x = scale_contact(cone, jar);
  int zone = zone_of(cone, x.n, x.t);
  cone->n = x.n;
  cone->t = x.t;
  for (int j = 0; j < cone->dim; j++) s->d->efc_state[cone->row + j] = zone;
  if (zone == mjCNSTRSTATE_SATISFIED) {
    for (int j = 0; j < cone->dim; j++) force[j] = 0;
    return 0;
  }

  s->nactive += cone->dim;
  if (zone == mjCNSTRSTATE_QUADRATIC) {
    for (int j = 0; j < cone->dim; j++) force[j] = -D[cone->row + j] * jar[cone->row + j];
    return parabola(D, jar, cone->row, cone->dim);
  }

  // ½ stiffness (N − μT)², and its gradient mapped back.
  double depth = x.n - cone->mu * x.t;
  force[0] = -cone->stiffness * depth * cone->mu;
  double tangent = -force[0] / x.t;
  for (int j = 1; j < cone->dim; j++) force[j] = tangent * x.U[j] * cone->friction[j - 1];
  return 0.5 * cone->stiffness * depth * depth;
}

void KERNEL(update_constraint)(igen_solver* s) {
  mjData* d = s->d;
  double cost = 0;
  s->nactive = 0;
  for (int i = 0; i < s->nsingle; i++) {
    int row = s->singles[i];
    single at = single_row(s, row, s->jar[row]);
    cost += at.cost;
    d->efc_force[row] = at.force;
    d->efc_state[row] = at.state;
    s->nactive += at.state != mjCNSTRSTATE_SATISFIED;
  }
  for (int i = 0; i < s->ncone; i++) cost += push(s, s->cones + i);
  s->cost = cost;
}

// Of ½ stiffness (N − μT)² by jar: an outer product of the depth's gradient, and what T's own curvature adds.
void KERNEL(cone_hessian)(const igen_solver* s, const igen_cone* cone, double* H) {
  int dim = cone->dim;
  double mu = cone->mu, ratio = mu * cone->n / cone->t, scale[6], unit[6];
  scale[0] = mu;
  for (int j = 1; j < dim; j++) {
    scale[j] = cone->friction[j - 1];
    unit[j] = s->jar[cone->row + j] * scale[j] / cone->t;
  }
  H[0] = 1;
  for (int j = 1; j < dim; j++) H[j] = -mu * unit[j];
  for (int k = 1; k < dim; k++) {
    for (int j = k; j < dim; j++) H[k * dim + j] = ratio * unit[k] * unit[j];
    H[k * dim + k] += mu * mu - ratio;
  }
  for (int k = 0; k < dim; k++)
    for (int j = k; j < dim; j++) H[j * dim + k] = H[k * dim + j] *= cone->stiffness * scale[k] * scale[j];
}
