// The convex problem that MuJoCo solves in every step: min over a of ½(a−a₀)ᵀM(a−a₀) + s(Ja − a_ref), with s quadratic for active
// limits, Huber-like for dry friction and the distance to a cone for contacts (MuJoCo's documentation, "Computation").
#ifndef IGEN_KERNELS_SOLVER_H
#define IGEN_KERNELS_SOLVER_H

#include "kernels.h"
#include "v8.h"

// A contact with an elliptic cone: where its rows are, and what stays the same while the problem is solved.
typedef struct {
  int row, dim;
  double mu, friction[5];
  double stiffness;      // D₀ / (μ²(1+μ²)): that of the cone's surface
  double n, t;           // normal and length of the tangent in the scaled space, at the last update
  double line[5];        // N, N', |T|², T·T', |T'|² along the search direction
  double bottom[3];      // the quadratic of the zone where all rows are active
} igen_cone;

typedef struct {
  const mjModel* m;
  mjData* d;
  int nv, nefc, ncone, nsingle;  // cones, and rows that are no part of one
  int np, rp;                    // nv and nefc, rounded up to eight
  double scale;                // 1 / (mean inertia × max(1, nv))
  double *J, *W, *M, *H;       // (rp × np), (rp × np), (nv × np), (nv × np); the padding is zero
  const double** active;       // rows of J that W's rows belong to
  double *jar, *jv, *other;    // rows: Ja − a_ref, J·search, scratch
  double *q0, *q1, *q2;        // rows: the quadratic of each along the search direction
  double *Ma, *Mv, *grad, *search, *inverse, *smooth;
  int32_t* old;                // states before an update
  int32_t* singles;            // rows that are no part of a cone
  igen_cone* cones;
  double cost, gauss[3];
  int nactive, nupdate, evaluations;
  double slope;
} igen_solver;

// Lays a solver out in the thread's scratch and copies Jacobian and inertia; 0 without memory.
int KERNEL(solver_open)(igen_solver* s, const mjModel* m, mjData* d);
// product = J·v − minus (or J·v where minus is NULL).
void KERNEL(jacobian_times)(const igen_solver* s, double* product, const double* v, const double* minus);
// product = M·v.
void KERNEL(inertia_times)(const igen_solver* s, double* product, const double* v);
// sum += Jᵀ·force.
void KERNEL(jacobian_transpose_times)(const igen_solver* s, double* sum, const double* force);
// H = M + Σ D J Jᵀ over active rows and cones, factored as LDLᵀ.
void KERNEL(factor_hessian)(igen_solver* s);
// search = −H⁻¹ grad.
void KERNEL(solve_direction)(igen_solver* s);

// Σ s(jar): what the constraints cost.
double KERNEL(constraint_cost)(const igen_solver* s, const double* jar);
// Forces, states and cost at s->jar.
void KERNEL(update_constraint)(igen_solver* s);
// Local Hessian of a cone in its middle zone, dim × dim.
void KERNEL(cone_hessian)(const igen_solver* s, const igen_cone* cone, double* H);

// The step along s->search, 0 where there is none that improves.
double KERNEL(line_search)(igen_solver* s);

#endif
