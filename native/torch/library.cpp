// What is loaded, and how many threads it may use.
#include <ATen/Parallel.h>
#include <ATen/Version.h>
#include <ATen/ATen.h>
#include <ATen/Context.h>
#include <dlfcn.h>
#include <torch/version.h>

#include <mutex>

#include "cpu/kernels.h"
#include "error.h"

namespace {

// The BLAS below has its own pool, which knows nothing of libtorch's: two pools of two threads on two cores are
// several times slower than one. The BLAS gets one thread; libtorch and our own team do the sharing.
void quiet_blas() {
  for (const char* name : {"openblas_set_num_threads", "MKL_Set_Num_Threads"})
    if (auto set = reinterpret_cast<void (*)(int)>(dlsym(RTLD_DEFAULT, name))) set(1);
  if (auto set = reinterpret_cast<void (*)(int64_t)>(dlsym(RTLD_DEFAULT, "bli_thread_set_num_threads"))) set(1);
}

}  // namespace

extern "C" {

int32_t igen_torch_abi_version(void) { return IGEN_TORCH_ABI_VERSION; }

int32_t igen_torch_config_size(void) { return static_cast<int32_t>(sizeof(igen_torch_policy_config)); }

int32_t igen_torch_last_error(char* buffer, int32_t capacity) {
  return igen::guarded([&] { igen::copy_text(igen::remembered(), buffer, capacity); });
}

int32_t igen_torch_library_version(char* buffer, int32_t capacity) {
  return igen::guarded([&] { igen::copy_text(TORCH_VERSION, buffer, capacity); });
}

int32_t igen_torch_cuda_available(int32_t* available) {
  return igen::guarded([&] {
    if (!available) igen::refuse("available is null");
    *available = at::hasCUDA() ? 1 : 0;
  });
}

int32_t igen_torch_best_isa(int32_t* isa) {
  return igen::guarded([&] {
    if (!isa) igen::refuse("isa is null");
    *isa = igen::find_kernels(IGEN_TORCH_ISA_BEST)->isa;
  });
}

int32_t igen_torch_set_threads(int32_t threads) {
  return igen::guarded([&] {
    if (threads < 1 || threads > 1024) igen::refuse("threads is " + std::to_string(threads) + "; 1 to 1024 are possible");
    at::set_num_threads(threads);
    // libtorch accepts the other pool's size once per process, before its first use.
    static std::once_flag once;
    std::call_once(once, [] { at::set_num_interop_threads(1); });
    quiet_blas();
  });
}

}  // extern "C"
