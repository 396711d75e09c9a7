// Loss and gradient of the whole network over a batch of windows, by hand-written backpropagation through time.
#pragma once

#include <vector>

#include "kernels.h"
#include "team.h"

namespace igen {

// Keeps its workspace between calls. Every element of every array is computed by one thread, adding in one order,
// so the result does not depend on how many threads there are.
class Gradient {
 public:
  Gradient(const Shape& shape, const Kernels& kernels) : shape_(shape), kernels_(kernels), layers_(shape.layers) {}

  // Mean negative log-likelihood of actions [B,T,A] given observations [B,T,O]. Where gradient is not null, its
  // shape.total() numbers are replaced.
  double compute(Team& team, const float* flat, const float* observations, const float* actions, int batch, int steps,
                 float* gradient);

 private:
  // Time-major: row t * batch + b.
  struct Layer {
    std::vector<float> gates, cell, cell_tanh, hidden;
    std::vector<float> input_panels, hidden_panels;            // transposed weights, for the forward pass
    std::vector<float> input_back_panels, hidden_back_panels;  // weights as they are, for the backward pass
    std::vector<float> bias;
  };

  void reserve(int batch, int steps);
  void pack_weights(const float* flat, int part, int parts, bool backward);
  void forward(const float* flat, const float* actions, int first, int last, float scale);
  void backward(int first, int last);
  void pack_inputs(int part, int parts);
  void weight_gradients(float* gradient, int part, int parts);
  void weight_product(const float* source, int64_t row, int m, const float* panels, int n, int k, float* out,
                      float* scratch, int part, int parts) const;

  const float* layer_input(int layer) const { return layer == 0 ? inputs_.data() : layers_[layer - 1].hidden.data(); }

  Shape shape_;
  const Kernels& kernels_;
  std::vector<Layer> layers_;
  std::vector<float> head_panels_, head_back_panels_;
  std::vector<float> inputs_, heads_, losses_;
  std::vector<float> above_, below_, cell_gradient_;
  std::vector<std::vector<float>> input_rows_panels_;  // each layer's input, then the top hidden state
  std::vector<std::vector<float>> scratch_;
  int batch_ = 0, steps_ = 0;
};

}  // namespace igen
