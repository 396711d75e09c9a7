// MJCF text without a file: MuJoCo's virtual file system holds the one text, everything else is looked up on the disk.
#include <stdlib.h>
#include <string.h>

#include "internal.h"

mjModel* igen_mj_parse(const char* path, const char* xml, int32_t length, char* error, int32_t error_length) {
  // Two megabytes in some releases, which is not for a stack.
  mjVFS* volatile files = calloc(1, sizeof(mjVFS));
  if (files == NULL) mju_error("no memory for a virtual file system");
  mjModel* model = NULL;
  IGEN_GUARDED_OR(
      {
        mj_deleteVFS(files);
        free(files);
        char text[1024];
        igen_mj_last_error(text, sizeof(text));
        strncpy(error, text, (size_t)error_length - 1);
        return NULL;
      },
      {
        mj_defaultVFS(files);
#ifdef IGEN_HAS_BUFFER_VFS
        int status = mj_addBufferVFS(files, path, xml, length);
#else
        int status = mj_makeEmptyFileVFS(files, path, length);
        if (status == 0) memcpy(files->filedata[mj_findFileVFS(files, path)], xml, (size_t)length);
#endif
        if (status != 0) mju_error("the text does not fit into MuJoCo's virtual file system");
        model = mj_loadXML(path, files, error, error_length);
      });
  mj_deleteVFS(files);
  free(files);
  return model;
}
