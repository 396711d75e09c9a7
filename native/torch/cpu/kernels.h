// The CPU kernels, compiled once per instruction set and chosen when a policy is made. Those in C# (src/IntervenGen.Learning/Cpu)
// took their place; these are what they are tested and measured against.
#pragma once

#include <cstdint>

#include "shape.h"

namespace igen {

// C[m, n] (+)= sum over k of A[m, k] * B[k, n], with B packed in panels.
struct Product {
  const float* a;
  int64_t a_row, a_k;  // distance between rows, and between successive k, of A
  const float* panels; // from pack_panels, k rows
  float* c;
  int64_t c_row;
  int m, n, k;
  const float* start;  // first value of every row [n]; null: zero. Ignored where adding.
  bool add;            // adds to what C holds
};

struct InferRows {
  int count;
  const int32_t* rows;
  const float* observations;
  float *hidden, *cell, *means, *logits;
};

struct Kernels {
  int isa;    // igen_torch_isa
  int lanes;  // floats in a vector

  // Floats that n columns of k rows take in panels of 2 * lanes columns, padded with zeros.
  int64_t (*panel_floats)(int n, int k);
  // B[k, n] = source[k * row + n * column], panels [first, last).
  void (*pack_panels)(const float* source, int64_t row, int64_t column, int n, int k, float* panels, int first, int last);
  // Transposes m columns: packed [k][m] holds source[k * row + m], one after the other in memory.
  void (*pack_columns)(const float* source, int64_t row, int m, int k, float* packed);
  void (*multiply)(const Product& product);

  // gates [4H] of one row: in pre-activations, out activations; cell = f * before + i * g; hidden = o * tanh(cell).
  void (*lstm_forward)(int hidden_size, float* gates, const float* cell_before, float* cell, float* cell_tanh, float* hidden);
  // Replaces activations by their gradients. cell_gradient [H] is carried from step to step.
  void (*lstm_backward)(int hidden_size, float* gates, const float* cell_before, const float* cell_tanh,
                        const float* hidden_gradient, float* cell_gradient);
  // Negative log-likelihood of one action; scale > 0 replaces head by scale * its gradient.
  float (*mixture)(const Shape& shape, float* head, const float* action, float scale);
  void (*adam)(int64_t count, float* value, const float* gradient, float* first, float* second, float* average,
               float rate, float second_correction, float average_decay);
  // sum[n] += column sums of source[rows, n] for columns [first, last).
  void (*column_sums)(const float* source, int64_t row, int rows, int first, int last, float* sum);

  int64_t (*packed_floats)(const Shape& shape);
  void (*pack)(const Shape& shape, const float* flat, float* packed);
  void (*infer)(const Shape& shape, const float* packed, const InferRows& call);
};

// The kernels for an igen_torch_isa; null where this machine cannot run them.
const Kernels* find_kernels(int isa);

constexpr int most_hidden = 1024;

// Columns of a left operand that are transposed together: most of a cache line, and whole blocks of 6 or 12 rows.
constexpr int column_block = 12;

}  // namespace igen
