//! Calibration without WebAssembly: the limit. Reads a folder that holds `claims` (doubles, little-endian) and `outcomes` (a byte each), and prints
//! the name and nanoseconds of each operation that is named on its input, `NAME MILLISECONDS` a line: of one call on all samples, or of one claim.
#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock; the core does not")]

use holdpoint::wire::calibration as wire;
use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::io::{BufRead, stdin};
use std::time::{Duration, Instant};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: calibration FOLDER")?;
    let claims: Vec<f64> = fs::read(format!("{folder}/claims"))?.chunks_exact(8).filter_map(|bytes| bytes.try_into().ok()).map(f64::from_le_bytes).collect();
    let outcomes = fs::read(format!("{folder}/outcomes"))?;
    for line in stdin().lock().lines() {
        let line = line?;
        let [operation, method, millis] = line.split(' ').collect::<Vec<_>>()[..] else { return Err(format!("`{line}` is no order").into()) };
        let time = Duration::from_millis(millis.parse()?);
        let options = format!(r#"{{"options":{{"method":"{method}"}}}}"#);
        let nanos = match operation {
            "metrics" => timed(time, 1, || wire::metrics(&claims, &outcomes, "{}").is_ok()),
            "reliability" => timed(time, 1, || wire::reliability(&claims, &outcomes, "{}").is_ok()),
            "floor" => timed(time, 1, || wire::floor(&claims, &outcomes, &options).is_ok()),
            "fit" => timed(time, 1, || wire::fit(&claims, &outcomes, &options).is_ok()),
            "apply" => {
                let calibrator = wire::calibrator(&wire::fit(&claims, &outcomes, &options)?)?;
                timed(time, claims.len(), || claims.iter().all(|claim| black_box(calibrator.apply(black_box(*claim))).is_some()))
            }
            other => return Err(format!("`{other}` is no operation").into()),
        }?;
        println!("{nanos}");
    }
    Ok(())
}

/// Nanoseconds of one of the `parts` of an operation, the median of whole calls until the time is up.
fn timed(time: Duration, parts: usize, operation: impl Fn() -> bool) -> Result<f64, Box<dyn Error>> {
    let (start, mut calls) = (Instant::now(), Vec::new());
    while start.elapsed() < time || calls.is_empty() {
        let before = Instant::now();
        if !black_box(operation()) {
            return Err("refused".into());
        }
        calls.push(before.elapsed());
    }
    calls.sort();
    let median = calls.get(calls.len() / 2).copied().unwrap_or_default();
    Ok(median.as_nanos() as f64 / parts as f64)
}
