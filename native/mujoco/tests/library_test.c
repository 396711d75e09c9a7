// What needs no model: versions, texts, the guard, files, clocks.
#include <sys/stat.h>
#include <unistd.h>

#include "test.h"

TEST(the_abi_is_told_to_a_struct_of_the_right_size) {
  igen_mj_abi_info info = {.size = sizeof(info)};
  EXPECT(igen_mj_abi(&info) == IGEN_OK);
  EXPECT(info.abi_version == IGEN_MJ_ABI_VERSION);
  EXPECT(info.number_size == 8);
  EXPECT(info.kernels == 0);
}

TEST(the_abi_is_not_written_into_a_struct_of_another_size) {
  igen_mj_abi_info info = {.size = sizeof(info) - 4, .kernels = 7};
  REFUSED(igen_mj_abi(&info), "28 bytes, expected 32");
  EXPECT(info.abi_version == 0);
  REFUSED(igen_mj_abi(NULL), "0 bytes");
}

TEST(an_error_inside_mujoco_comes_back_as_a_status_with_its_text) {
  for (int i = 0; i < 3; i++) {
    EXPECT(igen_mj_provoke_error("on purpose", 10) == IGEN_ERROR);
    EXPECT(igen_test_error_has("on purpose"));
  }
}

TEST(an_error_text_is_no_format) {
  EXPECT(igen_mj_provoke_error("100 %s %n", 9) == IGEN_ERROR);
  EXPECT(igen_test_error_has("100 %s %n"));
}

TEST(an_error_text_must_have_a_length_it_can_have) {
  static char words[300];
  memset(words, 'a', sizeof(words));
  REFUSED(igen_mj_provoke_error(NULL, 0), "null");
  REFUSED(igen_mj_provoke_error(words, -1), "-1 bytes");
  REFUSED(igen_mj_provoke_error(words, 300), "300 bytes");
  REFUSED(igen_mj_provoke_error("a\0b", 3), "0 inside");
}

TEST(a_text_that_does_not_fit_is_cut_and_ended) {
  char small[5] = "xxxx";
  igen_mj_provoke_error("on purpose", 10);
  EXPECT(igen_mj_last_error(small, sizeof(small)) == 10);
  EXPECT(strcmp(small, "on p") == 0);
  EXPECT(igen_mj_last_error(small, 1) == 10);
  EXPECT(small[0] == 0);
}

TEST(a_text_without_a_buffer_is_only_measured) {
  igen_mj_provoke_error("on purpose", 10);
  EXPECT(igen_mj_last_error(NULL, 100) == 10);
  char untouched = 'x';
  EXPECT(igen_mj_last_error(&untouched, -1) == 10);
  EXPECT(untouched == 'x');
  EXPECT(igen_mj_take_warning(NULL, 0) == 0);
}

TEST(watching_is_on_or_off) {
  EXPECT(igen_mj_watch(1) == IGEN_OK);
  EXPECT(igen_mj_watch(0) == IGEN_OK);
  REFUSED(igen_mj_watch(2), "not 2");
}

TEST(a_threads_times_go_into_two_places) {
  int64_t busy = -1, inside = -1;
  EXPECT(igen_mj_thread_times(&busy, &inside) == IGEN_OK);
  EXPECT(busy > 0);
  REFUSED(igen_mj_thread_times(NULL, &inside), "busy is null");
  REFUSED(igen_mj_thread_times(&busy, NULL), "inside is null");
}

static int32_t read_file(const char* path, uint8_t* bytes, int64_t capacity, int64_t* count) {
  return igen_mj_file_read(path, (int32_t)strlen(path), bytes, capacity, count);
}

TEST(a_file_is_read_up_to_the_capacity_and_no_further) {
  const char* path = igen_test_scratch("file");
  FILE* file = fopen(path, "w");
  EXPECT(file != NULL);
  fputs("12345678", file);
  fclose(file);
  uint8_t* bytes = malloc(8);
  int64_t count = 0;
  int32_t exact = read_file(path, bytes, 8, &count), small = read_file(path, bytes, 7, &(int64_t){0});
  unlink(path);
  EXPECT(exact == IGEN_OK && count == 8 && memcmp(bytes, "12345678", 8) == 0);
  EXPECT(small == IGEN_IO && igen_test_error_has("more than 7 bytes"));
  free(bytes);
}

TEST(a_file_that_says_it_is_empty_is_still_bounded) {
  // The length of such a file is 0 until it is read.
  uint8_t bytes[4];
  int64_t count;
  EXPECT(read_file("/proc/self/maps", bytes, sizeof(bytes), &count) == IGEN_IO);
  EXPECT(igen_test_error_has("more than 4 bytes"));
}

TEST(a_pipe_in_place_of_a_file_is_refused_at_once) {
  const char* path = igen_test_scratch("pipe");
  EXPECT(mkfifo(path, 0600) == 0);
  uint8_t bytes[4];
  int64_t count;
  int32_t status = read_file(path, bytes, sizeof(bytes), &count);
  unlink(path);
  EXPECT(status == IGEN_IO && igen_test_error_has("no regular file"));
}

TEST(a_device_in_place_of_a_file_is_refused) {
  uint8_t bytes[4];
  int64_t count;
  EXPECT(read_file("/dev/zero", bytes, sizeof(bytes), &count) == IGEN_IO);
  EXPECT(igen_test_error_has("no regular file"));
}

TEST(a_folder_in_place_of_a_file_is_refused) {
  uint8_t bytes[4];
  int64_t count;
  EXPECT(read_file(".", bytes, sizeof(bytes), &count) == IGEN_IO);
  EXPECT(igen_test_error_has("it is a folder"));
}

TEST(a_missing_file_is_said_to_be_missing) {
  uint8_t bytes[4];
  int64_t count;
  EXPECT(read_file("no such file", bytes, sizeof(bytes), &count) == IGEN_IO);
  EXPECT(igen_test_error_has("No such file"));
}

TEST(a_file_is_not_read_without_a_path_a_buffer_and_a_count) {
  uint8_t bytes[4];
  int64_t count;
  REFUSED(igen_mj_file_read(NULL, 0, bytes, 4, &count), "path is null");
  REFUSED(igen_mj_file_read("a", 0, bytes, 4, &count), "path of 0 bytes");
  REFUSED(igen_mj_file_read("a", 5000, bytes, 4, &count), "path of 5000 bytes");
  REFUSED(igen_mj_file_read("a\0b", 3, bytes, 4, &count), "0 inside");
  REFUSED(igen_mj_file_read("a", 1, NULL, 4, &count), "bytes is null");
  REFUSED(igen_mj_file_read("a", 1, bytes, 0, &count), "room for 0");
  REFUSED(igen_mj_file_read("a", 1, bytes, 4, NULL), "count is null");
}
