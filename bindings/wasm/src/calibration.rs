//! What claims are worth. Operations on samples take claims and outcomes as numbers (see [`crate::numbers`]) and the rest as one JSON text.

use crate::buffers::{answer, one};
use crate::faults::fault;
use crate::numbers::{estimated, samples, set_band};
use holdpoint::wire::calibration::{self as wire, Calibrator};
use std::cell::RefCell;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static CALIBRATORS: RefCell<Vec<Calibrator>> = const { RefCell::new(Vec::new()) };
}

macro_rules! operations {
    (samples: $($samples:ident)*; texts: $($texts:ident)*) => {
        $(
            #[doc = concat!("`wire::calibration::", stringify!($samples), "` of samples and a text.")]
            #[wasm_bindgen]
            pub fn $samples(args: usize) -> i32 {
                samples(args, wire::$samples)
            }
        )*
        $(
            #[doc = concat!("`wire::calibration::", stringify!($texts), "` of a text.")]
            #[wasm_bindgen]
            pub fn $texts(args: usize) -> i32 {
                answer(one(args, wire::$texts))
            }
        )*
    };
}

operations! {
    samples: fit fit_pooled floor histogram metrics reliability risk_coverage trajectory_fit_numbers;
    texts: any_of at_least at_most beta_binomial_fit chain check_in intervals monitor place_holds retried trajectory_features trajectory_fit trajectory_names trajectory_score
}

/// Keeps a calibrator and gives its place, or the length of an error, negated.
#[wasm_bindgen]
pub fn keep_calibrator(json: usize) -> i32 {
    match one(json, wire::calibrator) {
        Ok(calibrator) => CALIBRATORS.with_borrow_mut(|all| {
            all.push(calibrator);
            i32::try_from(all.len() - 1).unwrap_or(i32::MIN)
        }),
        Err(error) => answer(Err(error)),
    }
}

/// Forgets every calibrator.
#[wasm_bindgen]
pub fn forget_calibrators() {
    CALIBRATORS.take();
}

/// The estimate for one claim; its band is at `band`. NaN for what is no confidence, and for a place that holds no calibrator.
#[wasm_bindgen]
pub fn apply(place: usize, confidence: f64) -> f64 {
    let found = CALIBRATORS.with_borrow(|all| all.get(place).and_then(|calibrator| calibrator.apply(confidence)));
    let Some(estimate) = found else { return f64::NAN };
    set_band([estimate.lo, estimate.hi].map(|end| end.unwrap_or(f64::NAN)));
    estimate.p
}

/// Estimates for all claims that JavaScript wrote: how many numbers there are at `estimates`.
#[wasm_bindgen]
pub fn apply_all(place: usize) -> i32 {
    estimated(|claims| {
        CALIBRATORS.with_borrow(|all| match all.get(place) {
            Some(calibrator) => wire::apply(calibrator, claims),
            None => Err(fault("no calibrator has this place")),
        })
    })
}
