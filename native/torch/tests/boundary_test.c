/* Every export with wrong arguments: each is refused with its reason, and nothing is touched. Run under AddressSanitizer. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "igen_torch.h"

enum { O = 3, A = 2, H = 4, L = 2, K = 2, B = 2, T = 3, R = 3 };

static int failures;

static void refused(int line, int32_t status, const char* words) {
  char text[512] = "";
  igen_torch_last_error(text, sizeof text);
  if (status == IGEN_ARGUMENT && strstr(text, words) != NULL) return;
  fprintf(stderr, "FAILED: line %d: status %d, '%s' without '%s'\n", line, status, text, words);
  failures++;
}

static void accepted(int line, int32_t status) {
  char text[512] = "";
  igen_torch_last_error(text, sizeof text);
  if (status == IGEN_OK) return;
  fprintf(stderr, "FAILED: line %d: status %d, '%s'\n", line, status, text);
  failures++;
}

#define REFUSED(call, words) refused(__LINE__, call, words)
#define ACCEPTED(call) accepted(__LINE__, call)

/* In a block of its own, so that a number too far is seen. */
static float* numbers(int64_t count) { return calloc((size_t)count, sizeof(float)); }

static igen_torch_policy* policy;

static void library(void) {
  int32_t value;
  char one = 'x';
  ACCEPTED(igen_torch_cuda_available(&value));
  ACCEPTED(igen_torch_best_isa(&value));
  ACCEPTED(igen_torch_library_version(&one, 1));
  REFUSED(igen_torch_cuda_available(NULL), "available is null");
  REFUSED(igen_torch_best_isa(NULL), "isa is null");
  REFUSED(igen_torch_library_version(NULL, 10), "text buffer");
  REFUSED(igen_torch_library_version(&one, 0), "text buffer");
  REFUSED(igen_torch_set_threads(0), "threads is 0");
  REFUSED(igen_torch_set_threads(1025), "threads is 1025");
}

static void creation(void) {
  igen_torch_policy_config good = {sizeof good, IGEN_TORCH_ABI_VERSION, O, A, H, L, K, 1e-4f, 1, 0, 0, 2, 0}, bad = good;
  igen_torch_policy* none = (igen_torch_policy*)&good;
  REFUSED(igen_torch_policy_create(NULL, &none), "null");
  REFUSED(igen_torch_policy_create(&good, NULL), "null");
  bad.size = 8;
  REFUSED(igen_torch_policy_create(&bad, &none), "size 8");
  if (none != NULL) failures++;
  bad = good, bad.observation_size = 0;
  REFUSED(igen_torch_policy_create(&bad, &none), "observation size is 0");
  bad = good, bad.layers = 9;
  REFUSED(igen_torch_policy_create(&bad, &none), "layers is 9");
  bad = good, bad.modes = -1;
  REFUSED(igen_torch_policy_create(&bad, &none), "modes is -1");
  bad = good, bad.min_std = NAN;
  REFUSED(igen_torch_policy_create(&bad, &none), "min_std");
  bad = good, bad.device = 2;
  REFUSED(igen_torch_policy_create(&bad, &none), "device is 2");
  bad = good, bad.isa = 4;
  REFUSED(igen_torch_policy_create(&bad, &none), "isa is 4");
  bad = good, bad.threads = 257;
  REFUSED(igen_torch_policy_create(&bad, &none), "threads is 257");
  ACCEPTED(igen_torch_policy_create(&good, &policy));
}

static void parameters(void) {
  int32_t count, rows, columns;
  char name[64];
  int64_t step;
  float* values = numbers(4 * H * O);
  ACCEPTED(igen_torch_policy_parameter_count(policy, &count));
  ACCEPTED(igen_torch_policy_parameter_name(policy, 0, name, sizeof name));
  ACCEPTED(igen_torch_policy_parameter_shape(policy, 0, &rows, &columns));
  ACCEPTED(igen_torch_policy_copy_out(policy, IGEN_TORCH_VALUE, 0, values, 4 * H * O));
  ACCEPTED(igen_torch_policy_copy_in(policy, IGEN_TORCH_VALUE, 0, values, 4 * H * O));
  REFUSED(igen_torch_policy_parameter_count(policy, NULL), "count is null");
  REFUSED(igen_torch_policy_parameter_name(policy, count, name, sizeof name), "parameter index");
  REFUSED(igen_torch_policy_parameter_name(policy, -1, name, sizeof name), "parameter index is -1");
  REFUSED(igen_torch_policy_parameter_name(policy, 0, NULL, 64), "text buffer");
  REFUSED(igen_torch_policy_parameter_shape(policy, 0, NULL, &columns), "null");
  REFUSED(igen_torch_policy_copy_out(policy, 0, 0, values, 4 * H * O - 1), "not 47");
  REFUSED(igen_torch_policy_copy_out(policy, 0, 0, values, -1), "not -1");
  REFUSED(igen_torch_policy_copy_out(policy, 0, 0, NULL, 4 * H * O), "values is null");
  REFUSED(igen_torch_policy_copy_out(policy, 5, 0, values, 4 * H * O), "slot is 5");
  REFUSED(igen_torch_policy_copy_in(policy, -1, 0, values, 4 * H * O), "slot is -1");
  REFUSED(igen_torch_policy_copy_in(policy, 0, 0, values, 4 * H * O + 1), "not 49");
  ACCEPTED(igen_torch_policy_get_step(policy, &step));
  ACCEPTED(igen_torch_policy_set_step(policy, 0));
  REFUSED(igen_torch_policy_get_step(policy, NULL), "step is null");
  REFUSED(igen_torch_policy_set_step(policy, -1), "step is -1");
  free(values);
}

static void training(void) {
  float *x = numbers(B * T * O), *a = numbers(B * T * A);
  double loss;
  for (int32_t method = 0; method < 2; method++) {
    ACCEPTED(igen_torch_policy_loss(policy, method, x, B * T * O, a, B * T * A, B, T, &loss));
    ACCEPTED(igen_torch_policy_gradient(policy, method, x, B * T * O, a, B * T * A, B, T, &loss));
    REFUSED(igen_torch_policy_loss(policy, method, x, B * T * O - 1, a, B * T * A, B, T, &loss),
            "observations has 17 numbers; 18 are needed");
    REFUSED(igen_torch_policy_gradient(policy, method, x, B * T * O, a, B * T * A - 1, B, T, &loss), "actions has 11");
    REFUSED(igen_torch_policy_gradient(policy, method, NULL, B * T * O, a, B * T * A, B, T, &loss), "observations is null");
    REFUSED(igen_torch_policy_loss(policy, method, x, B * T * O, NULL, B * T * A, B, T, &loss), "actions is null");
    REFUSED(igen_torch_policy_loss(policy, method, x, 0, a, 0, 0, T, &loss), "batch is 0");
    REFUSED(igen_torch_policy_gradient(policy, method, x, 0, a, 0, B, -1, &loss), "steps is -1");
    REFUSED(igen_torch_policy_loss(policy, method, x, B * T * O, a, B * T * A, B, T, NULL), "loss is null");
  }
  REFUSED(igen_torch_policy_loss(policy, 2, x, B * T * O, a, B * T * A, B, T, &loss), "method is 2");
  ACCEPTED(igen_torch_policy_train_step(policy, x, B * T * O, a, B * T * A, B, T, 1e-3f, 0.5f, &loss));
  REFUSED(igen_torch_policy_train_step(policy, x, B * T * O - 1, a, B * T * A, B, T, 1e-3f, 0, &loss), "observations has 17");
  REFUSED(igen_torch_policy_train_step(policy, x, B * T * O, a, B * T * A, B, T, -1, 0, &loss), "learning rate");
  REFUSED(igen_torch_policy_train_step(policy, x, B * T * O, a, B * T * A, B, T, 1, 1, &loss), "average decay");
  REFUSED(igen_torch_policy_train_step(policy, x, B * T * O, a, B * T * A, B, T, 1, 0, NULL), "loss is null");
  free(x);
  free(a);
}

static void inference(void) {
  igen_torch_rows good = {sizeof good, R, numbers(R * O), R * O, numbers(L * R * H), L * R * H, numbers(L * R * H), L * R * H,
                          numbers(R * K * A), R * K * A, numbers(R * K), R * K};
  igen_torch_rows bad;
  const int32_t rows[] = {2, 0}, outside[] = {0, R}, below[] = {-1};
  ACCEPTED(igen_torch_policy_infer(policy, &good));
  REFUSED(igen_torch_policy_infer_rows(policy, rows, 2, &good), "not packed");
  ACCEPTED(igen_torch_policy_pack(policy));
  ACCEPTED(igen_torch_policy_infer_rows(policy, rows, 2, &good));
  ACCEPTED(igen_torch_policy_infer_rows(policy, NULL, 0, &good));
  REFUSED(igen_torch_policy_infer_rows(policy, outside, 2, &good), "row 3 is not one of 3");
  REFUSED(igen_torch_policy_infer_rows(policy, below, 1, &good), "row -1");
  REFUSED(igen_torch_policy_infer_rows(policy, rows, -1, &good), "count is negative");
  REFUSED(igen_torch_policy_infer_rows(policy, NULL, 1, &good), "rows is null");
  for (int i = 0; i < 2; i++) {
    bad = good, bad.size = 8;
    REFUSED(i ? igen_torch_policy_infer(policy, &bad) : igen_torch_policy_infer_rows(policy, rows, 2, &bad), "8 bytes, expected");
    bad = good, bad.capacity = 0;
    REFUSED(i ? igen_torch_policy_infer(policy, &bad) : igen_torch_policy_infer_rows(policy, rows, 2, &bad), "rows is 0");
    bad = good, bad.observation_count--;
    REFUSED(i ? igen_torch_policy_infer(policy, &bad) : igen_torch_policy_infer_rows(policy, rows, 2, &bad), "observations has 8");
    bad = good, bad.hidden_count--;
    REFUSED(i ? igen_torch_policy_infer(policy, &bad) : igen_torch_policy_infer_rows(policy, rows, 2, &bad), "hidden has 23");
    bad = good, bad.cell_count = 0;
    REFUSED(i ? igen_torch_policy_infer(policy, &bad) : igen_torch_policy_infer_rows(policy, rows, 2, &bad), "cell has 0");
    bad = good, bad.mean_count--;
    REFUSED(i ? igen_torch_policy_infer(policy, &bad) : igen_torch_policy_infer_rows(policy, rows, 2, &bad), "means has 11");
    bad = good, bad.logits = NULL;
    REFUSED(i ? igen_torch_policy_infer(policy, &bad) : igen_torch_policy_infer_rows(policy, rows, 2, &bad), "logits is null");
    REFUSED(i ? igen_torch_policy_infer(policy, NULL) : igen_torch_policy_infer_rows(policy, rows, 2, NULL), "0 bytes");
  }
  free((void*)good.observations);
  free(good.hidden);
  free(good.cell);
  free(good.means);
  free(good.logits);
}

/* A policy that is not there: none, one that was never made, one that was destroyed. */
static void absent(igen_torch_policy* gone, const char* words) {
  int32_t value;
  int64_t step;
  double loss;
  float number = 0;
  char name[64];
  igen_torch_rows rows = {.size = sizeof rows, .capacity = 1};
  REFUSED(igen_torch_policy_parameter_count(gone, &value), words);
  REFUSED(igen_torch_policy_parameter_name(gone, 0, name, sizeof name), words);
  REFUSED(igen_torch_policy_parameter_shape(gone, 0, &value, &value), words);
  REFUSED(igen_torch_policy_copy_out(gone, 0, 0, &number, 1), words);
  REFUSED(igen_torch_policy_copy_in(gone, 0, 0, &number, 1), words);
  REFUSED(igen_torch_policy_get_step(gone, &step), words);
  REFUSED(igen_torch_policy_set_step(gone, 1), words);
  REFUSED(igen_torch_policy_loss(gone, 0, &number, 1, &number, 1, 1, 1, &loss), words);
  REFUSED(igen_torch_policy_gradient(gone, 0, &number, 1, &number, 1, 1, 1, &loss), words);
  REFUSED(igen_torch_policy_train_step(gone, &number, 1, &number, 1, 1, 1, 0, 0, &loss), words);
  REFUSED(igen_torch_policy_infer(gone, &rows), words);
  REFUSED(igen_torch_policy_pack(gone), words);
  REFUSED(igen_torch_policy_infer_rows(gone, &value, 1, &rows), words);
}

int main(void) {
  library();
  creation();
  if (policy == NULL) return 1;
  parameters();
  training();
  inference();
  absent(NULL, "policy is null");
  absent((igen_torch_policy*)&failures, "never made");
  ACCEPTED(igen_torch_policy_destroy(policy));
  REFUSED(igen_torch_policy_destroy(policy), "was destroyed");
  absent(policy, "was destroyed");
  ACCEPTED(igen_torch_policy_destroy(NULL));
  return failures == 0 ? 0 : 1;
}
