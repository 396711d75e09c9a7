#include "kernels.h"

#include <cstring>

#include "../igen_torch.h"

#define IGEN_KERNELS kernels_avx512
#define IGEN_ISA IGEN_TORCH_ISA_AVX512
#define IGEN_LANES 16
// Rows that share a load: as many as leave accumulators, weights and one broadcast in registers.
#define IGEN_PRODUCT_ROWS 12
#define IGEN_GATE_ROWS 6
#include "kernels.inc"
