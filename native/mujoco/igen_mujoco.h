// The C boundary of IntervenGen's physics: thin, guarded calls into MuJoCo.
//
// Rules: fixed-width integers, no size_t. Every array comes with its length and every length is checked. Every export returns
// 0 for success; otherwise its text is in igen_mj_last_error of the same thread. Nothing unwinds across this boundary.
// Models and worlds are handles, never addresses: one that was freed or belongs to something else is refused.
// A world keeps its model's arrays alive, so they may be freed in any order. Freeing something while another
// thread is inside a call with it is the caller's to prevent.
#ifndef IGEN_MUJOCO_H_
#define IGEN_MUJOCO_H_

#include <stdint.h>

#include "../igen_status.h"

#define IGEN_EXPORT __attribute__((visibility("default")))
#define IGEN_MJ_ABI_VERSION 6

// A model or a world (mjData); 0 is none.
typedef int64_t igen_mj_handle;

// What this library was compiled against and runs with; the caller refuses a mismatch.
typedef struct {
  int32_t size;             // bytes in this struct
  int32_t abi_version;      // IGEN_MJ_ABI_VERSION
  int32_t header_version;   // mjVERSION_HEADER
  int32_t runtime_version;  // mj_version()
  int32_t number_size;      // sizeof(mjtNum)
  int32_t warning_count;    // mjNWARNING
  int32_t has_no_autoreset; // 1 where mjDSBL_AUTORESET exists
  int32_t kernels;          // 0: none in this library; 1: libmujoco binds its own routines and never meets them; 2: in use
} igen_mj_abi_info;

// How a model wants to be stepped.
typedef struct {
  int32_t size;        // bytes in this struct
  int32_t integrator;  // mjtIntegrator: 0 Euler, 1 RK4, 2 implicit, 3 implicitfast
  double timestep;     // seconds
  int32_t iterations;  // of the solver at most; of the one without slip where that has more
  int32_t disabled;    // what the model switches off: IGEN_DISABLED_... added up
} igen_mj_stepping;

// How a model looks as a whole: MuJoCo's visual options and statistics.
typedef struct {
  int32_t size;            // bytes in this struct
  int32_t has_headlight;   // whether the light at the camera is on
  float headlight[9];      // its ambient, diffuse and specular colour
  float fovy;              // of a free camera, degrees
  float near_, far_;       // clipping distances, in extents
  int32_t slices, stacks;  // of round shapes in MuJoCo's own pictures
  int32_t reserved;
  double extent;           // size of the scene, metres
  double centre[3];        // middle of the scene, world, metres
} igen_mj_look;

// The parts of a step that a model may switch off and an arm that grasps cannot do without. Numbers of our own: MuJoCo's differ
// between releases.
enum { IGEN_DISABLED_ACTUATION = 1, IGEN_DISABLED_CONTACT = 2, IGEN_DISABLED_CONSTRAINT = 4 };

// Element kinds of igen_mj_model_field and igen_mj_data_field.
enum { IGEN_KIND_OTHER = 0, IGEN_KIND_F64 = 1, IGEN_KIND_F32 = 2, IGEN_KIND_I32 = 3, IGEN_KIND_U8 = 4, IGEN_KIND_I64 = 5 };

// Contacts between groups of geoms, accumulated by igen_mj_contacts and igen_mj_advance.
typedef struct {
  int32_t size;            // bytes in this struct
  int32_t trigger_count;   // contacts of the trigger pair
  uint64_t pairs;          // bit 8a+b and 8b+a: a geom of group a touches one of group b
  double position_sum[3];  // sum of the trigger contacts' positions, world, metres
} igen_mj_contact_state;

// --- the library ---

// Text of this thread's last error; returns its length. A buffer that is too short gets what fits, ended by 0.
IGEN_EXPORT int32_t igen_mj_last_error(char* buffer, int32_t capacity);
// The same for the last warning, which it clears.
IGEN_EXPORT int32_t igen_mj_take_warning(char* buffer, int32_t capacity);
IGEN_EXPORT int32_t igen_mj_abi(igen_mj_abi_info* info);
// Raises a MuJoCo error on purpose, so that a test can see the guard work.
IGEN_EXPORT int32_t igen_mj_provoke_error(const char* message, int32_t length);

// --- models ---

// Compiles MJCF text in memory, in this process: for texts of our own. Relative files are never found, and what MuJoCo's
// compiler does with somebody else's text (crash, loop, run out of memory) belongs in a process of its own: igen_mj_compile.
IGEN_EXPORT int32_t igen_mj_model_load(const char* xml, int32_t length, igen_mj_handle* model);
// A model that igen_mj_compile has compiled, in MuJoCo's binary form.
IGEN_EXPORT int32_t igen_mj_model_load_binary(const uint8_t* bytes, int32_t length, igen_mj_handle* model);
// A model that differs in its timestep alone and shares every array; the same world can be stepped with either.
IGEN_EXPORT int32_t igen_mj_model_with_timestep(igen_mj_handle model, double timestep, igen_mj_handle* copy);
IGEN_EXPORT int32_t igen_mj_model_free(igen_mj_handle model);
IGEN_EXPORT int32_t igen_mj_model_stepping(igen_mj_handle model, igen_mj_stepping* stepping);
IGEN_EXPORT int32_t igen_mj_model_look(igen_mj_handle model, igen_mj_look* look);
// One of the model's sizes, such as "nq".
IGEN_EXPORT int32_t igen_mj_size(igen_mj_handle model, const char* name, int32_t length, int64_t* value);
// Id of a named element, -1 where there is none. type: MuJoCo's word, such as "body".
IGEN_EXPORT int32_t igen_mj_name_to_id(igen_mj_handle model, const char* type, int32_t type_length, const char* name,
                                       int32_t name_length, int32_t* id);
// The other way round: writes the name of an element, ended by 0; empty where it has none or there is no such element. A buffer
// that is too short gets what fits.
IGEN_EXPORT int32_t igen_mj_id_to_name(igen_mj_handle model, const char* type, int32_t type_length, int32_t id, char* name,
                                       int32_t capacity);
// Where a field lies, how many elements it has and of which kind; it stays there until the last of the model, its copies and its
// worlds is freed.
IGEN_EXPORT int32_t igen_mj_model_field(igen_mj_handle model, const char* name, int32_t length, void** pointer,
                                        int64_t* count, int32_t* kind);
// The bytes of a regular file of at most capacity bytes; pipes and devices are refused without waiting for them.
IGEN_EXPORT int32_t igen_mj_file_read(const char* path, int32_t path_length, uint8_t* bytes, int64_t capacity, int64_t* count);

// --- worlds ---

IGEN_EXPORT int32_t igen_mj_data_make(igen_mj_handle model, igen_mj_handle* data);
IGEN_EXPORT int32_t igen_mj_data_free(igen_mj_handle data);
// As igen_mj_model_field; stays there until the world is freed.
IGEN_EXPORT int32_t igen_mj_data_field(igen_mj_handle data, const char* name, int32_t length, void** pointer,
                                       int64_t* count, int32_t* kind);
IGEN_EXPORT int32_t igen_mj_data_reset(igen_mj_handle data);
// Position- and velocity-dependent quantities, up to where controls are needed. model: 0 for the world's own, or one that
// igen_mj_model_with_timestep made of it.
IGEN_EXPORT int32_t igen_mj_step1(igen_mj_handle model, igen_mj_handle data);
// Actuation, acceleration, constraint solver and integration.
IGEN_EXPORT int32_t igen_mj_step2(igen_mj_handle model, igen_mj_handle data);
// Everything that follows from qpos, qvel and ctrl, without moving.
IGEN_EXPORT int32_t igen_mj_forward(igen_mj_handle data);
// One substep of the engine in one crossing of the boundary: mj_step2, mj_step1, then the contacts of the new state.
// positions: [nq], qpos between the two, before kinematics normalise quaternions in place. group, trigger, state: as in
// igen_mj_contacts.
IGEN_EXPORT int32_t igen_mj_advance(igen_mj_handle model, igen_mj_handle data, double* positions, int32_t position_count,
                                    const uint8_t* group, int32_t group_count, uint64_t trigger,
                                    igen_mj_contact_state* state);
// Which groups of geoms touch. group: one byte per geom, 0 (none) to 7. trigger: bits in the layout of `pairs`.
// Accumulates into state; a contact counts where the surfaces overlap.
IGEN_EXPORT int32_t igen_mj_contacts(igen_mj_handle data, const uint8_t* group, int32_t group_count, uint64_t trigger,
                                     igen_mj_contact_state* state);
// Contacts and constraint rows at present.
IGEN_EXPORT int32_t igen_mj_contact_count(igen_mj_handle data, int32_t* contacts, int32_t* constraints);
// How many warnings were raised since the last reset of this world, of all kinds together.
IGEN_EXPORT int32_t igen_mj_warnings(igen_mj_handle data, int32_t* total);
// Dense joint-space inertia, row-major [nv, nv].
IGEN_EXPORT int32_t igen_mj_full_inertia(igen_mj_handle data, double* inertia, int64_t count);
// Jacobian of a site, row-major [3, nv] each.
IGEN_EXPORT int32_t igen_mj_site_jacobian(igen_mj_handle data, int32_t site, double* linear, int64_t linear_count,
                                          double* angular, int64_t angular_count);

// --- measuring ---

// Switches the sampling of igen_mj_advance on (1) or off (0); call it while no lane is being stepped.
IGEN_EXPORT int32_t igen_mj_watch(int32_t on);
// This thread's processor time in all, and inside MuJoCo's substeps while watched, nanoseconds.
IGEN_EXPORT int32_t igen_mj_thread_times(int64_t* busy, int64_t* inside);
// mj_step over worlds of one model that already hold their starting states, one world after the other. controls: per
// lane, at controls + lane * stride, one row of nu numbers per substep. nanoseconds: [lanes], time of each lane's walk.
// kernels: 0 for that of a libmujoco that meets none, 1 for the one that every other call uses.
IGEN_EXPORT int32_t igen_mj_bench_raw(int32_t kernels, const igen_mj_handle* data, int32_t lanes, const double* controls,
                                      int64_t control_count, int64_t stride, int32_t substeps, int64_t* nanoseconds,
                                      int32_t nanosecond_count);

#endif  // IGEN_MUJOCO_H_
