//! The exact minimum of C·Σ logloss + penalty, by Newton's method with a line search that never lets the objective rise.
//!
//! The objective is convex and, with an unpenalised intercept and both outcomes present, has a minimum for every C: separable runs too.

use super::design::{Design, add, dot};
use super::options::TrajectoryPenalty as Penalty;

/// Intercept and weights at the minimum. `start` only makes it quicker, such as the minimum of a smaller C.
pub(super) fn solve(design: &Design, penalty: Penalty, c: f64, start: Vec<f64>) -> Vec<f64> {
    let mut beta = start;
    let mut margins = design.margins(&beta);
    let mut value = c * design.loss(&margins) + size(penalty, &beta);
    for _ in 0..MOST_STEPS {
        let (mut gradient, mut curvature) = design.slopes(&margins, c);
        let step = match penalty {
            Penalty::L2 => {
                gradient.iter_mut().zip(&beta).skip(1).for_each(|(slope, weight)| *slope += weight);
                curvature.iter_mut().step_by(design.width + 1).skip(1).for_each(|diagonal| *diagonal += 1.0);
                newton(&gradient, &curvature)
            }
            Penalty::L1 => shrunk(&beta, &gradient, &curvature, STILL * (1.0 + value)),
        };
        // dᵀHd: how far the minimum is, in the measure that the objective itself gives.
        let bend: f64 = curvature.chunks_exact(design.width).zip(&step).map(|(line, d)| d * dot(line, &step)).sum();
        let moved = |by: f64| -> Vec<f64> { beta.iter().zip(&step).map(|(at, d)| at + by * d).collect() };
        let mut by = 1.0;
        let mut next = moved(by);
        let descent = match penalty {
            Penalty::L2 => dot(&gradient, &step),
            Penalty::L1 => dot(&gradient, &step) + size(penalty, &next) - size(penalty, &beta),
        };
        let done = bend <= NEAR * (1.0 + value);
        loop {
            margins = design.margins(&next);
            let there = c * design.loss(&margins) + size(penalty, &next);
            // Near the minimum, differences drown in rounding: what is as good as equal is no rise.
            if done || there <= value + 1e-4 * by * descent + 1e-13 * value.abs() {
                value = there;
                break;
            }
            by *= 0.5;
            if by < 1e-12 {
                return beta;
            }
            next = moved(by);
        }
        beta = next;
        if done {
            break;
        }
    }
    beta
}

/// Newton needs some ten, some forty from a bad start.
const MOST_STEPS: usize = 100;
/// Where a last full step, which squares the distance, ends all doubt. The distance is relative to the objective.
const NEAR: f64 = 1e-17;
/// Where coordinates stand still.
const STILL: f64 = 1e-25;

fn size(penalty: Penalty, beta: &[f64]) -> f64 {
    let weights = beta.iter().skip(1);
    match penalty {
        Penalty::L2 => 0.5 * weights.map(|weight| weight * weight).sum::<f64>(),
        Penalty::L1 => weights.map(|weight| weight.abs()).sum(),
    }
}

/// −H⁻¹g by Cholesky's decomposition.
fn newton(gradient: &[f64], curvature: &[f64]) -> Vec<f64> {
    let width = gradient.len();
    let mut lower = curvature.to_vec();
    for at in 0..width {
        let (above, below) = lower.split_at_mut(at * width);
        let Some(line) = below.get_mut(..width) else { break };
        for (column, other) in above.chunks_exact(width).enumerate() {
            let (before, rest) = line.split_at_mut(column);
            let pivot = other.get(column).copied().unwrap_or(1.0);
            if let Some(cell) = rest.first_mut() {
                *cell = (*cell - dot(before, other)) / pivot;
            }
        }
        let (before, rest) = line.split_at_mut(at);
        if let Some(cell) = rest.first_mut() {
            // Positive but for rounding, where every probability is all but 0 or 1.
            *cell = (*cell - dot(before, before)).max(*cell * f64::EPSILON).max(f64::MIN_POSITIVE).sqrt();
        }
    }
    // L u = −g, then Lᵀ d = u.
    let mut step: Vec<f64> = Vec::with_capacity(width);
    for ((at, line), slope) in lower.chunks_exact(width).enumerate().zip(gradient) {
        let pivot = line.get(at).copied().unwrap_or(1.0);
        step.push((-slope - dot(&step, line)) / pivot);
    }
    for (at, line) in lower.chunks_exact(width).enumerate().rev() {
        let (before, rest) = step.split_at_mut(at);
        if let (Some(cell), Some(pivot)) = (rest.first_mut(), line.get(at)) {
            *cell /= pivot;
            add(before, line, -*cell);
        }
    }
    step
}

/// The step to the minimum of the quadratic model plus ‖w‖₁. Sweeps over the coordinates (Friedman, Hastie, Tibshirani 2010) find which weights
/// are not 0, and [`aim`] goes to the minimum over these: sweeps alone take for ever where features are all but equal.
fn shrunk(beta: &[f64], gradient: &[f64], curvature: &[f64], still: f64) -> Vec<f64> {
    let mut model = Model { weights: beta.to_vec(), slopes: gradient.to_vec(), curvature };
    for _ in 0..MOST_ROUNDS {
        let mut sweeps = 0;
        let standing = loop {
            let standing = model.sweep() <= still;
            sweeps += 1;
            if standing || sweeps == 8 {
                break standing;
            }
        };
        if standing {
            break;
        }
        model.aim();
    }
    // So that what is shrunk to 0 becomes exactly 0.
    model.weights.iter().zip(beta).map(|(to, from)| to - from).collect()
}

const MOST_ROUNDS: usize = 50;

/// The quadratic model of the objective around the last point.
struct Model<'h> {
    /// Intercept and weights so far.
    weights: Vec<f64>,
    /// The slope of the model's smooth part there.
    slopes: Vec<f64>,
    curvature: &'h [f64],
}

impl Model<'_> {
    /// Each coordinate to its own minimum; the greatest change, squared, in the measure of the objective.
    fn sweep(&mut self) -> f64 {
        let mut largest: f64 = 0.0;
        for (at, line) in self.curvature.chunks_exact(self.weights.len()).enumerate() {
            let (Some(weight), Some(&slope), Some(&bend)) = (self.weights.get_mut(at), self.slopes.get(at), line.get(at)) else { continue };
            if bend <= 0.0 {
                continue;
            }
            let free = *weight - slope / bend;
            let wanted = if at == 0 { free } else { free.signum() * (free.abs() - 1.0 / bend).max(0.0) };
            let change = wanted - *weight;
            if change != 0.0 {
                *weight = wanted;
                add(&mut self.slopes, line, change);
                largest = largest.max(bend * change * change);
            }
        }
        largest
    }

    /// To the minimum over the weights that are not 0 while none changes its sign; the first to reach 0 stays there and the rest goes on (as
    /// the feature-sign search of Lee, Battle, Raina, Ng 2006).
    fn aim(&mut self) {
        let width = self.weights.len();
        for _ in 0..width {
            let active: Vec<usize> = self.weights.iter().enumerate().filter(|(at, weight)| *at == 0 || **weight != 0.0).map(|(at, _)| at).collect();
            let pick = |of: &[f64]| -> Vec<f64> { active.iter().filter_map(|at| of.get(*at).copied()).collect() };
            let (from, mut slopes) = (pick(&self.weights), pick(&self.slopes));
            slopes.iter_mut().zip(&from).skip(1).for_each(|(slope, weight)| *slope += weight.signum());
            let lines = || active.iter().filter_map(|at| self.curvature.get(at * width..(at + 1) * width));
            let mut curvature: Vec<f64> = lines().flat_map(pick).collect();
            // More weights than the runs can tell apart: where nothing bends, a step far enough that one of them reaches 0.
            curvature.iter_mut().step_by(active.len() + 1).for_each(|diagonal| *diagonal *= 1.0 + 1e-11);
            let step = newton(&slopes, &curvature);
            let crossings = from.iter().zip(&step).skip(1).map(|(weight, step)| -weight / step).filter(|by| *by > 0.0);
            let by = crossings.fold(1.0, f64::min);
            for (((at, line), weight), step) in active.iter().zip(lines()).zip(&from).zip(&step) {
                let crossed = *at > 0 && by < 1.0 && -weight / step == by;
                let change = if crossed { -weight } else { by * step };
                add(&mut self.slopes, line, change);
                if let Some(to) = self.weights.get_mut(*at) {
                    *to = if crossed { 0.0 } else { weight + change };
                }
            }
            if by == 1.0 {
                break;
            }
        }
    }
}
