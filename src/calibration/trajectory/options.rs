//! How a model is fitted.

use crate::calibration::options::parse;
use crate::codes::Code;
use crate::document::{Count, Issues, document, refuse, words};
use crate::error::{Issue, Refusal};
use crate::json::{Json, Number, Place};

words! {
    /// What keeps the coefficients small.
    pub enum TrajectoryPenalty {
        /// ½‖w‖²: all features take part. HTC-Full, ridge.
        L2 "l2",
        /// ‖w‖₁: few features take part. HTC-Reduced, lasso.
        L1 "l1",
    }
}

document! {
    /// How a model is fitted.
    #[derive(Default)]
    pub struct TrajectoryFitOptions {
        /// `l2` where left out.
        "penalty" penalty: Option<TrajectoryPenalty>,
        /// The weight C of the data against the penalty, from 1e-6 to 1e6, as in scikit-learn; chosen from `grid` by cross-validation where left out.
        "c" c: Option<Number>,
        /// The values of C to cross-validate, at most 32. Where left out: none if `c` is given, else the paper's, with 0.3 added for logs below 500 runs.
        "grid" grid: Option<Vec<Number>>,
        /// Folds of the cross-validation, 2 to 20; 5 where left out. Fewer are made where an outcome has fewer runs.
        "folds" folds: Option<Count>,
    }
    check sensible
}

/// The paper's, and 0.3: below 500 runs the best ridge lies between 0.3 and 1.
const GRID: [f64; 16] = [0.001, 0.01, 0.1, 0.3, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 10.0, 20.0, 50.0];
const MOST_GRID: usize = 32;

pub(super) const STRENGTHS: std::ops::RangeInclusive<f64> = 1e-6..=1e6;

fn sensible(options: &TrajectoryFitOptions, place: &Place<'_>, issues: &mut Issues) {
    let mut strength = |c: &Number, place: &Place<'_>| {
        if !STRENGTHS.contains(&c.get()) {
            refuse(Code::OutOfRange, &Json::Number(*c).as_text(), "a number from 1e-6 to 1e6", place, issues);
        }
    };
    options.c.iter().for_each(|c| strength(c, &place.key("c")));
    let all = place.key("grid");
    options.grid.iter().flatten().take(MOST_GRID).enumerate().for_each(|(at, c)| strength(c, &all.index(at)));
    if let Some(count) = options.grid.as_ref().map(Vec::len).filter(|count| !(1..=MOST_GRID).contains(count)) {
        issues.push(Issue::error(Code::OutOfRange, all.pointer(), format!("has {count} values; give 1 to {MOST_GRID}")));
    }
    if let Some(folds) = options.folds.filter(|folds| !(2..=20).contains(&folds.0)) {
        refuse(Code::OutOfRange, &folds.0.to_string(), "a whole number from 2 to 20", &place.key("folds"), issues);
    }
}

impl TrajectoryFitOptions {
    /// From JSON text; `{}` for the defaults.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        parse(text, "/options")
    }

    pub(super) fn penalty(&self) -> TrajectoryPenalty {
        self.penalty.unwrap_or(TrajectoryPenalty::L2)
    }

    pub(super) fn folds(&self) -> usize {
        self.folds.map_or(5, |folds| folds.0 as usize)
    }

    /// What is cross-validated, smallest first, each value once.
    pub(super) fn grid(&self) -> Vec<f64> {
        let mut grid: Vec<f64> = match (&self.grid, self.c) {
            (Some(grid), _) => grid.iter().map(|c| c.get()).collect(),
            (None, Some(_)) => Vec::new(),
            (None, None) => GRID.to_vec(),
        };
        crate::order::sort(&mut grid, f64::total_cmp);
        grid.dedup();
        grid
    }
}
