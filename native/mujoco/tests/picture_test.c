// Pictures: lengths, what belongs together, and renderers that come and go.
#include <pthread.h>

#include "test.h"

enum { WIDTH = 64, HEIGHT = 48, PIXELS = WIDTH * HEIGHT };

typedef struct {
  igen_mj_handle model, world, renderer;
  uint8_t* rgb;
  float* depth;
} scene;

static const double camera[6] = {0, 0, 0.2, 1.5, 90, -20};
static const igen_mj_pinhole pinhole = {.size = sizeof(igen_mj_pinhole), .position = {0, 0, 2}, .rotation = {1, 0, 0, 0, -1, 0, 0, 0, -1},
                                        .focal = 40, .centre = {31.5, 23.5}, .near_ = 0.1, .far_ = 10};

static scene begin(int32_t (*create)(igen_mj_handle, int32_t, int32_t, igen_mj_handle*)) {
  scene s = {.model = igen_test_load(igen_test_model), .rgb = malloc(PIXELS * 3), .depth = malloc(PIXELS * sizeof(float))};
  s.world = igen_test_world(s.model);
  EXPECT(igen_mj_forward(s.world) == IGEN_OK);
  EXPECT(create(s.model, WIDTH, HEIGHT, &s.renderer) == IGEN_OK);
  return s;
}

static void end(scene* s) {
  EXPECT(igen_mj_renderer_free(s->renderer) == IGEN_OK);
  EXPECT(igen_mj_data_free(s->world) == IGEN_OK);
  EXPECT(igen_mj_model_free(s->model) == IGEN_OK);
  free(s->rgb);
  free(s->depth);
}

static int32_t draw(scene* s, const igen_mj_overlay* overlays, int32_t count) {
  return igen_mj_renderer_draw(s->renderer, s->world, camera, 6, overlays, count, s->rgb, PIXELS * 3);
}

static int32_t measure(scene* s, const igen_mj_pinhole* view) {
  return igen_mj_camera_draw(s->renderer, s->world, view, s->rgb, PIXELS * 3, s->depth, PIXELS);
}

TEST(a_picture_is_drawn_into_exactly_its_bytes) {
  scene s = begin(igen_mj_renderer_create);
  igen_mj_overlay red = {.size = sizeof(red), .extent = {0.5f, 0.5f, 0.5f}, .rgba = {1, 0, 0, 1}, .rotation = {1, 0, 0, 0, 1, 0, 0, 0, 1}};
  EXPECT(draw(&s, &red, 1) == IGEN_OK);
  const uint8_t* middle = s.rgb + (HEIGHT / 2 * WIDTH + WIDTH / 2) * 3;
  EXPECT(middle[0] > 2 * middle[2]);
  end(&s);
}

TEST(a_picture_is_not_written_past_a_short_array) {
  scene s = begin(igen_mj_renderer_create);
  REFUSED(igen_mj_renderer_draw(s.renderer, s.world, camera, 6, NULL, 0, s.rgb, PIXELS * 3 - 1),
          "rgb has room for 9215 elements; 9216 are needed");
  REFUSED(igen_mj_renderer_draw(s.renderer, s.world, camera, 6, NULL, 0, NULL, PIXELS * 3), "rgb is null");
  REFUSED(igen_mj_renderer_draw(s.renderer, s.world, camera, 5, NULL, 0, s.rgb, PIXELS * 3), "camera has room for 5");
  REFUSED(igen_mj_renderer_draw(s.renderer, s.world, NULL, 6, NULL, 0, s.rgb, PIXELS * 3), "camera is null");
  end(&s);
}

TEST(an_overlay_must_be_one_of_the_shapes) {
  scene s = begin(igen_mj_renderer_create);
  igen_mj_overlay shape = {.size = sizeof(shape), .shape = 3};
  REFUSED(draw(&s, &shape, 1), "overlay 0: shape 3");
  shape.shape = -1;
  REFUSED(draw(&s, &shape, 1), "overlay 0: shape -1");
  shape.shape = 0;
  shape.size = 12;
  REFUSED(draw(&s, &shape, 1), "overlay 0: igen_mj_overlay has 12 bytes");
  REFUSED(draw(&s, NULL, 1), "overlays is null");
  REFUSED(draw(&s, &shape, -1), "-1 overlays");
  REFUSED(draw(&s, &shape, 20001), "20001 overlays");
  end(&s);
}

TEST(more_overlays_than_the_scene_holds_do_no_harm) {
  scene s = begin(igen_mj_renderer_create);
  igen_mj_overlay* many = calloc(20000, sizeof(igen_mj_overlay));
  for (int i = 0; i < 20000; i++) {
    many[i].size = sizeof(igen_mj_overlay);
    many[i].extent[0] = many[i].extent[1] = many[i].extent[2] = 0.001f;
  }
  EXPECT(draw(&s, many, 20000) == IGEN_OK);
  free(many);
  end(&s);
}

TEST(a_renderer_draws_worlds_of_its_own_model_alone) {
  scene s = begin(igen_mj_renderer_create);
  igen_mj_handle other = igen_test_load(igen_test_model), foreign = igen_test_world(other);
  REFUSED(igen_mj_renderer_draw(s.renderer, foreign, camera, 6, NULL, 0, s.rgb, PIXELS * 3), "another model");
  REFUSED(igen_mj_camera_draw(s.renderer, foreign, &pinhole, s.rgb, PIXELS * 3, s.depth, PIXELS), "another model");
  EXPECT(igen_mj_data_free(foreign) == IGEN_OK);
  EXPECT(igen_mj_model_free(other) == IGEN_OK);
  REFUSED(igen_mj_renderer_draw(s.renderer, foreign, camera, 6, NULL, 0, s.rgb, PIXELS * 3), "no live world");
  end(&s);
}

TEST(a_picture_has_a_size_that_the_model_allows) {
  igen_mj_handle model = igen_test_load(igen_test_model), renderer = 5;
  REFUSED(igen_mj_renderer_create(model, 65, 48, &renderer), "65 x 48; the model allows 1 x 1 to 64 x 48");
  REFUSED(igen_mj_renderer_create(model, 0, 48, &renderer), "0 x 48");
  REFUSED(igen_mj_renderer_create(model, 64, -1, &renderer), "64 x -1");
  REFUSED(igen_mj_camera_create(model, 4097, 1, &renderer), "4097 x 1");
  REFUSED(igen_mj_camera_create(model, 1, 0, &renderer), "1 x 0");
  REFUSED(igen_mj_renderer_create(model, 1, 1, NULL), "renderer is null");
  REFUSED(igen_mj_camera_create(model, 1, 1, NULL), "renderer is null");
  EXPECT(renderer == 5);
  EXPECT(igen_mj_model_free(model) == IGEN_OK);
  REFUSED(igen_mj_renderer_create(model, 1, 1, &renderer), "no live model");
  REFUSED(igen_mj_camera_create(model, 1, 1, &renderer), "no live model");
}

TEST(renderers_come_and_go_without_a_trace) {
  igen_mj_handle model = igen_test_load(igen_test_model), renderer;
  for (int i = 0; i < 4; i++) {
    EXPECT((i % 2 == 0 ? igen_mj_renderer_create : igen_mj_camera_create)(model, 32, 32, &renderer) == IGEN_OK);
    EXPECT(igen_mj_renderer_free(renderer) == IGEN_OK);
  }
  EXPECT(igen_mj_model_free(model) == IGEN_OK);
}

TEST(a_renderer_is_freed_once) {
  igen_mj_handle model = igen_test_load(igen_test_model), renderer;
  EXPECT(igen_mj_renderer_create(model, 8, 8, &renderer) == IGEN_OK);
  EXPECT(igen_mj_renderer_free(renderer) == IGEN_OK);
  REFUSED(igen_mj_renderer_free(renderer), "no live renderer");
  EXPECT(igen_mj_model_free(model) == IGEN_OK);
}

TEST(a_renderer_outlives_its_model) {
  scene s = begin(igen_mj_renderer_create);
  EXPECT(igen_mj_model_free(s.model) == IGEN_OK);
  EXPECT(draw(&s, NULL, 0) == IGEN_OK);
  EXPECT(igen_mj_data_free(s.world) == IGEN_OK);
  EXPECT(igen_mj_renderer_free(s.renderer) == IGEN_OK);
  free(s.rgb);
  free(s.depth);
}

static void* free_elsewhere(void* renderer) {
  return (void*)(intptr_t)igen_mj_renderer_free(*(igen_mj_handle*)renderer);
}

TEST(a_renderer_freed_on_another_thread_gives_its_memory_back) {
  scene s = begin(igen_mj_renderer_create);
  pthread_t thread;
  void* status;
  EXPECT(pthread_create(&thread, NULL, free_elsewhere, &s.renderer) == 0);
  pthread_join(thread, &status);
  EXPECT((intptr_t)status == IGEN_OK);
  REFUSED(draw(&s, NULL, 0), "no live renderer");
  // A context that was current here is let go of when the next one is made current.
  EXPECT(igen_mj_renderer_create(s.model, WIDTH, HEIGHT, &s.renderer) == IGEN_OK);
  EXPECT(draw(&s, NULL, 0) == IGEN_OK);
  EXPECT(igen_mj_renderer_free(s.renderer) == IGEN_OK);
  EXPECT(igen_mj_data_free(s.world) == IGEN_OK);
  EXPECT(igen_mj_model_free(s.model) == IGEN_OK);
  free(s.rgb);
  free(s.depth);
}

TEST(a_depth_camera_measures_into_exactly_its_arrays) {
  scene s = begin(igen_mj_camera_create);
  EXPECT(measure(&s, &pinhole) == IGEN_OK);
  float middle = s.depth[HEIGHT / 2 * WIDTH + WIDTH / 2];
  EXPECT(middle > 1.78f && middle < 1.84f);
  end(&s);
}

TEST(a_depth_camera_writes_nothing_past_a_short_array) {
  scene s = begin(igen_mj_camera_create);
  REFUSED(igen_mj_camera_draw(s.renderer, s.world, &pinhole, s.rgb, PIXELS * 3 - 1, s.depth, PIXELS), "9215 bytes");
  REFUSED(igen_mj_camera_draw(s.renderer, s.world, &pinhole, s.rgb, PIXELS * 3, s.depth, PIXELS - 1), "3071 depths");
  REFUSED(igen_mj_camera_draw(s.renderer, s.world, &pinhole, NULL, PIXELS * 3, s.depth, PIXELS), "rgb is null");
  REFUSED(igen_mj_camera_draw(s.renderer, s.world, &pinhole, s.rgb, PIXELS * 3, NULL, PIXELS), "depth is null");
  end(&s);
}

TEST(a_pinhole_that_cannot_be_drawn_is_refused) {
  scene s = begin(igen_mj_camera_create);
  igen_mj_pinhole view = pinhole;
  view.size = 8;
  REFUSED(measure(&s, &view), "8 bytes");
  REFUSED(measure(&s, NULL), "0 bytes");
  view = pinhole;
  view.focal = 0.0 / 0.0;
  REFUSED(measure(&s, &view), "focal length");
  view = pinhole;
  view.far_ = view.near_;
  REFUSED(measure(&s, &view), "near below far");
  end(&s);
}
