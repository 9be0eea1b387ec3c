//! Standardised features with their outcomes, and the logistic loss over them.

use crate::calibration::special::{exp, sigmoid};

/// How the features of training runs are brought to one scale.
#[derive(Debug, Clone)]
pub(super) struct Scale {
    pub mean: Vec<f64>,
    pub scale: Vec<f64>,
}

impl Scale {
    /// Mean and population standard deviation of each feature, 1 where it is below 1e-12.
    pub fn of<'r>(rows: impl Iterator<Item = &'r [f64]> + Clone, width: usize) -> Self {
        let n = rows.clone().count().max(1) as f64;
        let mut mean = vec![0.0; width];
        rows.clone().for_each(|row| mean.iter_mut().zip(row).for_each(|(sum, value)| *sum += value / n));
        // A constant is its own mean: the sum of its n-th parts may miss it by more than the smallest spread allowed.
        if let Some(first) = rows.clone().next() {
            for (at, (mean, value)) in mean.iter_mut().zip(first).enumerate() {
                if rows.clone().all(|row| row.get(at) == Some(value)) {
                    *mean = *value;
                }
            }
        }
        let mut scale = vec![0.0; width];
        for row in rows {
            scale.iter_mut().zip(row).zip(&mean).for_each(|((sum, value), mean)| *sum += (value - mean) * (value - mean) / n);
        }
        scale.iter_mut().for_each(|variance| *variance = if variance.sqrt() < 1e-12 { 1.0 } else { variance.sqrt() });
        Self { mean, scale }
    }

    /// A run's features, standardised.
    pub fn apply<'s>(&'s self, row: &'s [f64]) -> impl Iterator<Item = f64> + 's {
        row.iter().zip(&self.mean).zip(&self.scale).map(|((value, mean), scale)| (value - mean) / scale)
    }
}

/// Rows of 1 (for the intercept) and the standardised features, with outcomes 1 or 0.
#[derive(Debug)]
pub(super) struct Design {
    rows: Vec<f64>,
    pub width: usize,
    correct: Vec<f64>,
}

impl Design {
    pub fn new<'r>(runs: impl Iterator<Item = (&'r [f64], f64)>, scale: &Scale) -> Self {
        let mut design = Self { rows: Vec::new(), width: scale.mean.len() + 1, correct: Vec::new() };
        for (row, outcome) in runs {
            design.rows.push(1.0);
            design.rows.extend(scale.apply(row));
            design.correct.push(outcome);
        }
        design
    }

    fn rows(&self) -> impl Iterator<Item = &[f64]> {
        self.rows.chunks_exact(self.width)
    }

    /// β·row for every row.
    pub fn margins(&self, beta: &[f64]) -> Vec<f64> {
        self.rows().map(|row| dot(row, beta)).collect()
    }

    /// Σ ln(1 + e^z) − y z, written so that nothing overflows.
    pub fn loss(&self, margins: &[f64]) -> f64 {
        margins.iter().zip(&self.correct).map(|(z, y)| z.max(0.0) - y * z + libm::log1p(exp(-z.abs()))).sum()
    }

    /// Gradient of c·loss, and its second derivatives row after row, in full.
    pub fn slopes(&self, margins: &[f64], c: f64) -> (Vec<f64>, Vec<f64>) {
        let width = self.width;
        let mut gradient = vec![0.0; width];
        let mut curvature = vec![0.0; width * width];
        for ((row, z), y) in self.rows().zip(margins).zip(&self.correct) {
            let p = sigmoid(*z);
            // σ(−z) and not 1 − p, which is 0 long before.
            let weight = c * p * sigmoid(-z);
            add(&mut gradient, row, c * (p - y));
            for ((at, line), value) in curvature.chunks_exact_mut(width).enumerate().zip(row) {
                // Half of it: the other half is its mirror image.
                add(line.get_mut(..=at).unwrap_or_default(), row, weight * value);
            }
        }
        mirror(&mut curvature, width);
        (gradient, curvature)
    }
}

pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// sum += factor · values, as far as `sum` goes.
pub(super) fn add(sum: &mut [f64], values: &[f64], factor: f64) {
    sum.iter_mut().zip(values).for_each(|(sum, value)| *sum += factor * value);
}

fn mirror(matrix: &mut [f64], width: usize) {
    for at in 0..width {
        let (above, below) = matrix.split_at_mut((at + 1) * width);
        let Some(line) = above.get_mut(at * width..) else { continue };
        for (upper, lower) in line.iter_mut().skip(at + 1).zip(below.iter().skip(at).step_by(width)) {
            *upper = *lower;
        }
    }
}
