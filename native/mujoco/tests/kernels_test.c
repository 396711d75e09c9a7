// The kernels beside libmujoco's own routines, and one instruction set beside the other.
#include <math.h>

#include "test.h"

#define IGEN_LEVEL avx2
#include "../kernels/kernels.h"
#undef IGEN_LEVEL
#undef IGEN_KERNELS_H
#define IGEN_LEVEL avx512
#include "../kernels/kernels.h"

enum { MAX = 64 };

static int has_avx512(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd");
}

static int has_avx2(void) { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

static uint64_t seed = 1;

static double uniform(void) {
  seed = seed * 6364136223846793005u + 1442695040888963407u;
  return (double)(seed >> 11) / (double)(1ull << 52) - 1;
}

// Numbers of many sizes, and zeros among them.
static void fill(double* values, int count) {
  for (int i = 0; i < count; i++) values[i] = (i * 7 + (int)(seed & 15)) % 11 == 0 ? 0 : uniform() * pow(10, 4 * uniform());
}

static int same(const double* a, const double* b, int count) { return count == 0 || memcmp(a, b, (size_t)count * sizeof(double)) == 0; }

static int near_all(const double* a, const double* b, int count, double tolerance) {
  double largest = 1;
  for (int i = 0; i < count; i++) largest = fmax(largest, fabs(a[i]));
  for (int i = 0; i < count; i++)
    if (!(fabs(a[i] - b[i]) <= tolerance * largest)) return 0;
  return 1;
}

static double a[MAX], b[MAX], expected[MAX + 1], actual[MAX + 1];

#define BOTH_LEVELS(body)                         \
  do {                                            \
    if (has_avx2()) {                             \
      body(avx2)                                  \
    }                                             \
    if (has_avx512()) {                           \
      body(avx512)                                \
    }                                             \
  } while (0)

// Runs MuJoCo's routine and a kernel on copies of a, with a guard behind the last element.
#define ELEMENTWISE_IS_MUJOCOS(theirs, ours)                                \
  do {                                                                      \
    memcpy(expected, a, sizeof(a));                                         \
    memcpy(actual, a, sizeof(a));                                           \
    expected[n] = actual[n] = 42;                                           \
    theirs;                                                                 \
    ours;                                                                   \
    EXPECT(same(expected, actual, n + 1));                                  \
  } while (0)

TEST(kernels_that_go_element_by_element_give_mujocos_bits_at_every_size) {
  for (int n = 0; n < MAX; n++) {
    fill(a, MAX);
    fill(b, MAX);
    double factor = uniform();
#define ROUND(level)                                                                                                    \
  ELEMENTWISE_IS_MUJOCOS(mju_add(expected, a, b, n), igen_add_##level(actual, a, b, n));                                \
  ELEMENTWISE_IS_MUJOCOS(mju_addTo(expected, b, n), igen_add_##level(actual, actual, b, n));                            \
  ELEMENTWISE_IS_MUJOCOS(mju_sub(expected, a, b, n), igen_subtract_##level(actual, a, b, n));                           \
  ELEMENTWISE_IS_MUJOCOS(mju_subFrom(expected, b, n), igen_subtract_##level(actual, actual, b, n));                     \
  ELEMENTWISE_IS_MUJOCOS(mju_sub(expected, b, expected, n), igen_subtract_##level(actual, b, actual, n));               \
  ELEMENTWISE_IS_MUJOCOS(mju_scl(expected, expected, factor, n), igen_scale_##level(actual, actual, factor, n));        \
  ELEMENTWISE_IS_MUJOCOS(mju_addScl(expected, a, b, factor, n), igen_add_scaled_##level(actual, a, b, factor, n));      \
  ELEMENTWISE_IS_MUJOCOS(mju_addToScl(expected, b, factor, n), igen_add_scaled_##level(actual, actual, b, factor, n)); \
  ELEMENTWISE_IS_MUJOCOS(mju_addScl(expected, b, expected, factor, n), igen_add_scaled_##level(actual, b, actual, factor, n));
    BOTH_LEVELS(ROUND);
#undef ROUND
  }
}

TEST(kernels_of_sums_agree_with_mujocos_at_every_size) {
  for (int n = 0; n < MAX; n++) {
    fill(a, MAX);
    fill(b, MAX);
    double size = 1;
    for (int i = 0; i < n; i++) size += fabs(a[i] * b[i]);
#define ROUND(level)                                                                    \
  EXPECT(fabs(mju_dot(a, b, n) - igen_dot_##level(a, b, n)) <= 1e-14 * size);           \
  EXPECT(igen_dot_##level(a, a, n) >= 0);
    BOTH_LEVELS(ROUND);
#undef ROUND
  }
}

TEST(kernels_of_matrices_agree_with_mujocos_at_every_shape) {
  static double A[MAX * MAX], B[MAX * MAX], theirs[MAX * MAX], ours[MAX * MAX];
  fill(A, MAX * MAX);
  fill(B, MAX * MAX);
  for (int rows = 0; rows < 20; rows++) {
    for (int columns = 0; columns < 20; columns++) {
      fill(a, MAX);
#define ROUND(level)                                                                       \
  mju_mulMatVec(theirs, A, a, rows, columns);                                              \
  igen_matrix_times_##level(ours, A, a, rows, columns);                                    \
  EXPECT(near_all(theirs, ours, rows, 1e-13));                                             \
  mju_mulMatTVec(theirs, A, a, rows, columns);                                             \
  igen_transpose_times_##level(ours, A, a, rows, columns);                                 \
  EXPECT(same(theirs, ours, columns));                                                     \
  mju_mulMatMat(theirs, A, B, rows, 7, columns);                                           \
  igen_matrix_product_##level(ours, A, B, rows, 7, columns);                               \
  EXPECT(same(theirs, ours, rows * columns));
      BOTH_LEVELS(ROUND);
#undef ROUND
    }
  }
}

TEST(kernels_of_both_instruction_sets_give_the_same_bits) {
  if (!has_avx512()) return;
  static double A[MAX * MAX], one[MAX * MAX], two[MAX * MAX];
  fill(A, MAX * MAX);
  for (int n = 0; n < MAX; n++) {
    fill(a, MAX);
    fill(b, MAX);
    double first = igen_dot_avx2(a, b, n), second = igen_dot_avx512(a, b, n);
    EXPECT(same(&first, &second, 1));
    igen_matrix_times_avx2(one, A, a, MAX, n);
    igen_matrix_times_avx512(two, A, a, MAX, n);
    EXPECT(same(one, two, MAX));
  }
}

// An arm with dry friction and limits that pushes boxes, a mesh, a capsule and a ball about on a floor; every kind of friction.
static const char* const scene =
    "<mujoco><option timestep='0.002' cone='elliptic' impratio='20'/>"
    "<asset><mesh name='wedge' vertex='0 0 0  .1 0 0  0 .1 0  0 0 .1  .1 .1 .05'/></asset>"
    "<default><geom contype='0' conaffinity='0'/></default>"
    "<worldbody><geom name='floor' type='plane' size='2 2 .1'/><geom name='shelf' type='box' size='.3 .3 .02' pos='.4 0 .02'/>"
    "<body pos='0 0 .3'><joint name='j0' axis='0 0 1' limited='true' range='-1 1' frictionloss='.1' damping='.1'/>"
    "<geom name='upper' type='capsule' fromto='0 0 0 .25 0 0' size='.03'/>"
    "<body pos='.25 0 0'><joint name='j1' axis='0 1 0' limited='true' range='-.5 1.5' frictionloss='.1' damping='.1'/>"
    "<geom name='lower' type='capsule' fromto='0 0 0 .25 0 0' size='.03'/>"
    "<body pos='.25 0 0'><joint name='j2' type='slide' axis='0 0 1' limited='true' range='-.1 .1'/>"
    "<geom name='hand' type='box' size='.04 .04 .04'/></body></body></body>"
    "<body name='block' pos='.4 0 .1'><freejoint/><geom name='block' type='box' size='.04 .05 .03' solimp='.9 .99 .002 .4 3'/></body>"
    "<body name='can' pos='.45 .1 .12'><freejoint/><geom name='can' type='cylinder' size='.03 .05'/></body>"
    "<body name='wedge' pos='.5 -.1 .1'><freejoint/><geom name='wedge' type='mesh' mesh='wedge'/></body>"
    "<body name='ball' pos='.3 .1 .1'><freejoint/><geom name='ball' type='sphere' size='.03'/></body></worldbody>"
    "<contact><pair geom1='block' geom2='shelf' condim='4' friction='1 1 .01 .0001 .0001'/>"
    "<pair geom1='block' geom2='floor' condim='6' friction='1 1 .01 .001 .001'/><pair geom1='can' geom2='shelf' condim='4'/>"
    "<pair geom1='can' geom2='floor' condim='3'/><pair geom1='wedge' geom2='shelf' condim='3' margin='.003' gap='.001'/>"
    "<pair geom1='wedge' geom2='floor' condim='4'/><pair geom1='ball' geom2='shelf' condim='1'/>"
    "<pair geom1='ball' geom2='floor' condim='6' friction='1 1 .01 .001 .001'/><pair geom1='hand' geom2='block' condim='4'/>"
    "<pair geom1='hand' geom2='shelf' condim='3'/><pair geom1='lower' geom2='shelf' condim='3'/>"
    "<pair geom1='hand' geom2='can' condim='4'/><pair geom1='hand' geom2='wedge' condim='4'/><pair geom1='can' geom2='block' condim='3'/>"
    "<pair geom1='wedge' geom2='block' condim='3'/><pair geom1='ball' geom2='hand' condim='3'/></contact>"
    "<actuator><motor joint='j0'/><motor joint='j1'/><motor joint='j2'/></actuator></mujoco>";

typedef struct {
  mjModel* m;
  mjData* d;
} world;

static world load(const char* xml) {
  char error[512] = "";
  static mjVFS files;
  mj_defaultVFS(&files);
  mj_makeEmptyFileVFS(&files, "scene.xml", (int)strlen(xml));
  memcpy(files.filedata[0], xml, strlen(xml));
  mjModel* m = mj_loadXML("scene.xml", &files, error, sizeof(error));
  if (m == NULL) fprintf(stderr, "%s\n", error);
  EXPECT(m != NULL);
  mj_deleteVFS(&files);
  return (world){m, mj_makeData(m)};
}

static void close_world(world w) {
  mj_deleteData(w.d);
  mj_deleteModel(w.m);
}

static void shake(world w) {
  for (int i = 0; i < w.m->nu; i++) w.d->ctrl[i] = 3 * uniform();
  for (int i = 0; i < w.m->nv; i++) w.d->qfrc_applied[i] = i < 3 ? 0 : 0.3 * uniform();
}

TEST(kernels_find_mujocos_contacts) {
  world w = load(scene);
  static mjContact theirs[100];
  int met = 0;
  for (int step = 0; step < 1500; step++) {
    if (step % 50 == 0) shake(w);
    mj_step(w.m, w.d);
    mj_kinematics(w.m, w.d);
    mj_comPos(w.m, w.d);
    mj_collision(w.m, w.d);
    int count = w.d->ncon;
    EXPECT(count < 100);
    memcpy(theirs, w.d->contact, (size_t)count * sizeof(mjContact));
    met += count;
#define ROUND(level)                                                                         \
  EXPECT(igen_collide_##level(w.m, w.d) == 1 && w.d->ncon == count);                         \
  for (int i = 0; i < count; i++) {                                                          \
    const mjContact *one = theirs + i, *two = w.d->contact + i;                              \
    EXPECT(one->geom1 == two->geom1 && one->geom2 == two->geom2 && one->dim == two->dim);    \
    EXPECT(one->exclude == two->exclude && one->efc_address == two->efc_address);            \
    EXPECT(same(&one->dist, &two->dist, 1) && same(one->pos, two->pos, 3));                  \
    EXPECT(same(one->frame, two->frame, 9) && same(one->friction, two->friction, 5));        \
    EXPECT(same(&one->includemargin, &two->includemargin, 1));                               \
    EXPECT(same(one->solref, two->solref, mjNREF) && same(one->solimp, two->solimp, mjNIMP)); \
  }
    BOTH_LEVELS(ROUND);
#undef ROUND
  }
  EXPECT(met > 1000);
  close_world(w);
}

TEST(kernels_make_mujocos_constraints_to_the_last_bit) {
  world w = load(scene);
  static double J[200 * MAX], R[200], D[200], K[800], A[200], position[200], margin[200];
  static int type[200], id[200];
  int limits = 0;
  for (int step = 0; step < 1500; step++) {
    if (step % 50 == 0) shake(w);
    mj_step(w.m, w.d);
    mj_fwdPosition(w.m, w.d);
    int n = w.d->nefc, nv = w.m->nv;
    EXPECT(n > 0 && n < 200);
    memcpy(J, w.d->efc_J, sizeof(double) * (size_t)(n * nv));
    memcpy(R, w.d->efc_R, sizeof(double) * (size_t)n);
    memcpy(D, w.d->efc_D, sizeof(double) * (size_t)n);
    memcpy(A, w.d->efc_diagApprox, sizeof(double) * (size_t)n);
    memcpy(K, w.d->efc_KBIP, sizeof(double) * (size_t)(4 * n));
    memcpy(position, w.d->efc_pos, sizeof(double) * (size_t)n);
    memcpy(margin, w.d->efc_margin, sizeof(double) * (size_t)n);
    memcpy(type, w.d->efc_type, sizeof(int) * (size_t)n);
    memcpy(id, w.d->efc_id, sizeof(int) * (size_t)n);
    for (int i = 0; i < n; i++) limits += type[i] == mjCNSTR_LIMIT_JOINT;
#define ROUND(level)                                                                              \
  EXPECT(igen_make_constraint_##level(w.m, w.d) == 1 && w.d->nefc == n && w.d->nf == 2);          \
  EXPECT(memcmp(type, w.d->efc_type, sizeof(int) * (size_t)n) == 0);                              \
  EXPECT(memcmp(id, w.d->efc_id, sizeof(int) * (size_t)n) == 0);                                  \
  EXPECT(near_all(J, w.d->efc_J, n * nv, 1e-15) && same(position, w.d->efc_pos, n));              \
  EXPECT(same(margin, w.d->efc_margin, n) && near_all(R, w.d->efc_R, n, 1e-12));                  \
  EXPECT(near_all(D, w.d->efc_D, n, 1e-12) && near_all(A, w.d->efc_diagApprox, n, 1e-12));        \
  EXPECT(near_all(K, w.d->efc_KBIP, 4 * n, 1e-12));
    BOTH_LEVELS(ROUND);
#undef ROUND
  }
  EXPECT(limits > 100);
  close_world(w);
}

// Moves on to where the solver is due, and keeps what it starts from; the bytes of an array of joints.
static size_t next_problem(world w, int step, double* warm) {
  size_t bytes = sizeof(double) * (size_t)w.m->nv;
  if (step % 50 == 0) shake(w);
  mj_step(w.m, w.d);
  mj_step1(w.m, w.d);
  mj_fwdActuation(w.m, w.d);
  mj_fwdAcceleration(w.m, w.d);
  memcpy(warm, w.d->qacc_warmstart, bytes);
  return bytes;
}

TEST(kernels_solve_mujocos_problem) {
  world w = load(scene);
  double warm[MAX], solution[MAX], push[MAX];
  int solved = 0;
  for (int step = 0; step < 1500; step++) {
    size_t bytes = next_problem(w, step, warm);
    mj_fwdConstraint(w.m, w.d);
    memcpy(solution, w.d->qacc, bytes);
    memcpy(push, w.d->qfrc_constraint, bytes);
    int iterations = w.d->solver_iter;
#define ROUND(level)                                                     \
  memcpy(w.d->qacc_warmstart, warm, bytes);                              \
  EXPECT(igen_forward_constraint_##level(w.m, w.d) == 1);                \
  EXPECT(near_all(solution, w.d->qacc, w.m->nv, 1e-7));                  \
  EXPECT(near_all(push, w.d->qfrc_constraint, w.m->nv, 1e-7));           \
  EXPECT(abs(w.d->solver_iter - iterations) <= 1);                       \
  EXPECT(same(w.d->qacc, w.d->qacc_warmstart, w.m->nv));                 \
  solved++;
    BOTH_LEVELS(ROUND);
#undef ROUND
  }
  EXPECT(!has_avx2() || solved > 0);
  close_world(w);
}

TEST(kernels_solve_alike_on_both_instruction_sets) {
  if (!has_avx512()) return;
  world w = load(scene);
  double warm[MAX], solution[MAX];
  for (int step = 0; step < 500; step++) {
    size_t bytes = next_problem(w, step, warm);
    igen_forward_constraint_avx2(w.m, w.d);
    memcpy(solution, w.d->qacc, bytes);
    memcpy(w.d->qacc_warmstart, warm, bytes);
    igen_forward_constraint_avx512(w.m, w.d);
    EXPECT(same(solution, w.d->qacc, w.m->nv));
  }
  close_world(w);
}

// Every way in which a model is not theirs, as a change of the options.
static void leave_to_mujoco(void (*change)(mjModel*), int (*kernel)(const mjModel*, mjData*)) {
  world w = load(scene);
  change(w.m);
  mj_step(w.m, w.d);
  double before = w.d->qacc[0];
  int contacts = w.d->ncon, rows = w.d->nefc;
  EXPECT(kernel(w.m, w.d) == 0);
  EXPECT(w.d->qacc[0] == before && w.d->ncon == contacts && w.d->nefc == rows);
  close_world(w);
}

static void pyramidal(mjModel* m) { m->opt.cone = mjCONE_PYRAMIDAL; }
static void sparse(mjModel* m) { m->opt.jacobian = mjJAC_SPARSE; }
static void gauss_seidel(mjModel* m) { m->opt.solver = mjSOL_PGS; }
static void no_slip(mjModel* m) { m->opt.noslip_iterations = 3; }
static void overridden(mjModel* m) { m->opt.enableflags |= mjENBL_OVERRIDE; }
static void meeting_anybody(mjModel* m) { m->geom_contype[1] = 1; }

TEST(kernels_leave_to_mujoco_what_is_not_theirs) {
  if (!has_avx2()) return;
  leave_to_mujoco(pyramidal, igen_make_constraint_avx2);
  leave_to_mujoco(sparse, igen_make_constraint_avx2);
  leave_to_mujoco(overridden, igen_make_constraint_avx2);
  leave_to_mujoco(sparse, igen_forward_constraint_avx2);
  leave_to_mujoco(gauss_seidel, igen_forward_constraint_avx2);
  leave_to_mujoco(no_slip, igen_forward_constraint_avx2);
  leave_to_mujoco(overridden, igen_collide_avx2);
  leave_to_mujoco(meeting_anybody, igen_collide_avx2);
}
