//! Logistic regression with at most two features and an intercept, each with a Gaussian prior of its own, by Newton's method.

use crate::calibration::groups::Group;
use crate::calibration::special::exp;
use libm::log1p;

/// Coefficients of the two features and of the intercept.
pub(super) type Weights = [f64; 3];

/// What is minimised: Σ log(1 + e^z) − y·z over the samples, plus ½ Σ precision · (weight − mean)².
pub(super) struct Regression {
    rows: Vec<Row>,
    pub mean: Weights,
    pub precision: Weights,
    /// Weights that are not free stay at their mean.
    pub free: [bool; 3],
}

struct Row {
    features: (f64, f64),
    n: f64,
    /// The sum of the targets.
    y: f64,
}

/// A minimum, and the curvature there.
pub(super) struct Minimum {
    pub weights: Weights,
    hessian: Hessian,
}

/// Upper triangle, by rows.
type Hessian = [f64; 6];

/// More than any problem that has a minimum takes.
const MOST_STEPS: usize = 50;

impl Regression {
    /// Without a prior. `targets` are what an outcome counts as: (right, wrong).
    pub fn new(groups: &[Group], features: impl Fn(f64) -> (f64, f64), targets: (f64, f64)) -> Self {
        let row =
            |group: &Group| Row { features: features(group.claim), n: group.n as f64, y: group.right as f64 * targets.0 + group.wrong() as f64 * targets.1 };
        Self { rows: groups.iter().map(row).collect(), mean: [0.0; 3], precision: [0.0; 3], free: [true; 3] }
    }

    /// The minimum, or, where there is none or too many, where the search for it ended.
    pub fn minimise(&self) -> Result<Minimum, Weights> {
        let mut weights = self.mean;
        let mut here = self.at(weights);
        for _ in 0..MOST_STEPS {
            let Some(step) = solve(&here.hessian, here.gradient) else { return Err(weights) };
            let mut share = 1.0;
            let (next, there) = loop {
                let next = add(weights, step, -share);
                let there = self.at(next);
                // Where nothing but rounding is left, the value may rise by it.
                if there.value <= here.value + 1e-13 * here.value.abs() || share < 1e-9 {
                    break (next, there);
                }
                share *= 0.5;
            };
            let moved = largest(add(next, weights, -1.0));
            (weights, here) = (next, there);
            if moved <= 1e-13 * (1.0 + largest(weights)) {
                return Ok(Minimum { weights, hessian: here.hessian });
            }
        }
        Err(weights)
    }

    fn at(&self, weights: Weights) -> Point {
        let [wa, wb, wc] = weights;
        let (mut value, mut g, mut h) = (0.0, [0.0; 3], [0.0; 6]);
        for Row { features: (a, b), n, y } in &self.rows {
            let z = wa * a + wb * b + wc;
            let e = exp(-z.abs());
            let p = if z >= 0.0 { 1.0 / (1.0 + e) } else { e / (1.0 + e) };
            value += n * (z.max(0.0) + log1p(e)) - y * z;
            let residual = n * p - y;
            // p · (1 − p), exact also where p rounds to 1.
            let weight = n * (e / ((1.0 + e) * (1.0 + e)));
            let [ga, gb, gc] = &mut g;
            *ga += residual * a;
            *gb += residual * b;
            *gc += residual;
            let [aa, ab, ac, bb, bc, cc] = &mut h;
            *aa += weight * a * a;
            *ab += weight * a * b;
            *ac += weight * a;
            *bb += weight * b * b;
            *bc += weight * b;
            *cc += weight;
        }
        let off = add(weights, self.mean, -1.0);
        for ((g, off), precision) in g.iter_mut().zip(off).zip(self.precision) {
            value += 0.5 * precision * off * off;
            *g += precision * off;
        }
        let [pa, pb, pc] = self.precision;
        let [aa, ab, ac, bb, bc, cc] = h;
        let hessian = [aa + pa, ab, ac, bb + pb, bc, cc + pc];
        Point { value, gradient: self.held(g), hessian: self.held_curvature(hessian) }
    }

    /// What is not free does not move.
    fn held(&self, gradient: Weights) -> Weights {
        let [a, b, c] = gradient;
        let [fa, fb, fc] = self.free.map(|free| if free { 1.0 } else { 0.0 });
        [a * fa, b * fb, c * fc]
    }

    fn held_curvature(&self, [aa, ab, ac, bb, bc, cc]: Hessian) -> Hessian {
        let [fa, fb, fc] = self.free;
        let diagonal = |value, free| if free { value } else { 1.0 };
        let off = |value, free| if free { value } else { 0.0 };
        [diagonal(aa, fa), off(ab, fa && fb), off(ac, fa && fc), diagonal(bb, fb), off(bc, fb && fc), diagonal(cc, fc)]
    }
}

struct Point {
    value: f64,
    gradient: Weights,
    hessian: Hessian,
}

impl Minimum {
    /// Variance of the first weight, its covariance with the intercept, variance of the intercept: the inverse of the curvature.
    pub fn covariance(&self) -> Option<(f64, f64, f64)> {
        let [aa, _, ac] = solve(&self.hessian, [1.0, 0.0, 0.0])?;
        let [_, _, cc] = solve(&self.hessian, [0.0, 0.0, 1.0])?;
        Some((aa, ac, cc))
    }
}

/// x with H·x = g; nothing where H is singular to the precision of doubles.
fn solve(&[aa, ab, ac, bb, bc, cc]: &Hessian, [ga, gb, gc]: Weights) -> Option<Weights> {
    // H = L·D·Lᵀ.
    let (lb, lc) = (ab / aa, ac / aa);
    let d_b = bb - lb * ab;
    let b_c = bc - lb * ac;
    let lbc = b_c / d_b;
    let d_c = cc - lc * ac - lbc * b_c;
    let regular = |pivot: f64, diagonal: f64| pivot > 1e-14 * diagonal;
    if !(aa > 0.0 && regular(d_b, bb) && regular(d_c, cc)) {
        return None;
    }
    let yb = gb - lb * ga;
    let yc = gc - lc * ga - lbc * yb;
    let c = yc / d_c;
    let b = yb / d_b - lbc * c;
    Some([ga / aa - lb * b - lc * c, b, c])
}

fn add([a, b, c]: Weights, [x, y, z]: Weights, share: f64) -> Weights {
    [a + share * x, b + share * y, c + share * z]
}

fn largest([a, b, c]: Weights) -> f64 {
    a.abs().max(b.abs()).max(c.abs())
}
