/* The C side of the contract, without .NET: statuses and words, the fused loss against libtorch's, and training. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "igen_torch.h"

static int failures;

static void expect(int condition, const char* what) {
  if (!condition) {
    char words[512] = "";
    igen_torch_last_error(words, sizeof words);
    fprintf(stderr, "FAILED: %s (last error: %s)\n", what, words);
    failures++;
  }
}

static igen_torch_policy_config config_of(int32_t hidden, int32_t threads) {
  igen_torch_policy_config config;
  memset(&config, 0, sizeof config);
  config.size = sizeof config;
  config.version = IGEN_TORCH_ABI_VERSION;
  config.observation_size = 26;
  config.action_size = 7;
  config.hidden = hidden;
  config.layers = 2;
  config.modes = 5;
  config.min_std = 1e-4f;
  config.seed = 1;
  config.threads = threads;
  return config;
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

enum { batch = 100, steps = 10, WINDOW_OBSERVATIONS = batch * steps * 26, WINDOW_ACTIONS = batch * steps * 7 };
#define WINDOWS observations, WINDOW_OBSERVATIONS, actions, WINDOW_ACTIONS, batch, steps
static float observations[batch * steps * 26], actions[batch * steps * 7];

static void fill(void) {
  uint32_t state = 1;
  for (int i = 0; i < batch * steps * 26; i++) observations[i] = (float)((state = state * 1664525u + 1013904223u) >> 8) / 8388608.0f - 1.0f;
  for (int i = 0; i < batch * steps * 7; i++) actions[i] = (float)((state = state * 1664525u + 1013904223u) >> 8) / 8388608.0f - 1.0f;
}

static igen_torch_rows rows_of(int32_t capacity, int32_t hidden, float* state, float* means, float* logits) {
  int64_t numbers = (int64_t)capacity * 2 * hidden;
  return (igen_torch_rows){sizeof(igen_torch_rows), capacity, observations, capacity * 26, state, numbers, state + numbers, numbers,
                           means, capacity * 35, logits, capacity * 5};
}

/* igen_torch_selftest bench HIDDEN THREADS: milliseconds per gradient step, ours and libtorch's; per row of inference. */
static int bench(int32_t hidden, int32_t threads) {
  igen_torch_policy_config config = config_of(hidden, threads);
  igen_torch_policy* policy;
  double loss, best = 1e9;
  igen_torch_set_threads(threads);
  if (igen_torch_policy_create(&config, &policy) != 0) return 1;
  for (int i = 0; i < 40; i++) {
    double start = now();
    igen_torch_policy_train_step(policy, WINDOWS, 1e-3f, 0, &loss);
    double took = now() - start;
    best = took < best ? took : best;
  }
  printf("hidden %d, threads %d: fused %.2f ms", hidden, threads, best * 1e3);
  best = 1e9;
  for (int i = 0; i < 10; i++) {
    double start = now();
    igen_torch_policy_gradient(policy, IGEN_TORCH_TORCH, WINDOWS, &loss);
    double took = now() - start;
    best = took < best ? took : best;
  }
  printf(", libtorch (without Adam) %.2f ms", best * 1e3);
  igen_torch_policy_pack(policy);
  for (int32_t count = 1; count <= 16; count *= 4) {
    int32_t rows[16];
    float *state = calloc(2 * 16 * 2 * hidden, sizeof(float)), means[16 * 35], logits[16 * 5];
    igen_torch_rows all = rows_of(16, hidden, state, means, logits), few = rows_of(count, hidden, state, means, logits);
    for (int i = 0; i < 16; i++) rows[i] = i;
    best = 1e9;
    for (int i = 0; i < 300; i++) {
      double start = now();
      igen_torch_policy_infer_rows(policy, rows, count, &all);
      double took = now() - start;
      best = took < best ? took : best;
    }
    printf(", infer %d rows %.1f us/row", count, best * 1e6 / count);
    best = 1e9;
    for (int i = 0; i < 100; i++) {
      double start = now();
      igen_torch_policy_infer(policy, &few);
      double took = now() - start;
      best = took < best ? took : best;
    }
    printf(" (libtorch %.1f)", best * 1e6 / count);
    free(state);
  }
  printf("\n");
  return igen_torch_policy_destroy(policy);
}

int main(int argc, char** argv) {
  fill();
  if (argc == 4 && strcmp(argv[1], "bench") == 0) return bench(atoi(argv[2]), atoi(argv[3]));

  igen_torch_policy_config config = config_of(20, 1);
  igen_torch_policy* policy = NULL;
  double fused = 0, torch = 0, before = 0, after = 0;
  expect(igen_torch_abi_version() == IGEN_TORCH_ABI_VERSION, "the ABI version is the header's");
  expect(igen_torch_set_threads(1) == 0, "one thread is accepted");
  config.hidden = 0;
  expect(igen_torch_policy_create(&config, &policy) == IGEN_ARGUMENT && policy == NULL, "hidden 0 is refused");
  char words[256];
  igen_torch_last_error(words, sizeof words);
  expect(strcmp(words, "hidden is 0; 1 to 1024 are possible") == 0, "the refusal names value and limit");
  config.hidden = 20;
  expect(igen_torch_policy_create(&config, &policy) == 0, "a policy can be made");
  if (!policy) return 1;
  expect(igen_torch_policy_gradient(policy, IGEN_TORCH_FUSED, WINDOWS, &fused) == 0, "fused gradient");
  expect(igen_torch_policy_gradient(policy, IGEN_TORCH_TORCH, WINDOWS, &torch) == 0, "libtorch gradient");
  expect(fabs(fused - torch) < 1e-4, "the fused loss is libtorch's");
  expect(igen_torch_policy_loss(policy, IGEN_TORCH_FUSED, WINDOWS, &before) == 0, "loss");
  for (int i = 0; i < 20; i++)
    expect(igen_torch_policy_train_step(policy, WINDOWS, 1e-3f, 0.9f, &after) == 0, "a gradient step");
  expect(after < before, "training lowers the loss");
  float state[2 * 2 * 20], means[35], logits[5];
  igen_torch_rows one = rows_of(1, 20, state, means, logits);
  expect(igen_torch_policy_infer_rows(policy, &(int32_t){0}, 1, &one) == IGEN_ARGUMENT, "unpacked inference is refused");
  expect(igen_torch_policy_destroy(policy) == 0, "a policy can be destroyed");
  return failures == 0 ? 0 : 1;
}
