#include "kernels.h"

#include <cstring>

#include "../igen_torch.h"

#define IGEN_KERNELS kernels_base
#define IGEN_ISA IGEN_TORCH_ISA_BASE
#define IGEN_LANES 4
// Rows that share a load: as many as leave accumulators, weights and one broadcast in registers.
#define IGEN_PRODUCT_ROWS 6
#define IGEN_GATE_ROWS 3
#include "kernels.inc"
