// The network's sizes and where each parameter lies in the one flat array.
#pragma once

#include <cstdint>

namespace igen {

struct Shape {
  int observation, action, hidden, layers, modes;
  float min_std;

  int head() const { return (2 * modes * action) + modes; }
  int means() const { return modes * action; }
  int input(int layer) const { return layer == 0 ? observation : hidden; }

  // One layer: weight_ih [4H, input], weight_hh [4H, H], bias_ih [4H], bias_hh [4H]; gates in order i, f, g, o.
  int64_t layer_offset(int layer) const {
    int64_t offset = 0;
    for (int i = 0; i < layer; i++) offset += 4LL * hidden * (input(i) + hidden + 2);
    return offset;
  }
  int64_t weight_ih(int layer) const { return layer_offset(layer); }
  int64_t weight_hh(int layer) const { return weight_ih(layer) + (4LL * hidden * input(layer)); }
  int64_t bias_ih(int layer) const { return weight_hh(layer) + (4LL * hidden * hidden); }
  int64_t bias_hh(int layer) const { return bias_ih(layer) + (4LL * hidden); }

  // The heads lie together, so that mean, scale and logits are one matrix [head, H]: then their biases.
  int64_t head_weight() const { return layer_offset(layers); }
  int64_t head_bias() const { return head_weight() + (static_cast<int64_t>(head()) * hidden); }
  int64_t total() const { return head_bias() + head(); }
};

}  // namespace igen
