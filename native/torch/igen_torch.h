/* libigen_torch: BC-RNN-GMM on libtorch, for C callers.
 *
 * Every function returns 0, or an igen_status whose words igen_torch_last_error gives on the same thread.
 * All arrays are float32, row-major and owned by the caller, and come with their lengths, which must be exactly what the sizes say;
 * nothing is kept after a call returns. A policy that was destroyed, or never made, is refused.
 * A policy is used by one thread at a time, except igen_torch_policy_infer_rows, which only reads.
 * Letters: B windows, T steps, O observation, A action, H hidden, L layers, K mixture modes, R rows. */
#ifndef IGEN_TORCH_H
#define IGEN_TORCH_H

#include <stdint.h>

#include "../igen_status.h"

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define IGEN_TORCH_EXPORT __attribute__((visibility("default")))
#else
#define IGEN_TORCH_EXPORT
#endif

#define IGEN_TORCH_ABI_VERSION 3

enum igen_torch_device { IGEN_TORCH_CPU = 0, IGEN_TORCH_CUDA = 1 };

/* Instruction set of the CPU kernels. */
enum igen_torch_isa { IGEN_TORCH_ISA_BEST = 0, IGEN_TORCH_ISA_BASE = 1, IGEN_TORCH_ISA_AVX2 = 2, IGEN_TORCH_ISA_AVX512 = 3 };

/* Which of a parameter's arrays is copied. */
enum igen_torch_slot {
  IGEN_TORCH_VALUE = 0,
  IGEN_TORCH_FIRST_MOMENT = 1,
  IGEN_TORCH_SECOND_MOMENT = 2,
  IGEN_TORCH_AVERAGE = 3,
  IGEN_TORCH_GRADIENT = 4
};

/* How a loss or gradient is computed on the CPU. CUDA always uses TORCH. */
enum igen_torch_method { IGEN_TORCH_FUSED = 0, IGEN_TORCH_TORCH = 1 };

typedef struct igen_torch_policy_config {
  int32_t size;    /* sizeof(igen_torch_policy_config) */
  int32_t version; /* IGEN_TORCH_ABI_VERSION */
  int32_t observation_size;
  int32_t action_size;
  int32_t hidden;
  int32_t layers;
  int32_t modes;
  float min_std;
  uint64_t seed;
  int32_t device;  /* igen_torch_device */
  int32_t isa;     /* igen_torch_isa */
  int32_t threads; /* threads of a gradient step on the CPU; the result does not depend on them */
  int32_t reserved;
} igen_torch_policy_config;

typedef struct igen_torch_policy igen_torch_policy;

/* The version this library was built as; never fails. */
IGEN_TORCH_EXPORT int32_t igen_torch_abi_version(void);
/* Size of igen_torch_policy_config in bytes; never fails. */
IGEN_TORCH_EXPORT int32_t igen_torch_config_size(void);
/* Copies the last message of this thread, cut to capacity and ended by 0. */
IGEN_TORCH_EXPORT int32_t igen_torch_last_error(char* buffer, int32_t capacity);
/* Such as "1.13.1". */
IGEN_TORCH_EXPORT int32_t igen_torch_library_version(char* buffer, int32_t capacity);
IGEN_TORCH_EXPORT int32_t igen_torch_cuda_available(int32_t* available);
/* Best igen_torch_isa of this machine. */
IGEN_TORCH_EXPORT int32_t igen_torch_best_isa(int32_t* isa);
/* Threads of libtorch's own operators, in the whole process and on the calling thread. The BLAS below gets one. */
IGEN_TORCH_EXPORT int32_t igen_torch_set_threads(int32_t threads);

IGEN_TORCH_EXPORT int32_t igen_torch_policy_create(const igen_torch_policy_config* config, igen_torch_policy** policy);
IGEN_TORCH_EXPORT int32_t igen_torch_policy_destroy(igen_torch_policy* policy);

IGEN_TORCH_EXPORT int32_t igen_torch_policy_parameter_count(igen_torch_policy* policy, int32_t* count);
IGEN_TORCH_EXPORT int32_t igen_torch_policy_parameter_name(igen_torch_policy* policy, int32_t index, char* buffer,
                                                           int32_t capacity);
/* columns is 0 for a vector. */
IGEN_TORCH_EXPORT int32_t igen_torch_policy_parameter_shape(igen_torch_policy* policy, int32_t index, int32_t* rows,
                                                            int32_t* columns);
/* count must be the parameter's number of elements. */
IGEN_TORCH_EXPORT int32_t igen_torch_policy_copy_out(igen_torch_policy* policy, int32_t slot, int32_t index,
                                                     float* values, int64_t count);
IGEN_TORCH_EXPORT int32_t igen_torch_policy_copy_in(igen_torch_policy* policy, int32_t slot, int32_t index,
                                                    const float* values, int64_t count);
/* Adam's step count. */
IGEN_TORCH_EXPORT int32_t igen_torch_policy_get_step(igen_torch_policy* policy, int64_t* step);
IGEN_TORCH_EXPORT int32_t igen_torch_policy_set_step(igen_torch_policy* policy, int64_t step);

/* Mean negative log-likelihood of actions [B,T,A] given observations [B,T,O], from zero hidden state. */
IGEN_TORCH_EXPORT int32_t igen_torch_policy_loss(igen_torch_policy* policy, int32_t method, const float* observations,
                                                 int64_t observation_count, const float* actions, int64_t action_count,
                                                 int32_t batch, int32_t steps, double* loss);
/* The same, and leaves its gradient in IGEN_TORCH_GRADIENT. */
IGEN_TORCH_EXPORT int32_t igen_torch_policy_gradient(igen_torch_policy* policy, int32_t method, const float* observations,
                                                     int64_t observation_count, const float* actions, int64_t action_count,
                                                     int32_t batch, int32_t steps, double* loss);
/* Gradient, one Adam update and, where average_decay > 0, average = decay * average + (1 - decay) * value. */
IGEN_TORCH_EXPORT int32_t igen_torch_policy_train_step(igen_torch_policy* policy, const float* observations,
                                                       int64_t observation_count, const float* actions, int64_t action_count,
                                                       int32_t batch, int32_t steps, float learning_rate,
                                                       float average_decay, double* loss);

/* The arrays of one step of inference. */
typedef struct igen_torch_rows {
  int32_t size;     /* sizeof(igen_torch_rows) */
  int32_t capacity; /* R: rows in every array */
  const float* observations; /* [R,O] */
  int64_t observation_count;
  float* hidden; /* read and written */
  int64_t hidden_count;
  float* cell; /* read and written */
  int64_t cell_count;
  float* means; /* [R,K,A], tanh applied */
  int64_t mean_count;
  float* logits; /* [R,K] */
  int64_t logit_count;
} igen_torch_rows;

/* One step of all rows through libtorch; hidden and cell are [L,R,H]. */
IGEN_TORCH_EXPORT int32_t igen_torch_policy_infer(igen_torch_policy* policy, const igen_torch_rows* arrays);

/* Packs the parameters for infer_rows; again after they change. Not while another thread infers. */
IGEN_TORCH_EXPORT int32_t igen_torch_policy_pack(igen_torch_policy* policy);
/* One step of the `count` listed rows through the packed kernel; hidden and cell are [R,L,H], only listed rows are touched.
 * A row's result is the same, bit for bit, whatever other rows are listed. Allocates nothing. */
IGEN_TORCH_EXPORT int32_t igen_torch_policy_infer_rows(const igen_torch_policy* policy, const int32_t* rows, int32_t count,
                                                       const igen_torch_rows* arrays);

#ifdef __cplusplus
}
#endif

#endif
