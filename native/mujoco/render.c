// Off-screen pictures: an EGL context without a display, MuJoCo's own renderer, RGB rows top to bottom.
#include <stdlib.h>
#include <string.h>

#include "internal.h"

#ifdef IGEN_HAS_EGL
#include <EGL/egl.h>
#include <EGL/eglext.h>

typedef struct {
  igen_family* family;
  const mjModel* m;
  EGLDisplay display;
  EGLContext context;
  EGLSurface surface;
  mjvScene scene;
  mjvOption option;
  mjvCamera camera;
  mjrContext gpu;
  int32_t width, height;
} igen_renderer;

#define IGEN_MAX_PIXELS 4096
#define IGEN_MAX_SHAPES 20000

static EGLDisplay open_display(void) {
  PFNEGLQUERYDEVICESEXTPROC query = (PFNEGLQUERYDEVICESEXTPROC)eglGetProcAddress("eglQueryDevicesEXT");
  PFNEGLGETPLATFORMDISPLAYEXTPROC platform =
      (PFNEGLGETPLATFORMDISPLAYEXTPROC)eglGetProcAddress("eglGetPlatformDisplayEXT");
  EGLDeviceEXT devices[8];
  EGLint count = 0, major, minor;
  if (query != NULL && platform != NULL && query(8, devices, &count)) {
    for (EGLint i = 0; i < count; i++) {
      EGLDisplay display = platform(EGL_PLATFORM_DEVICE_EXT, devices[i], NULL);
      if (display != EGL_NO_DISPLAY && eglInitialize(display, &major, &minor)) return display;
    }
  }
  EGLDisplay display = eglGetDisplay(EGL_DEFAULT_DISPLAY);
  if (display != EGL_NO_DISPLAY && eglInitialize(display, &major, &minor)) return display;
  return EGL_NO_DISPLAY;
}

// What it has opened when it fails is for destroy().
static int32_t open_context(igen_renderer* r) {
  r->display = open_display();
  if (r->display == EGL_NO_DISPLAY)
    return igen_mj_fail(IGEN_IO, "no EGL display: install Mesa's software renderer (libgl1-mesa-dri, libegl1)");
  const EGLint wanted[] = {EGL_SURFACE_TYPE, EGL_PBUFFER_BIT, EGL_RED_SIZE, 8, EGL_GREEN_SIZE, 8, EGL_BLUE_SIZE, 8,
                           EGL_DEPTH_SIZE, 24, EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT, EGL_NONE};
  const EGLint size[] = {EGL_WIDTH, 4, EGL_HEIGHT, 4, EGL_NONE};
  EGLConfig config;
  EGLint count = 0;
  if (!eglChooseConfig(r->display, wanted, &config, 1, &count) || count == 0)
    return igen_mj_fail(IGEN_IO, "EGL has no configuration with OpenGL and a depth buffer (0x%x)", eglGetError());
  eglBindAPI(EGL_OPENGL_API);
  r->surface = eglCreatePbufferSurface(r->display, config, size);
  r->context = eglCreateContext(r->display, config, EGL_NO_CONTEXT, NULL);
  if (r->surface == EGL_NO_SURFACE || r->context == EGL_NO_CONTEXT ||
      !eglMakeCurrent(r->display, r->surface, r->surface, r->context))
    return igen_mj_fail(IGEN_IO, "EGL cannot make an OpenGL context (0x%x)", eglGetError());
  return IGEN_OK;
}

static void free_scene(igen_renderer* r) {
  mjr_freeContext(&r->gpu);
  mjv_freeScene(&r->scene);
}

// Gives back what there is of a renderer, half-made ones included. The display stays open: EGL has one for the whole process.
// Where the calling thread cannot have the context, what lies in it goes with it.
static void destroy(igen_renderer* r) {
  if (r->context != EGL_NO_CONTEXT && eglMakeCurrent(r->display, r->surface, r->surface, r->context)) {
    jmp_buf environment;
    void* previous = igen_mj_guard_enter(&environment);
    if (_setjmp(environment) == 0) free_scene(r);
    igen_mj_guard_leave(previous);
  } else {
    mjv_freeScene(&r->scene);
  }
  if (r->display != EGL_NO_DISPLAY) {
    eglMakeCurrent(r->display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
    if (r->context != EGL_NO_CONTEXT) eglDestroyContext(r->display, r->context);
    if (r->surface != EGL_NO_SURFACE) eglDestroySurface(r->display, r->surface);
  }
  free(r);
}

static void make_scene(const mjModel* m, igen_renderer* r) {
#if mjVERSION_HEADER >= 300
  // 3.x lets front faces cast shadows and moves them back by the slope of one texel of the shadow's map; at the default scale that is
  // too little where light grazes, and the shaded side is speckled. Wider texels move further.
  mjModel wide = *m;  // its arrays are shared
  if (wide.vis.map.shadowscale < 0.9f) wide.vis.map.shadowscale = 0.9f;
  m = &wide;
#endif
  mjv_makeScene(m, &r->scene, IGEN_MAX_SHAPES);
  if (r->scene.geoms == NULL || r->scene.geomorder == NULL) mju_error("no memory for the scene's shapes");
  mjr_makeContext(m, &r->gpu, mjFONTSCALE_100);
  mjr_setBuffer(mjFB_OFFSCREEN, &r->gpu);
}

// look: what the sizes and the quality of the picture are read from, once.
static int32_t create(const igen_model* model, const mjModel* look, int32_t width, int32_t height, igen_renderer** renderer) {
  igen_renderer* r = calloc(1, sizeof(igen_renderer));
  if (r == NULL) return igen_mj_fail(IGEN_IO, "no memory for a renderer");
  r->m = model->m;
  r->family = model->family;
  r->width = width;
  r->height = height;
  // Nothing in these can fail, and all that is freed later starts as nothing.
  mjv_defaultScene(&r->scene);
  mjv_defaultOption(&r->option);
  mjv_defaultCamera(&r->camera);
  mjr_defaultContext(&r->gpu);
  int32_t status = open_context(r);
  if (status != IGEN_OK) {
    destroy(r);
    return status;
  }
  IGEN_GUARDED_OR({ destroy(r); return IGEN_ERROR; }, make_scene(look, r));
  r->scene.flags[mjRND_SHADOW] = 1;
  *renderer = r;
  return IGEN_OK;
}

static int32_t publish(igen_renderer* r, igen_mj_handle* renderer) {
  int32_t status = igen_mj_register(r, IGEN_RENDERER, renderer);
  if (status == IGEN_OK)
    igen_mj_family_hold(r->family);
  else
    destroy(r);
  return status;
}

int32_t igen_mj_renderer_create(igen_mj_handle model, int32_t width, int32_t height, igen_mj_handle* renderer) {
  IGEN_FIND(igen_model, found, model, IGEN_MODEL);
  IGEN_NEEDED(renderer);
  const mjModel* m = found->m;
  if (width < 1 || height < 1 || width > m->vis.global.offwidth || height > m->vis.global.offheight)
    return igen_mj_fail(IGEN_ARGUMENT, "picture of %d x %d; the model allows 1 x 1 to %d x %d", width, height,
                        m->vis.global.offwidth, m->vis.global.offheight);
  igen_renderer* r = NULL;
  int32_t status = create(found, m, width, height, &r);
  return status == IGEN_OK ? publish(r, renderer) : status;
}

// One sample per pixel, because a depth resolved from several is none of them.
int32_t igen_mj_camera_create(igen_mj_handle model, int32_t width, int32_t height, igen_mj_handle* renderer) {
  IGEN_FIND(igen_model, found, model, IGEN_MODEL);
  IGEN_NEEDED(renderer);
  if (width < 1 || height < 1 || width > IGEN_MAX_PIXELS || height > IGEN_MAX_PIXELS)
    return igen_mj_fail(IGEN_ARGUMENT, "camera of %d x %d pixels; 1 x 1 to %d x %d can be drawn", width, height,
                        IGEN_MAX_PIXELS, IGEN_MAX_PIXELS);
  mjModel plain = *found->m;  // its arrays are shared
  plain.vis.global.offwidth = width;
  plain.vis.global.offheight = height;
  plain.vis.quality.offsamples = 0;
  igen_renderer* r = NULL;
  int32_t status = create(found, &plain, width, height, &r);
  if (status != IGEN_OK) return status;
  if (r->gpu.offWidth == width && r->gpu.offHeight == height && r->gpu.offSamples == 0) return publish(r, renderer);
  status = igen_mj_fail(IGEN_IO, "the off-screen buffer has %d x %d pixels of %d samples, expected %d x %d of 0",
                        r->gpu.offWidth, r->gpu.offHeight, r->gpu.offSamples, width, height);
  destroy(r);
  return status;
}

// OpenGL counts rows from the bottom, pictures from the top.
static int32_t flip(void* pixels, int32_t stride, int32_t height) {
  uint8_t* rows = pixels;
  uint8_t* spare = malloc((size_t)stride);
  if (spare == NULL) return igen_mj_fail(IGEN_IO, "no memory for a row of %d bytes", stride);
  for (int32_t y = 0; y < height / 2; y++) {
    uint8_t* upper = rows + (int64_t)y * stride;
    uint8_t* lower = rows + (int64_t)(height - 1 - y) * stride;
    memcpy(spare, upper, (size_t)stride);
    memcpy(upper, lower, (size_t)stride);
    memcpy(lower, spare, (size_t)stride);
  }
  free(spare);
  return IGEN_OK;
}

static int32_t use_context(igen_renderer* r) {
  if (eglMakeCurrent(r->display, r->surface, r->surface, r->context)) return IGEN_OK;
  return igen_mj_fail(IGEN_IO, "EGL context is not usable on this thread (0x%x)", eglGetError());
}

static int32_t check_overlays(const igen_mj_overlay* overlays, int32_t count) {
  if (count < 0 || count > IGEN_MAX_SHAPES)
    return igen_mj_fail(IGEN_ARGUMENT, "%d overlays; 0 to %d can be drawn", count, IGEN_MAX_SHAPES);
  if (count > 0) IGEN_NEEDED(overlays);
  for (int32_t i = 0; i < count; i++) {
    if (overlays[i].size != (int32_t)sizeof(igen_mj_overlay))
      return igen_mj_fail(IGEN_ARGUMENT, "overlay %d: igen_mj_overlay has %d bytes, expected %d", i, overlays[i].size,
                          (int)sizeof(igen_mj_overlay));
    if (overlays[i].shape < 0 || overlays[i].shape > 2)
      return igen_mj_fail(IGEN_ARGUMENT, "overlay %d: shape %d; 0 (box) to 2 (cylinder) can be drawn", i, overlays[i].shape);
  }
  return IGEN_OK;
}

int32_t igen_mj_renderer_draw(igen_mj_handle renderer, igen_mj_handle data, const double* camera, int32_t camera_count,
                              const igen_mj_overlay* overlays, int32_t overlay_count, uint8_t* rgb, int64_t rgb_count) {
  IGEN_FIND(igen_renderer, r, renderer, IGEN_RENDERER);
  IGEN_FIND(igen_world, world, data, IGEN_WORLD);
  if (world->family != r->family) return igen_mj_fail(IGEN_ARGUMENT, "the world was made from another model than the renderer");
  IGEN_LENGTH(camera, camera_count, 6);
  IGEN_LENGTH(rgb, rgb_count, (int64_t)r->width * r->height * 3);
  int32_t status = check_overlays(overlays, overlay_count);
  if (status == IGEN_OK) status = use_context(r);
  if (status != IGEN_OK) return status;
  r->camera.type = mjCAMERA_FREE;
  for (int k = 0; k < 3; k++) r->camera.lookat[k] = camera[k];
  r->camera.distance = camera[3];
  r->camera.azimuth = camera[4];
  r->camera.elevation = camera[5];
  IGEN_GUARDED({
    mjv_updateScene(r->m, world->d, &r->option, NULL, &r->camera, mjCAT_ALL, &r->scene);
    for (int32_t i = 0; i < overlay_count && r->scene.ngeom < r->scene.maxgeom; i++) {
      const igen_mj_overlay* o = overlays + i;
      const int shapes[3] = {mjGEOM_BOX, mjGEOM_SPHERE, mjGEOM_CYLINDER};
      mjtNum extent[3] = {o->extent[0], o->extent[1], o->extent[2]};
      mjvGeom* geom = r->scene.geoms + r->scene.ngeom++;
      mjv_initGeom(geom, shapes[o->shape], extent, o->position, o->rotation, o->rgba);
      geom->category = mjCAT_DECOR;
    }
    mjrRect view = {0, 0, r->width, r->height};
    mjr_render(view, &r->scene, &r->gpu);
    mjr_readPixels(rgb, NULL, view, &r->gpu);
  });
  return flip(rgb, r->width * 3, r->height);
}

int32_t igen_mj_camera_draw(igen_mj_handle renderer, igen_mj_handle data, const igen_mj_pinhole* camera, uint8_t* rgb,
                            int64_t rgb_count, float* depth, int64_t depth_count) {
  IGEN_FIND(igen_renderer, r, renderer, IGEN_RENDERER);
  IGEN_FIND(igen_world, world, data, IGEN_WORLD);
  if (world->family != r->family) return igen_mj_fail(IGEN_ARGUMENT, "the world was made from another model than the camera");
  int64_t pixels = (int64_t)r->width * r->height;
  if (camera == NULL || camera->size != (int32_t)sizeof(igen_mj_pinhole))
    return igen_mj_fail(IGEN_ARGUMENT, "igen_mj_pinhole has %d bytes, expected %d", camera == NULL ? 0 : camera->size,
                        (int)sizeof(igen_mj_pinhole));
  IGEN_NEEDED(rgb);
  IGEN_NEEDED(depth);
  if (rgb_count != pixels * 3 || depth_count != pixels)
    return igen_mj_fail(IGEN_ARGUMENT, "buffers of %lld bytes and %lld depths for %d x %d pixels", (long long)rgb_count,
                        (long long)depth_count, r->width, r->height);
  if (!(camera->focal > 0) || !(camera->near_ > 0) || !(camera->far_ > camera->near_))
    return igen_mj_fail(IGEN_ARGUMENT, "focal length %g px, near %g m and far %g m must be positive and near below far",
                        camera->focal, camera->near_, camera->far_);
  int32_t status = use_context(r);
  if (status != IGEN_OK) return status;
  const double near_ = camera->near_, far_ = camera->far_, scale = near_ / camera->focal;
  mjvGLCamera view_from;
  memset(&view_from, 0, sizeof(view_from));
  for (int k = 0; k < 3; k++) {
    view_from.pos[k] = (float)camera->position[k];
    view_from.forward[k] = (float)camera->rotation[3 * k + 2];
    view_from.up[k] = (float)-camera->rotation[3 * k + 1];
  }
  // Pixel centres are whole numbers, so the picture reaches from -0.5 to size - 0.5. MuJoCo derives left and right from the
  // picture's aspect: pixels are square.
  view_from.frustum_center = (float)(scale * (0.5 * (r->width - 1) - camera->centre[0]));
  view_from.frustum_top = (float)(scale * (camera->centre[1] + 0.5));
  view_from.frustum_bottom = (float)(scale * (camera->centre[1] + 0.5 - r->height));
  view_from.frustum_near = (float)near_;
  view_from.frustum_far = (float)far_;
  r->camera.type = mjCAMERA_FREE;
  IGEN_GUARDED({
    mjv_updateScene(r->m, world->d, &r->option, NULL, &r->camera, mjCAT_ALL, &r->scene);
    r->scene.camera[0] = r->scene.camera[1] = view_from;  // two eyes in one place
    mjrRect view = {0, 0, r->width, r->height};
    mjr_render(view, &r->scene, &r->gpu);
    mjr_readPixels(rgb, depth, view, &r->gpu);
  });
  // A perspective buffer holds far / (far - near) * (1 - near / z): 0 at near, 1 at far. Newer releases keep it the other way
  // round inside and read it back like this by default (mjDEPTH_ZERONEAR).
  for (int64_t i = 0; i < pixels; i++)
    depth[i] = depth[i] >= 1 ? 0 : (float)(near_ * far_ / (far_ - (far_ - near_) * depth[i]));
  status = flip(rgb, r->width * 3, r->height);
  return status == IGEN_OK ? flip(depth, r->width * (int32_t)sizeof(float), r->height) : status;
}

int32_t igen_mj_renderer_free(igen_mj_handle renderer) {
  igen_renderer* r = igen_mj_retire(renderer, IGEN_RENDERER);
  if (r == NULL) return IGEN_ARGUMENT;
  igen_family* family = r->family;
  destroy(r);
  igen_mj_family_release(family);
  return IGEN_OK;
}

#else  // Built on a machine without EGL headers: physics works, pictures say why not.

static int32_t no_egl(void) {
  return igen_mj_fail(IGEN_IO, "built without EGL: install libegl-dev and build the native part again");
}

int32_t igen_mj_renderer_create(igen_mj_handle model, int32_t width, int32_t height, igen_mj_handle* renderer) {
  (void)model, (void)width, (void)height, (void)renderer;
  return no_egl();
}

int32_t igen_mj_renderer_draw(igen_mj_handle renderer, igen_mj_handle data, const double* camera, int32_t camera_count,
                              const igen_mj_overlay* overlays, int32_t overlay_count, uint8_t* rgb, int64_t rgb_count) {
  (void)renderer, (void)data, (void)camera, (void)camera_count, (void)overlays, (void)overlay_count, (void)rgb, (void)rgb_count;
  return no_egl();
}

int32_t igen_mj_camera_create(igen_mj_handle model, int32_t width, int32_t height, igen_mj_handle* renderer) {
  (void)model, (void)width, (void)height, (void)renderer;
  return no_egl();
}

int32_t igen_mj_camera_draw(igen_mj_handle renderer, igen_mj_handle data, const igen_mj_pinhole* camera, uint8_t* rgb,
                            int64_t rgb_count, float* depth, int64_t depth_count) {
  (void)renderer, (void)data, (void)camera, (void)rgb, (void)rgb_count, (void)depth, (void)depth_count;
  return no_egl();
}

int32_t igen_mj_renderer_free(igen_mj_handle renderer) {
  (void)renderer;
  return no_egl();
}

#endif
