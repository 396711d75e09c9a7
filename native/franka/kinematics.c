#include "kinematics.h"

#include <math.h>
#include <string.h>

#include "model.h"

void igen_cross(const double a[3], const double b[3], double out[3]) {
  out[0] = a[1] * b[2] - a[2] * b[1];
  out[1] = a[2] * b[0] - a[0] * b[2];
  out[2] = a[0] * b[1] - a[1] * b[0];
}

void igen_axis(const igen_frame* frame, double out[3]) {
  for (int i = 0; i < 3; i++) out[i] = frame->turn[3 * i + 2];
}

void igen_place(const double q[7], igen_frame frames[JOINTS + 1]) {
  igen_frame parent = {{1, 0, 0, 0, 1, 0, 0, 0, 1}, {0, 0, 0}};
  for (int j = 0; j < JOINTS; j++) {
    // About x by alpha, along the turned z by d, then about z by the joint's angle.
    const double a = igen_chain[j][0], d = igen_chain[j][1], ca = cos(igen_chain[j][2]), sa = sin(igen_chain[j][2]);
    const double c = cos(q[j]), s = sin(q[j]);
    const double step[9] = {c, -s, 0, ca * s, ca * c, -sa, sa * s, sa * c, ca};
    const double offset[3] = {a, -d * sa, d * ca};
    igen_frame* frame = &frames[j];
    for (int row = 0; row < 3; row++) {
      const double* p = &parent.turn[3 * row];
      frame->place[row] = parent.place[row] + p[0] * offset[0] + p[1] * offset[1] + p[2] * offset[2];
      for (int column = 0; column < 3; column++)
        frame->turn[3 * row + column] = p[0] * step[column] + p[1] * step[3 + column] + p[2] * step[6 + column];
    }
    parent = *frame;
  }
  frames[JOINTS] = parent;
  for (int row = 0; row < 3; row++) frames[JOINTS].place[row] += FLANGE_LENGTH * parent.turn[3 * row + 2];
}

// The end effector: a column-major frame in the flange.
static igen_frame attach(const igen_frame* flange, const double F_T_EE[16]) {
  igen_frame end;
  for (int row = 0; row < 3; row++) {
    const double* p = &flange->turn[3 * row];
    end.place[row] = flange->place[row] + p[0] * F_T_EE[12] + p[1] * F_T_EE[13] + p[2] * F_T_EE[14];
    for (int column = 0; column < 3; column++) {
      const double* axis = &F_T_EE[4 * column];
      end.turn[3 * row + column] = p[0] * axis[0] + p[1] * axis[1] + p[2] * axis[2];
    }
  }
  return end;
}

static void write_frame(const igen_frame* frame, double T[16]) {
  for (int column = 0; column < 3; column++) {
    for (int row = 0; row < 3; row++) T[4 * column + row] = frame->turn[3 * row + column];
    T[4 * column + 3] = 0;
  }
  memcpy(&T[12], frame->place, sizeof(frame->place));
  T[15] = 1;
}

// Joints beyond the frame do not move it. In the frame's own axes every column is turned back.
static void write_jacobian(const igen_frame frames[], int moving, const igen_frame* point, int is_own, double J[42]) {
  memset(J, 0, 42 * sizeof(double));
  for (int j = 0; j < moving; j++) {
    double axis[3], arm[3], linear[3];
    igen_axis(&frames[j], axis);
    for (int i = 0; i < 3; i++) arm[i] = point->place[i] - frames[j].place[i];
    igen_cross(axis, arm, linear);
    double* column = &J[6 * j];
    for (int i = 0; i < 3; i++) {
      if (is_own) {
        for (int k = 0; k < 3; k++) {
          column[i] += point->turn[3 * k + i] * linear[k];
          column[3 + i] += point->turn[3 * k + i] * axis[k];
        }
      } else {
        column[i] = linear[i];
        column[3 + i] = axis[i];
      }
    }
  }
}

static void jacobian(const double q[7], int frame, int is_own, double J[42]) {
  igen_frame frames[JOINTS + 1];
  igen_place(q, frames);
  write_jacobian(frames, frame < JOINTS ? frame + 1 : JOINTS, &frames[frame], is_own, J);
}

static void pose(const double q[7], int frame, double T[16]) {
  igen_frame frames[JOINTS + 1];
  igen_place(q, frames);
  write_frame(&frames[frame], T);
}

static void end_jacobian(const double q[7], const double F_T_EE[16], int is_own, double J[42]) {
  igen_frame frames[JOINTS + 1];
  igen_place(q, frames);
  const igen_frame end = attach(&frames[JOINTS], F_T_EE);
  write_jacobian(frames, JOINTS, &end, is_own, J);
}

#define FRAME(n)                                                              \
  void O_T_J##n(const double q[7], double T[16]) { pose(q, n - 1, T); }        \
  void O_J_J##n(const double q[7], double J[42]) { jacobian(q, n - 1, 0, J); } \
  void Ji_J_J##n(const double q[7], double J[42]) { jacobian(q, n - 1, 1, J); }

FRAME(2)
FRAME(3)
FRAME(4)
FRAME(5)
FRAME(6)
FRAME(7)
FRAME(8)

static const double rest[JOINTS];

void O_T_J1(const double q[7], double T[16]) { pose(q, 0, T); }

void O_J_J1(double J[42]) { jacobian(rest, 0, 0, J); }

void Ji_J_J1(double J[42]) { jacobian(rest, 0, 1, J); }

void O_T_J9(const double q[7], const double F_T_EE[16], double T[16]) {
  igen_frame frames[JOINTS + 1];
  igen_place(q, frames);
  const igen_frame end = attach(&frames[JOINTS], F_T_EE);
  write_frame(&end, T);
}

void O_J_J9(const double q[7], const double F_T_EE[16], double J[42]) { end_jacobian(q, F_T_EE, 0, J); }

void Ji_J_J9(const double q[7], const double F_T_EE[16], double J[42]) { end_jacobian(q, F_T_EE, 1, J); }
