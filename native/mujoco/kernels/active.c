// Whether libmujoco takes the kernels: it must ask the dynamic linker for its own routines, and builds that bind them inside do not.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <elf.h>
#include <link.h>
#include <string.h>

#include <mujoco/mujoco.h>

#include "../internal.h"

const char* igen_mj_kernel_level(void) { return IGEN_LEVEL_NAME; }

static const ElfW(Dyn)* entry(const struct link_map* map, ElfW(Sxword) tag) {
  for (const ElfW(Dyn)* at = map->l_ld; at->d_tag != DT_NULL; at++)
    if (at->d_tag == tag) return at;
  return NULL;
}

int igen_mj_kernels_are_met(void) {
  struct link_map* map = NULL;
  Dl_info found;
  // A routine that no kernel stands in front of.
  if (!dladdr1((void*)(uintptr_t)mj_forward, &found, (void**)&map, RTLD_DL_LINKMAP) || map == NULL) return 0;
  if (entry(map, DT_SYMBOLIC) != NULL) return 0;
  const ElfW(Dyn) *flags = entry(map, DT_FLAGS), *plt = entry(map, DT_JMPREL), *size = entry(map, DT_PLTRELSZ);
  const ElfW(Dyn) *symbols = entry(map, DT_SYMTAB), *strings = entry(map, DT_STRTAB);
  if ((flags != NULL && (flags->d_un.d_val & DF_SYMBOLIC)) || plt == NULL || size == NULL || symbols == NULL || strings == NULL) return 0;
  const ElfW(Rela)* relocations = (const ElfW(Rela)*)plt->d_un.d_ptr;
  const ElfW(Sym)* table = (const ElfW(Sym)*)symbols->d_un.d_ptr;
  const char* names = (const char*)strings->d_un.d_ptr;
  for (size_t i = 0; i < size->d_un.d_val / sizeof(*relocations); i++)
    if (strcmp(names + table[ELF64_R_SYM(relocations[i].r_info)].st_name, "mj_fwdConstraint") == 0) return 1;
  return 0;
}
