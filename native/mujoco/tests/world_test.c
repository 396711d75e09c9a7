// Worlds: stepping, lengths, and what does not belong together.
#include "test.h"

// What a substep needs, in blocks of their own so that a byte too far is seen.
typedef struct {
  igen_mj_handle model, world;
  double* positions;
  uint8_t* groups;
  igen_mj_contact_state state;
} scene;

enum { NQ = 8, NV = 7, NGEOM = 3, NU = 1 };

static scene begin(void) {
  scene s = {.model = igen_test_load(igen_test_model), .state = {.size = sizeof(igen_mj_contact_state)}};
  s.world = igen_test_world(s.model);
  s.positions = malloc(NQ * sizeof(double));
  s.groups = malloc(NGEOM);
  memcpy(s.groups, (uint8_t[]){1, 2, 0}, NGEOM);
  EXPECT(igen_mj_step1(0, s.world) == IGEN_OK);
  return s;
}

static void end(scene* s) {
  EXPECT(igen_mj_data_free(s->world) == IGEN_OK);
  EXPECT(igen_mj_model_free(s->model) == IGEN_OK);
  free(s->positions);
  free(s->groups);
}

static int32_t advance(scene* s, int32_t positions, int32_t groups) {
  return igen_mj_advance(s->model, s->world, s->positions, positions, s->groups, groups, 1ull << 10, &s->state);
}

TEST(a_substep_moves_the_world_and_tells_its_contacts) {
  scene s = begin();
  EXPECT(advance(&s, NQ, NGEOM) == IGEN_OK);
  EXPECT(s.positions[2] < 0.0999 && s.positions[2] > 0.09);
  EXPECT(s.state.trigger_count == 1 && (s.state.pairs & 1ull << 10) != 0);
  end(&s);
}

TEST(a_substep_writes_no_positions_past_a_short_array) {
  scene s = begin();
  free(s.positions);
  s.positions = malloc((NQ - 1) * sizeof(double));
  REFUSED(advance(&s, NQ - 1, NGEOM), "room for 7 elements; 8 are needed");
  REFUSED(advance(&s, -1, NGEOM), "room for -1");
  end(&s);
}

TEST(a_substep_reads_no_groups_past_a_short_array) {
  scene s = begin();
  REFUSED(advance(&s, NQ, NGEOM - 1), "group has room for 2 elements; 3 are needed");
  REFUSED(igen_mj_contacts(s.world, s.groups, 0, 0, &s.state), "group has room for 0");
  end(&s);
}

TEST(a_substep_needs_all_its_arrays) {
  scene s = begin();
  REFUSED(igen_mj_advance(0, s.world, NULL, NQ, s.groups, NGEOM, 0, &s.state), "positions is null");
  REFUSED(igen_mj_advance(0, s.world, s.positions, NQ, NULL, NGEOM, 0, &s.state), "group is null");
  REFUSED(igen_mj_advance(0, s.world, s.positions, NQ, s.groups, NGEOM, 0, NULL), "0 bytes, expected 40");
  s.state.size = 39;
  REFUSED(advance(&s, NQ, NGEOM), "39 bytes, expected 40");
  end(&s);
}

TEST(a_refused_substep_has_not_moved_the_world) {
  scene s = begin();
  void* time;
  int64_t count;
  int32_t kind;
  EXPECT(igen_mj_data_field(s.world, "time", 4, &time, &count, &kind) == IGEN_OK);
  EXPECT(advance(&s, NQ - 1, NGEOM) == IGEN_ARGUMENT);
  EXPECT(*(double*)time == 0);
  end(&s);
}

TEST(a_group_above_seven_is_refused_when_it_touches) {
  scene s = begin();
  s.groups[0] = 8;
  REFUSED(igen_mj_contacts(s.world, s.groups, NGEOM, 0, &s.state), "group 8; 0 to 7");
  s.groups[0] = 255;
  REFUSED(igen_mj_contacts(s.world, s.groups, NGEOM, 0, &s.state), "group 255");
  end(&s);
}

TEST(a_world_is_not_stepped_with_another_model) {
  scene s = begin();
  igen_mj_handle other = igen_test_load("<mujoco><worldbody><body><freejoint/><geom size='1'/></body></worldbody></mujoco>");
  REFUSED(igen_mj_step1(other, s.world), "made from another model");
  REFUSED(igen_mj_step2(other, s.world), "made from another model");
  REFUSED(igen_mj_advance(other, s.world, s.positions, NQ, s.groups, NGEOM, 0, &s.state), "made from another model");
  EXPECT(igen_mj_model_free(other) == IGEN_OK);
  REFUSED(igen_mj_step1(other, s.world), "no live model");
  end(&s);
}

TEST(a_world_is_not_stepped_with_the_same_text_compiled_again) {
  scene s = begin();
  igen_mj_handle twin = igen_test_load(igen_test_model);
  REFUSED(igen_mj_step1(twin, s.world), "made from another model");
  EXPECT(igen_mj_model_free(twin) == IGEN_OK);
  end(&s);
}

TEST(a_world_outlives_its_model) {
  scene s = begin();
  EXPECT(igen_mj_model_free(s.model) == IGEN_OK);
  EXPECT(igen_mj_advance(0, s.world, s.positions, NQ, s.groups, NGEOM, 0, &s.state) == IGEN_OK);
  EXPECT(igen_mj_data_reset(s.world) == IGEN_OK);
  EXPECT(igen_mj_forward(s.world) == IGEN_OK);
  EXPECT(igen_mj_data_free(s.world) == IGEN_OK);
  free(s.positions);
  free(s.groups);
}

TEST(a_world_is_freed_once) {
  scene s = begin();
  igen_mj_handle second = igen_test_world(s.model);
  EXPECT(igen_mj_data_free(second) == IGEN_OK);
  REFUSED(igen_mj_data_free(second), "no live world");
  end(&s);
}

TEST(a_freed_world_is_refused_by_every_export) {
  scene s = begin();
  igen_mj_handle w = igen_test_world(s.model);
  EXPECT(igen_mj_data_free(w) == IGEN_OK);
  void* pointer;
  int64_t count;
  int32_t kind, first, second;
  double numbers[64];
  REFUSED(igen_mj_data_field(w, "qpos", 4, &pointer, &count, &kind), "no live world");
  REFUSED(igen_mj_data_reset(w), "no live world");
  REFUSED(igen_mj_step1(s.model, w), "no live world");
  REFUSED(igen_mj_step2(s.model, w), "no live world");
  REFUSED(igen_mj_forward(w), "no live world");
  REFUSED(igen_mj_advance(0, w, s.positions, NQ, s.groups, NGEOM, 0, &s.state), "no live world");
  REFUSED(igen_mj_contacts(w, s.groups, NGEOM, 0, &s.state), "no live world");
  REFUSED(igen_mj_contact_count(w, &first, &second), "no live world");
  REFUSED(igen_mj_warnings(w, &first), "no live world");
  REFUSED(igen_mj_full_inertia(w, numbers, 64), "no live world");
  REFUSED(igen_mj_site_jacobian(w, 0, numbers, 21, numbers, 21), "no live world");
  REFUSED(igen_mj_bench_raw(0, &w, 1, numbers, 64, 1, 1, &count, 1), "no live world");
  end(&s);
}

TEST(worlds_come_and_go_without_a_trace) {
  igen_mj_handle model = igen_test_load(igen_test_model), last = 0;
  for (int i = 0; i < 30; i++) {
    igen_mj_handle world = igen_test_world(model);
    EXPECT(world != last);
    EXPECT(igen_mj_forward(world) == IGEN_OK);
    EXPECT(igen_mj_data_free(world) == IGEN_OK);
    last = world;
  }
  EXPECT(igen_mj_model_free(model) == IGEN_OK);
  REFUSED(igen_mj_data_make(model, &last), "no live model");
}

TEST(a_world_needs_a_place_for_its_handle) {
  igen_mj_handle model = igen_test_load(igen_test_model);
  REFUSED(igen_mj_data_make(model, NULL), "data is null");
  EXPECT(igen_mj_model_free(model) == IGEN_OK);
}

TEST(a_worlds_field_comes_with_its_length_and_kind) {
  scene s = begin();
  void* pointer = NULL;
  int64_t count = 0;
  int32_t kind = 0;
  EXPECT(igen_mj_data_field(s.world, "qpos", 4, &pointer, &count, &kind) == IGEN_OK);
  EXPECT(pointer != NULL && count == NQ && kind == IGEN_KIND_F64);
  REFUSED(igen_mj_data_field(s.world, "nonsense", 8, &pointer, &count, &kind), "no field 'nonsense'");
  REFUSED(igen_mj_data_field(s.world, NULL, 4, &pointer, &count, &kind), "null");
  REFUSED(igen_mj_data_field(s.world, "qpos", 400, &pointer, &count, &kind), "400 bytes");
  REFUSED(igen_mj_data_field(s.world, "qpos", 4, NULL, &count, &kind), "pointer is null");
  REFUSED(igen_mj_data_field(s.world, "qpos", 4, &pointer, NULL, &kind), "count is null");
  REFUSED(igen_mj_data_field(s.world, "qpos", 4, &pointer, &count, NULL), "kind is null");
  end(&s);
}

TEST(the_inertia_is_not_written_past_a_short_array) {
  scene s = begin();
  double* inertia = malloc(NV * NV * sizeof(double));
  EXPECT(igen_mj_full_inertia(s.world, inertia, NV * NV) == IGEN_OK);
  EXPECT(inertia[0] > 0.99 && inertia[0] < 1.01);
  REFUSED(igen_mj_full_inertia(s.world, inertia, NV * NV - 1), "room for 48 elements; 49 are needed");
  REFUSED(igen_mj_full_inertia(s.world, NULL, NV * NV), "inertia is null");
  free(inertia);
  end(&s);
}

TEST(the_jacobian_is_that_of_a_site_there_is) {
  scene s = begin();
  double* linear = malloc(3 * NV * sizeof(double));
  double* angular = malloc(3 * NV * sizeof(double));
  EXPECT(igen_mj_site_jacobian(s.world, 0, linear, 3 * NV, angular, 3 * NV) == IGEN_OK);
  EXPECT(angular[NV + 6] > 0.99);
  REFUSED(igen_mj_site_jacobian(s.world, 1, linear, 3 * NV, angular, 3 * NV), "site 1; the model has 1");
  REFUSED(igen_mj_site_jacobian(s.world, -1, linear, 3 * NV, angular, 3 * NV), "site -1");
  free(linear);
  free(angular);
  end(&s);
}

TEST(the_jacobian_is_not_written_past_a_short_array) {
  scene s = begin();
  double numbers[3 * NV];
  REFUSED(igen_mj_site_jacobian(s.world, 0, numbers, 3 * NV - 1, numbers, 3 * NV), "linear has room for 20");
  REFUSED(igen_mj_site_jacobian(s.world, 0, numbers, 3 * NV, numbers, 20), "angular has room for 20");
  REFUSED(igen_mj_site_jacobian(s.world, 0, NULL, 3 * NV, numbers, 3 * NV), "linear is null");
  REFUSED(igen_mj_site_jacobian(s.world, 0, numbers, 3 * NV, NULL, 3 * NV), "angular is null");
  end(&s);
}

TEST(counts_need_a_place_to_go) {
  scene s = begin();
  int32_t first = -1, second = -1;
  EXPECT(igen_mj_contact_count(s.world, &first, &second) == IGEN_OK && first == 1 && second > 0);
  EXPECT(igen_mj_warnings(s.world, &first) == IGEN_OK && first == 0);
  REFUSED(igen_mj_contact_count(s.world, NULL, &second), "contacts is null");
  REFUSED(igen_mj_contact_count(s.world, &first, NULL), "constraints is null");
  REFUSED(igen_mj_warnings(s.world, NULL), "total is null");
  end(&s);
}

TEST(a_bad_state_is_a_warning_and_no_error) {
  scene s = begin();
  void* qvel;
  int64_t count;
  int32_t kind, total = 0;
  EXPECT(igen_mj_data_field(s.world, "qvel", 4, &qvel, &count, &kind) == IGEN_OK);
  ((double*)qvel)[0] = 0.0 / 0.0;
  EXPECT(advance(&s, NQ, NGEOM) == IGEN_OK);
  EXPECT(igen_mj_warnings(s.world, &total) == IGEN_OK && total > 0);
  char text[100];
  EXPECT(igen_mj_take_warning(text, sizeof(text)) > 0);
  EXPECT(igen_mj_take_warning(text, sizeof(text)) == 0);
  end(&s);
}

TEST(the_raw_walk_steps_every_world) {
  scene s = begin();
  igen_mj_handle worlds[2] = {s.world, igen_test_world(s.model)};
  double controls[2 * 3 * NU] = {0};
  int64_t nanoseconds[2] = {-1, -1};
  EXPECT(igen_mj_bench_raw(0, worlds, 2, controls, 6, 3, 3, nanoseconds, 2) == IGEN_OK);
  EXPECT(nanoseconds[0] > 0 && nanoseconds[1] > 0);
  EXPECT(igen_mj_data_free(worlds[1]) == IGEN_OK);
  end(&s);
}

TEST(the_raw_walk_reads_and_writes_nothing_past_its_arrays) {
  scene s = begin();
  igen_mj_handle worlds[2] = {s.world, s.world};
  double controls[6] = {0};
  int64_t nanoseconds[2];
  REFUSED(igen_mj_bench_raw(0, worlds, 2, controls, 5, 3, 3, nanoseconds, 2), "controls has room for 5 elements; 6 are needed");
  REFUSED(igen_mj_bench_raw(0, worlds, 2, controls, 6, 2, 3, nanoseconds, 2), "stride 2 for 3 substeps of 1");
  REFUSED(igen_mj_bench_raw(0, worlds, 2, controls, 6, INT64_MAX, 3, nanoseconds, 2), "stride");
  REFUSED(igen_mj_bench_raw(0, worlds, 2, controls, 6, 3, 3, nanoseconds, 1), "nanoseconds has room for 1");
  REFUSED(igen_mj_bench_raw(0, worlds, 0, controls, 6, 3, 3, nanoseconds, 2), "0 lanes");
  REFUSED(igen_mj_bench_raw(0, worlds, 2, controls, 6, 3, -1, nanoseconds, 2), "-1 substeps");
  REFUSED(igen_mj_bench_raw(0, NULL, 2, controls, 6, 3, 3, nanoseconds, 2), "data is null");
  REFUSED(igen_mj_bench_raw(0, worlds, 2, NULL, 6, 3, 3, nanoseconds, 2), "controls is null");
  REFUSED(igen_mj_bench_raw(0, worlds, 2, controls, 6, 3, 3, NULL, 2), "nanoseconds is null");
  end(&s);
}

TEST(the_raw_walk_is_of_worlds_of_one_model) {
  scene s = begin();
  igen_mj_handle other = igen_test_load("<mujoco/>");
  igen_mj_handle worlds[2] = {s.world, igen_test_world(other)};
  double controls[6] = {0};
  int64_t nanoseconds[2];
  REFUSED(igen_mj_bench_raw(0, worlds, 2, controls, 6, 3, 3, nanoseconds, 2), "different models");
  EXPECT(igen_mj_data_free(worlds[1]) == IGEN_OK);
  EXPECT(igen_mj_model_free(other) == IGEN_OK);
  end(&s);
}
