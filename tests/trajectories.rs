//! Trajectory features and fits against the reference vectors.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that panics has failed, which is the point")]

use holdpoint::calibration::trajectory::{FeatureSet, TrajectoryFeatures, TrajectoryFitOptions, TrajectoryModel, TrajectoryRuns, features, fit};
use serde_json::{Value, json};

fn vectors() -> Value {
    serde_json::from_str(&std::fs::read_to_string("tests/vectors/calibration/vectors.json").unwrap()).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect()
}

/// Compares number by number and says how many there were.
fn compare(what: &str, got: &[f64], wanted: &[f64], tolerance: f64) -> usize {
    assert_eq!(got.len(), wanted.len(), "{what}");
    for (at, (got, wanted)) in got.iter().zip(wanted).enumerate() {
        assert!((got - wanted).abs() <= tolerance, "{what}/{at}: {got} is not {wanted}");
    }
    wanted.len()
}

#[test]
fn the_48_features() {
    let htc = &vectors()["htc"];
    let names: Vec<&str> = htc["feature_names"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    assert_eq!(FeatureSet::Htc.names(), names);
    let mut compared = 0;
    for (at, example) in htc["examples"].as_array().unwrap().iter().enumerate() {
        let got = features(&example["steps"].to_string(), None).unwrap();
        assert_eq!(got.set(), FeatureSet::Htc);
        compared += compare(&format!("htc/{at}"), &got.values().collect::<Vec<_>>(), &numbers(&example["features"]), 1e-12);
    }
    println!("htc features: {compared} numbers compared");
    assert_eq!(compared, 7 * 48);
}

#[test]
fn the_19_features() {
    let lite = &vectors()["htc_lite"];
    let names: Vec<&str> = lite["names"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    assert_eq!(FeatureSet::HtcLite.names(), names);
    let mut compared = 0;
    for (at, example) in lite["examples"].as_array().unwrap().iter().enumerate() {
        let mut steps: Vec<Value> = numbers(&example["conf"])
            .iter()
            .zip(example["tokens"].as_array().unwrap())
            .map(|(confidence, tokens)| json!({"confidence": confidence, "tokens": tokens}))
            .collect();
        // The vectors count over the whole run.
        for (ours, theirs) in [("toolCalls", "tool_calls"), ("toolErrors", "tool_errors"), ("checkins", "checkins")] {
            steps[0][ours] = example[theirs].clone();
        }
        let got = features(&Value::from(steps).to_string(), None).unwrap();
        assert_eq!(got.set(), FeatureSet::HtcLite);
        compared += compare(&format!("htc_lite/{at}"), &got.values().collect::<Vec<_>>(), &numbers(&example["features"]), 1e-12);
    }
    println!("htc_lite features: {compared} numbers compared");
    assert_eq!(compared, 5 * 19);
}

#[test]
fn the_worked_example() {
    let run = features(r#"[{"top1": [0.9, 0.9, 0.9], "topk": [0.1, 0.1, 0.1]}, {"top1": [0.5], "topk": [0.1]}]"#, None).unwrap();
    let run: Vec<f64> = run.values().collect();
    let wanted = [(0, -0.4), (14, 0.999999964), (17, -0.4), (19, 1.098612258), (33, 0.549306134), (43, 0.2), (46, 2.0), (47, 1.0)];
    wanted.into_iter().for_each(|(at, wanted)| assert!((run[at] - wanted).abs() < 1e-9, "F{at}: {} is not {wanted}", run[at]));
}

/// Pairs of features that are equal by definition: how a lasso shares a weight between them is arbitrary, their sum is not.
const EQUAL: [(usize, usize); 4] = [(21, 22), (28, 29), (37, 39), (38, 40)];

#[test]
fn the_fits() {
    let fits = &vectors()["htc"]["fit"];
    let rows: Vec<Vec<f64>> = fits["X"].as_array().unwrap().iter().map(numbers).collect();
    let correct: Vec<bool> = numbers(&fits["y"]).iter().map(|outcome| *outcome == 1.0).collect();
    let runs: Vec<Value> = rows.iter().zip(&correct).map(|(row, correct)| json!({"features": {"set": "htc", "values": row}, "correct": correct})).collect();
    let runs = TrajectoryRuns::parse(&Value::from(runs).to_string()).unwrap();
    let mut compared = 0;
    for wanted in fits["models"].as_array().unwrap() {
        let (penalty, c) = (wanted["penalty"].as_str().unwrap(), &wanted["C"]);
        let what = format!("{penalty} {c}");
        let options = TrajectoryFitOptions::parse(&json!({"penalty": penalty, "c": c}).to_string()).unwrap();
        let model = fit(&runs, &options).unwrap();
        let as_json = serde_json::to_value(&model).unwrap();
        let model = TrajectoryModel::parse(&as_json.to_string()).unwrap();
        compared += compare("mean", &numbers(&as_json["mean"]), &numbers(&fits["mean"]), 1e-12);
        compared += compare("scale", &numbers(&as_json["scale"]), &numbers(&fits["scale"]), 1e-12);
        let score = |row: &Vec<f64>| model.score(&TrajectoryFeatures::new(FeatureSet::Htc, row).unwrap()).unwrap();
        let lasso = penalty == "l1";
        compared += compare(&what, &rows.iter().map(score).collect::<Vec<_>>(), &numbers(&wanted["prob"]), if lasso { 1e-6 } else { 1e-8 });
        let (mut coef, mut reference): (Vec<f64>, Vec<f64>) = (model.coef().collect(), numbers(&wanted["coef"]));
        if lasso {
            for (one, other) in EQUAL {
                for coef in [&mut coef, &mut reference] {
                    coef[one] += std::mem::take(&mut coef[other]);
                }
            }
            let taken: Vec<&str> = FeatureSet::Htc.names().iter().zip(&coef).filter(|(_, coef)| **coef != 0.0).map(|(name, _)| *name).collect();
            let selected: Vec<&str> = wanted["selected"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
            assert_eq!(taken, selected.into_iter().filter(|name| *name != "last_confidence_volatility").collect::<Vec<_>>());
            compared += compare(&what, &coef, &reference, 1e-6);
            compared += compare(&what, &[model.intercept()], &[wanted["intercept"].as_f64().unwrap()], 1e-6);
        } else {
            compared += compare(&what, &coef, &reference, 1e-7);
            compared += compare(&what, &[model.intercept()], &[wanted["intercept"].as_f64().unwrap()], 1e-7);
        }
    }
    println!("htc fits: {compared} numbers compared");
    assert_eq!(compared, 3 * (48 + 48 + 80 + 48 + 1));
}
