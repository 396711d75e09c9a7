// Faster forms of what MuJoCo 2.2 spends its time in, written against its public headers. Every file here is compiled once for each
// instruction set (IGEN_LEVEL is its name), so that a test can hold one beside the other, and both beside libmujoco's own.
#ifndef IGEN_KERNELS_H
#define IGEN_KERNELS_H

#include <mujoco/mujoco.h>
#include <stdint.h>

#define IGEN_JOIN_(a, b) a##_##b
#define IGEN_JOIN(a, b) IGEN_JOIN_(a, b)
// The name of a kernel at the level that is compiled: KERNEL(dot) is dot_avx2, say.
#define KERNEL(name) IGEN_JOIN(igen_##name, IGEN_LEVEL)

// Memory of the calling thread, kept for its next call and freed with the thread; NULL where there is none to be had.
double* igen_kernel_scratch(int64_t count);

// mj_collision for models whose geoms meet in listed pairs alone; 0 where they may meet otherwise, and nothing was done.
int KERNEL(collide)(const mjModel* m, mjData* d);
// mj_makeConstraint for what the robots here are made of; 0 where the model has something else, and nothing was done.
int KERNEL(make_constraint)(const mjModel* m, mjData* d);
// mj_fwdConstraint for Newton's method on a dense Jacobian; 0 where something else is asked for, and nothing was done.
int KERNEL(forward_constraint)(const mjModel* m, mjData* d);

// MuJoCo's vector routines (vector.h), for the tests.
void KERNEL(add)(double* result, const double* a, const double* b, int n);
void KERNEL(subtract)(double* result, const double* a, const double* b, int n);
void KERNEL(scale)(double* result, const double* a, double factor, int n);
void KERNEL(add_scaled)(double* result, const double* a, const double* b, double factor, int n);
double KERNEL(dot)(const double* a, const double* b, int n);
void KERNEL(matrix_times)(double* result, const double* A, const double* v, int rows, int columns);
void KERNEL(transpose_times)(double* result, const double* A, const double* v, int rows, int columns);
void KERNEL(matrix_product)(double* result, const double* A, const double* B, int rows, int inner, int columns);

#endif
