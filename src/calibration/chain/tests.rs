use super::*;
use proptest::prelude::*;

fn probability() -> impl Strategy<Value = f64> {
    prop_oneof![4 => 0.0f64..=1.0, 4 => 0.7f64..1.0, 1 => Just(0.0), 1 => Just(1.0), 1 => Just(0.9)]
}

fn options(correlation: f64) -> ChainOptions {
    ChainOptions::parse(&serde_json::json!({ "correlation": correlation }).to_string()).unwrap()
}

proptest! {
    #[test]
    fn the_bounds_contain_every_model(p in proptest::collection::vec(probability(), 1..30), rho in 0.0f64..=1.0, more in 0.0f64..=1.0) {
        let got = chain(&p, &p, &options(rho)).unwrap();
        let models = [got.calibrated, got.correlated, got.common_shock];
        prop_assert!(models.into_iter().chain(got.beta_binomial).all(|model| got.lower <= model + 1e-15 && model <= got.upper + 1e-15), "{got:?}");
        prop_assert!(0.0 <= got.lower && got.upper <= 1.0);
        let stronger = chain(&p, &p, &options(rho.max(more))).unwrap();
        prop_assert!(stronger.correlated >= got.correlated - 1e-10 && stronger.common_shock >= got.common_shock - 1e-15);
        let any = any_of(&p);
        prop_assert!(any.lower <= any.independent && any.independent <= any.upper && any.upper <= 1.0);
        let backwards: Vec<f64> = p.iter().rev().copied().collect();
        prop_assert!((chain(&backwards, &backwards, &options(rho)).unwrap().correlated - got.correlated).abs() < 1e-12);
    }

    #[test]
    fn retries_are_the_sum(p in probability(), detect in probability(), retries in 0u64..20) {
        let again = (1.0 - p) * detect;
        let attempts: f64 = (0..=retries).map(|i| again.powi(i as i32)).sum();
        let got = retried(p, detect, retries);
        prop_assert!((got.expected_attempts - attempts).abs() < 1e-9 && (got.success - p * attempts).abs() < 1e-9);
    }

    #[test]
    fn intervals_are_in_order(counts in proptest::collection::vec((0u64..300).prop_flat_map(|n| (0..=n + 1, Just(n + 1))), 1..12), level in 0.01f64..0.999) {
        for method in ["beta_match", "exact"] {
            let options = ChainOptions::parse(&serde_json::json!({ "interval": method, "level": level }).to_string()).unwrap();
            let got = chain_of_counts(&counts, &options).unwrap();
            let interval = got.interval.unwrap();
            prop_assert!(0.0 <= interval.lower && interval.lower <= interval.median && interval.median <= interval.upper && interval.upper <= 1.0, "{interval:?}");
            prop_assert!((interval.mean - got.calibrated).abs() < 1e-12);
        }
    }
}

/// The distribution of a product of two, by conditioning on the first: ∫ f₁(x)·F₂(r ∕ x) dx.
#[test]
fn exact_interval_of_two() {
    use crate::calibration::beta::beta_cdf;
    use crate::calibration::special::ln_gamma;
    for counts in [[(3u64, 5u64), (17, 20)], [(40, 50), (9, 12)], [(2, 9), (5, 6)]] {
        let options = ChainOptions::parse(r#"{"interval": "exact"}"#).unwrap();
        let interval = chain_of_counts(&counts, &options).unwrap().interval.unwrap();
        assert_eq!(interval.method, IntervalMethod::Exact, "{counts:?}");
        let [(a, b), (c, d)] = counts.map(|(k, n)| (k as f64 + 0.5, (n - k) as f64 + 0.5));
        let below = |r: f64| -> f64 {
            let density = |x: f64| (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + (a - 1.0) * x.ln() + (b - 1.0) * (1.0 - x).ln()).exp();
            let f = |x: f64| if x <= 0.0 || x >= 1.0 { 0.0 } else { density(x) * beta_cdf((r / x).min(1.0), c, d) };
            crate::calibration::quadrature::integral(&f, 0.0, r) + crate::calibration::quadrature::integral(&f, r, 1.0)
        };
        for (place, wanted) in [(interval.lower, 0.05), (interval.median, 0.5), (interval.upper, 0.95)] {
            assert!((below(place) - wanted).abs() < 1e-6, "{counts:?}: P(R ≤ {place}) = {}, not {wanted}", below(place));
        }
    }
}

#[test]
fn what_is_refused() {
    let codes =
        |refused: Result<Chain, Refusal>| -> Vec<(Code, String)> { refused.unwrap_err().issues.into_iter().map(|issue| (issue.code, issue.pointer)).collect() };
    let defaults = ChainOptions::default();
    assert_eq!(codes(chain(&[], &[], &defaults)), [(Code::Empty, "/steps".into())]);
    assert_eq!(codes(chain(&[0.5], &[], &defaults)), [(Code::LengthsDiffer, "/calibrated".into())]);
    assert_eq!(codes(chain(&[f64::NAN], &[1.5], &defaults)), [(Code::OutOfRange, "/steps/0".into()), (Code::OutOfRange, "/calibrated/0".into())]);
    let many = vec![0.5; MOST_STEPS + 1];
    assert_eq!(codes(chain(&many, &many, &defaults)), [(Code::OutOfRange, "/steps".into())]);
    let wrong = [(2, 1), (0, 0), (1, u64::MAX)];
    assert_eq!(codes(chain_of_counts(&wrong, &defaults)), [0, 1, 2].map(|at| (Code::OutOfRange, format!("/steps/{at}"))));
    assert!(ChainOptions::parse(r#"{"level": 1}"#).is_err() && ChainOptions::parse(r#"{"correlation": 1.1}"#).is_err());
}

#[test]
fn hostile_but_allowed() {
    // Ten thousand steps that all differ, and a reliability that no double holds.
    let p: Vec<f64> = (0..MOST_STEPS).map(|i| 0.9 + 0.1 * (i as f64) / MOST_STEPS as f64).collect();
    let got = chain(&p, &p, &options(0.3)).unwrap();
    assert!(got.lower == 0.0 && got.correlated >= got.calibrated && got.correlated <= 0.9, "{got:?}");
    let none = chain_of_counts(&vec![(0, MOST_TRIALS); 200], &ChainOptions::default()).unwrap();
    assert_eq!((none.calibrated, none.interval), (0.0, None));
    for counts in [vec![(MOST_TRIALS, MOST_TRIALS)], vec![(0, 1)], vec![(1, 1)], vec![(0, MOST_TRIALS)], vec![(700_000_000, MOST_TRIALS); 3]] {
        for method in ["beta_match", "exact"] {
            let options = ChainOptions::parse(&format!("{{\"interval\": \"{method}\"}}")).unwrap();
            let interval = chain_of_counts(&counts, &options).unwrap().interval.unwrap();
            assert!(interval.lower <= interval.upper && interval.upper <= 1.0, "{counts:?} {interval:?}");
        }
    }
}
