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
            if done || there <= value + 1e-4 * by * descent + 1e-13 * value.abs() || by < 1e-12 {
                value = there;
                break;
            }
            by *= 0.5;
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
const MOST_STEPS: usize = 200;
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

/// The step to the minimum of the quadratic model plus ‖w‖₁, one coordinate after the other: those that are not 0 until they stand still,
/// then all, until nothing moves (Friedman, Hastie, Tibshirani 2010).
fn shrunk(beta: &[f64], gradient: &[f64], curvature: &[f64], still: f64) -> Vec<f64> {
    let width = beta.len();
    let mut step = vec![0.0; width];
    // The model's gradient at the step.
    let mut slopes = gradient.to_vec();
    let mut all = true;
    for _ in 0..MOST_SWEEPS {
        let mut largest: f64 = 0.0;
        for (at, line) in curvature.chunks_exact(width).enumerate() {
            let (Some(&from), Some(&slope), Some(&bend), Some(d)) = (beta.get(at), slopes.get(at), line.get(at), step.get_mut(at)) else { continue };
            let weight = from + *d;
            if bend <= 0.0 || (!all && at > 0 && weight == 0.0) {
                continue;
            }
            let free = weight - slope / bend;
            let wanted = if at == 0 { free } else { free.signum() * (free.abs() - 1.0 / bend).max(0.0) };
            let change = wanted - weight;
            if change != 0.0 {
                // So that what is shrunk to 0 is exactly 0.
                *d = wanted - from;
                add(&mut slopes, line, change);
                largest = largest.max(bend * change * change);
            }
        }
        let standing = largest <= still;
        if standing && all {
            break;
        }
        all = standing;
    }
    step
}

const MOST_SWEEPS: usize = 10_000;
