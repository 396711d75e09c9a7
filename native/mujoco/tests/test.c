#include "test.h"

#include <unistd.h>

const char* const igen_test_model =
    "<mujoco><option timestep='0.002'/><visual><global offwidth='64' offheight='48'/></visual><worldbody>"
    "<geom name='floor' type='plane' size='1 1 0.1'/><light pos='0 0 3'/>"
    "<body name='ball' pos='0 0 0.0995'><freejoint name='fall'/><geom name='ball' type='sphere' size='0.1' mass='1'/></body>"
    "<body name='arm' pos='1 0 1'><joint name='swing' axis='0 1 0'/><geom name='rod' type='capsule' size='0.02' fromto='0 0 0 0.5 0 0'/>"
    "<site name='tip' pos='0.5 0 0'/></body></worldbody><actuator><motor joint='swing'/></actuator></mujoco>";

static struct {
  const char* name;
  void (*body)(void);
} tests[256];
static int count;
static const char* running;

void igen_test_add(const char* name, void (*body)(void)) {
  if (count == (int)(sizeof(tests) / sizeof(tests[0]))) abort();
  tests[count].name = name;
  tests[count++].body = body;
}

void igen_test_fail(const char* file, int line, const char* condition) {
  char text[1024];
  igen_mj_last_error(text, sizeof(text));
  fprintf(stderr, "FAILED: %s\n%s:%d: %s\nlast error: %s\n", running, file, line, condition, text);
  exit(1);
}

int igen_test_error_has(const char* words) {
  char text[1024];
  igen_mj_last_error(text, sizeof(text));
  return strstr(text, words) != NULL;
}

const char* igen_test_scratch(const char* kind) {
  static char path[64];
  snprintf(path, sizeof(path), "scratch-%d-%s", (int)getpid(), kind);
  return path;
}

igen_mj_handle igen_test_load(const char* xml) {
  igen_mj_handle model = 0;
  EXPECT(igen_mj_model_load(xml, (int32_t)strlen(xml), &model) == IGEN_OK);
  return model;
}

igen_mj_handle igen_test_world(igen_mj_handle model) {
  igen_mj_handle world = 0;
  EXPECT(igen_mj_data_make(model, &world) == IGEN_OK);
  return world;
}

int main(int argc, char** argv) {
  int ran = 0;
  for (int i = 0; i < count; i++) {
    if (argc > 1 && strcmp(argv[1], tests[i].name) != 0) continue;
    running = tests[i].name;
    tests[i].body();
    ran++;
  }
  if (ran == 0) fprintf(stderr, "no test is named '%s'\n", argc > 1 ? argv[1] : "");
  return ran == 0;
}
