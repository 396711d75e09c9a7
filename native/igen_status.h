/* What every export of every shim returns: one family, so that a caller asks one question of all of them. */
#ifndef IGEN_STATUS_H_
#define IGEN_STATUS_H_

enum igen_status {
  IGEN_OK = 0,
  IGEN_ERROR = 1,    /* the library itself failed; in MuJoCo the world involved is poisoned */
  IGEN_ARGUMENT = 2, /* the caller's arguments cannot be used; nothing was touched */
  IGEN_IO = 3,       /* a file, memory or the display could not be had */
  IGEN_DEVICE = 4    /* the device that was asked for is not there */
};

#endif
