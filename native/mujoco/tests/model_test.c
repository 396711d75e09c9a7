// Models: what loads, what is refused, and who keeps whom alive.
#include <mujoco/mujoco.h>
#include <unistd.h>

#include "test.h"

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/lsan_interface.h>
#else
static void __lsan_disable(void) {}
static void __lsan_enable(void) {}
#endif

static const igen_mj_handle made_up[] = {0, 1, -1, INT64_MAX, INT64_MIN, 0x10001, 0x100000001, 0x12345678};

TEST(a_text_becomes_a_model_with_its_sizes) {
  igen_mj_handle model = igen_test_load(igen_test_model);
  int64_t nq = 0;
  EXPECT(igen_mj_size(model, "nq", 2, &nq) == IGEN_OK && nq == 8);
  EXPECT(igen_mj_model_free(model) == IGEN_OK);
}

TEST(texts_that_do_not_compile_are_refused_and_leave_nothing) {
  const char* const texts[] = {"not xml", "<mujoco><worldbody><geom type='nonsense'/></worldbody></mujoco>", "<mujoco/", "<other/>"};
  igen_mj_handle model = 77;
  for (int round = 0; round < 20; round++) {
    for (int i = 0; i < 4; i++) EXPECT(igen_mj_model_load(texts[i], (int32_t)strlen(texts[i]), &model) == IGEN_ARGUMENT);
  }
  EXPECT(model == 77);
}

TEST(a_text_is_not_read_past_its_length) {
  size_t length = strlen(igen_test_model);
  char* exact = malloc(length);
  memcpy(exact, igen_test_model, length);
  igen_mj_handle model = 0;
  EXPECT(igen_mj_model_load(exact, (int32_t)length, &model) == IGEN_OK);
  EXPECT(igen_mj_model_free(model) == IGEN_OK);
  EXPECT(igen_mj_model_load(exact, (int32_t)length - 10, &model) == IGEN_ARGUMENT);
  free(exact);
}

TEST(a_text_needs_bytes_and_a_place_for_its_handle) {
  igen_mj_handle model;
  REFUSED(igen_mj_model_load(NULL, 5, &model), "xml is null");
  REFUSED(igen_mj_model_load("<mujoco/>", 0, &model), "0 bytes");
  REFUSED(igen_mj_model_load("<mujoco/>", -1, &model), "-1 bytes");
  REFUSED(igen_mj_model_load("<mujoco/>", 9, NULL), "model is null");
}

TEST(a_text_of_our_own_finds_no_file_in_the_present_folder) {
  FILE* file = fopen("lying-around.xml", "w");
  EXPECT(file != NULL);
  fputs("<mujocoinclude><worldbody/></mujocoinclude>", file);
  fclose(file);
  const char* text = "<mujoco><include file='lying-around.xml'/></mujoco>";
  igen_mj_handle model;
  int32_t status = igen_mj_model_load(text, (int32_t)strlen(text), &model);
  unlink("lying-around.xml");
  EXPECT(status == IGEN_ARGUMENT && igen_test_error_has("lying-around.xml"));
}

static uint8_t* compiled(int32_t* length) {
  const char* path = igen_test_scratch("model.xml");
  FILE* file = fopen(path, "w");
  EXPECT(file != NULL);
  fputs(igen_test_model, file);
  fclose(file);
  char error[500] = "";
  mjModel* m = mj_loadXML(path, NULL, error, sizeof(error));
  unlink(path);
  EXPECT(m != NULL);
  *length = (int32_t)mj_sizeModel(m);
  uint8_t* bytes = malloc((size_t)*length);
  mj_saveModel(m, NULL, bytes, *length);
  mj_deleteModel(m);
  return bytes;
}

TEST(a_compiled_model_is_loaded_from_memory) {
  int32_t length;
  uint8_t* bytes = compiled(&length);
  igen_mj_handle model = 0;
  int64_t nq = 0;
  EXPECT(igen_mj_model_load_binary(bytes, length, &model) == IGEN_OK);
  free(bytes);
  EXPECT(igen_mj_size(model, "nq", 2, &nq) == IGEN_OK && nq == 8);
  EXPECT(igen_mj_model_free(model) == IGEN_OK);
}

TEST(a_compiled_model_that_is_cut_off_is_refused) {
  int32_t length;
  uint8_t* bytes = compiled(&length);
  for (int32_t part = 0; part < length; part += part < 600 ? 4 : 97) {
    // A block of its own, so that a byte too far is seen.
    uint8_t* cut = malloc((size_t)part + 1);
    memcpy(cut, bytes, (size_t)part);
    igen_mj_handle model;
    // MuJoCo raises its error with the half-read model in its hands; nobody else can free it.
    __lsan_disable();
    int32_t status = igen_mj_model_load_binary(cut, part, &model);
    __lsan_enable();
    EXPECT(status != IGEN_OK);
    free(cut);
  }
  free(bytes);
}

TEST(bytes_that_are_no_model_are_refused) {
  static uint8_t bytes[4096];
  igen_mj_handle model;
  EXPECT(igen_mj_model_load_binary(bytes, sizeof(bytes), &model) != IGEN_OK);
  memset(bytes, 0xff, sizeof(bytes));
  EXPECT(igen_mj_model_load_binary(bytes, sizeof(bytes), &model) != IGEN_OK);
  REFUSED(igen_mj_model_load_binary(NULL, 4096, &model), "bytes is null");
  REFUSED(igen_mj_model_load_binary(bytes, 63, &model), "63 bytes");
  REFUSED(igen_mj_model_load_binary(bytes, -1, &model), "-1 bytes");
  REFUSED(igen_mj_model_load_binary(bytes, 4096, NULL), "model is null");
}

TEST(a_model_tells_how_it_is_stepped) {
  igen_mj_handle model = igen_test_load("<mujoco><option timestep='0.005' integrator='RK4'/></mujoco>");
  igen_mj_stepping stepping = {.size = sizeof(stepping)};
  EXPECT(igen_mj_model_stepping(model, &stepping) == IGEN_OK);
  EXPECT(stepping.timestep == 0.005 && stepping.integrator == 1 && stepping.iterations == 100);
  EXPECT(stepping.disabled == 0);
  stepping.size = 8;
  REFUSED(igen_mj_model_stepping(model, &stepping), "8 bytes, expected 24");
  REFUSED(igen_mj_model_stepping(model, NULL), "0 bytes");
  EXPECT(igen_mj_model_free(model) == IGEN_OK);
}

TEST(how_a_model_looks_is_told) {
  igen_mj_handle model = igen_test_load(igen_test_model);
  igen_mj_look look = {.size = sizeof(look)};
  EXPECT(igen_mj_model_look(model, &look) == IGEN_OK);
  EXPECT(look.has_headlight == 1 && look.fovy == 45 && look.slices == 28 && look.extent > 0);
  look.size = 8;
  REFUSED(igen_mj_model_look(model, &look), "8 bytes, expected 104");
  REFUSED(igen_mj_model_look(model, NULL), "0 bytes");
  EXPECT(igen_mj_model_free(model) == IGEN_OK);
}

TEST(a_timestep_must_be_positive) {
  igen_mj_handle model = igen_test_load(igen_test_model), copy = 0;
  REFUSED(igen_mj_model_with_timestep(model, 0, &copy), "timestep of 0");
  REFUSED(igen_mj_model_with_timestep(model, -1, &copy), "timestep of -1");
  REFUSED(igen_mj_model_with_timestep(model, 0.0 / 0.0, &copy), "nan");
  REFUSED(igen_mj_model_with_timestep(model, 0.01, NULL), "copy is null");
  EXPECT(copy == 0);
  EXPECT(igen_mj_model_free(model) == IGEN_OK);
}

TEST(a_copy_outlives_what_it_was_made_from) {
  igen_mj_handle model = igen_test_load(igen_test_model), copy = 0, second = 0;
  EXPECT(igen_mj_model_with_timestep(model, 0.01, &copy) == IGEN_OK);
  EXPECT(igen_mj_model_free(model) == IGEN_OK);
  EXPECT(igen_mj_model_with_timestep(copy, 0.02, &second) == IGEN_OK);
  igen_mj_handle world = igen_test_world(copy);
  EXPECT(igen_mj_model_free(copy) == IGEN_OK);
  EXPECT(igen_mj_step1(second, world) == IGEN_OK);
  EXPECT(igen_mj_step2(0, world) == IGEN_OK);
  EXPECT(igen_mj_model_free(second) == IGEN_OK);
  EXPECT(igen_mj_step1(0, world) == IGEN_OK);
  EXPECT(igen_mj_data_free(world) == IGEN_OK);
}

TEST(a_model_is_freed_once) {
  igen_mj_handle model = igen_test_load(igen_test_model);
  EXPECT(igen_mj_model_free(model) == IGEN_OK);
  REFUSED(igen_mj_model_free(model), "no live model");
}

TEST(a_model_tells_what_it_switches_off) {
  igen_mj_handle model = igen_test_load(
      "<mujoco><option><flag actuation='disable' constraint='disable' gravity='disable'/></option></mujoco>");
  igen_mj_stepping stepping = {.size = sizeof(stepping)};
  EXPECT(igen_mj_model_stepping(model, &stepping) == IGEN_OK);
  EXPECT(stepping.disabled == IGEN_DISABLED_ACTUATION + IGEN_DISABLED_CONSTRAINT);
  EXPECT(igen_mj_model_free(model) == IGEN_OK);
}

TEST(a_freed_model_is_not_followed_though_its_slot_is_in_use_again) {
  igen_mj_handle freed = igen_test_load(igen_test_model);
  EXPECT(igen_mj_model_free(freed) == IGEN_OK);
  igen_mj_handle model = igen_test_load(igen_test_model);
  EXPECT(model != freed);
  int64_t value;
  REFUSED(igen_mj_size(freed, "nq", 2, &value), "no live model");
  EXPECT(igen_mj_model_free(model) == IGEN_OK);
}

TEST(handles_that_were_never_given_are_refused) {
  for (size_t i = 0; i < sizeof(made_up) / sizeof(made_up[0]); i++) {
    igen_mj_handle h = made_up[i], out;
    int64_t size;
    int32_t id, kind;
    void* pointer;
    igen_mj_stepping stepping = {.size = sizeof(stepping)};
    REFUSED(igen_mj_model_free(h), "no live model");
    REFUSED(igen_mj_model_with_timestep(h, 0.01, &out), "no live model");
    REFUSED(igen_mj_model_stepping(h, &stepping), "no live model");
    REFUSED(igen_mj_size(h, "nq", 2, &size), "no live model");
    REFUSED(igen_mj_name_to_id(h, "body", 4, "ball", 4, &id), "no live model");
    char name[8];
    REFUSED(igen_mj_id_to_name(h, "body", 4, 0, name, sizeof(name)), "no live model");
    REFUSED(igen_mj_model_field(h, "qpos0", 5, &pointer, &size, &kind), "no live model");
    REFUSED(igen_mj_data_make(h, &out), "no live model");
  }
}

TEST(a_world_is_no_model) {
  igen_mj_handle model = igen_test_load(igen_test_model), world = igen_test_world(model);
  REFUSED(igen_mj_model_free(world), "no live model");
  REFUSED(igen_mj_data_free(model), "no live world");
  EXPECT(igen_mj_data_free(world) == IGEN_OK);
  EXPECT(igen_mj_model_free(model) == IGEN_OK);
}

TEST(sizes_are_asked_for_by_names_that_exist) {
  igen_mj_handle model = igen_test_load(igen_test_model);
  int64_t value;
  REFUSED(igen_mj_size(model, "nonsense", 8, &value), "no size 'nonsense'");
  REFUSED(igen_mj_size(model, "nqx", 1, &value), "no size 'n'");
  REFUSED(igen_mj_size(model, NULL, 2, &value), "null");
  REFUSED(igen_mj_size(model, "nq", -2, &value), "-2 bytes");
  REFUSED(igen_mj_size(model, "nq", 1000, &value), "1000 bytes");
  REFUSED(igen_mj_size(model, "nq", 2, NULL), "value is null");
  EXPECT(igen_mj_model_free(model) == IGEN_OK);
}

TEST(elements_are_found_by_type_and_name) {
  igen_mj_handle model = igen_test_load(igen_test_model);
  int32_t id = 7;
  EXPECT(igen_mj_name_to_id(model, "geom", 4, "ball", 4, &id) == IGEN_OK && id == 1);
  EXPECT(igen_mj_name_to_id(model, "geom", 4, "none", 4, &id) == IGEN_OK && id == -1);
  REFUSED(igen_mj_name_to_id(model, "thing", 5, "ball", 4, &id), "type 'thing'");
  REFUSED(igen_mj_name_to_id(model, NULL, 4, "ball", 4, &id), "null");
  REFUSED(igen_mj_name_to_id(model, "geom", 4, NULL, 4, &id), "null");
  REFUSED(igen_mj_name_to_id(model, "geom", 4, "ball", 4, NULL), "id is null");
  EXPECT(igen_mj_model_free(model) == IGEN_OK);
}

TEST(elements_are_named_by_type_and_id) {
  igen_mj_handle model = igen_test_load(igen_test_model);
  char name[8] = "unset";
  EXPECT(igen_mj_id_to_name(model, "geom", 4, 1, name, sizeof(name)) == IGEN_OK && strcmp(name, "ball") == 0);
  EXPECT(igen_mj_id_to_name(model, "geom", 4, 1, name, 3) == IGEN_OK && strcmp(name, "ba") == 0);
  EXPECT(igen_mj_id_to_name(model, "actuator", 8, 0, name, sizeof(name)) == IGEN_OK && name[0] == 0);
  const int32_t none[] = {-1, 3, INT32_MAX, INT32_MIN};
  for (int i = 0; i < 4; i++) {
    name[0] = 'x';
    EXPECT(igen_mj_id_to_name(model, "geom", 4, none[i], name, sizeof(name)) == IGEN_OK && name[0] == 0);
  }
  REFUSED(igen_mj_id_to_name(model, "thing", 5, 0, name, sizeof(name)), "type 'thing'");
  REFUSED(igen_mj_id_to_name(model, NULL, 4, 0, name, sizeof(name)), "null");
  REFUSED(igen_mj_id_to_name(model, "geom", 4, 0, NULL, 8), "name is null");
  REFUSED(igen_mj_id_to_name(model, "geom", 4, 0, name, 0), "0 bytes");
  EXPECT(igen_mj_model_free(model) == IGEN_OK);
}

TEST(a_models_field_comes_with_its_length_and_kind) {
  igen_mj_handle model = igen_test_load(igen_test_model);
  void* pointer = NULL;
  int64_t count = 0;
  int32_t kind = 0;
  EXPECT(igen_mj_model_field(model, "geom_rgba", 9, &pointer, &count, &kind) == IGEN_OK);
  EXPECT(pointer != NULL && count == 12 && kind == IGEN_KIND_F32);
  EXPECT(igen_mj_model_field(model, "jnt_qposadr", 11, &pointer, &count, &kind) == IGEN_OK);
  EXPECT(((int32_t*)pointer)[1] == 7 && count == 2 && kind == IGEN_KIND_I32);
  REFUSED(igen_mj_model_field(model, "qpos", 4, &pointer, &count, &kind), "no field 'qpos'");
  REFUSED(igen_mj_model_field(model, NULL, 4, &pointer, &count, &kind), "null");
  REFUSED(igen_mj_model_field(model, "qpos0", 5, NULL, &count, &kind), "pointer is null");
  REFUSED(igen_mj_model_field(model, "qpos0", 5, &pointer, NULL, &kind), "count is null");
  REFUSED(igen_mj_model_field(model, "qpos0", 5, &pointer, &count, NULL), "kind is null");
  EXPECT(igen_mj_model_free(model) == IGEN_OK);
}
