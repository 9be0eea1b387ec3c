//! What is read as a calibrator, and what is not.

use super::curve::MOST_KNOTS;
use super::*;

fn issues(json: &str) -> Vec<(Code, String)> {
    Calibrator::parse(json).unwrap_err().issues.into_iter().map(|issue| (issue.code, issue.pointer)).collect()
}

#[test]
fn what_is_no_calibrator() {
    let at = |code: Code, pointer: &str| (code, format!("/calibrator{pointer}"));
    assert_eq!(issues("[]"), [at(Code::WrongType, "")]);
    assert_eq!(issues("{}"), [at(Code::Missing, "/method")]);
    assert_eq!(issues(r#"{"version":2,"method":"prior"}"#), [at(Code::CalibratorInvalid, "/version")]);
    assert_eq!(issues(r#"{"method":"auto"}"#), [at(Code::UnknownWord, "/method")]);
    assert_eq!(issues(r#"{"method":"prior","params":{"T":1}}"#), [at(Code::UnknownKey, "/params/T")]);
    assert_eq!(issues(r#"{"method":"platt","n":-1}"#), [at(Code::OutOfRange, "/n"), at(Code::Missing, "/params")]);
    assert_eq!(issues(r#"{"method":"platt","params":{"slope":1e17,"intercept":0.5}}"#), [at(Code::UnsafeInteger, "/params/slope")]);
    assert_eq!(issues(r#"{"method":"platt_map","params":{"slope":-0.5,"intercept":0}}"#), [at(Code::OutOfRange, "/params/slope")]);
    assert_eq!(issues(r#"{"method":"platt","params":{"slope":1,"intercept":0,"clip":0.5}}"#), [at(Code::OutOfRange, "/params/clip")]);
    assert_eq!(issues(r#"{"method":"platt","params":{"slope":1,"intercept":0,"p0":{"x":[],"y":[]}}}"#), [at(Code::Missing, "/params/p1")]);
    for cov in ["[]", "[[1,0]]", "[[1,0],[1,1]]", "[[-1,0],[0,1]]", "[[1,0,0],[0,1,0]]"] {
        let json = format!(r#"{{"method":"platt","params":{{"slope":1,"intercept":0,"cov":{cov}}}}}"#);
        assert_eq!(issues(&json), [at(Code::OutOfRange, "/params/cov")], "{cov}");
    }
    assert_eq!(issues(r#"{"method":"temperature","params":{"T":0,"clip":0.01}}"#), [at(Code::OutOfRange, "/params/T")]);
    assert_eq!(issues(r#"{"method":"histogram","params":{"binValues":[]}}"#), [at(Code::Empty, "/params/binValues")]);
    assert_eq!(issues(r#"{"method":"histogram","params":{"binValues":[1.5]}}"#), [at(Code::OutOfRange, "/params/binValues/0")]);
    let long = format!(r#"{{"method":"histogram","params":{{"binValues":[{}0]}}}}"#, "0,".repeat(MOST_KNOTS));
    assert_eq!(issues(&long), [at(Code::OutOfRange, "/params/binValues")]);
    let isotonic = |x: &str, y: &str| issues(&format!(r#"{{"method":"isotonic","params":{{"xThresholds":{x},"yThresholds":{y}}}}}"#));
    assert_eq!(isotonic("[0.5,0.5]", "[0,1]"), [at(Code::OutOfRange, "/params/xThresholds/1")]);
    assert_eq!(isotonic("[0.1,0.5]", "[1,0]"), [at(Code::OutOfRange, "/params/yThresholds/1")]);
    assert_eq!(isotonic("[0.1,0.5]", "[1]"), [at(Code::LengthsDiffer, "/params/yThresholds")]);
    let venn = |p0: &str, p1: &str| issues(&format!(r#"{{"method":"venn_abers","params":{{"p0":{p0},"p1":{p1}}}}}"#));
    assert_eq!(venn(r#"{"x":[0.5],"y":[0.8]}"#, r#"{"x":[0.6],"y":[0.7]}"#), [at(Code::OutOfRange, "/params/p0/y/0")]);
    let bins = |counts: &str, right: &str| issues(&format!(r#"{{"method":"beta_binomial","params":{{"kappa":3,"counts":{counts},"right":{right}}}}}"#));
    assert_eq!(bins("[1,2]", "[1,3]"), [at(Code::OutOfRange, "/params/right/1")]);
    assert_eq!(bins("[1,2]", "[1]"), [at(Code::LengthsDiffer, "/params/right")]);
}

#[test]
fn the_prior_needs_nothing_but_its_name() {
    let bare = Calibrator::parse(r#"{"method":"prior"}"#).unwrap();
    assert_eq!((bare.n(), bare.alarm(), bare.apply(0.9)), (0, false, Some(Estimate { p: 0.75, lo: None, hi: None })));
    assert_eq!(bare.json(), r#"{"method":"prior"}"#);
    assert_ne!(bare.digest(), Calibrator::parse(r#"{"method":"prior","alarm":true}"#).unwrap().digest());
}

/// Whatever the parameters, an estimate is a share.
#[test]
fn the_worst_parameters() {
    let most = "9007199254740991";
    for json in [
        format!(r#"{{"method":"platt","params":{{"slope":{most},"intercept":-{most},"clip":1e-300,"cov":[[{most},-{most}],[-{most},{most}]]}}}}"#),
        format!(r#"{{"method":"platt_raw","params":{{"slope":-{most},"intercept":{most}}}}}"#),
        r#"{"method":"temperature","params":{"T":5e-324,"clip":5e-324}}"#.into(),
        format!(r#"{{"method":"beta","params":{{"a":{most},"b":-{most},"c":{most},"clip":5e-324}}}}"#),
        r#"{"method":"venn_abers","params":{"p0":{"x":[],"y":[]},"p1":{"x":[0.5],"y":[0]}}}"#.into(),
        r#"{"method":"isotonic","params":{"xThresholds":[0,5e-324],"yThresholds":[0,1]}}"#.into(),
        format!(r#"{{"method":"beta_binomial","params":{{"kappa":5e-324,"counts":[{most},0],"right":[{most},0]}}}}"#),
        format!(r#"{{"method":"beta_binomial","params":{{"kappa":{most},"counts":[{most},1],"right":[0,1]}}}}"#),
        format!(r#"{{"method":"eb_gap","params":{{"gap":-{most}}}}}"#),
    ] {
        let calibrator = Calibrator::parse(&json).unwrap();
        for claim in [0.0, 5e-324, 0.3, 0.5, 0.500001, 0.9, 1.0 - f64::EPSILON / 2.0, 1.0] {
            let Estimate { p, lo, hi } = calibrator.apply(claim).unwrap();
            assert!([Some(p), lo, hi].into_iter().flatten().all(|value| (0.0..=1.0).contains(&value)), "{json} at {claim}: {p} {lo:?} {hi:?}");
        }
    }
}
