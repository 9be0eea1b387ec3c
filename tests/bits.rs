//! What calibrators say, to the bit: made here natively, compared in every runtime (js-tests/calibration.test.mjs).

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test that panics has failed, and may be told to write what it compares with")]

use holdpoint::calibration::{FitOptions, Samples, fit};
use serde_json::{Value, json};
use std::fs;

const FILE: &str = "tests/vectors/calibration/bits.json";
const METHODS: [&str; 11] =
    ["prior", "platt_map", "platt", "platt_raw", "temperature", "beta", "histogram", "isotonic", "venn_abers", "beta_binomial", "eb_gap"];

/// Claims and outcomes that look like logs and come from nowhere.
fn logged(count: u32) -> (Vec<f64>, Vec<u8>) {
    let hash = |i: u32| i.wrapping_mul(2_654_435_761) >> 8;
    let claim = |i: u32| f64::from(hash(i) % 1001) / 1000.0;
    (0..count).map(|i| (claim(i), u8::from(f64::from(hash(i + 7919) % 1000) / 1000.0 < 0.15 + 0.7 * claim(i)))).unzip()
}

#[test]
fn bits_are_fresh() {
    let (claims, outcomes) = logged(500);
    let samples = Samples::new(&claims, &outcomes).unwrap();
    // The ends, the edges of bins, the claims themselves and what lies between.
    let inputs: Vec<f64> = (0..=20).map(|i| f64::from(i) / 20.0).chain((0..180).map(|i| f64::from(i) * 0.618_033_988_749_894_9 % 1.0)).collect();
    let bits = |value: Option<f64>| value.map_or(Value::Null, |value| format!("{:016x}", value.to_bits()).into());
    let one = |method: &&str| {
        let calibrator = fit(samples, &FitOptions::parse(&format!(r#"{{"method":"{method}"}}"#)).unwrap()).unwrap();
        let estimates = inputs.iter().map(|claim| calibrator.apply(*claim).unwrap());
        let bits: Vec<Value> = estimates.map(|estimate| json!([bits(Some(estimate.p)), bits(estimate.lo), bits(estimate.hi)])).collect();
        json!({ "calibrator": serde_json::from_str::<Value>(&calibrator.json()).unwrap(), "bits": bits })
    };
    let wanted = json!({
        "about": "What each calibrator gives for each input, as the bits of doubles: [p, lo, hi]. Written by `HOLDPOINT_UPDATE=1 cargo test --test bits`.",
        "inputs": inputs.iter().map(|claim| bits(Some(*claim))).collect::<Vec<_>>(),
        "calibrators": METHODS.iter().map(one).collect::<Vec<_>>(),
    });
    let text = format!("{wanted}\n");
    if std::env::var("HOLDPOINT_UPDATE").is_ok() {
        fs::write(FILE, &text).unwrap();
    }
    assert!(fs::read_to_string(FILE).unwrap_or_default() == text, "{FILE} is stale");
}
