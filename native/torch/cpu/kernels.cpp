#include "kernels.h"

#include "../igen_torch.h"

namespace igen {

const Kernels* kernels_base();
#if defined(__x86_64__)
const Kernels* kernels_avx2();
const Kernels* kernels_avx512();

static bool has_avx2() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

static bool has_avx512() {
  return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512cd");
}
#endif

const Kernels* find_kernels(int isa) {
#if defined(__x86_64__)
  if ((isa == IGEN_TORCH_ISA_BEST || isa == IGEN_TORCH_ISA_AVX512) && has_avx512()) return kernels_avx512();
  if ((isa == IGEN_TORCH_ISA_BEST || isa == IGEN_TORCH_ISA_AVX2) && has_avx2()) return kernels_avx2();
#endif
  return isa == IGEN_TORCH_ISA_BEST || isa == IGEN_TORCH_ISA_BASE ? kernels_base() : nullptr;
}

}  // namespace igen
