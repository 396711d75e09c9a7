#include "policy.h"

#include <cmath>
#include <random>

#include "error.h"

using igen::refuse;

namespace {

void check_range(const char* name, int64_t value, int64_t low, int64_t high) {
  if (value < low || value > high)
    refuse(std::string(name) + " is " + std::to_string(value) + "; " + std::to_string(low) + " to " +
           std::to_string(high) + " are possible");
}

igen::Shape shape_of(const igen_torch_policy_config& config) {
  if (config.size != static_cast<int32_t>(sizeof config) || config.version != IGEN_TORCH_ABI_VERSION)
    refuse("policy config has size " + std::to_string(config.size) + " and version " + std::to_string(config.version) +
           "; this library takes " + std::to_string(sizeof config) + " and " + std::to_string(IGEN_TORCH_ABI_VERSION));
  check_range("observation size", config.observation_size, 1, 4096);
  check_range("action size", config.action_size, 1, 64);
  check_range("hidden", config.hidden, 1, igen::most_hidden);
  check_range("layers", config.layers, 1, 8);
  check_range("modes", config.modes, 1, 64);
  check_range("threads", config.threads, 1, 256);
  if (!(config.min_std > 0) || !std::isfinite(config.min_std))
    refuse("min_std is " + std::to_string(config.min_std) + "; it must be positive");
  return {config.observation_size, config.action_size, config.hidden, config.layers, config.modes, config.min_std};
}

at::Device device_of(int32_t device) {
  if (device == IGEN_TORCH_CPU) return at::Device(at::kCPU);
  if (device != IGEN_TORCH_CUDA) refuse("device is " + std::to_string(device) + "; 0 is cpu, 1 is cuda");
  if (!at::hasCUDA())
    throw igen::Error(IGEN_DEVICE,
                      "device cuda was asked for, and the loaded libtorch has none or finds no GPU; "
                      "use device cpu, or set LIBTORCH_HOME to a CUDA build and build native/torch again");
  return at::Device(at::kCUDA, 0);
}

const igen::Kernels* kernels_of(int32_t isa) {
  check_range("isa", isa, IGEN_TORCH_ISA_BEST, IGEN_TORCH_ISA_AVX512);
  const igen::Kernels* kernels = igen::find_kernels(isa);
  if (!kernels) refuse("this machine does not have instruction set " + std::to_string(isa));
  return kernels;
}

}  // namespace

igen_torch_policy::igen_torch_policy(const igen_torch_policy_config& config)
    : shape(shape_of(config)),
      device(device_of(config.device)),
      kernels(kernels_of(config.isa)),
      team(config.threads),
      fused(shape, *kernels) {
  const int h = shape.hidden;
  for (int l = 0; l < shape.layers; l++) {
    const std::string suffix = "_l" + std::to_string(l);
    parameters.push_back({"lstm.weight_ih" + suffix, shape.weight_ih(l), 4 * h, shape.input(l)});
    parameters.push_back({"lstm.weight_hh" + suffix, shape.weight_hh(l), 4 * h, h});
    parameters.push_back({"lstm.bias_ih" + suffix, shape.bias_ih(l), 4 * h, 0});
    parameters.push_back({"lstm.bias_hh" + suffix, shape.bias_hh(l), 4 * h, 0});
  }
  const std::pair<const char*, int> heads[] = {{"mean", shape.means()}, {"scale", shape.means()}, {"logits", shape.modes}};
  int64_t weight = shape.head_weight(), bias = shape.head_bias();
  for (auto& [name, rows] : heads) {
    parameters.push_back({std::string(name) + ".weight", weight, rows, h});
    weight += static_cast<int64_t>(rows) * h;
  }
  for (auto& [name, rows] : heads) {
    parameters.push_back({std::string(name) + ".bias", bias, rows, 0});
    bias += rows;
  }
  initialise(config.seed);
}

// PyTorch's defaults: every number uniform in ±1/sqrt(H), both in the LSTM and in linear layers with H inputs.
// mt19937_64 is the same everywhere, so the same seed gives the same network with every libtorch.
void igen_torch_policy::initialise(uint64_t seed) {
  std::mt19937_64 random(seed);
  at::Tensor values = at::empty({shape.total()}, at::kFloat);
  const double bound = 1.0 / std::sqrt(static_cast<double>(shape.hidden));
  float* out = values.data_ptr<float>();
  for (int64_t i = 0; i < shape.total(); i++)
    out[i] = static_cast<float>((static_cast<double>(random() >> 11) * 0x1p-52 - 1.0) * bound);
  slots[IGEN_TORCH_VALUE] = values.to(device);
  slots[IGEN_TORCH_AVERAGE] = values.to(device).clone();
  for (int s : {IGEN_TORCH_FIRST_MOMENT, IGEN_TORCH_SECOND_MOMENT, IGEN_TORCH_GRADIENT})
    slots[s] = at::zeros_like(slots[IGEN_TORCH_VALUE]);
}

const igen_torch_policy::Parameter& igen_torch_policy::parameter(int32_t index) const {
  check_range("parameter index", index, 0, static_cast<int64_t>(parameters.size()) - 1);
  return parameters[index];
}

at::Tensor& igen_torch_policy::slot(int32_t slot) {
  check_range("slot", slot, IGEN_TORCH_VALUE, IGEN_TORCH_GRADIENT);
  return slots[slot];
}

void igen_torch_policy::check_batch(int32_t batch, int32_t steps) const {
  check_range("batch", batch, 1, 1 << 20);
  check_range("steps", steps, 1, 1 << 12);
  check_range("batch x steps", static_cast<int64_t>(batch) * steps, 1, 1 << 22);
}

double igen_torch_policy::loss(int32_t method, const float* observations, const float* actions, int32_t batch,
                               int32_t steps) {
  check_range("method", method, IGEN_TORCH_FUSED, IGEN_TORCH_TORCH);
  if (method == IGEN_TORCH_FUSED && !on_cuda())
    return fused.compute(team, slots[IGEN_TORCH_VALUE].data_ptr<float>(), observations, actions, batch, steps, nullptr);
  at::NoGradGuard no_grad;
  auto x = at::from_blob(const_cast<float*>(observations), {batch, steps, shape.observation}, at::kFloat).to(device);
  auto a = at::from_blob(const_cast<float*>(actions), {batch, steps, shape.action}, at::kFloat).to(device);
  return igen::Reference::loss(*this, slots[IGEN_TORCH_VALUE], x, a).item<double>();
}

double igen_torch_policy::gradient(int32_t method, const float* observations, const float* actions, int32_t batch,
                                   int32_t steps) {
  check_range("method", method, IGEN_TORCH_FUSED, IGEN_TORCH_TORCH);
  if (method == IGEN_TORCH_FUSED && !on_cuda())
    return fused.compute(team, slots[IGEN_TORCH_VALUE].data_ptr<float>(), observations, actions, batch, steps,
                         slots[IGEN_TORCH_GRADIENT].data_ptr<float>());
  at::AutoGradMode with_grad(true);
  auto x = at::from_blob(const_cast<float*>(observations), {batch, steps, shape.observation}, at::kFloat).to(device);
  auto a = at::from_blob(const_cast<float*>(actions), {batch, steps, shape.action}, at::kFloat).to(device);
  at::Tensor flat = slots[IGEN_TORCH_VALUE].detach().clone().set_requires_grad(true);
  at::Tensor value = igen::Reference::loss(*this, flat, x, a);
  value.backward();
  at::NoGradGuard no_grad;
  slots[IGEN_TORCH_GRADIENT].copy_(flat.grad());
  return value.item<double>();
}

void igen_torch_policy::update(float rate, float average_decay) {
  step++;
  const float corrected = static_cast<float>(rate / (1.0 - std::pow(0.9, static_cast<double>(step))));
  const float root = static_cast<float>(std::sqrt(1.0 - std::pow(0.999, static_cast<double>(step))));
  at::Tensor &value = slots[IGEN_TORCH_VALUE], &gradient = slots[IGEN_TORCH_GRADIENT], &first = slots[IGEN_TORCH_FIRST_MOMENT],
             &second = slots[IGEN_TORCH_SECOND_MOMENT], &average = slots[IGEN_TORCH_AVERAGE];
  if (!on_cuda()) {
    team.run([&](int part, int parts) {
      // Whole vectors per part, so that every element is computed the same way whatever the number of parts.
      const int64_t unit = 64, units = (shape.total() + unit - 1) / unit;
      igen::Share share(static_cast<int>(units), part, parts);
      const int64_t begin = share.begin * unit, count = std::min<int64_t>(share.end * unit, shape.total()) - begin;
      kernels->adam(count, value.data_ptr<float>() + begin, gradient.data_ptr<float>() + begin,
                    first.data_ptr<float>() + begin, second.data_ptr<float>() + begin, average.data_ptr<float>() + begin,
                    corrected, root, average_decay);
    });
    return;
  }
  at::NoGradGuard no_grad;
  first.mul_(0.9).add_(gradient, 0.1);
  second.mul_(0.999).addcmul_(gradient, gradient, 0.001);
  value.addcdiv_(first, second.sqrt().div_(root).add_(1e-8), -corrected);
  if (average_decay > 0) average.mul_(average_decay).add_(value, 1.0 - average_decay);
}
