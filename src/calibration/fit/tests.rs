//! Laws of the fits.

use super::*;
use crate::calibration::Estimate;
use crate::calibration::bins::Bins;
use crate::calibration::groups::{Group, merged};
use proptest::prelude::*;

/// Up to so many claims, some of them alike in the samples that they stand for.
pub(super) fn some_groups(most: usize) -> impl Strategy<Value = Vec<Group>> {
    let group = (0u32..=100, 1u64..4, 0u64..4).prop_map(|(claim, n, right)| Group { claim: f64::from(claim) / 100.0, n, right: right.min(n) });
    proptest::collection::vec(group, 1..=most).prop_map(merged)
}

/// Verbalised claims, the ends of the scale, and any others.
fn claim() -> impl Strategy<Value = f64> {
    prop_oneof![(0u32..=20).prop_map(|at| f64::from(at) / 20.0), Just(0.0), Just(1.0), 0.0f64..=1.0, Just(-0.0), Just(5e-324), Just(1.0 - f64::EPSILON / 2.0)]
}

fn all_of(samples: Samples<'_>, bins: usize) -> Vec<Calibrator> {
    let bins = Bins::new(bins as u16);
    FitMethod::ALL.iter().filter_map(|method| fit(samples, &FitOptions { method: Some(*method), bins }).ok()).collect()
}

/// Those that promise never to fall.
fn never_falls(calibrator: &Calibrator) -> bool {
    matches!(calibrator.method(), Method::Prior | Method::PlattMap | Method::Temperature | Method::Isotonic | Method::VennAbers | Method::EbGap)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn laws(samples in proptest::collection::vec((claim(), 0u8..2), 1..120), bins in 1usize..30, turn in 0usize..120, a in claim(), b in claim()) {
        let (claims, outcomes): (Vec<f64>, Vec<u8>) = samples.iter().copied().unzip();
        let calibrators = all_of(Samples::new(&claims, &outcomes).unwrap(), bins);
        prop_assert!(calibrators.len() >= 8, "these are always fitted: {}", calibrators.len());

        // The order of the samples changes no bit.
        let mut turned = samples.clone();
        turned.rotate_left(turn % samples.len());
        turned.reverse();
        let (claims, outcomes): (Vec<f64>, Vec<u8>) = turned.into_iter().unzip();
        prop_assert_eq!(&all_of(Samples::new(&claims, &outcomes).unwrap(), bins), &calibrators);

        for calibrator in calibrators {
            prop_assert_eq!(&Calibrator::parse(&calibrator.json()).unwrap(), &calibrator);
            let Estimate { p, lo, hi } = calibrator.apply(a).unwrap();
            prop_assert!([Some(p), lo, hi].into_iter().flatten().all(|value| (0.0..=1.0).contains(&value)), "{}", calibrator.json());
            if let Some((lo, hi)) = lo.zip(hi) {
                prop_assert!(lo <= hi);
                let inside = lo <= p && p <= hi;
                // Where few samples and a tiny claim make a skew posterior, the mean may lie outside the middle 90 %.
                prop_assert!(inside || calibrator.method() == Method::BetaBinomial, "{}", calibrator.json());
            }
            if never_falls(&calibrator) && a < b {
                let above = calibrator.apply(b).unwrap().p;
                prop_assert!(p <= above + 1e-15, "{p} at {a}, {above} at {b}: {}", calibrator.json());
            }
        }
    }
}

/// Whatever was fitted, and whoever claims.
#[test]
fn what_is_no_confidence_is_worth_nothing() {
    let samples = Samples::new(&[0.9, 0.2, 0.6, 0.6], &[1, 1, 0, 1]).unwrap();
    for calibrator in all_of(samples, 10) {
        for claim in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.1, 1.1] {
            assert_eq!(calibrator.apply(claim), None);
        }
    }
}

#[test]
fn auto_goes_by_the_evidence() {
    let of = |n: usize| {
        let claims: Vec<f64> = (0..n).map(|at| (at * 37 % 101) as f64 / 100.0).collect();
        let outcomes: Vec<u8> = (0..n).map(|at| u8::from(at * 61 % 101 < at * 37 % 101)).collect();
        fit(Samples { confidence: &claims, correct: &outcomes }, &FitOptions::default()).unwrap()
    };
    let banded = |calibrator: &Calibrator| matches!(calibrator.params(), Params::Platt(params) if params.p0.is_some() && params.cov.is_none());
    for (n, method, band) in [(0, "prior", false), (1, "platt_map", false), (299, "platt_map", false), (300, "platt_map", true), (999, "platt_map", true)] {
        let calibrator = of(n);
        assert_eq!((calibrator.method().as_str(), calibrator.n(), banded(&calibrator)), (method, n as u64, band));
    }
    assert_eq!(of(1000).method(), Method::VennAbers);
}

#[test]
fn nothing_is_too_close_to_be_refused() {
    // Claims one rounding apart ask for slopes that no document holds; two alike once clipped are one.
    let options = |method| FitOptions { method: Some(method), bins: None };
    let next = f64::from_bits(0.5f64.to_bits() + 1);
    for claims in [[0.5, next], [0.995, 0.999], [0.5, 0.5]] {
        for outcomes in [[0, 1], [1, 0], [1, 1], [0, 0]] {
            let samples = Samples::new(&claims, &outcomes).unwrap();
            for method in FitMethod::ALL {
                match fit(samples, &options(*method)) {
                    Ok(calibrator) => assert_eq!(Calibrator::parse(&calibrator.json()).unwrap(), calibrator),
                    Err(refusal) => assert_eq!(refusal.issues[0].code, Code::Undetermined),
                }
            }
        }
    }
}

#[test]
fn options_are_read_strictly() {
    let codes = |json: &str| FitOptions::parse(json).unwrap_err().issues.into_iter().map(|issue| (issue.code, issue.pointer)).collect::<Vec<_>>();
    assert_eq!(codes(r#"{"method":"plat","bins":0}"#), [(Code::UnknownWord, "/options/method".into()), (Code::OutOfRange, "/options/bins".into())]);
    assert_eq!(codes(r#"{"bins":1001,"bin":1}"#), [(Code::UnknownKey, "/options/bin".into()), (Code::OutOfRange, "/options/bins".into())]);
    assert_eq!(FitOptions::parse("{}").unwrap(), FitOptions::default());
}

/// A hundred thousand claims, all different: the documents stay small, and thinned ones round down.
#[test]
fn many_samples_make_a_small_document() {
    let n = 100_000;
    let claims: Vec<f64> = (0..n).map(|at| (at as f64 + 0.5) / n as f64).collect();
    // Nothing to pool: as many levels as samples can make.
    let outcomes: Vec<u8> =
        (0..n).map(|at| u8::from((at as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 11 < ((at as f64 / n as f64) * (1u64 << 53) as f64) as u64)).collect();
    for calibrator in all_of(Samples::new(&claims, &outcomes).unwrap(), 100) {
        let json = calibrator.json();
        assert!(json.len() < 40_000, "{} takes {} bytes", calibrator.method().as_str(), json.len());
        assert_eq!(Calibrator::parse(&json).unwrap(), calibrator);
    }
}
