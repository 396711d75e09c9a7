// Eight doubles at once, with one order of sums on every processor: AVX2 takes them as two halves, AVX-512 as one register, and both
// give the same bits. Nothing is contracted behind the compiler's back (-ffp-contract=off): what is fused says so.
#ifndef IGEN_KERNELS_V8_H
#define IGEN_KERNELS_V8_H

#include <immintrin.h>
#include <stdint.h>

enum { V8 = 8 };

#define V8_INLINE static inline __attribute__((always_inline))

#ifdef __AVX512F__

typedef __m512d v8;

V8_INLINE v8 v8_zero(void) { return _mm512_setzero_pd(); }
V8_INLINE v8 v8_all(double x) { return _mm512_set1_pd(x); }
V8_INLINE v8 v8_load(const double* p) { return _mm512_loadu_pd(p); }
V8_INLINE void v8_store(double* p, v8 x) { _mm512_storeu_pd(p, x); }
V8_INLINE v8 v8_add(v8 x, v8 y) { return _mm512_add_pd(x, y); }
V8_INLINE v8 v8_sub(v8 x, v8 y) { return _mm512_sub_pd(x, y); }
V8_INLINE v8 v8_mul(v8 x, v8 y) { return _mm512_mul_pd(x, y); }
// x·y + z, rounded once.
V8_INLINE v8 v8_fma(v8 x, v8 y, v8 z) { return _mm512_fmadd_pd(x, y, z); }
// The first n of eight; the others are zero, and their memory is not touched.
V8_INLINE v8 v8_load_some(const double* p, int n) { return _mm512_maskz_loadu_pd((__mmask8)((1u << n) - 1), p); }
V8_INLINE void v8_store_some(double* p, int n, v8 x) { _mm512_mask_storeu_pd(p, (__mmask8)((1u << n) - 1), x); }

V8_INLINE __m512d v8_pairs(__m512d x, __m512d y) { return _mm512_add_pd(_mm512_unpacklo_pd(x, y), _mm512_unpackhi_pd(x, y)); }
V8_INLINE __m512d v8_lanes(__m512d x, __m512d y) {
  return _mm512_add_pd(_mm512_shuffle_f64x2(x, y, 0x88), _mm512_shuffle_f64x2(x, y, 0xdd));
}

// The eight sums of eight vectors, each ((x0+x1)+(x2+x3)) + ((x4+x5)+(x6+x7)).
V8_INLINE v8 v8_sums(const v8 x[8]) {
  return v8_lanes(v8_lanes(v8_pairs(x[0], x[1]), v8_pairs(x[2], x[3])), v8_lanes(v8_pairs(x[4], x[5]), v8_pairs(x[6], x[7])));
}

V8_INLINE __m256d v8_low(v8 x) { return _mm512_castpd512_pd256(x); }
V8_INLINE __m256d v8_high(v8 x) { return _mm512_extractf64x4_pd(x, 1); }

#else

typedef struct {
  __m256d low, high;
} v8;

V8_INLINE v8 v8_zero(void) { return (v8){_mm256_setzero_pd(), _mm256_setzero_pd()}; }
V8_INLINE v8 v8_all(double x) { return (v8){_mm256_set1_pd(x), _mm256_set1_pd(x)}; }
V8_INLINE v8 v8_load(const double* p) { return (v8){_mm256_loadu_pd(p), _mm256_loadu_pd(p + 4)}; }
V8_INLINE void v8_store(double* p, v8 x) {
  _mm256_storeu_pd(p, x.low);
  _mm256_storeu_pd(p + 4, x.high);
}
V8_INLINE v8 v8_add(v8 x, v8 y) { return (v8){_mm256_add_pd(x.low, y.low), _mm256_add_pd(x.high, y.high)}; }
V8_INLINE v8 v8_sub(v8 x, v8 y) { return (v8){_mm256_sub_pd(x.low, y.low), _mm256_sub_pd(x.high, y.high)}; }
V8_INLINE v8 v8_mul(v8 x, v8 y) { return (v8){_mm256_mul_pd(x.low, y.low), _mm256_mul_pd(x.high, y.high)}; }
V8_INLINE v8 v8_fma(v8 x, v8 y, v8 z) { return (v8){_mm256_fmadd_pd(x.low, y.low, z.low), _mm256_fmadd_pd(x.high, y.high, z.high)}; }

// The mask of the first n of four: n may be below 0 or above 4.
V8_INLINE __m256i v8_first(int n) { return _mm256_cmpgt_epi64(_mm256_set1_epi64x(n), _mm256_setr_epi64x(0, 1, 2, 3)); }
V8_INLINE v8 v8_load_some(const double* p, int n) {
  return (v8){_mm256_maskload_pd(p, v8_first(n)), _mm256_maskload_pd(p + 4, v8_first(n - 4))};
}
V8_INLINE void v8_store_some(double* p, int n, v8 x) {
  _mm256_maskstore_pd(p, v8_first(n), x.low);
  _mm256_maskstore_pd(p + 4, v8_first(n - 4), x.high);
}

V8_INLINE __m256d v8_quads(__m256d a, __m256d b, __m256d c, __m256d d) {
  __m256d ab = _mm256_hadd_pd(a, b), cd = _mm256_hadd_pd(c, d);
  return _mm256_add_pd(_mm256_permute2f128_pd(ab, cd, 0x20), _mm256_permute2f128_pd(ab, cd, 0x31));
}

V8_INLINE v8 v8_sums(const v8 x[8]) {
  return (v8){_mm256_add_pd(v8_quads(x[0].low, x[1].low, x[2].low, x[3].low), v8_quads(x[0].high, x[1].high, x[2].high, x[3].high)),
              _mm256_add_pd(v8_quads(x[4].low, x[5].low, x[6].low, x[7].low), v8_quads(x[4].high, x[5].high, x[6].high, x[7].high))};
}

V8_INLINE __m256d v8_low(v8 x) { return x.low; }
V8_INLINE __m256d v8_high(v8 x) { return x.high; }

#endif

// ((x0+x1)+(x2+x3)) + ((x4+x5)+(x6+x7)).
V8_INLINE double v8_sum(v8 x) {
  __m256d pairs = _mm256_hadd_pd(v8_low(x), v8_high(x));  // x0+x1, x4+x5, x2+x3, x6+x7
  __m128d quads = _mm_add_pd(_mm256_castpd256_pd128(pairs), _mm256_extractf128_pd(pairs, 1));
  return _mm_cvtsd_f64(_mm_add_sd(quads, _mm_unpackhi_pd(quads, quads)));
}

// Copies n numbers and fills up to a whole number of vectors with zeros.
V8_INLINE void v8_copy_padded(double* to, const double* from, int n) {
  int i = 0;
  for (; i + V8 <= n; i += V8) v8_store(to + i, v8_load(from + i));
  if (i < n) v8_store(to + i, v8_load_some(from + i, n - i));
}

V8_INLINE int v8_round_up(int n) { return (n + V8 - 1) & -V8; }

#endif
