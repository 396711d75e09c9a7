// MuJoCo's own renderer, as the oracle of ours and its rival: for tests and benchmarks, in no package. It compiles its text itself and
// holds its own world, so that it needs nothing of the shim's objects.
#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../internal.h"

typedef struct {
  mjModel* m;
  mjData* d;
  EGLDisplay display;
  EGLContext context;
  EGLSurface surface;
  mjvScene scene;
  mjvOption option;
  mjvCamera camera;
  mjrContext gpu;
  int32_t width, height;
} igen_reference;

// Position and row-major rotation of the camera (x right, y down, z forward), focal length and optical axis in pixels, near and far.
enum { POSITION = 0, ROTATION = 3, FOCAL = 12, CENTRE = 13, NEAR = 15, FAR = 16, CAMERA_NUMBERS = 17, MAX_SHAPES = 20000 };

static EGLDisplay open_display(void) {
  PFNEGLQUERYDEVICESEXTPROC query = (PFNEGLQUERYDEVICESEXTPROC)eglGetProcAddress("eglQueryDevicesEXT");
  PFNEGLGETPLATFORMDISPLAYEXTPROC platform =
      (PFNEGLGETPLATFORMDISPLAYEXTPROC)eglGetProcAddress("eglGetPlatformDisplayEXT");
  EGLDeviceEXT devices[8];
  EGLint count = 0, major, minor;
  if (query == NULL || platform == NULL || !query(8, devices, &count)) return EGL_NO_DISPLAY;
  for (EGLint i = 0; i < count; i++) {
    EGLDisplay display = platform(EGL_PLATFORM_DEVICE_EXT, devices[i], NULL);
    if (display != EGL_NO_DISPLAY && eglInitialize(display, &major, &minor)) return display;
  }
  return EGL_NO_DISPLAY;
}

static int open_context(igen_reference* r) {
  const EGLint wanted[] = {EGL_SURFACE_TYPE, EGL_PBUFFER_BIT, EGL_RED_SIZE, 8, EGL_GREEN_SIZE, 8, EGL_BLUE_SIZE, 8,
                           EGL_DEPTH_SIZE, 24, EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT, EGL_NONE};
  const EGLint size[] = {EGL_WIDTH, 4, EGL_HEIGHT, 4, EGL_NONE};
  EGLConfig config;
  EGLint count = 0;
  r->display = open_display();
  if (r->display == EGL_NO_DISPLAY || !eglChooseConfig(r->display, wanted, &config, 1, &count) || count == 0) return 0;
  eglBindAPI(EGL_OPENGL_API);
  r->surface = eglCreatePbufferSurface(r->display, config, size);
  r->context = eglCreateContext(r->display, config, EGL_NO_CONTEXT, NULL);
  return r->surface != EGL_NO_SURFACE && r->context != EGL_NO_CONTEXT &&
         eglMakeCurrent(r->display, r->surface, r->surface, r->context);
}

IGEN_EXPORT void igen_reference_close(igen_reference* r) {
  if (r == NULL) return;
  if (r->context != EGL_NO_CONTEXT && eglMakeCurrent(r->display, r->surface, r->surface, r->context)) mjr_freeContext(&r->gpu);
  mjv_freeScene(&r->scene);
  mj_deleteData(r->d);
  mj_deleteModel(r->m);
  if (r->display != EGL_NO_DISPLAY) {
    eglMakeCurrent(r->display, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
    if (r->context != EGL_NO_CONTEXT) eglDestroyContext(r->display, r->context);
    if (r->surface != EGL_NO_SURFACE) eglDestroySurface(r->display, r->surface);
  }
  free(r);
}

// shadows: whether lights cast them. samples: a pixel. NULL where anything is amiss, which is said on stderr.
IGEN_EXPORT igen_reference* igen_reference_open(const char* xml, int32_t length, int32_t width, int32_t height, int32_t shadows,
                                                int32_t samples) {
  igen_reference* r = calloc(1, sizeof(igen_reference));
  if (r == NULL) return NULL;
  char error[1024] = "";
  mjv_defaultScene(&r->scene);
  mjv_defaultOption(&r->option);
  mjv_defaultCamera(&r->camera);
  mjr_defaultContext(&r->gpu);
  r->width = width;
  r->height = height;
  r->m = igen_mj_parse("reference.xml", xml, length, error, sizeof(error));
  r->d = r->m == NULL ? NULL : mj_makeData(r->m);
  if (r->d == NULL || !open_context(r)) {
    fprintf(stderr, "reference: %s\n", r->m == NULL ? error : "no memory, or no OpenGL");
    igen_reference_close(r);
    return NULL;
  }
  r->m->vis.global.offwidth = width;
  r->m->vis.global.offheight = height;
  r->m->vis.quality.offsamples = samples;
  mjv_makeScene(r->m, &r->scene, MAX_SHAPES);
  mjr_makeContext(r->m, &r->gpu, mjFONTSCALE_100);
  mjr_setBuffer(mjFB_OFFSCREEN, &r->gpu);
  r->scene.flags[mjRND_SHADOW] = (mjtByte)shadows;
  return r;
}

// Takes a state: its kinematics are worked out here.
IGEN_EXPORT int32_t igen_reference_show(igen_reference* r, const double* qpos, int32_t nq, const double* mocap_pos,
                                        const double* mocap_quat, int32_t nmocap) {
  if (nq != r->m->nq || nmocap != r->m->nmocap) return 0;
  memcpy(r->d->qpos, qpos, (size_t)nq * sizeof(double));
  if (nmocap > 0) {
    memcpy(r->d->mocap_pos, mocap_pos, (size_t)nmocap * 3 * sizeof(double));
    memcpy(r->d->mocap_quat, mocap_quat, (size_t)nmocap * 4 * sizeof(double));
  }
  mj_step1(r->m, r->d);
  return 1;
}

static void flip(void* pixels, int32_t stride, int32_t height) {
  uint8_t *rows = pixels, *spare = malloc((size_t)stride);
  for (int32_t y = 0; spare != NULL && y < height / 2; y++) {
    uint8_t *upper = rows + (int64_t)y * stride, *lower = rows + (int64_t)(height - 1 - y) * stride;
    memcpy(spare, upper, (size_t)stride);
    memcpy(upper, lower, (size_t)stride);
    memcpy(lower, spare, (size_t)stride);
  }
  free(spare);
}

// rgb: width * height * 3 bytes; depth, or NULL: width * height singles, metres along the optical axis, 0 for nothing. Top row first.
IGEN_EXPORT int32_t igen_reference_draw(igen_reference* r, const double* camera, int32_t numbers, uint8_t* rgb, float* depth) {
  if (numbers != CAMERA_NUMBERS || !eglMakeCurrent(r->display, r->surface, r->surface, r->context)) return 0;
  const double near_ = camera[NEAR], far_ = camera[FAR], scale = near_ / camera[FOCAL];
  mjvGLCamera from;
  memset(&from, 0, sizeof(from));
  for (int k = 0; k < 3; k++) {
    from.pos[k] = (float)camera[POSITION + k];
    from.forward[k] = (float)camera[ROTATION + 3 * k + 2];
    from.up[k] = (float)-camera[ROTATION + 3 * k + 1];
  }
  // Pixel centres are whole numbers, so the picture reaches from -0.5 to size - 0.5. MuJoCo derives left and right from its aspect.
  from.frustum_center = (float)(scale * (0.5 * (r->width - 1) - camera[CENTRE]));
  from.frustum_top = (float)(scale * (camera[CENTRE + 1] + 0.5));
  from.frustum_bottom = (float)(scale * (camera[CENTRE + 1] + 0.5 - r->height));
  from.frustum_near = (float)near_;
  from.frustum_far = (float)far_;
  r->camera.type = mjCAMERA_FREE;
  mjv_updateScene(r->m, r->d, &r->option, NULL, &r->camera, mjCAT_ALL, &r->scene);
  r->scene.camera[0] = r->scene.camera[1] = from;  // two eyes in one place
  mjrRect view = {0, 0, r->width, r->height};
  mjr_render(view, &r->scene, &r->gpu);
  mjr_readPixels(rgb, depth, view, &r->gpu);
  flip(rgb, r->width * 3, r->height);
  if (depth == NULL) return 1;
  // A perspective buffer holds far / (far - near) * (1 - near / z): 0 at near, 1 at far.
  for (int64_t i = 0; i < (int64_t)r->width * r->height; i++)
    depth[i] = depth[i] >= 1 ? 0 : (float)(near_ * far_ / (far_ - (far_ - near_) * depth[i]));
  flip(depth, r->width * (int32_t)sizeof(float), r->height);
  return 1;
}
