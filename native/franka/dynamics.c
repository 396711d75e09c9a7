// Torques by the recursive Newton-Euler method (Featherstone, Rigid Body Dynamics Algorithms, 2008), in the base's axes. Links and
// what hangs on the flange; no rotors, no friction.
#include <string.h>

#include "kinematics.h"
#include "model.h"

// A body in the base: the flange's burden is one more on link 7.
typedef struct {
  double mass, centre[3], inertia[9];
} igen_body;

// turn * inertia * turn', of a symmetric matrix row by row.
static void turn_inertia(const double turn[9], const double inertia[9], double out[9]) {
  double half[9];
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      half[3 * i + j] = turn[3 * i] * inertia[j] + turn[3 * i + 1] * inertia[3 + j] + turn[3 * i + 2] * inertia[6 + j];
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      out[3 * i + j] = half[3 * i] * turn[3 * j] + half[3 * i + 1] * turn[3 * j + 1] + half[3 * i + 2] * turn[3 * j + 2];
}

static igen_body place_body(const igen_frame* frame, double mass, const double centre[3], const double inertia[9]) {
  igen_body body = {mass, {0, 0, 0}, {0}};
  for (int i = 0; i < 3; i++) {
    const double* p = &frame->turn[3 * i];
    body.centre[i] = frame->place[i] + p[0] * centre[0] + p[1] * centre[1] + p[2] * centre[2];
  }
  turn_inertia(frame->turn, inertia, body.inertia);
  return body;
}

// Links 1 to 7, and the burden at index 7.
static void place_bodies(
    const igen_frame frames[JOINTS + 1], const double I[9], double m, const double c[3], igen_body bodies[JOINTS + 1]) {
  for (int i = 0; i < JOINTS; i++) {
    const double* n = igen_links[i].inertia;
    const double inertia[9] = {n[0], n[1], n[2], n[1], n[3], n[4], n[2], n[4], n[5]};
    bodies[i] = place_body(&frames[i], igen_links[i].mass, igen_links[i].centre, inertia);
  }
  // Symmetric, so that its columns are its rows.
  bodies[JOINTS] = place_body(&frames[JOINTS], m, c, I);
}

static void multiply(const double m[9], const double v[3], double out[3]) {
  for (int i = 0; i < 3; i++) out[i] = m[3 * i] * v[0] + m[3 * i + 1] * v[1] + m[3 * i + 2] * v[2];
}

// Force and moment that a body's motion takes, added to those of its link, about the base's origin.
static void add_effort(
    const igen_body* body, const double origin[3], const double omega[3], const double alpha[3], const double acceleration[3],
    double force[3], double moment[3]) {
  double lever[3], tangent[3], inner[3], inward[3], push[3], spin[3], turning[3], gyration[3], lifted[3];
  for (int i = 0; i < 3; i++) lever[i] = body->centre[i] - origin[i];
  igen_cross(alpha, lever, tangent);
  igen_cross(omega, lever, inner);
  igen_cross(omega, inner, inward);
  for (int i = 0; i < 3; i++) push[i] = body->mass * (acceleration[i] + tangent[i] + inward[i]);
  multiply(body->inertia, omega, spin);
  multiply(body->inertia, alpha, turning);
  igen_cross(omega, spin, gyration);
  igen_cross(body->centre, push, lifted);
  for (int i = 0; i < 3; i++) {
    force[i] += push[i];
    moment[i] += turning[i] + gyration[i] + lifted[i];
  }
}

// Torques of a motion. Null velocities or accelerations are none.
static void inverse(
    const igen_frame frames[JOINTS + 1], const igen_body bodies[JOINTS + 1], const double* dq, const double* ddq,
    const double gravity[3], double torques[7]) {
  double omega[3] = {0}, alpha[3] = {0}, acceleration[3], origin[3] = {0}, force[JOINTS][3], moment[JOINTS][3];
  // Gravity is a base that accelerates upward.
  for (int i = 0; i < 3; i++) acceleration[i] = -gravity[i];
  memset(force, 0, sizeof(force));
  memset(moment, 0, sizeof(moment));
  for (int j = 0; j < JOINTS; j++) {
    double arm[3], tangent[3], inner[3], inward[3], axis[3], spin[3], drag[3];
    for (int i = 0; i < 3; i++) arm[i] = frames[j].place[i] - origin[i];
    igen_cross(alpha, arm, tangent);
    igen_cross(omega, arm, inner);
    igen_cross(omega, inner, inward);
    igen_axis(&frames[j], axis);
    for (int i = 0; i < 3; i++) {
      acceleration[i] += tangent[i] + inward[i];
      origin[i] = frames[j].place[i];
      spin[i] = dq ? axis[i] * dq[j] : 0;
    }
    igen_cross(omega, spin, drag);
    for (int i = 0; i < 3; i++) {
      alpha[i] += (ddq ? axis[i] * ddq[j] : 0) + drag[i];
      omega[i] += spin[i];
    }
    add_effort(&bodies[j], origin, omega, alpha, acceleration, force[j], moment[j]);
    if (j == JOINTS - 1) add_effort(&bodies[JOINTS], origin, omega, alpha, acceleration, force[j], moment[j]);
  }
  double passed[3] = {0}, turned[3] = {0};
  for (int j = JOINTS - 1; j >= 0; j--) {
    double axis[3], lifted[3];
    for (int i = 0; i < 3; i++) {
      passed[i] += force[j][i];
      turned[i] += moment[j][i];
    }
    // From the base's origin to the joint's own.
    igen_cross(frames[j].place, passed, lifted);
    igen_axis(&frames[j], axis);
    torques[j] = 0;
    for (int i = 0; i < 3; i++) torques[j] += axis[i] * (turned[i] - lifted[i]);
  }
}

static const double none[9];

void M_NE(const double q[7], const double I[9], double m, const double c[3], double M[49]) {
  igen_frame frames[JOINTS + 1];
  igen_body bodies[JOINTS + 1];
  igen_place(q, frames);
  place_bodies(frames, I, m, c, bodies);
  for (int j = 0; j < JOINTS; j++) {
    double unit[JOINTS] = {0};
    unit[j] = 1;
    inverse(frames, bodies, NULL, unit, none, &M[JOINTS * j]);
  }
}

void c_NE(const double q[7], const double dq[7], const double I[9], double m, const double c[3], double torques[7]) {
  igen_frame frames[JOINTS + 1];
  igen_body bodies[JOINTS + 1];
  igen_place(q, frames);
  place_bodies(frames, I, m, c, bodies);
  inverse(frames, bodies, dq, NULL, none, torques);
}

void g_NE(const double q[7], const double gravity[3], double m, const double c[3], double torques[7]) {
  igen_frame frames[JOINTS + 1];
  igen_body bodies[JOINTS + 1];
  igen_place(q, frames);
  place_bodies(frames, none, m, c, bodies);
  inverse(frames, bodies, NULL, NULL, gravity, torques);
}
