//! What holds for any samples, and the obvious ways to count beside the quick ones.

use super::super::ranked::Ranked;
use super::super::samples::Samples;
use super::*;
use crate::codes::Code;
use proptest::prelude::*;
use serde_json::{Value, to_value};

/// Claims with and without ties, on edges and off.
fn items() -> impl Strategy<Value = Vec<(f64, u8)>> {
    let claim = prop_oneof![0.0f64..=1.0, (0u8..=20).prop_map(|c| f64::from(c) / 20.0), Just(0.0), Just(1.0)];
    proptest::collection::vec((claim, 0u8..2), 1..120)
}

fn measure(items: &[(f64, u8)]) -> Metrics {
    let (confidence, correct): (Vec<f64>, Vec<u8>) = items.iter().copied().unzip();
    metrics(Samples::new(&confidence, &correct).unwrap(), &MetricsOptions::default())
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12
}

/// Those for which equal claims are in an order.
const BY_ORDER: [&str; 8] = ["emSplit", "emSplitDebiasedSq", "eceSweep", "aurcStable", "ecceMad", "ecceRange", "ksStat", "kuiperStatMapie"];

/// Where two results differ by more than rounding.
fn difference(a: &Value, b: &Value, key: &str, ties: bool) -> Option<String> {
    match (a, b) {
        _ if ties && BY_ORDER.contains(&key) => None,
        (Value::Object(a), Value::Object(b)) => a.iter().find_map(|(key, value)| difference(value, &b[key], key, ties)),
        (Value::Array(a), Value::Array(b)) => a.iter().zip(b).find_map(|(a, b)| difference(a, b, key, ties)),
        (Value::Number(x), Value::Number(y)) if x.is_f64() => (!near(x.as_f64()?, y.as_f64()?)).then(|| format!("{key}: {a} and {b}")),
        (a, b) => (a != b).then(|| format!("{key}: {a} and {b}")),
    }
}

proptest! {
    // Each case measures everything, several times.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn in_range(items in items()) {
        let found = measure(&items);
        let shares = [found.accuracy, found.mean_confidence, found.ece, found.mce, found.ace, found.rmsce, found.smooth_ece, found.smooth_ece_sigma_005, found.brier, found.aurc, found.aurc_stable, found.aurc_opt, found.auroc.unwrap_or(0.0), found.average_precision.unwrap_or(0.0), found.tests.overconf_p_poisson_binomial, found.tests.spiegelhalter_p_two_sided.unwrap_or(0.0), found.tests.ecce_mad, found.ece_sweep.l1, found.ece_sweep.l2];
        prop_assert!(shares.iter().all(|share| (0.0..=1.0 + 1e-12).contains(share)), "{found:?}");
        prop_assert!(found.gap.abs() <= found.ece + 1e-12 && found.ece <= found.rmsce + 1e-12 && found.rmsce <= found.mce + 1e-12);
        prop_assert!(found.ace <= found.mce + 1e-12 && found.eaurc >= -1e-12 && found.aurc_opt <= found.aurc_stable + 1e-12);
        prop_assert!(found.brier_corp.mcb >= -1e-12 && found.brier_corp.dsc >= -1e-12);
        prop_assert!(found.log_loss_clip_1e_12 >= 0.0 && found.log_loss.is_finite());
    }

    #[test]
    fn parts_make_the_whole(items in items(), bins in 1u16..50) {
        let (confidence, correct): (Vec<f64>, Vec<u8>) = items.iter().copied().unzip();
        let found = metrics(Samples::new(&confidence, &correct).unwrap(), &MetricsOptions { bins: Bins::new(bins) });
        let parts = found.brier_decomposition;
        prop_assert!(near(found.brier, parts.rel - parts.res + parts.unc + parts.wbv - parts.wbc), "{found:?}");
        let corp = found.brier_corp;
        prop_assert!(near(found.brier, corp.mcb - corp.dsc + corp.unc));
        prop_assert!(near(found.brier_decomposition.rel.sqrt(), found.rmsce));
    }

    #[test]
    fn order_changes_nothing(items in items(), seed in any::<u64>()) {
        let mut other = items.clone();
        other.sort_by_key(|(claim, correct)| (claim.to_bits() ^ seed).wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(u64::from(*correct)));
        let ties = Ranked::of(Samples::new(&items.iter().map(|item| item.0).collect::<Vec<_>>(), &vec![0; items.len()]).unwrap()).groups().len() < items.len();
        let (a, b) = (to_value(measure(&items)).unwrap(), to_value(measure(&other)).unwrap());
        prop_assert_eq!(difference(&a, &b, "", ties), None);
    }

    #[test]
    fn ranking_is_blind_to_scale(items in proptest::collection::vec((0u16..=1000, 0u8..2), 1..120)) {
        let scaled = |map: fn(f64) -> f64| measure(&items.iter().map(|(claim, correct)| (map(f64::from(*claim) / 1000.0), *correct)).collect::<Vec<_>>());
        let plain = scaled(|claim| claim);
        for other in [scaled(|claim| claim * claim), scaled(f64::sqrt), scaled(|claim| 0.3 + claim / 2.0)] {
            prop_assert_eq!((plain.auroc, plain.average_precision, plain.aurc, plain.aurc_stable), (other.auroc, other.average_precision, other.aurc, other.aurc_stable));
            prop_assert_eq!((plain.brier_corp.dsc, plain.ece_sweep.m), (other.brier_corp.dsc, other.ece_sweep.m));
        }
    }

    #[test]
    fn as_pair_by_pair(items in items()) {
        let found = measure(&items);
        let of = |outcome: u8| items.iter().copied().filter(move |item| item.1 == outcome).collect::<Vec<_>>();
        let (right, wrong) = (of(1), of(0));
        let wins: f64 = right.iter().flat_map(|a| wrong.iter().map(move |b| if a.0 > b.0 { 1.0 } else if a.0 == b.0 { 0.5 } else { 0.0 })).sum();
        let wanted = (!right.is_empty() && !wrong.is_empty()).then(|| wins / (right.len() * wrong.len()) as f64);
        prop_assert_eq!(found.auroc.is_some(), wanted.is_some());
        prop_assert!(near(found.auroc.unwrap_or(0.0), wanted.unwrap_or(0.0)));
    }

    /// The best monotone map by its definition: the largest over starts of the smallest over ends of the mean between.
    #[test]
    fn as_by_min_and_max(items in items()) {
        let (confidence, correct): (Vec<f64>, Vec<u8>) = items.iter().copied().unzip();
        let ties = Ranked::of(Samples::new(&confidence, &correct).unwrap()).groups();
        let mean = |from: usize, to: usize| ties[from..=to].iter().map(|tie| tie.right).sum::<u64>() as f64 / ties[from..=to].iter().map(|tie| tie.n).sum::<u64>() as f64;
        let fit = |at: usize| (0..=at).map(|from| (at..ties.len()).map(|to| mean(from, to)).fold(1.0, f64::min)).fold(0.0, f64::max);
        let score = |(at, tie): (usize, &super::super::groups::Group)| {
            let p = fit(at);
            tie.right as f64 * (1.0 - p).powi(2) + (tie.n - tie.right) as f64 * p * p
        };
        let best = ties.iter().enumerate().map(score).sum::<f64>() / items.len() as f64;
        let found = measure(&items);
        prop_assert!(near(found.brier - found.brier_corp.mcb, best));
    }
}

/// Each claim of k eighths came true in k of eight: exact in every bin.
#[test]
fn perfect_in_every_bin() {
    let items: Vec<(f64, u8)> = (0..=8).flat_map(|k| (0..8).map(move |at| (f64::from(k) / 8.0, u8::from(at < k)))).collect();
    let found = measure(&items);
    assert_eq!((found.ece, found.mce, found.ace, found.rmsce, found.gap), (0.0, 0.0, 0.0, 0.0, 0.0));
    assert_eq!((found.ew_left.ece, found.em_quantile_right.ece), (0.0, 0.0));
    assert!(found.brier_corp.mcb.abs() < 1e-15 && found.ew_right_debiased_sq < 0.0);
}

#[test]
fn large_and_lopsided() {
    for claim in [0.0, 1.0, 0.5, 1e-300, 5e-324, 1.0 - f64::EPSILON / 2.0] {
        for correct in [vec![0; 100_000], vec![1; 100_000]] {
            let found = metrics(Samples::new(&vec![claim; 100_000], &correct).unwrap(), &MetricsOptions { bins: Bins::new(1000) });
            assert!((found.ece - (claim - found.accuracy).abs()).abs() < 1e-12, "{claim}: {found:?}");
            let shown = format!("{found:?}");
            assert!(!shown.contains("NaN") && !shown.contains("inf"), "{shown}");
        }
    }
}

#[test]
fn options_are_refused_with_codes() {
    let codes = |text: &str| MetricsOptions::parse(text).unwrap_err().issues.into_iter().map(|issue| (issue.code, issue.pointer)).collect::<Vec<_>>();
    for bins in ["0", "1001", "-1", "2.5", "65537"] {
        assert_eq!(codes(&format!(r#"{{"bins": {bins}}}"#)), [(Code::OutOfRange, "/options/bins".into())], "{bins}");
    }
    assert_eq!(codes(r#"{"bins": "ten"}"#), [(Code::WrongType, "/options/bins".into())]);
    assert_eq!(codes(r#"{"bin": 3}"#), [(Code::UnknownKey, "/options/bin".into())]);
    assert_eq!(codes("[]"), [(Code::WrongType, "/options".into())]);
    assert_eq!(MetricsOptions::parse("{}").unwrap(), MetricsOptions::default());
}
