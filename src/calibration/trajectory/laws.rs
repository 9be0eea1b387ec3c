//! What holds for any steps, any runs and any penalty.

use super::design::{Design, Scale};
use super::folds::folds;
use super::options::TrajectoryPenalty as Penalty;
use super::solve::solve;
use super::*;
use crate::codes::Code;
use crate::error::Refusal;
use proptest::prelude::*;

fn codes<T: std::fmt::Debug>(refused: Result<T, Refusal>) -> Vec<(Code, String)> {
    refused.unwrap_err().issues.into_iter().map(|issue| (issue.code, issue.pointer)).collect()
}

fn options(text: &str) -> TrajectoryFitOptions {
    TrajectoryFitOptions::parse(text).unwrap()
}

/// Confidences with the ends, and ties, more often than chance has them.
fn confidence() -> impl Strategy<Value = f64> {
    prop_oneof![0.0f64..=1.0, Just(0.0), Just(1.0), Just(0.5), Just(1e-300)]
}

/// Rows of one width with outcomes, both of which occur; columns may be equal, all but equal, or constant.
fn problem() -> impl Strategy<Value = (usize, Vec<f64>, Vec<u8>)> {
    (1usize..7, 4usize..40).prop_flat_map(|(width, n)| {
        let value = prop_oneof![4 => -3.0f64..3.0, 1 => Just(1.0)];
        (proptest::collection::vec(value, width * n), proptest::collection::vec(0u8..=1, n), 0u8..3).prop_map(move |(mut values, mut correct, twins)| {
            correct[0] = 0;
            correct[1] = 1;
            // The last is the first, or all but.
            let apart = [1e-6, 0.0][usize::from(twins == 1)];
            if twins > 0 {
                values.chunks_exact_mut(width).for_each(|row| row[width - 1] = row[0] + apart * row[width - 1]);
            }
            (width, values, correct)
        })
    })
}

fn runs(values: &[f64], correct: &[u8]) -> TrajectoryRuns {
    TrajectoryRuns::new(FeatureSet::Own, values, correct, None).unwrap()
}

fn design(runs: &TrajectoryRuns) -> Design {
    let rows: Vec<&[f64]> = runs.iter().map(|(row, _)| row).collect();
    Design::new(runs.iter(), &Scale::of(rows.into_iter(), runs.width))
}

fn scores(model: &TrajectoryModel, values: &[f64], width: usize) -> Vec<f64> {
    values.chunks_exact(width).map(|row| model.score(&TrajectoryFeatures::new(FeatureSet::Own, row).unwrap()).unwrap()).collect()
}

/// How far from optimal: the slope of the objective, or for a weight of 0 under L1 by how much the slope of the loss exceeds what the penalty holds.
fn violation(design: &Design, penalty: Penalty, c: f64, beta: &[f64]) -> f64 {
    let (gradient, _) = design.slopes(&design.margins(beta), c);
    let worst = |(slope, weight): (&f64, &f64)| match penalty {
        Penalty::L2 => (slope + weight).abs(),
        Penalty::L1 if *weight == 0.0 => (slope.abs() - 1.0).max(0.0),
        Penalty::L1 => (slope + weight.signum()).abs(),
    };
    gradient.iter().zip(beta).skip(1).map(worst).fold(gradient[0].abs(), f64::max)
}

proptest! {
    #[test]
    fn features_are_finite(steps in proptest::collection::vec(proptest::collection::vec((confidence(), confidence()), 1..9), 1..9)) {
        let steps: Vec<serde_json::Value> = steps.iter().map(|step| {
            let (top1, topk): (Vec<f64>, Vec<f64>) = step.iter().copied().unzip();
            serde_json::json!({ "top1": top1, "topk": topk })
        }).collect();
        let run = features(&serde_json::Value::from(steps.clone()).to_string(), None).unwrap();
        let values: Vec<f64> = run.values().collect();
        prop_assert!(values.iter().all(|value| value.is_finite()));
        for (one, other) in [(21, 22), (28, 29), (37, 39), (38, 40)] {
            prop_assert_eq!(values[one], values[other]);
        }
        if let [_] = steps.as_slice() {
            prop_assert!(values[..10].iter().chain(&values[14..19]).all(|value| *value == 0.0), "{values:?}");
            prop_assert_eq!(&values[19..26], &values[26..33]);
        }
    }

    #[test]
    fn lite_features_are_finite(steps in proptest::collection::vec((confidence(), 0u64..=1_000_000_000_000, 0u64..=1_000_000_000_000, 0u64..=1_000_000_000_000), 1..9)) {
        let steps: Vec<serde_json::Value> = steps.iter().map(|(confidence, tokens, calls, checkins)| {
            serde_json::json!({ "confidence": confidence, "tokens": tokens, "toolCalls": calls, "toolErrors": calls / 2, "checkins": checkins })
        }).collect();
        let run = features(&serde_json::Value::from(steps.clone()).to_string(), None).unwrap();
        let values: Vec<f64> = run.values().collect();
        prop_assert!(values.iter().all(|value| value.is_finite()));
        prop_assert!((0.0..=0.5).contains(&values[17]) && values[13] <= values[14] + 1e-12);
        if let [_] = steps.as_slice() {
            prop_assert!(values[..6].iter().all(|value| *value == 0.0));
        }
    }

    /// The conditions of Karush, Kuhn and Tucker, which are sufficient: the objective is convex.
    #[test]
    fn the_minimum_is_one((_, values, correct) in problem(), log_c in -4.0f64..4.0) {
        let (design, c) = (design(&runs(&values, &correct)), 10.0f64.powf(log_c));
        for penalty in [Penalty::L2, Penalty::L1] {
            let cold = solve(&design, penalty, c, vec![0.0; design.width]);
            let scale = 1.0 + c;
            prop_assert!(violation(&design, penalty, c, &cold) <= 1e-8 * scale, "{penalty:?} {c}: {} at {cold:?}", violation(&design, penalty, c, &cold));
            // Wherever it starts, it ends there.
            let warm = solve(&design, penalty, c, vec![1.0; design.width]);
            let probabilities = |beta: &[f64]| design.margins(beta).into_iter().map(crate::calibration::special::sigmoid).collect::<Vec<_>>();
            prop_assert!(probabilities(&cold).iter().zip(probabilities(&warm)).all(|(a, b)| (a - b).abs() < 1e-7), "{penalty:?} {c}");
        }
    }

    #[test]
    fn slopes_are_those_of_the_loss((_, values, correct) in problem(), at in -1.0f64..1.0) {
        let design = design(&runs(&values, &correct));
        let beta = vec![at; design.width];
        let (gradient, curvature) = design.slopes(&design.margins(&beta), 1.0);
        for side in 0..design.width {
            let moved = |by: f64| {
                let mut beta = beta.clone();
                beta[side] += by;
                design.margins(&beta)
            };
            let slope = (design.loss(&moved(1e-5)) - design.loss(&moved(-1e-5))) / 2e-5;
            prop_assert!((gradient[side] - slope).abs() < 1e-6, "{} is not {slope}", gradient[side]);
            let (above, _) = design.slopes(&moved(1e-5), 1.0);
            let (below, _) = design.slopes(&moved(-1e-5), 1.0);
            for other in 0..design.width {
                let bend = (above[other] - below[other]) / 2e-5;
                prop_assert!((curvature[side * design.width + other] - bend).abs() < 1e-5);
            }
        }
    }

    #[test]
    fn order_and_units_of_runs_do_not_matter((width, values, correct) in problem(), units in proptest::collection::vec(0.001f64..1000.0, 7), shift in -5.0f64..5.0) {
        for penalty in ["l2", "l1"] {
            let options = options(&format!(r#"{{"penalty": "{penalty}", "c": 0.7}}"#));
            let model = fit(&runs(&values, &correct), &options).unwrap();
            let wanted = scores(&model, &values, width);

            let backwards: Vec<f64> = values.chunks_exact(width).rev().flatten().copied().collect();
            let reversed: Vec<u8> = correct.iter().rev().copied().collect();
            let turned = scores(&fit(&runs(&backwards, &reversed), &options).unwrap(), &values, width);

            let elsewhere: Vec<f64> = values.chunks_exact(width).flat_map(|row| row.iter().zip(&units).map(|(value, unit)| value * unit + shift)).collect();
            let scaled = scores(&fit(&runs(&elsewhere, &correct), &options).unwrap(), &elsewhere, width);
            for ((wanted, turned), scaled) in wanted.iter().zip(turned).zip(scaled) {
                let tolerance = if penalty == "l2" { 1e-9 } else { 1e-7 };
                prop_assert!((wanted - turned).abs() < tolerance && (wanted - scaled).abs() < tolerance, "{penalty}: {wanted} {turned} {scaled}");
            }
        }
    }

    /// ‖w‖₁ grows with C and starts at 0, where only the base rate is left.
    #[test]
    fn a_lasso_opens_with_c((width, values, correct) in problem()) {
        let mut before = 0.0;
        for c in [1e-6, 0.01, 0.1, 1.0, 10.0, 100.0] {
            let model = fit(&runs(&values, &correct), &options(&format!(r#"{{"penalty": "l1", "c": {c}}}"#))).unwrap();
            let size: f64 = model.coef().map(f64::abs).sum();
            prop_assert!(size >= before - 1e-6, "{size} after {before}");
            if c == 1e-6 {
                let rate = correct.iter().map(|y| f64::from(*y)).sum::<f64>() / correct.len() as f64;
                prop_assert!(size == 0.0 && scores(&model, &values, width).iter().all(|p| (p - rate).abs() < 1e-9));
            }
            before = size;
        }
    }

    #[test]
    fn folds_keep_groups_and_balance((width, values, correct) in problem(), groups in proptest::collection::vec(0u32..12, 40), wanted in 2usize..7) {
        let with = |groups: Option<&[u32]>| TrajectoryRuns::new(FeatureSet::Own, &values, &correct, groups).unwrap();
        let groups = &groups[..correct.len()];
        prop_assert!(width > 0);
        if let Some((fold_of, count)) = folds(&with(Some(groups)), wanted) {
            prop_assert!(count <= wanted && fold_of.iter().all(|fold| *fold < count));
            for (a, of_a) in groups.iter().zip(&fold_of) {
                prop_assert!(groups.iter().zip(&fold_of).all(|(b, of_b)| a != b || of_a == of_b));
            }
        }
        // Alone, either outcome is spread evenly.
        if let Some((fold_of, count)) = folds(&with(None), wanted) {
            for outcome in [0u8, 1] {
                let held: Vec<usize> = (0..count).map(|fold| fold_of.iter().zip(&correct).filter(|(of, y)| **of == fold && **y == outcome).count()).collect();
                prop_assert!(held.iter().max().unwrap() - held.iter().min().unwrap() <= 1, "{held:?}");
            }
        }
    }

    #[test]
    fn a_model_is_what_its_text_says((width, values, correct) in problem(), lasso in any::<bool>()) {
        let penalty = if lasso { "l1" } else { "l2" };
        let Ok(model) = fit(&runs(&values, &correct), &options(&format!(r#"{{"penalty": "{penalty}", "grid": [0.1, 1], "c": 1}}"#))) else { return Ok(()) };
        let again = TrajectoryModel::parse(&crate::json::text(&model)).unwrap();
        prop_assert_eq!(&again, &model);
        let same = scores(&model, &values, width).iter().zip(scores(&again, &values, width)).all(|(a, b)| a.to_bits() == b.to_bits());
        prop_assert!(same);
        prop_assert!(model.cv().iter().all(|score| (0.0..=1.0).contains(&score.brier.0)));
    }
}

#[test]
fn what_is_no_run() {
    let refused = |steps: &str, set: Option<FeatureSet>| codes(features(steps, set));
    let one = |code: Code, pointer: &str| vec![(code, pointer.to_owned())];
    assert_eq!(refused("[]", None), one(Code::Empty, "/steps"));
    assert_eq!(refused("{}", None), one(Code::WrongType, "/steps"));
    assert_eq!(refused(r#"[{"confidence": 1.2, "tokens": -1}]"#, None).len(), 2);
    assert_eq!(refused(r#"[{"confidence": 1, "tokens": 1, "toolErrors": 1}]"#, None), one(Code::OutOfRange, "/steps/0/toolErrors"));
    assert_eq!(refused(r#"[{"confidence": 1, "tokens": 1000000000001}]"#, None), one(Code::OutOfRange, "/steps/0/tokens"));
    assert_eq!(refused(r#"[{"confidence": 1}]"#, None), one(Code::Missing, "/steps/0/tokens"));
    assert_eq!(refused("[{}]", None).len(), 2);
    assert_eq!(refused(r#"[{"top1": [1], "topk": []}]"#, None), one(Code::LengthsDiffer, "/steps/0/topk"));
    assert_eq!(refused(r#"[{"top1": [], "topk": []}]"#, None), one(Code::Empty, "/steps/0/top1"));
    assert_eq!(refused(r#"[{"top1": [1]}]"#, None), one(Code::Missing, "/steps/0/topk"));
    assert_eq!(refused(r#"[{"confidences": 1}]"#, None).first().unwrap().0, Code::UnknownKey);
    let mixed = r#"[{"top1": [1], "topk": [1]}, {"confidence": 1, "tokens": 1}]"#;
    assert_eq!(refused(mixed, None), one(Code::MixedFeatures, "/steps"));
    assert_eq!(refused(mixed, Some(FeatureSet::Htc)).len(), 2);
    let both = r#"[{"top1": [1], "topk": [1], "confidence": 1, "tokens": 1}]"#;
    assert_eq!(features(both, Some(FeatureSet::HtcLite)).unwrap().set(), FeatureSet::HtcLite);
    assert_eq!(refused(both, Some(FeatureSet::Own)), one(Code::UnknownWord, "/set"));
    let many = format!("[{}]", vec![r#"{"confidence":1,"tokens":1}"#; 10_001].join(","));
    assert_eq!(refused(&many, None), one(Code::TooLarge, "/steps"));
}

#[test]
fn what_cannot_be_learnt_from() {
    let own = |values: &[f64], correct: &[u8]| TrajectoryRuns::new(FeatureSet::Own, values, correct, None);
    assert_eq!(codes(own(&[], &[])), [(Code::NoSamples, "/runs".to_owned())]);
    assert_eq!(codes(TrajectoryRuns::parse("[]")), [(Code::NoSamples, "/runs".to_owned())]);
    assert_eq!(codes(own(&[1.0, 2.0], &[1, 1])), [(Code::OneClass, "/runs".to_owned())]);
    assert_eq!(codes(own(&[1.0, f64::NAN], &[1, 0])), [(Code::OutOfRange, "/runs/1/features/values/0".to_owned())]);
    assert_eq!(codes(own(&[1.0, f64::INFINITY], &[1, 0])), [(Code::OutOfRange, "/runs/1/features/values/0".to_owned())]);
    assert_eq!(codes(own(&[1.0, 2.0], &[1, 2])), [(Code::OutOfRange, "/runs/1/correct".to_owned())]);
    assert_eq!(codes(own(&[1.0, 2.0, 3.0], &[1, 0])), [(Code::LengthsDiffer, "/runs".to_owned())]);
    assert_eq!(codes(TrajectoryRuns::new(FeatureSet::Htc, &[1.0, 2.0], &[1, 0], Some(&[1]))).len(), 2);
    let run = |values: &str, correct: bool| format!(r#"{{"features": {{"set": "own", "values": {values}}}, "correct": {correct}}}"#);
    assert_eq!(
        codes(TrajectoryRuns::parse(&format!("[{}, {}]", run("[1]", true), run("[1, 2]", false)))),
        [(Code::MixedFeatures, "/runs/1/features".to_owned())]
    );
    // One run of an outcome: nothing to test on, but enough to fit.
    let few = own(&[1.0, 2.0, 3.0], &[1, 0, 0]).unwrap();
    assert_eq!(codes(fit(&few, &options("{}"))), [(Code::OneClass, "/runs".to_owned())]);
    assert!(fit(&few, &options(r#"{"c": 1, "grid": [1]}"#)).unwrap().cv().is_empty());
    // One group cannot be parted.
    let together = TrajectoryRuns::new(FeatureSet::Own, &[1.0, 2.0, 3.0, 4.0], &[1, 0, 0, 1], Some(&[5, 5, 5, 5])).unwrap();
    assert_eq!(codes(fit(&together, &options("{}"))), [(Code::OneClass, "/runs".to_owned())]);
    let wrong = |text: &str| codes(TrajectoryFitOptions::parse(text)).len();
    assert_eq!(wrong(r#"{"c": 0, "folds": 1, "grid": [1e9], "penalty": "l3"}"#), 4);
    assert_eq!(wrong(r#"{"grid": []}"#), 1);
    assert_eq!(wrong(&format!(r#"{{"grid": {:?}}}"#, vec![0; 10_000])), 33);
}

/// As far apart as runs can be, and as weakly held back as C allows: still a minimum, and no probability but between 0 and 1.
#[test]
fn separable_runs_are_bounded_by_the_penalty() {
    let values: Vec<f64> = (0..40).flat_map(|at| [f64::from(at), f64::from(at), 1e15]).collect();
    let correct: Vec<u8> = (0..40).map(|at| u8::from(at >= 20)).collect();
    for penalty in [Penalty::L2, Penalty::L1] {
        for c in [1e-6, 1.0, 1e6] {
            let model = fit(&runs(&values, &correct), &options(&format!(r#"{{"penalty": "{}", "c": {c}}}"#, penalty.as_str()))).unwrap();
            let weights: Vec<f64> = model.coef().collect();
            assert!(weights.iter().all(|weight| weight.abs() < 1000.0), "{weights:?}");
            assert_eq!(weights[2], 0.0);
            assert!(scores(&model, &values, 3).iter().zip(&correct).all(|(p, y)| (0.0..=1.0).contains(p) && (c < 1.0 || (*p > 0.5) == (*y == 1))));
            let far = TrajectoryFeatures::new(FeatureSet::Own, &[1e15, -1e15, 1e15]).unwrap();
            assert!((0.0..=1.0).contains(&model.score(&far).unwrap()));
        }
    }
}

#[test]
fn what_is_no_model() {
    let model = fit(&runs(&[1.0, 2.0, 3.0, 5.0], &[1, 0, 1, 0]), &options(r#"{"c": 1}"#)).unwrap();
    let text = crate::json::text(&model);
    let broken = |from: &str, to: &str| {
        assert!(text.contains(from), "{text}");
        codes(TrajectoryModel::parse(&text.replacen(from, to, 1)))
    };
    assert_eq!(broken(r#""version":1"#, r#""version":2"#), [(Code::CalibratorInvalid, "/model/version".to_owned())]);
    assert_eq!(broken(r#""scale":["#, r#""scale":[0,"#).len(), 2);
    assert_eq!(broken(r#""coef":["#, r#""coef":[2e15,"#).len(), 2);
    assert_eq!(broken(r#""set":"own""#, r#""set":"htc""#).len(), 3);
    assert_eq!(broken(r#""right":2"#, r#""right":5"#), [(Code::OutOfRange, "/model/right".to_owned())]);
    assert_eq!(broken(r#""n":4,"#, ""), [(Code::Missing, "/model/n".to_owned())]);
    let other = TrajectoryFeatures::new(FeatureSet::Own, &[1.0, 2.0]).unwrap();
    assert_eq!(codes(model.score(&other)), [(Code::MixedFeatures, "/features".to_owned())]);
}
