// A second implementation of Sources/PsoasCore/Posture/Evidence for learn.py, which tries thousands of constants:
// PostureModel, PostureStep, PostureFilter and PostureHindsight, without their compact storage.
#include <math.h>
#include <string.h>

enum { WALKING, PAUSING, LINGERING, SITTING, LYING, STATES };

// The order of learn.py's SCALARS and CURVES.
enum {
  STOPPING, STARTING, SETTLING, ROUSING, CHANGE_AT_REST, CHANGE_IN_MOVEMENT, CHANGE_IN_GAP, FEET_TO_SEAT, FEET_TO_BED,
  SEAT_TO_FEET, SEAT_TO_BED, BED_TO_SEAT, BED_TO_FEET, WALKS_OFF, CONSTANCY, SAME_DIRECTION, OTHER_DIRECTION,
  MOVING_AGITATION, MOVING_TURN, PER_AGITATION, PER_TURN, STEPS_WALKING, NO_STEPS_WALKING, STEPS_SITTING, STEPS_LYING,
  MEMORY, HALF_BELIEVED, UNPROVEN
};
static const double BY_AGITATION_WALKING[] = {-2.3, -1.38, -0.92, -0.46, 0, 0.46, 0.92};
static const double BY_AGITATION_SITTING[] = {-3.45, -2.99, -2.53, -2.19, -1.73, -1.15, -0.46, 0.46};
static const double BY_AGITATION_LYING[] = {-3.45, -2.76, -2.3, -1.61, -0.69};
static const double BY_ANGLE_WALKING[] = {0, 3, 6, 10, 14, 20, 30};
static const double BY_ANGLE_SITTING[] = {0, 5, 10, 13, 17, 22, 30, 40, 60};
static const double BY_LEAN_SITTING[] = {-30, -10, 0, 8, 12, 15, 18, 22, 30, 40};
static const double BY_SIDE_SITTING[] = {0, 2, 5, 9, 14, 25};
static const double LYING_ANGLE = 74, LYING_SLOPE = 2, LYING_MOST = 8, MOST_CHANGE = 0.5, LONGEST_GAP = 120, FADING = 150;
static const double DEGREES = 57.29577951308232;
static const double PRIOR[STATES] = {0.15, 0.25, 0.1, 0.35, 0.15};

// The evidence of one second, in the format of learn.swift.
typedef struct { double time, gap, up[3], forward[3], agitation, steps, proven, turn; } Second;
typedef struct { double direction[STATES], movement[STATES], change; } Evidence;

static double clamp(double x, double a, double b) { return x < a ? a : x > b ? b : x; }
static double dot(const double *a, const double *b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }
static double angle(const double *a, const double *b) { return acos(clamp(dot(a, b), -1, 1)) * DEGREES; }
static double e(double x) { return exp(clamp(x, -20, 20)); }

static double curve(double v, const double *x, const double *y, int n) {
  if (v <= x[0]) return y[0];
  for (int i = 1; i < n; i++)
    if (v < x[i]) return y[i - 1] + (y[i] - y[i - 1]) * (v - x[i - 1]) / (x[i] - x[i - 1]);
  return y[n - 1];
}

static Evidence evidence(const Second *s, const double *p, const double *c, const double *sum, double weight) {
  const double *walkAgit = c, *sitAgit = c + 7, *lieAgit = c + 15, *walkAngle = c + 20, *sitAngle = c + 27, *sitLean = c + 36,
               *sitSide = c + 46;
  Evidence v = {{0}, {0}, 0};
  double sit = curve(s->agitation, BY_AGITATION_SITTING, sitAgit, 8);
  v.movement[WALKING] =
      curve(s->agitation, BY_AGITATION_WALKING, walkAgit, 7) + p[NO_STEPS_WALKING] + p[STEPS_WALKING] * s->steps;
  v.movement[SITTING] = sit + (s->steps > 0.5 ? p[STEPS_SITTING] : 0);
  v.movement[LYING] = sit + curve(s->agitation, BY_AGITATION_LYING, lieAgit, 5) + (s->steps > 0.5 ? p[STEPS_LYING] : 0);
  double doubt = fmax((s->agitation - p[MOVING_AGITATION]) * p[PER_AGITATION], (s->turn - p[MOVING_TURN]) * p[PER_TURN]);
  v.change = p[CHANGE_AT_REST] + (p[CHANGE_IN_MOVEMENT] - p[CHANGE_AT_REST]) / (1 + e(-doubt));
  if (s->gap > 0.5) v.change = fmax(v.change, fmin(MOST_CHANGE, p[CHANGE_IN_GAP] * sqrt(fmax(1, s->gap))));
  double length = sqrt(dot(sum, sum));
  if (length < 1e-9) return v;
  double up[3], ahead[3], right[3];
  for (int i = 0; i < 3; i++) up[i] = sum[i] / length;
  double off = angle(s->up, up), bySeat = curve(off, BY_ANGLE_SITTING, sitAngle, 9);
  for (int i = 0; i < 3; i++) ahead[i] = s->forward[i] - up[i] * dot(s->forward, up);
  double level = sqrt(dot(ahead, ahead));
  if (level > 1e-6) {
    for (int i = 0; i < 3; i++) ahead[i] /= level;
    for (int i = 0; i < 3; i++) right[i] = up[(i + 1) % 3] * ahead[(i + 2) % 3] - up[(i + 2) % 3] * ahead[(i + 1) % 3];
    double lean = atan2(dot(s->up, ahead), dot(s->up, up)) * DEGREES;
    double side = fabs(asin(clamp(dot(s->up, right), -1, 1))) * DEGREES;
    bySeat += fmin(1, sqrt(dot(s->forward, s->forward)))
        * (curve(lean, BY_LEAN_SITTING, sitLean, 10) + curve(side, BY_SIDE_SITTING, sitSide, 6) - bySeat);
  }
  double belief = weight / (weight + p[HALF_BELIEVED]);
  v.direction[WALKING] = belief * curve(off, BY_ANGLE_WALKING, walkAngle, 7);
  v.direction[SITTING] = belief * bySeat;
  v.direction[LYING] = belief * (clamp((off - LYING_ANGLE) / LYING_SLOPE, -LYING_MOST, LYING_MOST) + fmax(0, bySeat));
  return v;
}

// T[i][j]: likelihood of a transition from i to j in this second.
static void step(double T[STATES][STATES], const Evidence *v, const double *before, double sameness, const double *p) {
  double enter[STATES], stay[STATES], q = v->change;
  for (int i = 0; i < STATES; i++) {
    enter[i] = e(v->direction[i] + v->movement[i]);
    stay[i] = e(v->direction[i] - p[CONSTANCY] * sameness * before[i] + v->movement[i]);
  }
  memset(T, 0, sizeof(double) * STATES * STATES);
  double down = q * p[FEET_TO_SEAT], bed = q * p[FEET_TO_BED];
  for (int i = WALKING; i <= LINGERING; i++) {
    T[i][SITTING] = down * enter[SITTING];
    T[i][LYING] = bed * enter[LYING];
  }
  T[WALKING][WALKING] = (1 - p[STOPPING] - down - bed) * stay[WALKING];
  T[WALKING][PAUSING] = p[STOPPING] * enter[PAUSING];
  T[PAUSING][WALKING] = p[STARTING] * enter[WALKING];
  T[PAUSING][PAUSING] = (1 - p[STARTING] - p[SETTLING] - down - bed) * stay[PAUSING];
  T[PAUSING][LINGERING] = p[SETTLING] * stay[LINGERING];
  T[LINGERING][PAUSING] = p[ROUSING] * stay[PAUSING];
  T[LINGERING][LINGERING] = (1 - p[ROUSING] - down - bed) * stay[LINGERING];
  T[SITTING][SITTING] = (1 - q * (p[SEAT_TO_FEET] + p[SEAT_TO_BED])) * stay[SITTING];
  T[SITTING][LYING] = q * p[SEAT_TO_BED] * enter[LYING];
  T[LYING][LYING] = (1 - q * (p[BED_TO_SEAT] + p[BED_TO_FEET])) * stay[LYING];
  T[LYING][SITTING] = q * p[BED_TO_SEAT] * enter[SITTING];
  T[SITTING][WALKING] = q * p[SEAT_TO_FEET] * p[WALKS_OFF] * enter[WALKING];
  T[SITTING][PAUSING] = q * p[SEAT_TO_FEET] * (1 - p[WALKS_OFF]) * enter[PAUSING];
  T[LYING][WALKING] = q * p[BED_TO_FEET] * p[WALKS_OFF] * enter[WALKING];
  T[LYING][PAUSING] = q * p[BED_TO_FEET] * (1 - p[WALKS_OFF]) * enter[PAUSING];
}

static void normalize(double *x) {
  double sum = 0;
  for (int i = 0; i < STATES; i++) sum += x[i];
  for (int i = 0; i < STATES; i++) x[i] /= sum;
}

static void forward(double *past, double T[STATES][STATES]) {
  double next[STATES] = {0};
  for (int i = 0; i < STATES; i++)
    for (int j = 0; j < STATES; j++) next[j] += past[i] * T[i][j];
  normalize(next);
  memcpy(past, next, sizeof next);
}

static double sameness(const Second *a, const Second *b, const double *p) {
  return clamp((p[OTHER_DIRECTION] - angle(a->up, b->up)) / (p[OTHER_DIRECTION] - p[SAME_DIRECTION]), 0, 1);
}

// causal, final: n * STATES; work: n * (STATES + STATES + 5). later: the last known forward direction, n * 3.
void run(int n, const Second *s, const double *later, const double *p, const double *c, double *causal, double *final,
         double *work) {
  double sum[3] = {0}, weight = 0, past[STATES], before[STATES] = {0}, T[STATES][STATES];
  double *walked = work, *upright = work + n, *alpha = work + 5 * n, *said = work + (5 + STATES) * n;
  memcpy(past, PRIOR, sizeof past);
  for (int i = 0; i < n; i++) {
    Evidence v = evidence(&s[i], p, c, sum, weight);
    if (s[i].gap > LONGEST_GAP) memcpy(past, PRIOR, sizeof past);
    step(T, &v, before, i ? sameness(&s[i], &s[i - 1], p) : 0, p);
    forward(past, T);
    memcpy(before, v.direction, sizeof before);
    memcpy(causal + i * STATES, past, sizeof past);
    walked[i] = past[WALKING] * (s[i].proven > 0.5 ? 1 : p[UNPROVEN]);
    double total = weight + walked[i], kept = total > p[MEMORY] ? p[MEMORY] / total : 1;
    for (int k = 0; k < 3; k++) sum[k] = (sum[k] + s[i].up[k] * walked[i]) * kept;
    weight = total * kept;
  }
  for (int pass = 0; pass < 2; pass++) {
    double near[4] = {0};
    for (int m = 0; m < n; m++) {
      int i = pass ? n - 1 - m : m;
      double fade = m ? exp(-fabs(s[i].time - s[pass ? i + 1 : i - 1].time) / FADING) : 1;
      for (int k = 0; k < 4; k++) near[k] *= fade;
      // The backward pass excludes the second itself, which the forward pass has counted.
      if (pass) for (int k = 0; k < 4; k++) upright[i * 4 + k] += near[k];
      for (int k = 0; k < 3; k++) near[k] += s[i].up[k] * walked[i];
      near[3] += walked[i];
      if (!pass) memcpy(upright + i * 4, near, sizeof near);
    }
  }
  memcpy(past, PRIOR, sizeof past);
  memset(before, 0, sizeof before);
  for (int i = 0; i < n; i++) {
    Second now = s[i];
    memcpy(now.forward, later + i * 3, sizeof now.forward);
    Evidence v = evidence(&now, p, c, upright + i * 4, upright[i * 4 + 3]);
    if (now.gap > LONGEST_GAP) memcpy(past, PRIOR, sizeof past);
    step(T, &v, before, i ? sameness(&s[i], &s[i - 1], p) : 0, p);
    forward(past, T);
    memcpy(before, v.direction, sizeof before);
    memcpy(said + i * STATES, v.direction, sizeof before);
    memcpy(alpha + i * STATES, past, sizeof past);
  }
  double future[STATES] = {1, 1, 1, 1, 1};
  for (int i = n - 1; i >= 0; i--) {
    for (int k = 0; k < STATES; k++) final[i * STATES + k] = alpha[i * STATES + k] * future[k];
    normalize(final + i * STATES);
    if (!i) break;
    Second now = s[i];
    memcpy(now.forward, later + i * 3, sizeof now.forward);
    Evidence v = evidence(&now, p, c, upright + i * 4, upright[i * 4 + 3]);
    step(T, &v, said + (i - 1) * STATES, sameness(&s[i], &s[i - 1], p), p);
    double b[STATES] = {0};
    for (int j = 0; j < STATES; j++)
      for (int k = 0; k < STATES; k++) b[j] += T[j][k] * future[k];
    normalize(b);
    if (now.gap > LONGEST_GAP) for (int k = 0; k < STATES; k++) b[k] = 1;
    memcpy(future, b, sizeof future);
  }
}
