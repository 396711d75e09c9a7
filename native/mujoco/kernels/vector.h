// MuJoCo's vector routines: elementwise ones give its bits, sums have the one order of v8.h. Any n from 0 up; a result may be one of the
// operands. Inline, because they are short and called through a table already.
#ifndef IGEN_KERNELS_VECTOR_H
#define IGEN_KERNELS_VECTOR_H

#include "kernels.h"
#include "v8.h"

// Four at a time and the rest one by one: what is short is written and read again at once, and a processor hands a masked store to no
// load that follows.
#define ELEMENTWISE(four, one)                                                  \
  int i = 0;                                                                    \
  for (; i + 4 <= n; i += 4) _mm256_storeu_pd(result + i, four);                \
  for (; i < n; i++) result[i] = one

V8_INLINE __m256d load4(const double* p) { return _mm256_loadu_pd(p); }

V8_INLINE void vector_add(double* result, const double* a, const double* b, int n) {
  ELEMENTWISE(_mm256_add_pd(load4(a + i), load4(b + i)), a[i] + b[i]);
}

V8_INLINE void vector_subtract(double* result, const double* a, const double* b, int n) {
  ELEMENTWISE(_mm256_sub_pd(load4(a + i), load4(b + i)), a[i] - b[i]);
}

V8_INLINE void vector_scale(double* result, const double* a, double factor, int n) {
  __m256d f = _mm256_set1_pd(factor);
  ELEMENTWISE(_mm256_mul_pd(load4(a + i), f), a[i] * factor);
}

// a + b·factor, rounded twice as MuJoCo's is.
V8_INLINE void vector_add_scaled(double* result, const double* a, const double* b, double factor, int n) {
  __m256d f = _mm256_set1_pd(factor);
  ELEMENTWISE(_mm256_add_pd(load4(a + i), _mm256_mul_pd(load4(b + i), f)), a[i] + b[i] * factor);
}

V8_INLINE v8 products(const double* a, const double* b, int n) {
  v8 sum = v8_zero();
  int i = 0;
  for (; i + V8 <= n; i += V8) sum = v8_fma(v8_load(a + i), v8_load(b + i), sum);
  return i < n ? v8_fma(v8_load_some(a + i, n - i), v8_load_some(b + i, n - i), sum) : sum;
}

V8_INLINE double vector_dot(const double* a, const double* b, int n) { return v8_sum(products(a, b, n)); }

// A (rows × columns) times v.
V8_INLINE void vector_matrix_times(double* result, const double* A, const double* v, int rows, int columns) {
  int r = 0;
  for (; r + V8 <= rows; r += V8) {
    v8 sums[V8];
    for (int k = 0; k < V8; k++) sums[k] = products(A + (int64_t)(r + k) * columns, v, columns);
    v8_store(result + r, v8_sums(sums));
  }
  for (; r < rows; r++) result[r] = vector_dot(A + (int64_t)r * columns, v, columns);
}

// A row of factors over rows of a matrix, for up to eight columns: zeros are passed over, as MuJoCo does, whatever they would meet.
V8_INLINE v8 combine(const double* factors, const double* rows, int count, int columns, int width) {
  v8 sum = v8_zero();
  for (int k = 0; k < count; k++) {
    double factor = factors[k];
    if (factor == 0) continue;
    const double* row = rows + (int64_t)k * columns;
    sum = v8_add(sum, v8_mul(width == V8 ? v8_load(row) : v8_load_some(row, width), v8_all(factor)));
  }
  return sum;
}

V8_INLINE void combine_rows(double* result, const double* factors, const double* rows, int count, int columns) {
  int c = 0;
  for (; c + V8 <= columns; c += V8) v8_store(result + c, combine(factors, rows + c, count, columns, V8));
  if (c < columns) v8_store_some(result + c, columns - c, combine(factors, rows + c, count, columns, columns - c));
}

// Aᵀ times v, in MuJoCo's order of sums.
V8_INLINE void vector_transpose_times(double* result, const double* A, const double* v, int rows, int columns) {
  combine_rows(result, v, A, rows, columns);
}

// A (rows × inner) times B (inner × columns), in MuJoCo's order of sums.
V8_INLINE void vector_matrix_product(double* result, const double* A, const double* B, int rows, int inner, int columns) {
  for (int r = 0; r < rows; r++) combine_rows(result + (int64_t)r * columns, A + (int64_t)r * inner, B, inner, columns);
}

#endif
