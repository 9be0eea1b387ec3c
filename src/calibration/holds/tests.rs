use super::*;
use proptest::prelude::*;

/// Every subset of places within the budget.
fn brute(steps: &Steps<'_>, budget: usize, costs: &[usize], value: fn(&Steps<'_>, &[usize]) -> f64) -> f64 {
    let n = steps.all.len();
    (0u32..1 << n)
        .map(|set| (0..n).filter(|step| set >> step & 1 == 1).collect::<Vec<_>>())
        .filter(|holds| holds.iter().all(|step| steps.may_hold(*step)) && holds.iter().map(|step| costs[*step]).sum::<usize>() <= budget)
        .map(|holds| value(steps, &holds))
        .fold(0.0, f64::max)
}

/// Many draws at the ends, where ties and zeros are.
fn share() -> impl Strategy<Value = f64> {
    prop_oneof![5 => 0.0f64..=1.0, 1 => Just(0.0), 1 => Just(1.0), 2 => Just(0.9)]
}

fn steps() -> impl Strategy<Value = (Vec<f64>, Vec<usize>, Option<Vec<bool>>)> {
    (1usize..9).prop_flat_map(|n| {
        let marks = proptest::option::of(proptest::collection::vec(any::<bool>(), n));
        (proptest::collection::vec(share(), n), proptest::collection::vec(0usize..6, n), marks)
    })
}

fn options(mode: &str, budget: usize, reviewer: Reviewer, costs: &[usize], marks: &Option<Vec<bool>>) -> HoldOptions {
    let list = marks.as_ref().map(|marks| marks.iter().enumerate().filter(|(_, mark)| **mark).map(|(step, _)| step).collect::<Vec<_>>());
    let mut text = serde_json::json!({ "mode": mode, "budget": budget, "costs": costs, "catchRate": reviewer.catch_rate,
        "falseFlag": reviewer.false_flag, "rework": reviewer.rework });
    if let Some(list) = list {
        text["irreversible"] = list.into();
    }
    HoldOptions::parse(&text.to_string()).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn no_placement_is_better((p, costs, marks) in steps(), budget in 0usize..10, s in share(), f in share(), r in share()) {
        let reviewer = Reviewer { catch_rate: s, false_flag: f, rework: r };
        let work = Steps { all: &p, irreversible: marks.clone(), reviewer };
        let ones = vec![1; p.len()];
        for (mode, costs, value) in [
            ("topk", &ones, reliability as fn(&Steps<'_>, &[usize]) -> f64),
            ("knapsack", &costs, reliability),
            ("segment", &ones, segment_reliability),
        ] {
            let placed = place_holds(&p, &options(mode, budget, reviewer, costs, &marks)).unwrap();
            let best = brute(&work, budget, costs, value);
            prop_assert!((placed.reliability - best).abs() < 1e-12, "{mode}: {placed:?}, best {best}");
            prop_assert!(placed.reliability >= placed.without - 1e-15 && placed.reliability <= 1.0 + 1e-15);
            prop_assert!(placed.holds.iter().map(|step| costs[*step]).sum::<usize>() <= budget);
            prop_assert!(placed.holds.iter().all(|step| work.may_hold(*step)));
            // None of them is there for nothing.
            for hold in &placed.holds {
                let fewer: Vec<usize> = placed.holds.iter().copied().filter(|other| other != hold).collect();
                // A review that changes nothing may change the last bit.
                prop_assert!(value(&work, &fewer) <= placed.reliability + 1e-15);
            }
        }
    }

    /// The dominance that the reference argues for: with nothing final, one hold at the end is as good as any number of them.
    #[test]
    fn one_hold_at_the_end((p, _, _) in steps(), budget in 1usize..9, s in share(), f in share(), r in share()) {
        let reviewer = Reviewer { catch_rate: s, false_flag: f, rework: r };
        let placed = place_holds(&p, &options("segment", budget, reviewer, &[], &None)).unwrap();
        let whole: f64 = p.iter().product();
        prop_assert!((placed.reliability - reviewer.after(whole).max(whole)).abs() < 1e-12);
    }
}

#[test]
fn holds_stand_before_what_cannot_be_undone() {
    // Two commits: each hold sees everything since the one before.
    let steps = [0.9, 0.9, 0.9, 0.95, 0.95];
    let text = r#"{"mode": "segment", "budget": 1, "catchRate": 0.8, "irreversible": [2, 4]}"#;
    let placed = place_holds(&steps, &HoldOptions::parse(text).unwrap()).unwrap();
    assert_eq!(placed.holds, [2]);
    let whole = 0.9f64.powi(3);
    assert!((placed.reliability - (whole + 0.8 * (1.0 - whole)) * 0.95 * 0.95).abs() < 1e-12);
}

#[test]
fn what_is_refused() {
    let refused = |steps: &[f64], text: &str| -> Vec<(Code, String)> {
        let refusal = HoldOptions::parse(text).and_then(|options| place_holds(steps, &options)).unwrap_err();
        refusal.issues.into_iter().map(|issue| (issue.code, issue.pointer)).collect()
    };
    let topk = r#"{"mode": "topk", "budget": 1, "catchRate": 0.8}"#;
    assert_eq!(refused(&[], topk), [(Code::Empty, "/steps".into())]);
    assert_eq!(refused(&[0.5, f64::NAN, 1.5], topk), [(Code::OutOfRange, "/steps/1".into()), (Code::OutOfRange, "/steps/2".into())]);
    assert_eq!(refused(&[0.5], r#"{"mode": "knapsack", "budget": 1, "catchRate": 0.8}"#), [(Code::Missing, "/options/costs".into())]);
    let knapsack = r#"{"mode": "knapsack", "budget": 9000000000000000, "catchRate": 0.8, "costs": [9000000000000000, 1], "irreversible": [1]}"#;
    assert_eq!(
        refused(&[0.5], knapsack),
        [(Code::OutOfRange, "/options/irreversible/0".into()), (Code::LengthsDiffer, "/options/costs".into()), (Code::OutOfRange, "/options/budget".into())]
    );
    assert_eq!(refused(&[0.5; 501], r#"{"mode": "segment", "budget": 1, "catchRate": 0.8}"#), [(Code::OutOfRange, "/steps".into())]);
    // As large as is taken.
    let options = HoldOptions::parse(r#"{"mode": "segment", "budget": 500, "catchRate": 0.8, "falseFlag": 0.1, "rework": 0.5}"#).unwrap();
    assert!(place_holds(&[0.99; 500], &options).unwrap().reliability > 0.0);
}
