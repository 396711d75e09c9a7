// Every file that MuJoCo's compiler opens goes through here: noted, and only if it is a regular file of a bearable size.
#ifndef IGEN_OPENED_H_
#define IGEN_OPENED_H_

#include <stdint.h>

// The paths opened so far, in order, each ended by 0.
const char* igen_opened(int32_t* length);
// Why the last file that was not opened was refused, though it is there; empty where all were opened or are missing.
const char* igen_opened_refusal(void);

#endif  // IGEN_OPENED_H_
