//! Samples and estimates as numbers: resident memory that JavaScript writes and reads as typed arrays.

use crate::buffers::{answer, one};
use std::cell::RefCell;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static CLAIMS: RefCell<Vec<f64>> = const { RefCell::new(Vec::new()) };
    static OUTCOMES: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static ESTIMATES: RefCell<Vec<f64>> = const { RefCell::new(Vec::new()) };
    static BAND: RefCell<[f64; 2]> = const { RefCell::new([0.0; 2]) };
}

/// Makes room for so many claims and says where it starts; the next operation on samples frees it.
#[wasm_bindgen]
pub fn claims(count: usize) -> *mut f64 {
    CLAIMS.with_borrow_mut(|claims| {
        *claims = Vec::new();
        *claims = vec![0.0; count];
        claims.as_mut_ptr()
    })
}

/// The same for outcomes, 1 for right and 0 for wrong.
#[wasm_bindgen]
pub fn outcomes(count: usize) -> *mut u8 {
    OUTCOMES.with_borrow_mut(|outcomes| {
        *outcomes = Vec::new();
        *outcomes = vec![0; count];
        outcomes.as_mut_ptr()
    })
}

/// Where the last estimates stand.
#[wasm_bindgen]
pub fn estimates() -> *const f64 {
    ESTIMATES.with_borrow(|estimates| estimates.as_ptr())
}

/// Where the band of the last single estimate stands: two numbers, NaN where there is none. They never move.
#[wasm_bindgen]
pub fn band() -> *const f64 {
    BAND.with_borrow(|band| band.as_ptr())
}

/// Runs an operation on the claims and outcomes that JavaScript wrote, and on a text.
pub(crate) fn samples(args: usize, run: impl FnOnce(&[f64], &[u8], &str) -> Result<String, String>) -> i32 {
    let (claims, outcomes) = (CLAIMS.take(), OUTCOMES.take());
    answer(one(args, |args| run(&claims, &outcomes, args)))
}

/// Runs an operation on the claims alone and keeps its numbers; how many there are, or the length of an error, negated.
pub(crate) fn estimated(run: impl FnOnce(&[f64]) -> Result<Vec<f64>, String>) -> i32 {
    match run(&CLAIMS.take()) {
        Ok(estimates) => {
            let count = i32::try_from(estimates.len()).unwrap_or(i32::MIN);
            ESTIMATES.set(estimates);
            count
        }
        Err(error) => answer(Err(error)),
    }
}

pub(crate) fn set_band(band: [f64; 2]) {
    BAND.set(band);
}
