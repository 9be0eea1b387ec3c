//! Everything that calibration computes, over hostile options and numbers.

use super::*;
use holdpoint::calibration::Calibrator;
use wire::calibration as door;

/// A function's name, a space, its arguments as one line of JSON, and a sample in each byte after it: there is an answer, written as JSON without a
/// number that JSON lacks, or a refusal with reasons.
pub fn samples(data: &[u8]) {
    let end = data.iter().position(|byte| *byte == b'\n').unwrap_or(data.len());
    let (head, rest) = data.split_at(end);
    let Some((name, args)) = std::str::from_utf8(head).ok().and_then(|head| head.split_once(' ')) else { return };
    let (claims, outcomes): (Vec<f64>, Vec<u8>) = rest.iter().skip(1).map(|byte| sample(*byte)).unzip();
    let from_samples: Option<FromSamples> = match name {
        "fit" => Some(door::fit),
        "fitPooled" => Some(door::fit_pooled),
        "metrics" => Some(door::metrics),
        "reliability" => Some(door::reliability),
        "histogram" => Some(door::histogram),
        "riskCoverage" => Some(door::risk_coverage),
        "floor" => Some(door::floor),
        "trajectoryFitNumbers" => Some(door::trajectory_fit_numbers),
        _ => None,
    };
    let from_text: Option<FromText> = match name {
        "chain" => Some(door::chain),
        "placeHolds" => Some(door::place_holds),
        "anyOf" => Some(door::any_of),
        "atLeast" => Some(door::at_least),
        "atMost" => Some(door::at_most),
        "retried" => Some(door::retried),
        "monitor" => Some(door::monitor),
        "intervals" => Some(door::intervals),
        "checkIn" => Some(door::check_in),
        "betaBinomialFit" => Some(door::beta_binomial_fit),
        "trajectoryFeatures" => Some(door::trajectory_features),
        "trajectoryFit" => Some(door::trajectory_fit),
        "trajectoryScore" => Some(door::trajectory_score),
        "trajectoryNames" => Some(door::trajectory_names),
        _ => None,
    };
    let found = match (from_samples, from_text) {
        // Runs are numbers in rows, so fewer outcomes.
        (Some(of), _) if name == "trajectoryFitNumbers" => {
            let width = if args.contains("htc_lite") { names("htc_lite") } else { names("htc") };
            let runs = claims.len() / width;
            of(&claims[..runs * width], &outcomes[..runs], args)
        }
        (Some(of), _) => of(&claims, &outcomes, args),
        (_, Some(of)) => of(args),
        _ => return,
    };
    let found = match found {
        Ok(found) => parsed(&found),
        Err(refusal) => return assert!(refused(&refusal, "")),
    };
    let usable = claims.iter().all(|claim| (0.0..=1.0).contains(claim)) && outcomes.iter().all(|outcome| *outcome < 2);
    assert!(usable || from_text.is_some() || name == "trajectoryFitNumbers", "{name} takes what is no sample");
    match name {
        "fit" => fitted(&found),
        "fitPooled" => found.as_object().expect("is an object").values().for_each(fitted),
        "metrics" => measured(&claims, &outcomes, &found),
        "atLeast" | "atMost" => happen(name, args, &found),
        "anyOf" | "chain" => ordered(&found),
        // It goes on from what it gave.
        "monitor" => {
            let mut args = parsed(&wire::canonical_json(args).expect("is JSON"));
            args["state"] = found.clone();
            door::monitor(&args.to_string()).expect("goes on");
        }
        "trajectoryFit" | "trajectoryFitNumbers" => {
            let set = found["set"].as_str().expect("is a set").to_owned();
            let features = json!({ "set": set, "values": vec![0.5; names(&set)] });
            let score = parsed(&door::trajectory_score(&json!({ "model": found, "features": features }).to_string()).expect("scores"));
            assert!(score.as_f64().is_some_and(|score| (0.0..=1.0).contains(&score)), "{score}");
            return;
        }
        _ => {}
    }
    finite(&found, args);
}

type FromText = fn(&str) -> Result<String, String>;
type FromSamples = fn(&[f64], &[u8], &str) -> Result<String, String>;

/// How many numbers a run has.
fn names(set: &str) -> usize {
    let names = parsed(&door::trajectory_names(&json!({ "set": set }).to_string()).expect("has names"));
    names.as_array().expect("is a list").len()
}

/// The low bit says whether it was right, the others how sure it was; the last few are hostile.
fn sample(byte: u8) -> (f64, u8) {
    const HOSTILE: [f64; 16] = [
        f64::EPSILON,
        1.0 - f64::EPSILON / 2.0,
        5e-324,
        0.5 - f64::EPSILON / 4.0,
        0.5 + f64::EPSILON,
        0.1 + 0.2,
        1.0 / 3.0,
        1e-300,
        -0.0,
        0.7 * 3.0 - 1.4,
        0.6 + 0.3,
        0.3 - 0.2,
        f64::NAN,
        1.0 + f64::EPSILON,
        -5e-324,
        f64::INFINITY,
    ];
    let (place, right) = (usize::from(byte / 2), byte % 2);
    match place {
        127 => (0.5, 2 + right),
        place @ 111.. => (HOSTILE[place - 111], right),
        place => (place.min(100) as f64 / 100.0, right),
    }
}

fn fitted(found: &Value) {
    let calibrator = Calibrator::parse(&found.to_string()).expect("what is fitted can be read");
    assert_eq!(calibrator.json(), wire::canonical_json(&found.to_string()).expect("is JSON"));
    let mut last = 0.0;
    for at in 0..=100 {
        let one = calibrator.apply(f64::from(at) / 100.0).expect("is a claim");
        assert!((0.0..=1.0).contains(&one.p), "{found}");
        assert!(one.lo.zip(one.hi).is_none_or(|(lo, hi)| (0.0..=1.0).contains(&lo) && (lo..=1.0).contains(&hi)), "{found}");
        let rises = ["prior", "platt_map", "isotonic", "venn_abers", "temperature"].iter().any(|method| found["method"] == *method);
        assert!(!rises || one.p >= last, "{found} falls at {at}");
        last = one.p;
    }
}

/// What can be computed in a line.
fn measured(claims: &[f64], outcomes: &[u8], found: &Value) {
    let n = claims.len() as f64;
    let brier = claims.iter().zip(outcomes).map(|(claim, right)| (claim - f64::from(*right)).powi(2)).sum::<f64>() / n;
    let near = |key: &str, wanted: f64| {
        if let Some(got) = found[key].as_f64() {
            assert!((got - wanted).abs() < 1e-9, "{key} is {got}, not {wanted}");
        }
    };
    near("brier", brier);
    near("accuracy", outcomes.iter().map(|right| f64::from(*right)).sum::<f64>() / n);
    near("meanConfidence", claims.iter().sum::<f64>() / n);
}

/// Over all ways in which it can go.
fn happen(name: &str, args: &str, found: &Value) {
    let args = parsed(&wire::canonical_json(args).expect("is JSON"));
    let (p, k) = (args["probabilities"].as_array().expect("is a list"), args["k"].as_u64().expect("is a count"));
    let p: Vec<f64> = p.iter().map(|p| p.as_f64().expect("is a number")).collect();
    let got = found.as_f64().expect("is a number");
    assert!((0.0..=1.0).contains(&got), "{got}");
    if p.len() <= 10 {
        let counts = |happened: &u32| if name == "atLeast" { u64::from(happened.count_ones()) >= k } else { u64::from(happened.count_ones()) <= k };
        let way = |happened: u32| p.iter().enumerate().map(|(at, p)| if happened >> at & 1 == 1 { *p } else { 1.0 - p }).product::<f64>();
        let wanted: f64 = (0..1 << p.len()).filter(counts).map(way).sum();
        assert!((got - wanted).abs() < 1e-12, "{name} {args}: {got} is not {wanted}");
    }
}

fn ordered(found: &Value) {
    if let (Some(lower), Some(upper)) = (found["lower"].as_f64(), found["upper"].as_f64()) {
        assert!((0.0..=upper).contains(&lower) && upper <= 1.0, "{found}");
    }
}

/// A number that JSON lacks is written as `null`: among the results of numbers there is none but where it means "not known".
fn finite(found: &Value, args: &str) {
    if let Value::Array(items) = found {
        items.iter().for_each(|item| finite(item, args));
    }
    assert!(!found.is_null(), "{args}");
}
