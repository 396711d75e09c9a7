// The library without kernels: MuJoCo as it is.
#include "../internal.h"

const char* igen_mj_kernel_level(void) { return ""; }

int igen_mj_kernels_are_met(void) { return 0; }
