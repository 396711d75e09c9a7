// The library without kernels: MuJoCo as it is.
#include "../internal.h"

int igen_mj_kernels(void) { return IGEN_KERNELS_NONE; }
