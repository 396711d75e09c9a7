// The vector routines under names that a test can call, at each level.
#include "vector.h"

void KERNEL(add)(double* result, const double* a, const double* b, int n) { vector_add(result, a, b, n); }

void KERNEL(subtract)(double* result, const double* a, const double* b, int n) { vector_subtract(result, a, b, n); }

void KERNEL(scale)(double* result, const double* a, double factor, int n) { vector_scale(result, a, factor, n); }

void KERNEL(add_scaled)(double* result, const double* a, const double* b, double factor, int n) {
  vector_add_scaled(result, a, b, factor, n);
}

double KERNEL(dot)(const double* a, const double* b, int n) { return vector_dot(a, b, n); }

void KERNEL(matrix_times)(double* result, const double* A, const double* v, int rows, int columns) {
  vector_matrix_times(result, A, v, rows, columns);
}

void KERNEL(transpose_times)(double* result, const double* A, const double* v, int rows, int columns) {
  vector_transpose_times(result, A, v, rows, columns);
}

void KERNEL(matrix_product)(double* result, const double* A, const double* B, int rows, int inner, int columns) {
  vector_matrix_product(result, A, B, rows, inner, columns);
}
