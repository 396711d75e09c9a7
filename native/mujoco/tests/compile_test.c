// The compiler of given models, as its parent sees it.
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

typedef struct {
  char magic[8];
  int32_t status, text_length, opened_length, model_length;
} head;

static struct {
  head head;
  char text[4096];    // the reason for a refusal, ended by 0
  char opened[4096];  // paths, each ended by 0
  long total;
  int exit_status;
} answer;

static void run(const char* const* arguments, const char* text) {
  int in[2], out[2];
  EXPECT(pipe(in) == 0 && pipe(out) == 0);
  char parent[20];
  snprintf(parent, sizeof(parent), "%d", (int)getpid());
  pid_t child = fork();
  if (child == 0) {
    dup2(in[0], 0);
    dup2(out[1], 1);
    for (int i = 0; i < 2; i++) close(in[i]), close(out[i]);
    execl(IGEN_COMPILER, "igen_mj_compile", arguments[0] != NULL ? arguments[0] : parent, arguments[1], arguments[2], arguments[3],
          arguments[4], arguments[5], NULL);
    _exit(99);
  }
  close(in[0]);
  close(out[1]);
  signal(SIGPIPE, SIG_IGN);
  EXPECT(write(in[1], text, strlen(text)) == (ssize_t)strlen(text) || text[0] == 0 || arguments[0] != NULL);
  close(in[1]);
  static char bytes[1 << 20];
  long count = 0;
  for (ssize_t got; (got = read(out[0], bytes + count, sizeof(bytes) - (size_t)count)) > 0;) count += got;
  close(out[0]);
  EXPECT(waitpid(child, &answer.exit_status, 0) == child);
  memset(&answer.head, 0, sizeof(answer.head));
  answer.total = count;
  if (count < (long)sizeof(head)) return;
  memcpy(&answer.head, bytes, sizeof(head));
  EXPECT(answer.head.text_length < 4096 && answer.head.opened_length < 4096);
  memcpy(answer.text, bytes + sizeof(head), (size_t)answer.head.text_length);
  answer.text[answer.head.text_length] = 0;
  memcpy(answer.opened, bytes + sizeof(head) + answer.head.text_length, (size_t)answer.head.opened_length);
}

static void compile(const char* folder, const char* text) {
  run((const char* const[]){NULL, folder, "8", "1024", "1", "64"}, text);
}

static void expect_refusal(const char* words) {
  EXPECT(answer.exit_status == 0 && memcmp(answer.head.magic, "IGENMJB1", 8) == 0);
  EXPECT(answer.head.status == 1 && answer.head.model_length == 0);
  if (strstr(answer.text, words) == NULL) fprintf(stderr, "'%s' is not in '%s'\n", words, answer.text);
  EXPECT(strstr(answer.text, words) != NULL);
}

// A folder of this test's own, with one file in it.
static char folder[64];

static void begin(const char* name, const char* content) {
  strcpy(folder, "scratch-XXXXXX");
  EXPECT(mkdtemp(folder) != NULL);
  char path[128];
  snprintf(path, sizeof(path), "%s/%s", folder, name);
  if (content == NULL) {
    EXPECT(mkfifo(path, 0600) == 0);
  } else {
    FILE* file = fopen(path, "w");
    EXPECT(file != NULL);
    fputs(content, file);
    fclose(file);
  }
}

static void end(const char* name) {
  char path[128];
  snprintf(path, sizeof(path), "%s/%s", folder, name);
  unlink(path);
  EXPECT(rmdir(folder) == 0);  // nothing else was left in it
}

TEST(a_given_model_comes_back_compiled_with_its_length) {
  compile("", igen_test_model);
  EXPECT(answer.exit_status == 0 && answer.head.status == 0);
  EXPECT(answer.head.model_length > 1000 && answer.head.opened_length == 0);
  EXPECT(answer.total == (long)sizeof(head) + answer.head.model_length);
}

TEST(a_given_model_that_does_not_compile_comes_back_with_mujocos_words) {
  compile("", "<mujoco><worldbody><geom type='nonsense'/></worldbody></mujoco>");
  expect_refusal("nonsense");
}

TEST(an_include_is_found_in_the_folder_and_noted) {
  begin("part.xml", "<mujocoinclude><worldbody><geom size='1'/></worldbody></mujocoinclude>");
  compile(folder, "<mujoco><include file='part.xml'/></mujoco>");
  end("part.xml");
  EXPECT(answer.head.status == 0 && answer.head.model_length > 1000);
  EXPECT(answer.head.opened_length == 9 && strcmp(answer.opened, "part.xml") == 0);
}

TEST(without_a_folder_nothing_relative_is_found) {
  begin("part.xml", "<mujocoinclude/>");
  char text[200];
  snprintf(text, sizeof(text), "<mujoco><include file='%s/part.xml'/></mujoco>", folder);
  compile("", text);
  end("part.xml");
  expect_refusal("part.xml");
}

TEST(a_pipe_in_place_of_an_asset_is_refused_at_once) {
  begin("shape.stl", NULL);
  compile(folder, "<mujoco><asset><mesh name='m' file='shape.stl'/></asset><worldbody><geom type='mesh' mesh='m'/></worldbody></mujoco>");
  end("shape.stl");
  expect_refusal("'shape.stl' is no regular file");
}

TEST(a_device_in_place_of_an_asset_is_refused) {
  compile("", "<mujoco><asset><hfield name='h' file='/dev/zero' size='1 1 1 1'/></asset></mujoco>");
  expect_refusal("'/dev/zero' is no regular file");
}

TEST(a_world_that_needs_too_much_memory_is_refused_before_the_parent_makes_one) {
  compile("", "<mujoco><size nstack='20000000'/><worldbody><geom size='1'/></worldbody></mujoco>");
  expect_refusal("at most 64 MB");
}

TEST(a_compiled_model_that_is_too_large_is_not_sent) {
  compile("", "<mujoco><asset><texture name='t' type='2d' builtin='flat' width='1000' height='1000'/></asset><worldbody/></mujoco>");
  expect_refusal("at most 1 MB");
}

TEST(a_folder_that_is_none_is_refused) {
  compile("/no/such/folder", igen_test_model);
  expect_refusal("cannot be entered");
}

TEST(a_compiler_of_another_parent_ends_at_once) {
  run((const char* const[]){"1", "", "8", "1024", "1", "64"}, "");
  EXPECT(WIFEXITED(answer.exit_status) && WEXITSTATUS(answer.exit_status) == 5 && answer.total == 0);
}

TEST(a_compiler_with_arguments_that_are_no_numbers_ends_at_once) {
  run((const char* const[]){NULL, "", "soon", "1024", "1", "64"}, "");
  EXPECT(WIFEXITED(answer.exit_status) && WEXITSTATUS(answer.exit_status) == 6);
  run((const char* const[]){NULL, "", "8", "-1", "1", "64"}, "");
  EXPECT(WIFEXITED(answer.exit_status) && WEXITSTATUS(answer.exit_status) == 6);
}
