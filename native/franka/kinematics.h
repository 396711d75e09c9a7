// Where an arm's links are. Rotations are 3 x 3, row by row; columns are a frame's axes in the base.
#ifndef IGEN_FRANKA_KINEMATICS_H_
#define IGEN_FRANKA_KINEMATICS_H_

#include "arm.h"

typedef struct {
  double turn[9], place[3];
} igen_frame;

// Frames 1 to 7 from index 0 on, and the flange at index 7.
void igen_place(const double q[7], igen_frame frames[JOINTS + 1]);

void igen_cross(const double a[3], const double b[3], double out[3]);

// The frame's axis about which its joint turns.
void igen_axis(const igen_frame* frame, double out[3]);

#endif  // IGEN_FRANKA_KINEMATICS_H_
