#include <cstring>

#include "error.h"
#include "policy.h"

using igen::guarded;
using igen::refuse;

namespace {

igen_torch_policy& checked(igen_torch_policy* policy) {
  if (!policy) refuse("policy is null");
  return *policy;
}

// The parameter's part of a slot, after checking the caller's count against it.
at::Tensor part_of(igen_torch_policy* policy, int32_t slot, int32_t index, const float* values, int64_t count) {
  const auto& parameter = checked(policy).parameter(index);
  if (!values) refuse("values is null");
  if (count != parameter.count())
    refuse(parameter.name + " has " + std::to_string(parameter.count()) + " numbers, not " + std::to_string(count));
  return policy->slot(slot).narrow(0, parameter.offset, count);
}

}  // namespace

extern "C" {

int32_t igen_torch_policy_create(const igen_torch_policy_config* config, igen_torch_policy** policy) {
  return guarded([&] {
    if (!config || !policy) refuse("config and policy must not be null");
    *policy = nullptr;
    *policy = new igen_torch_policy(*config);
  });
}

int32_t igen_torch_policy_destroy(igen_torch_policy* policy) {
  return guarded([&] { delete policy; });
}

int32_t igen_torch_policy_parameter_count(igen_torch_policy* policy, int32_t* count) {
  return guarded([&] {
    if (!count) refuse("count is null");
    *count = static_cast<int32_t>(checked(policy).parameters.size());
  });
}

int32_t igen_torch_policy_parameter_name(igen_torch_policy* policy, int32_t index, char* buffer, int32_t capacity) {
  return guarded([&] { igen::copy_text(checked(policy).parameter(index).name, buffer, capacity); });
}

int32_t igen_torch_policy_parameter_shape(igen_torch_policy* policy, int32_t index, int32_t* rows, int32_t* columns) {
  return guarded([&] {
    if (!rows || !columns) refuse("rows and columns must not be null");
    const auto& parameter = checked(policy).parameter(index);
    *rows = parameter.rows;
    *columns = parameter.columns;
  });
}

int32_t igen_torch_policy_copy_out(igen_torch_policy* policy, int32_t slot, int32_t index, float* values, int64_t count) {
  return guarded([&] {
    at::NoGradGuard no_grad;
    at::from_blob(values, {count}, at::kFloat).copy_(part_of(policy, slot, index, values, count));
  });
}

int32_t igen_torch_policy_copy_in(igen_torch_policy* policy, int32_t slot, int32_t index, const float* values,
                                  int64_t count) {
  return guarded([&] {
    at::NoGradGuard no_grad;
    part_of(policy, slot, index, values, count).copy_(at::from_blob(const_cast<float*>(values), {count}, at::kFloat));
  });
}

int32_t igen_torch_policy_get_step(igen_torch_policy* policy, int64_t* step) {
  return guarded([&] {
    if (!step) refuse("step is null");
    *step = checked(policy).step;
  });
}

int32_t igen_torch_policy_set_step(igen_torch_policy* policy, int64_t step) {
  return guarded([&] {
    if (step < 0) refuse("step is " + std::to_string(step) + "; it must not be negative");
    checked(policy).step = step;
  });
}

int32_t igen_torch_policy_loss(igen_torch_policy* policy, int32_t method, const float* observations,
                               const float* actions, int32_t batch, int32_t steps, double* loss) {
  return guarded([&] {
    if (!loss) refuse("loss is null");
    *loss = checked(policy).loss(method, observations, actions, batch, steps);
  });
}

int32_t igen_torch_policy_gradient(igen_torch_policy* policy, int32_t method, const float* observations,
                                   const float* actions, int32_t batch, int32_t steps, double* loss) {
  return guarded([&] {
    if (!loss) refuse("loss is null");
    *loss = checked(policy).gradient(method, observations, actions, batch, steps);
  });
}

int32_t igen_torch_policy_train_step(igen_torch_policy* policy, const float* observations, const float* actions,
                                     int32_t batch, int32_t steps, float learning_rate, float average_decay,
                                     double* loss) {
  return guarded([&] {
    if (!loss) refuse("loss is null");
    if (!(learning_rate >= 0)) refuse("learning rate must not be negative");
    if (!(average_decay >= 0 && average_decay < 1)) refuse("average decay must lie in [0, 1)");
    *loss = checked(policy).gradient(IGEN_TORCH_FUSED, observations, actions, batch, steps);
    policy->update(learning_rate, average_decay);
  });
}

int32_t igen_torch_policy_infer(igen_torch_policy* policy, int32_t rows, const float* observations, float* hidden,
                                float* cell, float* means, float* logits) {
  return guarded([&] {
    if (!observations || !hidden || !cell || !means || !logits) refuse("an array is null");
    if (rows < 1) refuse("rows is " + std::to_string(rows) + "; at least 1 is needed");
    igen::Reference::infer(checked(policy), rows, observations, hidden, cell, means, logits);
  });
}

int32_t igen_torch_policy_pack(igen_torch_policy* policy) {
  return guarded([&] {
    at::Tensor flat = checked(policy).slots[IGEN_TORCH_VALUE].to(at::kCPU);
    policy->packed.resize(policy->kernels->packed_floats(policy->shape));
    policy->kernels->pack(policy->shape, flat.data_ptr<float>(), policy->packed.data());
  });
}

int32_t igen_torch_policy_infer_rows(const igen_torch_policy* policy, int32_t capacity, int32_t count,
                                     const int32_t* rows, const float* observations, float* hidden, float* cell,
                                     float* means, float* logits) {
  return guarded([&] {
    if (!policy) refuse("policy is null");
    if (policy->packed.empty()) refuse("the policy is not packed");
    if (count == 0) return;
    if (count < 0 || !rows || !observations || !hidden || !cell || !means || !logits)
      refuse("count is negative or an array is null");
    for (int32_t i = 0; i < count; i++)
      if (rows[i] < 0 || rows[i] >= capacity)
        refuse("row " + std::to_string(rows[i]) + " is not one of " + std::to_string(capacity));
    policy->kernels->infer(policy->shape, policy->packed.data(),
                           {count, rows, observations, hidden, cell, means, logits});
  });
}

}  // extern "C"
