// Off-screen pictures: an EGL context without a display, MuJoCo's own renderer, RGB rows top to bottom.
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include "igen_mujoco.h"

#ifdef IGEN_HAS_EGL
#include <EGL/egl.h>
#include <EGL/eglext.h>

typedef struct {
  EGLDisplay display;
  EGLContext context;
  EGLSurface surface;
  mjvScene scene;
  mjvOption option;
  mjvCamera camera;
  mjrContext gpu;
  int32_t width, height;
} igen_renderer;

#define IGEN_MOST_PIXELS 4096

IGEN_EXPORT int32_t igen_mj_renderer_free(void* renderer);

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
  if (r->context == EGL_NO_CONTEXT || !eglMakeCurrent(r->display, r->surface, r->surface, r->context))
    return igen_mj_fail(IGEN_IO, "EGL cannot make an OpenGL context (0x%x)", eglGetError());
  return IGEN_OK;
}

static int32_t create(const mjModel* m, int32_t width, int32_t height, void** renderer) {
  igen_renderer* r = calloc(1, sizeof(igen_renderer));
  r->width = width;
  r->height = height;
  int32_t status = open_context(r);
  if (status != IGEN_OK) {
    free(r);
    return status;
  }
  IGEN_GUARDED({
    mjv_defaultScene(&r->scene);
    mjv_defaultOption(&r->option);
    mjv_defaultCamera(&r->camera);
    mjr_defaultContext(&r->gpu);
    mjv_makeScene(m, &r->scene, 20000);
    mjr_makeContext(m, &r->gpu, mjFONTSCALE_100);
    mjr_setBuffer(mjFB_OFFSCREEN, &r->gpu);
  });
  r->scene.flags[mjRND_SHADOW] = 1;
  *renderer = r;
  return IGEN_OK;
}

// The calling thread owns the renderer: create, draw and free on the same one.
IGEN_EXPORT int32_t igen_mj_renderer_create(void* model, int32_t width, int32_t height, void** renderer) {
  const mjModel* m = model;
  if (width < 1 || height < 1 || width > m->vis.global.offwidth || height > m->vis.global.offheight)
    return igen_mj_fail(IGEN_ARGUMENT, "picture of %d x %d; the model allows 1 x 1 to %d x %d", width, height,
                        m->vis.global.offwidth, m->vis.global.offheight);
  return create(m, width, height, renderer);
}

// A renderer for measuring: of any size, one sample per pixel, because a depth resolved from several is none of them.
IGEN_EXPORT int32_t igen_mj_camera_create(void* model, int32_t width, int32_t height, void** renderer) {
  if (width < 1 || height < 1 || width > IGEN_MOST_PIXELS || height > IGEN_MOST_PIXELS)
    return igen_mj_fail(IGEN_ARGUMENT, "camera of %d x %d pixels; 1 x 1 to %d x %d can be drawn", width, height,
                        IGEN_MOST_PIXELS, IGEN_MOST_PIXELS);
  mjModel plain = *(const mjModel*)model;  // its arrays are shared; the renderer reads sizes and quality from it once
  plain.vis.global.offwidth = width;
  plain.vis.global.offheight = height;
  plain.vis.quality.offsamples = 0;
  int32_t status = create(&plain, width, height, renderer);
  if (status != IGEN_OK) return status;
  igen_renderer* r = *renderer;
  if (r->gpu.offWidth == width && r->gpu.offHeight == height && r->gpu.offSamples == 0) return IGEN_OK;
  status = igen_mj_fail(IGEN_IO, "the off-screen buffer has %d x %d pixels of %d samples, expected %d x %d of 0",
                        r->gpu.offWidth, r->gpu.offHeight, r->gpu.offSamples, width, height);
  igen_mj_renderer_free(r);
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

// camera: look-at point (3), distance, azimuth and elevation (degrees). rgb: width * height * 3 bytes, top row first.
IGEN_EXPORT int32_t igen_mj_renderer_draw(void* renderer, void* model, void* data, const double* camera,
                                          const igen_mj_overlay* overlays, int32_t overlay_count, uint8_t* rgb) {
  igen_renderer* r = renderer;
  if (!eglMakeCurrent(r->display, r->surface, r->surface, r->context))
    return igen_mj_fail(IGEN_IO, "EGL context is not usable on this thread (0x%x)", eglGetError());
  r->camera.type = mjCAMERA_FREE;
  for (int k = 0; k < 3; k++) r->camera.lookat[k] = camera[k];
  r->camera.distance = camera[3];
  r->camera.azimuth = camera[4];
  r->camera.elevation = camera[5];
  IGEN_GUARDED({
    mjv_updateScene(model, data, &r->option, NULL, &r->camera, mjCAT_ALL, &r->scene);
    for (int32_t i = 0; i < overlay_count && r->scene.ngeom < r->scene.maxgeom; i++) {
      const igen_mj_overlay* o = overlays + i;
      const int shapes[3] = {mjGEOM_BOX, mjGEOM_SPHERE, mjGEOM_CYLINDER};
      mjtNum extent[3] = {o->extent[0], o->extent[1], o->extent[2]};
      mjvGeom* geom = r->scene.geoms + r->scene.ngeom++;
      mjv_initGeom(geom, shapes[o->shape % 3], extent, o->position, o->rotation, o->rgba);
      geom->category = mjCAT_DECOR;
    }
    mjrRect view = {0, 0, r->width, r->height};
    mjr_render(view, &r->scene, &r->gpu);
    mjr_readPixels(rgb, NULL, view, &r->gpu);
  });
  return flip(rgb, r->width * 3, r->height);
}

// rgb: width * height * 3 bytes; depth: width * height singles, metres along the optical axis, 0 where nothing was hit.
// Both top row first. The counts are those of the caller's arrays.
IGEN_EXPORT int32_t igen_mj_camera_draw(void* renderer, void* model, void* data, const igen_mj_pinhole* camera,
                                        uint8_t* rgb, int64_t rgb_count, float* depth, int64_t depth_count) {
  igen_renderer* r = renderer;
  int64_t pixels = (int64_t)r->width * r->height;
  if (camera == NULL || camera->size != (int32_t)sizeof(igen_mj_pinhole))
    return igen_mj_fail(IGEN_ARGUMENT, "igen_mj_pinhole has %d bytes, expected %d", camera == NULL ? 0 : camera->size,
                        (int)sizeof(igen_mj_pinhole));
  if (rgb_count != pixels * 3 || depth_count != pixels)
    return igen_mj_fail(IGEN_ARGUMENT, "buffers of %lld bytes and %lld depths for %d x %d pixels", (long long)rgb_count,
                        (long long)depth_count, r->width, r->height);
  if (!(camera->focal > 0) || !(camera->near_ > 0) || !(camera->far_ > camera->near_))
    return igen_mj_fail(IGEN_ARGUMENT, "focal length %g px, near %g m and far %g m must be positive and near below far",
                        camera->focal, camera->near_, camera->far_);
  if (!eglMakeCurrent(r->display, r->surface, r->surface, r->context))
    return igen_mj_fail(IGEN_IO, "EGL context is not usable on this thread (0x%x)", eglGetError());
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
    mjv_updateScene(model, data, &r->option, NULL, &r->camera, mjCAT_ALL, &r->scene);
    r->scene.camera[0] = r->scene.camera[1] = view_from;  // two eyes in one place
    mjrRect view = {0, 0, r->width, r->height};
    mjr_render(view, &r->scene, &r->gpu);
    mjr_readPixels(rgb, depth, view, &r->gpu);
  });
  // A perspective buffer holds far / (far - near) * (1 - near / z): 0 at near, 1 at far. Newer releases keep it the other way
  // round inside and read it back like this by default (mjDEPTH_ZERONEAR).
  for (int64_t i = 0; i < pixels; i++)
    depth[i] = depth[i] >= 1 ? 0 : (float)(near_ * far_ / (far_ - (far_ - near_) * depth[i]));
  int32_t status = flip(rgb, r->width * 3, r->height);
  return status == IGEN_OK ? flip(depth, r->width * (int32_t)sizeof(float), r->height) : status;
}

IGEN_EXPORT int32_t igen_mj_renderer_free(void* renderer) {
  igen_renderer* r = renderer;
  if (r == NULL) return IGEN_OK;
  if (eglMakeCurrent(r->display, r->surface, r->surface, r->context)) {
    IGEN_GUARDED({
      mjr_freeContext(&r->gpu);
      mjv_freeScene(&r->scene);
    });
  }
  eglMakeCurrent(r->display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
  eglDestroyContext(r->display, r->context);
  eglDestroySurface(r->display, r->surface);
  free(r);
  return IGEN_OK;
}

#else  // Built on a machine without EGL headers: physics works, pictures say why not.

static int32_t no_egl(void) {
  return igen_mj_fail(IGEN_IO, "built without EGL: install libegl-dev and build the native part again");
}

IGEN_EXPORT int32_t igen_mj_renderer_create(void* model, int32_t width, int32_t height, void** renderer) {
  (void)model, (void)width, (void)height, (void)renderer;
  return no_egl();
}

IGEN_EXPORT int32_t igen_mj_renderer_draw(void* renderer, void* model, void* data, const double* camera,
                                          const igen_mj_overlay* overlays, int32_t overlay_count, uint8_t* rgb) {
  (void)renderer, (void)model, (void)data, (void)camera, (void)overlays, (void)overlay_count, (void)rgb;
  return no_egl();
}

IGEN_EXPORT int32_t igen_mj_camera_create(void* model, int32_t width, int32_t height, void** renderer) {
  (void)model, (void)width, (void)height, (void)renderer;
  return no_egl();
}

IGEN_EXPORT int32_t igen_mj_camera_draw(void* renderer, void* model, void* data, const igen_mj_pinhole* camera,
                                        uint8_t* rgb, int64_t rgb_count, float* depth, int64_t depth_count) {
  (void)renderer, (void)model, (void)data, (void)camera, (void)rgb, (void)rgb_count, (void)depth, (void)depth_count;
  return no_egl();
}

IGEN_EXPORT int32_t igen_mj_renderer_free(void* renderer) {
  (void)renderer;
  return IGEN_OK;
}

#endif
