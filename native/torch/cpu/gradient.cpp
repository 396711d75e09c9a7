#include "gradient.h"

#include <algorithm>
#include <cstring>

namespace igen {

namespace {

int panels_of(const Kernels& kernels, int n) { return (n + 2 * kernels.lanes - 1) / (2 * kernels.lanes); }

}  // namespace

double Gradient::compute(Team& team, const float* flat, const float* observations, const float* actions, int batch,
                         int steps, float* gradient) {
  reserve(batch, steps);
  scratch_.resize(team.size());
  const float scale = gradient ? 1.0f / (static_cast<float>(batch) * steps) : 0.0f;
  team.run([&](int part, int parts) { pack_weights(flat, part, parts, gradient != nullptr); });
  team.run([&](int part, int parts) {
    Share rows(batch, part, parts);
    for (int t = 0; t < steps; t++)
      for (int b = rows.begin; b < rows.end; b++)
        std::memcpy(&inputs_[(static_cast<int64_t>(t) * batch + b) * shape_.observation],
                    observations + (static_cast<int64_t>(b) * steps + t) * shape_.observation,
                    shape_.observation * sizeof(float));
    if (rows.begin == rows.end) return;
    forward(flat, actions, rows.begin, rows.end, scale);
    if (gradient) backward(rows.begin, rows.end);
  });
  if (gradient) {
    team.run([&](int part, int parts) { pack_inputs(part, parts); });
    team.run([&](int part, int parts) { weight_gradients(gradient, part, parts); });
  }
  double total = 0;
  for (int64_t row = 0; row < static_cast<int64_t>(batch) * steps; row++) total += losses_[row];
  return total / (static_cast<double>(batch) * steps);
}

void Gradient::reserve(int batch, int steps) {
  if (batch == batch_ && steps == steps_) return;
  const int64_t rows = static_cast<int64_t>(batch) * steps, h = shape_.hidden;
  inputs_.resize(rows * shape_.observation);
  heads_.resize(rows * shape_.head());
  losses_.resize(rows);
  above_.resize(rows * h);
  below_.resize(rows * h);
  cell_gradient_.resize(batch * h);
  head_panels_.resize(kernels_.panel_floats(shape_.head(), h));
  head_back_panels_.resize(kernels_.panel_floats(h, shape_.head()));
  input_rows_panels_.resize(shape_.layers + 1);
  for (int l = 0; l <= shape_.layers; l++)
    input_rows_panels_[l].resize(2 * kernels_.panel_floats(std::max(shape_.input(l), shape_.hidden), rows));
  for (int l = 0; l < shape_.layers; l++) {
    Layer& layer = layers_[l];
    layer.gates.resize(rows * 4 * h);
    layer.cell.resize(rows * h);
    layer.cell_tanh.resize(rows * h);
    layer.hidden.resize(rows * h);
    layer.input_panels.resize(kernels_.panel_floats(4 * h, shape_.input(l)));
    layer.hidden_panels.resize(kernels_.panel_floats(4 * h, h));
    layer.input_back_panels.resize(kernels_.panel_floats(shape_.input(l), 4 * h));
    layer.hidden_back_panels.resize(kernels_.panel_floats(h, 4 * h));
    layer.bias.resize(4 * h);
  }
  batch_ = batch;
  steps_ = steps;
}

void Gradient::pack_weights(const float* flat, int part, int parts, bool backward) {
  const int h = shape_.hidden;
  Share gates(panels_of(kernels_, 4 * h), part, parts), units(panels_of(kernels_, h), part, parts);
  for (int l = 0; l < shape_.layers; l++) {
    Layer& layer = layers_[l];
    const int in = shape_.input(l);
    const float *wx = flat + shape_.weight_ih(l), *wh = flat + shape_.weight_hh(l);
    kernels_.pack_panels(wx, 1, in, 4 * h, in, layer.input_panels.data(), gates.begin, gates.end);
    kernels_.pack_panels(wh, 1, h, 4 * h, h, layer.hidden_panels.data(), gates.begin, gates.end);
    if (backward) {
      if (l > 0) kernels_.pack_panels(wx, in, 1, in, 4 * h, layer.input_back_panels.data(), units.begin, units.end);
      kernels_.pack_panels(wh, h, 1, h, 4 * h, layer.hidden_back_panels.data(), units.begin, units.end);
    }
    Share biases(4 * h, part, parts);
    for (int j = biases.begin; j < biases.end; j++)
      layer.bias[j] = flat[shape_.bias_ih(l) + j] + flat[shape_.bias_hh(l) + j];
  }
  const float* head = flat + shape_.head_weight();
  Share outputs(panels_of(kernels_, shape_.head()), part, parts);
  kernels_.pack_panels(head, 1, h, shape_.head(), h, head_panels_.data(), outputs.begin, outputs.end);
  if (backward)
    kernels_.pack_panels(head, h, 1, h, shape_.head(), head_back_panels_.data(), units.begin, units.end);
}

void Gradient::forward(const float* flat, const float* actions, int first, int last, float scale) {
  const int h = shape_.hidden, rows = last - first, outputs = shape_.head();
  for (int l = 0; l < shape_.layers; l++) {
    Layer& layer = layers_[l];
    const int in = shape_.input(l);
    for (int t = 0; t < steps_; t++) {
      const int64_t row = static_cast<int64_t>(t) * batch_ + first, before = row - batch_;
      float* gates = &layer.gates[row * 4 * h];
      kernels_.multiply({layer_input(l) + row * in, in, 1, layer.input_panels.data(), gates, 4 * h, rows, 4 * h, in,
                         layer.bias.data(), false});
      if (t > 0)
        kernels_.multiply({&layer.hidden[before * h], h, 1, layer.hidden_panels.data(), gates, 4 * h, rows, 4 * h, h,
                           nullptr, true});
      for (int b = 0; b < rows; b++)
        kernels_.lstm_forward(h, gates + static_cast<int64_t>(b) * 4 * h, t > 0 ? &layer.cell[(before + b) * h] : nullptr,
                              &layer.cell[(row + b) * h], &layer.cell_tanh[(row + b) * h], &layer.hidden[(row + b) * h]);
    }
  }
  for (int t = 0; t < steps_; t++) {
    const int64_t row = static_cast<int64_t>(t) * batch_ + first;
    kernels_.multiply({&layers_.back().hidden[row * h], h, 1, head_panels_.data(), &heads_[row * outputs], outputs, rows,
                       outputs, h, flat + shape_.head_bias(), false});
    for (int b = 0; b < rows; b++)
      losses_[row + b] =
          kernels_.mixture(shape_, &heads_[(row + b) * outputs],
                           actions + (static_cast<int64_t>(first + b) * steps_ + t) * shape_.action, scale);
  }
}

void Gradient::backward(int first, int last) {
  const int h = shape_.hidden, rows = last - first, outputs = shape_.head();
  // above_ and below_ are swapped from layer to layer; the pointers are this thread's, the arrays are shared.
  float *above = above_.data(), *below = below_.data();
  for (int t = 0; t < steps_; t++) {
    const int64_t row = static_cast<int64_t>(t) * batch_ + first;
    kernels_.multiply({&heads_[row * outputs], outputs, 1, head_back_panels_.data(), above + row * h, h, rows, h, outputs,
                       nullptr, false});
  }
  for (int l = shape_.layers - 1; l >= 0; l--) {
    Layer& layer = layers_[l];
    std::fill_n(&cell_gradient_[static_cast<int64_t>(first) * h], static_cast<int64_t>(rows) * h, 0.0f);
    for (int t = steps_ - 1; t >= 0; t--) {
      const int64_t row = static_cast<int64_t>(t) * batch_ + first, before = row - batch_;
      float* gates = &layer.gates[row * 4 * h];
      for (int b = 0; b < rows; b++)
        kernels_.lstm_backward(h, gates + static_cast<int64_t>(b) * 4 * h, t > 0 ? &layer.cell[(before + b) * h] : nullptr,
                               &layer.cell_tanh[(row + b) * h], above + (row + b) * h,
                               &cell_gradient_[static_cast<int64_t>(first + b) * h]);
      if (t > 0)
        kernels_.multiply({gates, 4 * h, 1, layer.hidden_back_panels.data(), above + before * h, h, rows, h, 4 * h,
                           nullptr, true});
      if (l > 0)
        kernels_.multiply({gates, 4 * h, 1, layer.input_back_panels.data(), below + row * h, h, rows, h, 4 * h, nullptr,
                           false});
    }
    std::swap(above, below);
  }
}

// The layers' inputs, and the hidden states one step earlier, are the second operand of every weight gradient.
void Gradient::pack_inputs(int part, int parts) {
  const int h = shape_.hidden, rows = batch_ * steps_;
  for (int l = 0; l <= shape_.layers; l++) {
    const int in = shape_.input(l);
    Share panels(panels_of(kernels_, in), part, parts);
    kernels_.pack_panels(layer_input(l), in, 1, in, rows, input_rows_panels_[l].data(), panels.begin, panels.end);
    if (l == shape_.layers || steps_ == 1) continue;
    Share units(panels_of(kernels_, h), part, parts);
    kernels_.pack_panels(layers_[l].hidden.data(), h, 1, h, rows - batch_,
                         input_rows_panels_[l].data() + kernels_.panel_floats(in, rows), units.begin, units.end);
  }
}

void Gradient::weight_gradients(float* gradient, int part, int parts) {
  const int h = shape_.hidden, rows = batch_ * steps_;
  for (int l = 0; l <= shape_.layers; l++) {
    const bool is_head = l == shape_.layers;
    const int in = shape_.input(l), m = is_head ? shape_.head() : 4 * h;
    const float* source = is_head ? heads_.data() : layers_[l].gates.data();
    const int64_t bias = is_head ? shape_.head_bias() : shape_.bias_ih(l);
    float* scratch = nullptr;
    auto& own = scratch_[part];
    own.resize(std::max<size_t>(own.size(), static_cast<size_t>(column_block) * rows));
    scratch = own.data();
    weight_product(source, m, m, input_rows_panels_[l].data(), in, rows,
                   gradient + (is_head ? shape_.head_weight() : shape_.weight_ih(l)), scratch, part, parts);
    if (!is_head) {
      if (steps_ > 1)
        weight_product(source + static_cast<int64_t>(batch_) * m, m, m,
                       input_rows_panels_[l].data() + kernels_.panel_floats(in, rows), h, rows - batch_,
                       gradient + shape_.weight_hh(l), scratch, part, parts);
      else if (part == 0)
        std::fill_n(gradient + shape_.weight_hh(l), 4LL * h * h, 0.0f);
    }
    Share columns(m, part, parts);
    std::fill(gradient + bias + columns.begin, gradient + bias + columns.end, 0.0f);
    kernels_.column_sums(source, m, rows, columns.begin, columns.end, gradient + bias);
    if (!is_head)
      std::copy(gradient + bias + columns.begin, gradient + bias + columns.end,
                gradient + shape_.bias_hh(l) + columns.begin);
  }
}

void Gradient::weight_product(const float* source, int64_t row, int m, const float* panels, int n, int k, float* out,
                              float* scratch, int part, int parts) const {
  Share blocks((m + column_block - 1) / column_block, part, parts);
  for (int block = blocks.begin; block < blocks.end; block++) {
    const int m0 = block * column_block, count = std::min(column_block, m - m0);
    kernels_.pack_columns(source + m0, row, count, k, scratch);
    kernels_.multiply({scratch, 1, count, panels, out + static_cast<int64_t>(m0) * n, n, count, n, k, nullptr, false});
  }
}

}  // namespace igen
