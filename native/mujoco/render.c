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

// The calling thread owns the renderer: create, draw and free on the same one.
IGEN_EXPORT int32_t igen_mj_renderer_create(void* model, int32_t width, int32_t height, void** renderer) {
  const mjModel* m = model;
  if (width < 1 || height < 1 || width > m->vis.global.offwidth || height > m->vis.global.offheight)
    return igen_mj_fail(IGEN_ARGUMENT, "picture of %d x %d; the model allows 1 x 1 to %d x %d", width, height,
                        m->vis.global.offwidth, m->vis.global.offheight);
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
  // OpenGL counts rows from the bottom.
  int32_t stride = r->width * 3;
  uint8_t* spare = malloc((size_t)stride);
  for (int32_t y = 0; y < r->height / 2; y++) {
    uint8_t* upper = rgb + (int64_t)y * stride;
    uint8_t* lower = rgb + (int64_t)(r->height - 1 - y) * stride;
    memcpy(spare, upper, (size_t)stride);
    memcpy(upper, lower, (size_t)stride);
    memcpy(lower, spare, (size_t)stride);
  }
  free(spare);
  return IGEN_OK;
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

IGEN_EXPORT int32_t igen_mj_renderer_free(void* renderer) {
  (void)renderer;
  return IGEN_OK;
}

#endif
