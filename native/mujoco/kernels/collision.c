// Contacts of the listed pairs. Pairs whose boxes are apart are dropped before the collision functions, which are MuJoCo's own, see them;
// nothing is sorted for bodies that can meet nobody.
#include <math.h>
#include <string.h>

#include "kernels.h"

// Boxes count as apart only well beyond rounding.
static const double slack = 1e-9;
// Looking at all corners of a larger mesh would cost more than it saves.
enum { MAX_CORNERS = 128 };

static int is_ours(const mjModel* m) {
  if (m->opt.collision == mjCOL_DYNAMIC || (m->opt.enableflags & mjENBL_OVERRIDE)) return 0;
  if (m->opt.collision == mjCOL_PAIR) return 1;
  int meets = 0;
  for (int i = 0; i < m->ngeom; i++) meets |= m->geom_contype[i] | m->geom_conaffinity[i];
  return meets == 0;
}

static double dot3(const double* a, const double* b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

// Half extents of the box around a geom in its own frame; 0 where only its sphere is known.
static int half_extents(const mjModel* m, int geom, double extents[3]) {
  const double* size = m->geom_size + 3 * geom;
  switch (m->geom_type[geom]) {
    case mjGEOM_BOX:
      memcpy(extents, size, 3 * sizeof(double));
      return 1;
    case mjGEOM_CYLINDER:
      extents[0] = extents[1] = size[0];
      extents[2] = size[1];
      return 1;
    case mjGEOM_CAPSULE:
      extents[0] = extents[1] = size[0];
      extents[2] = size[1] + size[0];
      return 1;
    default:
      return 0;
  }
}

// Whether the face of a box that is nearest to doing so parts it from all corners of a mesh by more than the margin.
static int apart_from_mesh(const mjModel* m, const mjData* d, int box, int geom, double margin) {
  double extents[3], best = -HUGE_VAL, centre = 0, reach = 0, axis[3] = {0};
  int mesh = m->geom_dataid[geom];
  if (mesh < 0 || m->mesh_vertnum[mesh] > MAX_CORNERS || !half_extents(m, box, extents)) return 0;
  const double *A = d->geom_xmat + 9 * box, *B = d->geom_xmat + 9 * geom;
  for (int i = 0; i < 3; i++) {
    double along = 0;
    for (int k = 0; k < 3; k++) along += A[3 * k + i] * (d->geom_xpos[3 * geom + k] - d->geom_xpos[3 * box + k]);
    if (fabs(along) - extents[i] <= best) continue;
    // Turned so that the mesh lies on its positive side; the axis is expressed in the mesh's own frame.
    double side = along < 0 ? -1 : 1;
    best = fabs(along) - extents[i];
    centre = fabs(along);
    reach = extents[i] + margin + slack;
    for (int j = 0; j < 3; j++) axis[j] = side * (A[i] * B[j] + A[3 + i] * B[3 + j] + A[6 + i] * B[6 + j]);
  }
  const float* corner = m->mesh_vert + 3 * m->mesh_vertadr[mesh];
  for (int v = 0; v < m->mesh_vertnum[mesh]; v++, corner += 3)
    if (centre + axis[0] * corner[0] + axis[1] * corner[1] + axis[2] * corner[2] <= reach) return 0;
  return 1;
}

// Whether one of the six axes of two boxes parts them by more than the margin.
static int apart(const mjModel* m, const mjData* d, int g1, int g2, double margin) {
  if (m->geom_type[g2] == mjGEOM_MESH) return apart_from_mesh(m, d, g1, g2, margin);
  double one[3], two[3], between[3], R[9], along1[3], along2[3];
  if (!half_extents(m, g1, one) || !half_extents(m, g2, two)) return 0;
  const double *A = d->geom_xmat + 9 * g1, *B = d->geom_xmat + 9 * g2;
  for (int k = 0; k < 3; k++) between[k] = d->geom_xpos[3 * g2 + k] - d->geom_xpos[3 * g1 + k];
  for (int i = 0; i < 3; i++) {
    along1[i] = fabs(A[i] * between[0] + A[3 + i] * between[1] + A[6 + i] * between[2]);
    along2[i] = fabs(B[i] * between[0] + B[3 + i] * between[1] + B[6 + i] * between[2]);
    for (int j = 0; j < 3; j++) R[3 * i + j] = fabs(A[i] * B[j] + A[3 + i] * B[3 + j] + A[6 + i] * B[6 + j]);
  }
  for (int i = 0; i < 3; i++) {
    if (along1[i] > one[i] + dot3(R + 3 * i, two) + margin + slack) return 1;
    if (along2[i] > two[i] + R[i] * one[0] + R[3 + i] * one[1] + R[6 + i] * one[2] + margin + slack) return 1;
  }
  return 0;
}

// How far the centre of a geom is above a plane.
static double height(const mjData* d, int plane, int geom) {
  const double *mat = d->geom_xmat + 9 * plane, *from = d->geom_xpos + 3 * plane, *to = d->geom_xpos + 3 * geom;
  return (to[0] - from[0]) * mat[2] + (to[1] - from[1]) * mat[5] + (to[2] - from[2]) * mat[8];
}

static int is_far(const mjModel* m, const mjData* d, int g1, int g2, double margin) {
  double r1 = m->geom_rbound[g1], r2 = m->geom_rbound[g2];
  if (r1 > 0 && r2 > 0) {
    double square = 0, reach = r1 + r2 + margin + slack;
    for (int k = 0; k < 3; k++) {
      double x = d->geom_xpos[3 * g1 + k] - d->geom_xpos[3 * g2 + k];
      square += x * x;
    }
    return square > reach * reach || apart(m, d, g1, g2, margin);
  }
  if (m->geom_type[g1] == mjGEOM_PLANE && r2 > 0) return height(d, g1, g2) > margin + r2 + slack;
  if (m->geom_type[g2] == mjGEOM_PLANE && r1 > 0) return height(d, g2, g1) > margin + r1 + slack;
  return 0;
}

// Of two box contacts at one place the later stays.
static int drop_repeated(mjContact* contacts, int count) {
  int kept = 0;
  for (int i = 0; i < count; i++) {
    int again = 0;
    for (int j = i + 1; j < count && !again; j++) {
      const double *a = contacts[i].pos, *b = contacts[j].pos;
      again = a[0] == b[0] && a[1] == b[1] && a[2] == b[2];
    }
    if (again) continue;
    if (kept < i) contacts[kept] = contacts[i];
    kept++;
  }
  return kept;
}

// The normal is given, a first tangent perhaps; the frame is made orthonormal around them.
static void complete_frame(double frame[9]) {
  if (mju_normalize3(frame) < 0.5) mju_error("a contact without a normal");
  double* y = frame + 3;
  if (sqrt(dot3(y, y)) < 0.5) {
    y[0] = y[1] = y[2] = 0;
    y[frame[1] < 0.5 && frame[1] > -0.5 ? 1 : 2] = 1;
  }
  double along = dot3(frame, y);
  for (int k = 0; k < 3; k++) y[k] -= frame[k] * along;
  mju_normalize3(y);
  mju_cross(frame + 6, frame, y);
}

static void collide_pair(const mjModel* m, mjData* d, int pair) {
  int g1 = m->pair_geom1[pair], g2 = m->pair_geom2[pair];
  if (m->geom_type[g1] > m->geom_type[g2]) {
    int other = g1;
    g1 = g2;
    g2 = other;
  }
  mjfCollision collide = mjCOLLISIONFUNC[m->geom_type[g1]][m->geom_type[g2]];
  double margin = m->pair_margin[pair];
  if (collide == NULL || is_far(m, d, g1, g2, margin)) return;

  mjContact contacts[mjMAXCONPAIR];
  int count = collide(m, d, contacts, g1, g2, margin), dim = m->pair_dim[pair];
  if (count == 0) return;
  if (count > mjMAXCONPAIR) mju_error("more contacts than a pair of geoms may have");
  if (dim < 1 || dim > 6) mju_error("a contact of less than 1 or more than 6 dimensions");
  if (m->geom_type[g1] == mjGEOM_BOX && m->geom_type[g2] == mjGEOM_BOX) count = drop_repeated(contacts, count);

  for (int i = 0; i < count; i++) {
    mjContact* contact = contacts + i;
    contact->dim = dim;
    contact->geom1 = g1;
    contact->geom2 = g2;
    contact->includemargin = margin - m->pair_gap[pair];
    for (int k = 0; k < 5; k++) {
      double friction = m->pair_friction[5 * pair + k];
      contact->friction[k] = friction > mjMINMU ? friction : mjMINMU;
    }
    memcpy(contact->solref, m->pair_solref + mjNREF * pair, sizeof(contact->solref));
    memcpy(contact->solimp, m->pair_solimp + mjNIMP * pair, sizeof(contact->solimp));
    contact->exclude = contact->dist < contact->includemargin ? 0 : 1;
    complete_frame(contact->frame);
    contact->efc_address = -1;
    contact->mu = 0;
    memset(contact->H, 0, sizeof(contact->H));
    if (mj_addContact(m, d, contact)) return;
  }
}

int KERNEL(collide)(const mjModel* m, mjData* d) {
  if (!is_ours(m)) return 0;
  d->ncon = 0;
  int disabled = mjDSBL_CONSTRAINT | mjDSBL_CONTACT;
  if ((m->opt.disableflags & disabled) || m->nconmax == 0 || m->nbody < 2) return 1;
  // A full buffer is said once for each pair that finds it full, as MuJoCo does.
  for (int pair = 0; pair < m->npair; pair++) collide_pair(m, d, pair);
  return 1;
}
