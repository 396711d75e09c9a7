// Whether libmujoco takes the kernels: it must ask the dynamic linker for its own routines, which builds that bind them inside do not, and
// must not have been loaded before by somebody else.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <string.h>

#include <mujoco/mujoco.h>

#include "../internal.h"

static const ElfW(Dyn)* entry(const struct link_map* map, ElfW(Sxword) tag) {
  for (const ElfW(Dyn)* at = map->l_ld; at->d_tag != DT_NULL; at++)
    if (at->d_tag == tag) return at;
  return NULL;
}

// Where libmujoco keeps the address of a routine that it asks the dynamic linker for; NULL where it asks for none of that name.
static void* const* address_of(const struct link_map* map, const char* routine) {
  const ElfW(Dyn) *plt = entry(map, DT_JMPREL), *size = entry(map, DT_PLTRELSZ);
  const ElfW(Dyn) *symbols = entry(map, DT_SYMTAB), *strings = entry(map, DT_STRTAB);
  if (plt == NULL || size == NULL || symbols == NULL || strings == NULL) return NULL;
  const ElfW(Rela)* relocations = (const ElfW(Rela)*)plt->d_un.d_ptr;
  const ElfW(Sym)* table = (const ElfW(Sym)*)symbols->d_un.d_ptr;
  const char* names = (const char*)strings->d_un.d_ptr;
  for (size_t i = 0; i < size->d_un.d_val / sizeof(*relocations); i++)
    if (strcmp(names + table[ELF64_R_SYM(relocations[i].r_info)].st_name, routine) == 0)
      return (void* const*)(map->l_addr + relocations[i].r_offset);
  return NULL;
}

int igen_mj_kernels(void) {
  struct link_map* map = NULL;
  Dl_info theirs, ours, taken;
  // A routine that no kernel stands in front of.
  if (!dladdr1((void*)(uintptr_t)mju_normalize, &theirs, (void**)&map, RTLD_DL_LINKMAP) || map == NULL) return IGEN_KERNELS_NOT_MET;
  if (!dladdr((void*)(uintptr_t)igen_mj_kernels, &ours)) return IGEN_KERNELS_NOT_MET;
  // It takes a norm, and addresses are looked up at their first use.
  mjtNum vector[2] = {3, 4};
  mju_normalize(vector, 2);
  static const char* const routines[] = {"mju_norm", "mju_dot"};
  for (int i = 0; i < 2; i++) {
    void* const* address = address_of(map, routines[i]);
    if (address != NULL && dladdr(*address, &taken) && taken.dli_fbase == ours.dli_fbase) return IGEN_KERNELS_IN_USE;
  }
  return IGEN_KERNELS_NOT_MET;
}
