#include <cmath>

#include "policy.h"

namespace igen {

std::vector<at::Tensor> Reference::views(const igen_torch_policy& policy, const at::Tensor& flat) {
  std::vector<at::Tensor> views;
  for (const auto& p : policy.parameters) {
    at::Tensor part = flat.narrow(0, p.offset, p.count());
    views.push_back(p.columns == 0 ? part : part.view({p.rows, p.columns}));
  }
  return views;
}

at::Tensor Reference::loss(const igen_torch_policy& policy, const at::Tensor& flat, const at::Tensor& observations,
                           const at::Tensor& actions) {
  const Shape& s = policy.shape;
  const int64_t batch = observations.size(0), steps = observations.size(1);
  auto all = views(policy, flat);
  const size_t lstm = 4 * static_cast<size_t>(s.layers);
  std::vector<at::Tensor> recurrent(all.begin(), all.begin() + lstm);
  at::Tensor zero = at::zeros({s.layers, batch, s.hidden}, flat.options().requires_grad(false));
  at::Tensor h = std::get<0>(at::lstm(observations, {zero, zero}, recurrent, true, s.layers, 0.0, false, false, true));
  at::Tensor mean = at::tanh(at::linear(h, all[lstm], all[lstm + 3])).view({batch, steps, s.modes, s.action});
  at::Tensor scale = (at::softplus(at::linear(h, all[lstm + 1], all[lstm + 4])) + s.min_std).view_as(mean);
  at::Tensor weights = at::log_softmax(at::linear(h, all[lstm + 2], all[lstm + 5]), -1);
  at::Tensor e = (actions.unsqueeze(2) - mean) / scale;
  at::Tensor densities = (-0.5 * e * e - scale.log() - 0.5 * std::log(2 * M_PI)).sum(-1);
  return -at::logsumexp(weights + densities, -1).mean();
}

void Reference::infer(const igen_torch_policy& policy, int32_t rows, const float* observations, float* hidden,
                      float* cell, float* means, float* logits) {
  const Shape& s = policy.shape;
  at::NoGradGuard no_grad;
  auto host = [](const float* p, at::IntArrayRef sizes) { return at::from_blob(const_cast<float*>(p), sizes, at::kFloat); };
  auto all = views(policy, policy.slots[IGEN_TORCH_VALUE]);
  const size_t lstm = 4 * static_cast<size_t>(s.layers);
  std::vector<at::Tensor> recurrent(all.begin(), all.begin() + lstm);
  at::Tensor x = host(observations, {rows, 1, s.observation}).to(policy.device);
  at::Tensor h0 = host(hidden, {s.layers, rows, s.hidden}).to(policy.device);
  at::Tensor c0 = host(cell, {s.layers, rows, s.hidden}).to(policy.device);
  auto [out, h1, c1] = at::lstm(x, {h0, c0}, recurrent, true, s.layers, 0.0, false, false, true);
  at::Tensor top = out.view({rows, s.hidden});
  host(hidden, {s.layers, rows, s.hidden}).copy_(h1);
  host(cell, {s.layers, rows, s.hidden}).copy_(c1);
  host(means, {rows, s.means()}).copy_(at::tanh(at::linear(top, all[lstm], all[lstm + 3])));
  host(logits, {rows, s.modes}).copy_(at::linear(top, all[lstm + 2], all[lstm + 5]));
}

}  // namespace igen
