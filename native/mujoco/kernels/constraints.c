// Rows of the constraint problem: dry friction of joints, joint limits, and contacts with elliptic cones on a dense Jacobian. A contact's
// rows are written where they belong at once, for the joints that move its two bodies.
#include <math.h>
#include <string.h>

#include "kernels.h"

static double larger(double a, double b) { return a > b ? a : b; }
static double smaller(double a, double b) { return a < b ? a : b; }

static int is_ours(const mjModel* m) {
  if (m->neq > 0 || m->ntendon > 0 || m->opt.cone != mjCONE_ELLIPTIC || m->njmax == 0 || m->nv == 0) return 0;
  if ((m->opt.disableflags & mjDSBL_CONSTRAINT) || (m->opt.enableflags & mjENBL_OVERRIDE)) return 0;
  return !mj_isSparse(m);
}

// As MuJoCo counts: with a full buffer the rows left over are dropped, with a warning.
static int has_room(const mjModel* m, mjData* d, int rows) {
  if (d->nefc + rows <= m->njmax) return 1;
  mj_warning(d, mjWARN_CNSTRFULL, m->njmax);
  return 0;
}

static double* add_row(const mjModel* m, mjData* d, int type, int id, double position, double margin, double loss) {
  int row = d->nefc++;
  double* J = d->efc_J + (int64_t)row * m->nv;
  d->efc_pos[row] = position;
  d->efc_margin[row] = margin;
  d->efc_frictionloss[row] = loss;
  d->efc_type[row] = type;
  d->efc_id[row] = id;
  memset(J, 0, (size_t)m->nv * sizeof(double));
  return J;
}

static void add_friction(const mjModel* m, mjData* d) {
  if (m->opt.disableflags & mjDSBL_FRICTIONLOSS) return;
  for (int i = 0; i < m->nv; i++) {
    if (!(m->dof_frictionloss[i] > 0)) continue;
    if (!has_room(m, d, 1)) return;
    add_row(m, d, mjCNSTR_FRICTION_DOF, i, 0, 0, m->dof_frictionloss[i])[i] = 1;
    d->efc_diagApprox[d->nefc - 1] = m->dof_invweight0[i];
    d->nf++;
  }
}

static int limits_are_ours(const mjModel* m) {
  for (int i = 0; i < m->njnt; i++)
    if (m->jnt_limited[i] && m->jnt_type[i] != mjJNT_HINGE && m->jnt_type[i] != mjJNT_SLIDE) return 0;
  return 1;
}

static void add_limits(const mjModel* m, mjData* d) {
  if (m->opt.disableflags & mjDSBL_LIMIT) return;
  for (int i = 0; i < m->njnt; i++) {
    if (!m->jnt_limited[i]) continue;
    double value = d->qpos[m->jnt_qposadr[i]], margin = m->jnt_margin[i];
    int dof = m->jnt_dofadr[i];
    for (int side = 0; side < 2; side++) {
      double sign = side == 0 ? -1 : 1, distance = sign * (m->jnt_range[2 * i + side] - value);
      if (!(distance < margin)) continue;
      if (!has_room(m, d, 1)) break;
      add_row(m, d, mjCNSTR_LIMIT_JOINT, i, distance, margin, 0)[dof] = -sign;
      d->efc_diagApprox[d->nefc - 1] = m->dof_invweight0[dof];
    }
  }
}

// The last joint that moves a body, or −1.
static int last_dof(const mjModel* m, int body) {
  while (body != 0 && m->body_dofnum[body] == 0) body = m->body_parentid[body];
  return body == 0 ? -1 : m->body_dofadr[body] + m->body_dofnum[body] - 1;
}

// Adds what the joints of a body do to the rows of a contact: cdof is their motion about the subtree's centre of mass, (ω, v).
static void add_chain(const mjModel* m, const mjData* d, const mjContact* contact, int body, double sign, double* J) {
  const double* frame = contact->frame;
  int nv = m->nv, dim = contact->dim, moving = dim < 3 ? dim : 3;
  double offset[3];
  for (int k = 0; k < 3; k++) offset[k] = contact->pos[k] - d->subtree_com[3 * m->body_rootid[body] + k];
  for (int dof = last_dof(m, body); dof >= 0; dof = m->dof_parentid[dof]) {
    const double* c = d->cdof + 6 * dof;
    double at[3] = {c[3] + (c[1] * offset[2] - c[2] * offset[1]), c[4] + (c[2] * offset[0] - c[0] * offset[2]),
                    c[5] + (c[0] * offset[1] - c[1] * offset[0])};
    for (int k = 0; k < moving; k++)
      J[k * nv + dof] += sign * (frame[3 * k] * at[0] + frame[3 * k + 1] * at[1] + frame[3 * k + 2] * at[2]);
    for (int k = 3; k < dim; k++) {
      const double* axis = frame + 3 * (k - 3);
      J[k * nv + dof] += sign * (axis[0] * c[0] + axis[1] * c[1] + axis[2] * c[2]);
    }
  }
}

static void add_contact(const mjModel* m, mjData* d, int id) {
  mjContact* contact = d->contact + id;
  int first = m->geom_bodyid[contact->geom1], second = m->geom_bodyid[contact->geom2], row = d->nefc, dim = contact->dim;
  int type = dim == 1 ? mjCNSTR_CONTACT_FRICTIONLESS : mjCNSTR_CONTACT_ELLIPTIC;
  contact->efc_address = row;
  double* J = add_row(m, d, type, id, contact->dist, contact->includemargin, 0);
  for (int k = 1; k < dim; k++) add_row(m, d, type, id, 0, 0, 0);
  add_chain(m, d, contact, second, 1, J);
  add_chain(m, d, contact, first, -1, J);

  double moving = m->body_invweight0[2 * first] + m->body_invweight0[2 * second];
  double turning = m->body_invweight0[2 * first + 1] + m->body_invweight0[2 * second + 1];
  for (int k = 0; k < dim; k++) d->efc_diagApprox[row + k] = k < 3 ? moving : turning;
}

static void add_contacts(const mjModel* m, mjData* d) {
  if (m->opt.disableflags & mjDSBL_CONTACT) return;
  for (int i = 0; i < d->ncon; i++) {
    if (d->contact[i].exclude) continue;
    if (!has_room(m, d, d->contact[i].dim)) return;
    add_contact(m, d, i);
  }
}

typedef struct {
  double value, slope;
} impedance;

// The sigmoid of solimp: (smallest, largest, width, midpoint, power) over the distance beyond the margin.
static impedance impedance_at(const double* solimp, double distance) {
  double low = solimp[0], high = solimp[1], width = solimp[2], middle = solimp[3], power = solimp[4];
  if (low == high || width <= mjMINVAL) return (impedance){0.5 * (low + high), 0};
  double x = distance / width, sign = 1;
  if (x < 0) x = -x, sign = -1;
  if (x >= 1 || x <= 0) return (impedance){x >= 1 ? high : low, 0};
  double y, slope;
  if (power == 1) {
    y = x;
    slope = 1;
  } else {
    // Two branches of one form, which meet at the midpoint; with the usual power of two, no logarithms.
    int below = x <= middle;
    double from = below ? x : 1 - x, end = below ? middle : 1 - middle;
    double scaled = power == 2 ? from / end : pow(from / end, power - 1);
    slope = power * scaled;
    y = below ? from * scaled : 1 - from * scaled;
  }
  return (impedance){low + y * (high - low), slope * sign * (high - low) / width};
}

// Stiffness, damping and impedance of the rows from row on, which share them; friction has no stiffness.
static void set_rows(const mjModel* m, mjData* d, int row, int dim, const double* reference, const double* impedances) {
  double solref[2] = {reference[0], reference[1]}, solimp[5];
  if ((solref[0] > 0) != (solref[1] > 0)) {
    mju_warning("mixed solref format, replacing with default");
    mj_defaultSolRefImp(solref, NULL);
  }
  if (!(m->opt.disableflags & mjDSBL_REFSAFE) && solref[0] > 0) solref[0] = larger(solref[0], 2 * m->opt.timestep);
  solimp[0] = smaller(mjMAXIMP, larger(mjMINIMP, impedances[0]));
  solimp[1] = smaller(mjMAXIMP, larger(mjMINIMP, impedances[1]));
  solimp[2] = larger(0, impedances[2]);
  solimp[3] = smaller(mjMAXIMP, larger(mjMINIMP, impedances[3]));
  solimp[4] = larger(1, impedances[4]);

  impedance at = impedance_at(solimp, d->efc_pos[row] - d->efc_margin[row]);
  double width = solimp[1], time = solref[0], ratio = solref[1], square = width * width;
  double stiffness = time > 0 ? 1 / larger(mjMINVAL, square * time * time * ratio * ratio) : -time / larger(mjMINVAL, square);
  double damping = ratio > 0 ? 2 / larger(mjMINVAL, width * time) : -ratio / larger(mjMINVAL, width);
  for (int k = row; k < row + dim; k++) {
    double* KBIP = d->efc_KBIP + 4 * k;
    KBIP[0] = d->efc_type[row] == mjCNSTR_FRICTION_DOF || k > row ? 0 : stiffness;
    KBIP[1] = damping;
    KBIP[2] = at.value;
    KBIP[3] = at.slope;
    d->efc_R[k] = larger(mjMINVAL, (1 - at.value) * d->efc_diagApprox[k] / at.value);
  }
}

// The rows of friction are made as soft as the cone wants: R_j μ_j² is the same for all of them.
static void shape_cone(const mjModel* m, mjData* d, int row, mjContact* contact) {
  double *R = d->efc_R + row, *friction = contact->friction;
  R[1] = R[0] / larger(mjMINVAL, m->opt.impratio);
  contact->mu = friction[0] * sqrt(R[1] / R[0]);
  for (int j = 1; j < contact->dim - 1; j++) R[j + 1] = R[1] * friction[0] * friction[0] / (friction[j] * friction[j]);
}

static void set_impedance(const mjModel* m, mjData* d) {
  int nefc = d->nefc;
  for (int row = 0; row < nefc;) {
    int id = d->efc_id[row], dim = 1;
    if (d->efc_type[row] == mjCNSTR_FRICTION_DOF) {
      set_rows(m, d, row, 1, m->dof_solref + mjNREF * id, m->dof_solimp + mjNIMP * id);
    } else if (d->efc_type[row] == mjCNSTR_LIMIT_JOINT) {
      set_rows(m, d, row, 1, m->jnt_solref + mjNREF * id, m->jnt_solimp + mjNIMP * id);
    } else {
      mjContact* contact = d->contact + id;
      dim = contact->dim;
      set_rows(m, d, row, dim, contact->solref, contact->solimp);
      if (dim > 1) shape_cone(m, d, row, contact);
    }
    row += dim;
  }
  for (int row = 0; row < nefc; row++) {
    double at = d->efc_KBIP[4 * row + 2];
    d->efc_D[row] = 1 / d->efc_R[row];
    d->efc_diagApprox[row] = d->efc_R[row] * at / (1 - at);
  }
}

int KERNEL(make_constraint)(const mjModel* m, mjData* d) {
  if (!is_ours(m) || !limits_are_ours(m)) return 0;
  d->ne = d->nf = d->nefc = 0;
  add_friction(m, d);
  add_limits(m, d);
  add_contacts(m, d);
  if (d->ncon > d->maxuse_con) d->maxuse_con = d->ncon;
  if (d->nefc > d->maxuse_efc) d->maxuse_efc = d->nefc;
  set_impedance(m, d);
  return 1;
}
