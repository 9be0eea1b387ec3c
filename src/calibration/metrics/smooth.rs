//! Smooth ECE: the distance of confidence and accuracy after both were smoothed along the claims by a Gaussian reflected at 0 and 1, as wide as the
//! error itself. Błasiok, Nakkiran, "Smooth ECE: Principled Reliability Diagrams via Kernel Smoothing" (2023).
//!
//! Grid, mesh and search are those of the authors' `relplot`, so that the numbers are the same: the samples are spread over a grid first, so what
//! follows costs the same for ten samples and for a million.

use super::super::samples::Samples;
use super::super::special::exp;

/// Error and width of the smoothing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Smooth {
    pub error: f64,
    pub width: f64,
}

/// Where the width equals the error: ten bisections from 1.
pub(super) fn smooth(samples: Samples<'_>) -> Smooth {
    let mut grid = Grid::of(samples, 0);
    let (mut wide, mut narrow) = (1.0, 0.0);
    let mut found = None;
    for _ in 0..10 {
        let width = 0.5 * (wide + narrow);
        let error = at_width(samples, width, &mut grid);
        if width < LEAST_WIDTH || width < error {
            narrow = width;
        } else {
            wide = width;
            found = Some(error);
        }
    }
    Smooth { error: found.unwrap_or_else(|| at_width(samples, wide, &mut grid)), width: wide }
}

/// At a width that is given.
pub(super) fn smooth_at(samples: Samples<'_>, width: f64) -> f64 {
    at_width(samples, width, &mut Grid::of(samples, 0))
}

const LEAST_WIDTH: f64 = 0.001;
/// Added to every density, so that none is 0.
const LEAST_DENSITY: f64 = 0.0001;
/// The Gaussian's weight beyond this many widths is below 1e-16.
const REACH: f64 = 8.5;

/// Mean of the smoothed distance over the mesh, weighted by the smoothed density. `grid` is used again where the width asks for the same one.
fn at_width(samples: Samples<'_>, width: f64, grid: &mut Grid) -> f64 {
    let mesh = (10.0 / width).round_ties_even().max(200.0);
    let points = (20.0 / width).round_ties_even().max(2000.0) as usize / 2 + 1;
    if grid.points() != points {
        *grid = Grid::of(samples, points);
    }
    let last = (points - 1) as f64;
    let kernel: Vec<f64> = (0..points).map(|i| gauss(i as f64 / last - 0.5, width)).collect();
    let near = (REACH * width * last).ceil() as usize;
    let first = (points / 2).saturating_sub(near);
    let kernel = kernel.get(first..(points / 2 + near + 1).min(points)).unwrap_or_default();

    let (mut distance, mut density) = (0.0, 0.0);
    for i in 0..mesh as usize {
        let place = if i as f64 == mesh - 1.0 { 1.0 } else { i as f64 * (1.0 / (mesh - 1.0)) };
        let cell = ((place * last) as usize).min(points - 2);
        let part = (place - cell as f64 * (1.0 / last)) * last;
        let at = |values: &[f64]| {
            let from = cell + points / 2 + first;
            dot(kernel, values.get(from..)) * (1.0 - part) + dot(kernel, values.get(from + 1..)) * part
        };
        distance += at(&grid.residuals).abs();
        density += at(&grid.counts) + LEAST_DENSITY;
    }
    distance / density
}

fn gauss(t: f64, width: f64) -> f64 {
    exp(-t * t / (2.0 * width * width)) / ((2.0 * std::f64::consts::PI).sqrt() * width)
}

/// In four strands, which a processor adds side by side.
fn dot(kernel: &[f64], values: Option<&[f64]>) -> f64 {
    let mut strands = [0.0; 4];
    let values = values.unwrap_or_default().chunks(4);
    for (weights, values) in kernel.chunks(4).zip(values) {
        for ((strand, weight), value) in strands.iter_mut().zip(weights).zip(values) {
            *strand += weight * value;
        }
    }
    strands.iter().sum()
}

/// Residuals (claim less outcome) and counts, each shared between the two points that it lies between, with the reflections at 0 and 1 on either
/// side: three times the points, the two at the mirrors once.
struct Grid {
    residuals: Vec<f64>,
    counts: Vec<f64>,
}

impl Grid {
    fn of(samples: Samples<'_>, points: usize) -> Self {
        let (mut residuals, mut counts) = (vec![0.0; points], vec![0.0; points]);
        if points > 1 {
            let last = (points - 1) as f64;
            for (claim, correct) in samples.iter() {
                let cell = ((claim * last) as usize).min(points - 2);
                let part = claim * last - cell as f64;
                for (cell, part) in [(cell, 1.0 - part), (cell + 1, part)] {
                    if let (Some(residual), Some(count)) = (residuals.get_mut(cell), counts.get_mut(cell)) {
                        *residual += part * (claim - correct);
                        *count += part;
                    }
                }
            }
        }
        Self { residuals: reflect(&residuals), counts: reflect(&counts) }
    }

    fn points(&self) -> usize {
        self.residuals.len().div_ceil(3)
    }
}

fn reflect(values: &[f64]) -> Vec<f64> {
    let mirrored = || values.iter().rev();
    mirrored().take(values.len().saturating_sub(1)).chain(values).chain(mirrored().skip(1)).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_grid_is_mirrored() {
        assert_eq!(reflect(&[1.0, 2.0, 3.0]), [3.0, 2.0, 1.0, 2.0, 3.0, 2.0, 1.0]);
        let grid = Grid::of(Samples::new(&[0.25], &[1]).unwrap(), 3);
        assert_eq!((grid.points(), grid.counts), (3, vec![0.0, 0.5, 0.5, 0.5, 0.0, 0.5, 0.5]));
    }
}
