use super::*;
use proptest::prelude::*;
use serde_json::{Value, json};

/// What people claim, with many ties, and what nobody claims.
fn samples() -> impl Strategy<Value = Vec<(f64, u8)>> {
    let claim = prop_oneof![3 => (0u8..=20).prop_map(|twentieth| f64::from(twentieth) / 20.0), 1 => 0.0f64..=1.0];
    // Mostly right: else no floor is ever found.
    proptest::collection::vec((claim, prop_oneof![5 => Just(1u8), 1 => Just(0u8)]), 1..120)
}

fn target() -> impl Strategy<Value = f64> {
    prop_oneof![0.01f64..0.5, 1e-6f64..0.999_999]
}

fn find(pairs: &[(f64, u8)], options: &Value) -> Floor {
    let (confidence, correct): (Vec<f64>, Vec<u8>) = pairs.iter().copied().unzip();
    floor(Samples::new(&confidence, &correct).unwrap(), &FloorOptions::parse(&options.to_string()).unwrap()).unwrap()
}

fn all(alpha: f64, delta: f64) -> Vec<Value> {
    [
        json!({}),
        json!({ "correction": "bonferroni" }),
        json!({ "method": "sgr" }),
        json!({ "method": "rcps" }),
        json!({ "method": "rcps", "bound": "hoeffding" }),
        json!({ "method": "rcps", "bound": "hoeffding_bentkus" }),
        json!({ "method": "crc" }),
        json!({ "method": "cost", "costs": { "error": 10, "review": 1 } }),
        json!({ "method": "capacity", "capacity": 7 }),
    ]
    .into_iter()
    .map(|mut options| {
        options["alpha"] = alpha.into();
        options["delta"] = delta.into();
        options
    })
    .collect()
}

proptest! {
    #[test]
    fn a_floor_is_what_it_says((pairs, shuffled) in samples().prop_flat_map(|pairs| (Just(pairs.clone()), Just(pairs).prop_shuffle())),
                               alpha in target(), delta in target()) {
        for options in all(alpha, delta) {
            let found = find(&pairs, &options);
            prop_assert_eq!(&found, &find(&shuffled, &options), "the order of samples is nothing");
            prop_assert!(found.threshold.is_none_or(|threshold| (0.0..=1.0).contains(&threshold)));
            prop_assert!((0.0..=1.0).contains(&found.coverage) && found.errors <= found.accepted);
            let Some(threshold) = found.threshold.filter(|_| found.method != FloorMethod::Capacity) else { continue };
            // Counted anew.
            let accepted = pairs.iter().filter(|(claim, _)| *claim >= threshold);
            prop_assert_eq!(found.accepted, accepted.clone().count() as f64);
            prop_assert_eq!(found.errors, accepted.filter(|(_, correct)| *correct == 0).count() as f64);
            // Never one that does not satisfy the target. Equal to rounding: p ≤ δ and bound ≤ α are the same only up to that.
            prop_assert!(found.bound.is_none_or(|bound| bound <= alpha + 1e-9), "{:?}", found);
            prop_assert!(found.bound.is_some() || found.method == FloorMethod::Cost);
        }
    }

    /// Not for `ltt` in a fixed sequence, nor for `sgr`: where α is laxer fewer accepted samples show something, and a test more can fail; the
    /// halvings go another way.
    #[test]
    fn asking_for_less_gives_no_higher_floor(pairs in samples(), a in target(), b in target(), delta in target()) {
        let (strict, lax) = (a.min(b), a.max(b));
        for (strict, lax) in all(strict, delta).iter().zip(&all(lax, delta)) {
            let (strict, lax) = (find(&pairs, strict), find(&pairs, lax));
            let law = strict.method == FloorMethod::Rcps || strict.method == FloorMethod::Crc;
            let height = |found: &Floor| found.threshold.unwrap_or(f64::INFINITY);
            prop_assert!(!law || height(&lax) <= height(&strict), "{:?} {:?}", strict, lax);
        }
        let bonferroni = |alpha: f64| find(&pairs, &json!({ "correction": "bonferroni", "alpha": alpha, "delta": delta })).threshold.unwrap_or(f64::INFINITY);
        prop_assert!(bonferroni(lax) <= bonferroni(strict));
    }

    /// From the strictest threshold on, as long as the bound holds: the definition, without its shortcuts.
    #[test]
    fn rcps_and_crc_as_defined(pairs in samples(), alpha in target(), delta in target()) {
        let n = pairs.len() as u64;
        let upper = |errors: u64| -> Vec<(&str, &str, bool)> {
            vec![
                ("rcps", "clopper_pearson", bounds::clopper_pearson_upper(errors, n, delta) < alpha),
                ("rcps", "hoeffding", errors as f64 / n as f64 + bounds::hoeffding_margin(n, delta) < alpha),
                ("rcps", "hoeffding_bentkus", hoeffding_bentkus(errors, n, alpha) < delta),
                ("crc", "clopper_pearson", (errors as f64 + 1.0) / (n as f64 + 1.0) <= alpha),
            ]
        };
        let mut thresholds: Vec<f64> = pairs.iter().map(|(claim, _)| *claim).collect();
        thresholds.push(0.0);
        thresholds.sort_by(|a, b| b.total_cmp(a));
        for (at, (method, bound, _)) in upper(0).into_iter().enumerate() {
            let wrong = |threshold: f64| pairs.iter().filter(|(claim, correct)| *claim >= threshold && *correct == 0).count() as u64;
            let wanted = thresholds.iter().copied().take_while(|threshold| upper(wrong(*threshold))[at].2).last();
            let found = find(&pairs, &json!({ "method": method, "bound": bound, "alpha": alpha, "delta": delta }));
            prop_assert_eq!(found.threshold, wanted, "{} {}", method, bound);
        }
    }

    /// No other choice of as many actions holds more expected loss.
    #[test]
    fn capacity_holds_what_matters_most(pairs in samples(), stakes in proptest::collection::vec(0.0f64..100.0, 120), reviews in 0usize..130) {
        let stakes = &stakes[..pairs.len()];
        let options = json!({ "method": "capacity", "capacity": reviews, "stakes": stakes, "costs": { "error": 1, "review": 2 } });
        let found = find(&pairs, &options);
        let mut losses: Vec<f64> = pairs.iter().zip(stakes).map(|((claim, _), stake)| (1.0 - claim) * stake).collect();
        losses.sort_by(|a, b| b.total_cmp(a));
        let last = reviews.min(pairs.len()).checked_sub(1).map(|last| losses[last]);
        prop_assert_eq!(found.loss, last);
        prop_assert_eq!(found.shadow_price, last.map(|loss| loss - 2.0));
        prop_assert_eq!(found.accepted, pairs.len().saturating_sub(reviews) as f64);
    }
}

#[test]
fn sentences() {
    let pairs: Vec<(f64, u8)> = (0..300).map(|i| (0.9, u8::from(i % 20 != 0))).collect();
    assert_eq!(
        find(&pairs, &json!({})).guarantee,
        "Accept from 0.05 on, which is 100 % of these samples: with probability 90 % at least, no more than 10 % of the accepted actions are wrong, \
         for actions drawn as these 300 samples were."
    );
    let none = find(&[(0.9, 1)], &json!({ "alpha": 0.05 }));
    assert_eq!((none.threshold, none.accepted, none.bound), (None, 0.0, None));
    assert_eq!(
        none.guarantee,
        "Hold everything: no threshold is known such that with probability 90 % at least, no more than 5 % of the accepted actions are wrong, \
         for actions drawn as this 1 sample was. It takes 45 accepted samples without an error at least."
    );
    let reviews = find(&pairs, &json!({ "method": "capacity", "capacity": 30 }));
    assert_eq!(
        reviews.guarantee,
        "Hold below 0.9, and 10 % of what stands there: no other choice of 30 in 300 actions holds more expected loss, \
         as far as a confidence is the probability of being right."
    );
    let never = find(&pairs, &json!({ "method": "cost", "costs": { "error": 20, "review": 15, "catchRate": 0.7 } }));
    assert!(never.guarantee.contains("everything is accepted") && never.threshold == Some(0.0), "{}", never.guarantee);
}

#[test]
fn what_is_refused() {
    let refused = |options: Value| -> Vec<(Code, String)> {
        FloorOptions::parse(&options.to_string()).unwrap_err().issues.into_iter().map(|issue| (issue.code, issue.pointer)).collect()
    };
    let at = |code: Code, pointer: &str| (code, pointer.to_owned());
    assert_eq!(refused(json!({ "alpha": 0, "delta": 1 })), [at(Code::OutOfRange, "/options/alpha"), at(Code::OutOfRange, "/options/delta")]);
    assert_eq!(refused(json!({ "grid": [] })), [at(Code::Empty, "/options/grid")]);
    assert_eq!(refused(json!({ "grid": vec![0.5; 1001] })), [at(Code::OutOfRange, "/options/grid")]);
    assert_eq!(refused(json!({ "method": "cost" })), [at(Code::Missing, "/options/costs")]);
    assert_eq!(refused(json!({ "method": "capacity" })), [at(Code::Missing, "/options/capacity")]);
    assert_eq!(
        refused(json!({ "costs": { "error": 0, "review": -1 }, "stakes": [-1] })),
        [at(Code::OutOfRange, "/options/costs/error"), at(Code::OutOfRange, "/options/costs/review"), at(Code::OutOfRange, "/options/stakes/0")]
    );
    let lengths = floor(Samples::new(&[0.5], &[1]).unwrap(), &FloorOptions::parse(r#"{"stakes": []}"#).unwrap()).unwrap_err();
    assert_eq!(lengths.issues[0].code, Code::LengthsDiffer);
}

/// Extremes that are no error must not be one.
#[test]
fn hostile_but_allowed() {
    for alpha in [5e-324, 1e-16, 0.5, 1.0 - f64::EPSILON / 2.0] {
        for delta in [5e-324, 1e-16, 0.5, 1.0 - f64::EPSILON / 2.0] {
            for pairs in [vec![(0.0, 0)], vec![(1.0, 1)], vec![(0.5, 1); 50], vec![(0.5, 0); 50]] {
                for options in all(alpha, delta) {
                    let found = find(&pairs, &options);
                    assert!(found.bound.is_none_or(|bound| (0.0..=1.0).contains(&bound)), "{found:?}");
                    assert!(found.tested.iter().all(|tested| (0.0..=1.0).contains(&tested.value)), "{found:?}");
                }
            }
        }
    }
    let costs = json!({ "method": "cost", "costs": { "error": 1e308, "review": 1e308, "falseFlag": 1, "falseFlagCost": 1e308 } });
    assert_eq!(find(&[(0.5, 1)], &costs).threshold, Some(0.0));
    let dear = json!({ "method": "cost", "costs": { "error": 1.5e308, "review": 1, "falseFlag": 1, "falseFlagCost": 1.5e308 } });
    assert_eq!(find(&[(0.5, 1)], &dear).threshold, Some(0.5));
    assert_eq!(risk_coverage(Samples::new(&[0.5], &[1]).unwrap(), &[f64::NAN], 0.1)[0].accepted, 0);
}
