// A Franka arm's model as the vendor's clients load it from a robot: names and arguments are theirs, as documented for libfranka's
// model library. Arrays of doubles, outputs last. Matrices column by column: frames 4 x 4 in the base, Jacobians 6 x 7 (linear, then
// angular rows). Frames 1 to 7 are the joints', 8 is the flange, 9 the end effector, which F_T_EE places on the flange. O_J is in the
// base's axes, Ji_J in the frame's own. What hangs on the flange is given by mass m, centre of mass c in the flange, and inertia I
// about it. Any thread; nothing is allocated and nothing fails.
#ifndef IGEN_FRANKA_MODEL_H_
#define IGEN_FRANKA_MODEL_H_

#define IGEN_MODEL_EXPORT __attribute__((visibility("default")))

#define IGEN_MODEL_FRAME(n)                                        \
  IGEN_MODEL_EXPORT void O_T_J##n(const double q[7], double T[16]); \
  IGEN_MODEL_EXPORT void O_J_J##n(const double q[7], double J[42]); \
  IGEN_MODEL_EXPORT void Ji_J_J##n(const double q[7], double J[42])

// The first joint's Jacobians depend on nothing.
IGEN_MODEL_EXPORT void O_T_J1(const double q[7], double T[16]);
IGEN_MODEL_EXPORT void O_J_J1(double J[42]);
IGEN_MODEL_EXPORT void Ji_J_J1(double J[42]);
IGEN_MODEL_FRAME(2);
IGEN_MODEL_FRAME(3);
IGEN_MODEL_FRAME(4);
IGEN_MODEL_FRAME(5);
IGEN_MODEL_FRAME(6);
IGEN_MODEL_FRAME(7);
IGEN_MODEL_FRAME(8);
IGEN_MODEL_EXPORT void O_T_J9(const double q[7], const double F_T_EE[16], double T[16]);
IGEN_MODEL_EXPORT void O_J_J9(const double q[7], const double F_T_EE[16], double J[42]);
IGEN_MODEL_EXPORT void Ji_J_J9(const double q[7], const double F_T_EE[16], double J[42]);

// Mass matrix, kg m2; Coriolis torques and torques that hold the arm in a gravity, N m.
IGEN_MODEL_EXPORT void M_NE(const double q[7], const double I[9], double m, const double c[3], double M[49]);
IGEN_MODEL_EXPORT void c_NE(
    const double q[7], const double dq[7], const double I[9], double m, const double c[3], double torques[7]);
IGEN_MODEL_EXPORT void g_NE(const double q[7], const double gravity[3], double m, const double c[3], double torques[7]);

#endif  // IGEN_FRANKA_MODEL_H_
