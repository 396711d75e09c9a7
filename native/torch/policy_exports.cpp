#include <mutex>
#include <shared_mutex>
#include <unordered_set>

#include "error.h"
#include "policy.h"

using igen::guarded;
using igen::refuse;

namespace {

// The policies that exist: a pointer that was destroyed or made up is refused instead of followed. Read by every call, written
// when one is made or destroyed.
std::shared_mutex live_lock;
std::unordered_set<const igen_torch_policy*> live;

template <class Policy>
Policy& checked(Policy* policy) {
  if (!policy) refuse("policy is null");
  std::shared_lock<std::shared_mutex> lock(live_lock);
  if (live.count(policy) == 0) refuse("policy was destroyed, or never made");
  return *policy;
}

void check_count(const char* name, const void* array, int64_t count, int64_t needed) {
  if (!array) refuse(std::string(name) + " is null");
  if (count != needed)
    refuse(std::string(name) + " has " + std::to_string(count) + " numbers; " + std::to_string(needed) + " are needed");
}

// Shape before lengths: a product of sizes out of range means nothing.
void check_windows(const igen_torch_policy& policy, const float* observations, int64_t observation_count,
                   const float* actions, int64_t action_count, int32_t batch, int32_t steps) {
  policy.check_batch(batch, steps);
  const int64_t windows = static_cast<int64_t>(batch) * steps;
  check_count("observations", observations, observation_count, windows * policy.shape.observation);
  check_count("actions", actions, action_count, windows * policy.shape.action);
}

void check_rows(const igen_torch_policy& policy, const igen_torch_rows* arrays) {
  if (!arrays || arrays->size != static_cast<int32_t>(sizeof(igen_torch_rows)))
    refuse("igen_torch_rows has " + std::to_string(arrays ? arrays->size : 0) + " bytes, expected " +
           std::to_string(sizeof(igen_torch_rows)));
  if (arrays->capacity < 1 || arrays->capacity > 1 << 24)
    refuse("rows is " + std::to_string(arrays->capacity) + "; 1 to " + std::to_string(1 << 24) + " are possible");
  const igen::Shape& shape = policy.shape;
  const int64_t rows = arrays->capacity, state = rows * shape.layers * shape.hidden;
  check_count("observations", arrays->observations, arrays->observation_count, rows * shape.observation);
  check_count("hidden", arrays->hidden, arrays->hidden_count, state);
  check_count("cell", arrays->cell, arrays->cell_count, state);
  check_count("means", arrays->means, arrays->mean_count, rows * shape.means());
  check_count("logits", arrays->logits, arrays->logit_count, rows * shape.modes);
}

// The parameter's part of a slot, after checking the caller's count against it.
at::Tensor part_of(igen_torch_policy& policy, int32_t slot, int32_t index, const float* values, int64_t count) {
  const auto& parameter = policy.parameter(index);
  if (!values) refuse("values is null");
  if (count != parameter.count())
    refuse(parameter.name + " has " + std::to_string(parameter.count()) + " numbers, not " + std::to_string(count));
  return policy.slot(slot).narrow(0, parameter.offset, count);
}

}  // namespace

extern "C" {

int32_t igen_torch_policy_create(const igen_torch_policy_config* config, igen_torch_policy** policy) {
  return guarded([&] {
    if (!config || !policy) refuse("config and policy must not be null");
    *policy = nullptr;
    auto made = std::make_unique<igen_torch_policy>(*config);
    std::unique_lock<std::shared_mutex> lock(live_lock);
    live.insert(made.get());
    *policy = made.release();
  });
}

int32_t igen_torch_policy_destroy(igen_torch_policy* policy) {
  return guarded([&] {
    if (!policy) return;
    {
      std::unique_lock<std::shared_mutex> lock(live_lock);
      if (live.erase(policy) == 0) refuse("policy was destroyed, or never made");
    }
    delete policy;
  });
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
    at::Tensor part = part_of(checked(policy), slot, index, values, count);
    at::from_blob(values, {count}, at::kFloat).copy_(part);
  });
}

int32_t igen_torch_policy_copy_in(igen_torch_policy* policy, int32_t slot, int32_t index, const float* values,
                                  int64_t count) {
  return guarded([&] {
    at::NoGradGuard no_grad;
    part_of(checked(policy), slot, index, values, count).copy_(at::from_blob(const_cast<float*>(values), {count}, at::kFloat));
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
                               int64_t observation_count, const float* actions, int64_t action_count, int32_t batch,
                               int32_t steps, double* loss) {
  return guarded([&] {
    if (!loss) refuse("loss is null");
    check_windows(checked(policy), observations, observation_count, actions, action_count, batch, steps);
    *loss = policy->loss(method, observations, actions, batch, steps);
  });
}

int32_t igen_torch_policy_gradient(igen_torch_policy* policy, int32_t method, const float* observations,
                                   int64_t observation_count, const float* actions, int64_t action_count, int32_t batch,
                                   int32_t steps, double* loss) {
  return guarded([&] {
    if (!loss) refuse("loss is null");
    check_windows(checked(policy), observations, observation_count, actions, action_count, batch, steps);
    *loss = policy->gradient(method, observations, actions, batch, steps);
  });
}

int32_t igen_torch_policy_train_step(igen_torch_policy* policy, const float* observations, int64_t observation_count,
                                     const float* actions, int64_t action_count, int32_t batch, int32_t steps,
                                     float learning_rate, float average_decay, double* loss) {
  return guarded([&] {
    if (!loss) refuse("loss is null");
    if (!(learning_rate >= 0)) refuse("learning rate must not be negative");
    if (!(average_decay >= 0 && average_decay < 1)) refuse("average decay must lie in [0, 1)");
    check_windows(checked(policy), observations, observation_count, actions, action_count, batch, steps);
    *loss = policy->gradient(IGEN_TORCH_FUSED, observations, actions, batch, steps);
    policy->update(learning_rate, average_decay);
  });
}

int32_t igen_torch_policy_infer(igen_torch_policy* policy, const igen_torch_rows* arrays) {
  return guarded([&] {
    check_rows(checked(policy), arrays);
    igen::Reference::infer(*policy, arrays->capacity, arrays->observations, arrays->hidden, arrays->cell, arrays->means,
                           arrays->logits);
  });
}

int32_t igen_torch_policy_pack(igen_torch_policy* policy) {
  return guarded([&] {
    at::Tensor flat = checked(policy).slots[IGEN_TORCH_VALUE].to(at::kCPU);
    policy->packed.resize(policy->kernels->packed_floats(policy->shape));
    policy->kernels->pack(policy->shape, flat.data_ptr<float>(), policy->packed.data());
  });
}

int32_t igen_torch_policy_infer_rows(const igen_torch_policy* policy, const int32_t* rows, int32_t count,
                                     const igen_torch_rows* arrays) {
  return guarded([&] {
    check_rows(checked(policy), arrays);
    if (policy->packed.empty()) refuse("the policy is not packed");
    if (count == 0) return;
    if (count < 0 || !rows) refuse("count is negative or rows is null");
    for (int32_t i = 0; i < count; i++)
      if (rows[i] < 0 || rows[i] >= arrays->capacity)
        refuse("row " + std::to_string(rows[i]) + " is not one of " + std::to_string(arrays->capacity));
    policy->kernels->infer(policy->shape, policy->packed.data(),
                           {count, rows, arrays->observations, arrays->hidden, arrays->cell, arrays->means, arrays->logits});
  });
}

}  // extern "C"
