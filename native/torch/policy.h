// A policy: one flat array of parameters, with Adam's moments, the running average and the gradient beside it.
#pragma once

#include <ATen/ATen.h>

#include <memory>
#include <string>
#include <vector>

#include "cpu/gradient.h"
#include "igen_torch.h"

struct igen_torch_policy {
  explicit igen_torch_policy(const igen_torch_policy_config& config);

  struct Parameter {
    std::string name;
    int64_t offset;
    int32_t rows, columns;  // columns is 0 for a vector
    int64_t count() const { return static_cast<int64_t>(rows) * (columns == 0 ? 1 : columns); }
  };

  const Parameter& parameter(int32_t index) const;
  at::Tensor& slot(int32_t slot);
  // Refuses sizes of a batch that are out of range.
  void check_batch(int32_t batch, int32_t steps) const;
  bool on_cuda() const { return device.is_cuda(); }

  double loss(int32_t method, const float* observations, const float* actions, int32_t batch, int32_t steps);
  double gradient(int32_t method, const float* observations, const float* actions, int32_t batch, int32_t steps);
  void update(float rate, float average_decay);

  igen::Shape shape;
  at::Device device;
  const igen::Kernels* kernels;
  igen::Team team;
  igen::Gradient fused;
  std::vector<Parameter> parameters;
  at::Tensor slots[5];  // igen_torch_slot
  int64_t step = 0;
  std::vector<float> packed;

 private:
  void initialise(uint64_t seed);
};

namespace igen {

// The same network in libtorch's own operators: the oracle of the fused one, and the only one on CUDA.
struct Reference {
  static std::vector<at::Tensor> views(const igen_torch_policy& policy, const at::Tensor& flat);
  static at::Tensor loss(const igen_torch_policy& policy, const at::Tensor& flat, const at::Tensor& observations,
                         const at::Tensor& actions);
  static void infer(const igen_torch_policy& policy, int32_t rows, const float* observations, float* hidden, float* cell,
                    float* means, float* logits);
};

}  // namespace igen
