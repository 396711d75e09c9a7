// The C boundary of IntervenGen's physics: thin, guarded calls into MuJoCo.
//
// Rules: fixed-width integers, no size_t; every export that can reach mju_error is guarded, returns 0 for success and
// leaves its text in igen_mj_last_error of the same thread. Nothing unwinds across this boundary.
#ifndef IGEN_MUJOCO_H_
#define IGEN_MUJOCO_H_

#include <mujoco/mujoco.h>
#include <stdint.h>

#define IGEN_EXPORT __attribute__((visibility("default")))
#define IGEN_MJ_ABI_VERSION 2

enum {
  IGEN_OK = 0,
  IGEN_ERROR = 1,      // MuJoCo called mju_error: the mjData involved is poisoned
  IGEN_ARGUMENT = 2,   // the caller's arguments cannot be used
  IGEN_IO = 3,         // a file or the display could not be had
};

// What this library was compiled against and runs with; the caller refuses a mismatch.
typedef struct {
  int32_t size;             // bytes in this struct
  int32_t abi_version;      // IGEN_MJ_ABI_VERSION
  int32_t header_version;   // mjVERSION_HEADER
  int32_t runtime_version;  // mj_version()
  int32_t number_size;      // sizeof(mjtNum)
  int32_t warning_count;    // mjNWARNING
  int32_t has_no_autoreset; // 1 where mjDSBL_AUTORESET exists
  int32_t reserved;
} igen_mj_abi_info;

// Element kinds of igen_mj_field.
enum { IGEN_KIND_OTHER = 0, IGEN_KIND_F64 = 1, IGEN_KIND_F32 = 2, IGEN_KIND_I32 = 3, IGEN_KIND_U8 = 4, IGEN_KIND_I64 = 5 };

// One shape drawn on top of the model: a believed object, a point of a path.
typedef struct {
  int32_t size;      // bytes in this struct
  int32_t shape;     // 0 box, 1 sphere, 2 cylinder
  float extent[3];   // half extents, or radius first
  float rgba[4];
  double position[3];     // world, metres
  double rotation[9];     // world, row-major
} igen_mj_overlay;

// A pinhole camera with square pixels. Pixel (0, 0) is the centre of the picture's upper left pixel.
typedef struct {
  int32_t size;         // bytes in this struct
  int32_t reserved;
  double position[3];   // world, metres
  double rotation[9];   // world from camera, row-major; camera axes: x right, y down, z forward
  double focal;         // pixels
  double centre[2];     // the optical axis in the picture, pixels from the left and from the top
  double near_, far_;   // metres along the optical axis; nothing else is drawn
} igen_mj_pinhole;

// Contacts between groups of geoms, accumulated by igen_mj_contacts.
typedef struct {
  int32_t size;            // bytes in this struct
  int32_t trigger_count;   // contacts of the trigger pair
  uint64_t pairs;          // bit 8a+b and 8b+a: a geom of group a touches one of group b
  double position_sum[3];  // sum of the trigger contacts' positions, world, metres
} igen_mj_contact_state;

// Internal: used by the guard macros.
int32_t igen_mj_fail(int32_t status, const char* format, ...) __attribute__((format(printf, 2, 3)));
void* igen_mj_guard_enter(void* environment);
void igen_mj_guard_leave(void* previous);

// Runs its body; an mju_error inside becomes the return value IGEN_ERROR. _setjmp does not save the signal mask: ~10 ns.
#define IGEN_GUARDED(...)                                   \
  do {                                                      \
    jmp_buf igen_environment;                               \
    void* igen_previous = igen_mj_guard_enter(&igen_environment); \
    if (_setjmp(igen_environment) != 0) {                   \
      igen_mj_guard_leave(igen_previous);                   \
      return IGEN_ERROR;                                    \
    }                                                       \
    __VA_ARGS__;                                            \
    igen_mj_guard_leave(igen_previous);                     \
  } while (0)

#endif  // IGEN_MUJOCO_H_
