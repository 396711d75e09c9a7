// Tests of the boundary itself, run under AddressSanitizer: one sentence each, registered with CTest by name.
#ifndef IGEN_TEST_H_
#define IGEN_TEST_H_

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../igen_mujoco.h"

// CMake reads the names from lines that begin like this.
#define TEST(name)                                                                                   \
  static void name(void);                                                                            \
  __attribute__((constructor)) static void register_##name(void) { igen_test_add(#name, name); }    \
  static void name(void)

// Ends the test at once: what comes after would only follow from it.
#define EXPECT(condition)                                                                            \
  do {                                                                                               \
    if (!(condition)) igen_test_fail(__FILE__, __LINE__, #condition);                                \
  } while (0)

// A call that must be refused as an argument, with these words in its text.
#define REFUSED(call, words)                                                                         \
  do {                                                                                               \
    EXPECT((call) == IGEN_ARGUMENT);                                                                 \
    EXPECT(igen_test_error_has(words));                                                              \
  } while (0)

void igen_test_add(const char* name, void (*body)(void));
_Noreturn void igen_test_fail(const char* file, int line, const char* condition);
int igen_test_error_has(const char* words);

// Path of a file of this process in the folder the tests run in: they run side by side, each a process of its own.
const char* igen_test_scratch(const char* kind);

// A model with a falling ball, a floor, an arm with a site at its tip, and a picture size of 64 x 48.
extern const char* const igen_test_model;
igen_mj_handle igen_test_load(const char* xml);
igen_mj_handle igen_test_world(igen_mj_handle model);

#endif  // IGEN_TEST_H_
