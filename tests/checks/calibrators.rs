//! Calibrators that somebody stored, as a gate takes them.

use super::*;
use holdpoint::calibration::Calibrator;

/// `{"calibrators": {…}}`: refused with reasons, or every estimate is a probability, and no claim is worth more than it says.
pub fn calibrators(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let gates = GATED.each_ref().map(|policy| wire::create_gate(policy, text).map(|(gate, _)| gate));
    let spelled = wire::canonical_json(text);
    for (policy, gate) in GATED.iter().zip(&gates) {
        match gate {
            Err(refusal) => assert!(refused(refusal, "")),
            Ok(gate) => {
                let (again, _) = wire::create_gate(policy, spelled.as_ref().expect("is JSON")).expect("is the same");
                for tool in ["get_x", "draft", "post", "tweet"] {
                    for claim in ["0", "0.029", "0.5", "0.7", "0.9", "0.95", "1"] {
                        let action = json!({ "tool": tool, "args": {}, "session": "s-1", "agent": "ann" }).to_string();
                        let context = format!(
                            r#"{{"claims":{{"confidence":{{"intent":{claim}}}}},"chain":[{{"confidence":0.9}},{{"confidence":{claim}}}],"now":1795000000000}}"#
                        );
                        let decided = decide(gate, &action, &context).expect("is decided");
                        assert_eq!(wire::decide(&again, &action, &context).as_ref(), Ok(&decided), "a decision is blind to the spelling of calibrators");
                        worth(&parsed(&decided)["confidence"], claim.parse().expect("is a number"));
                    }
                }
            }
        }
    }
    let Some(all) = spelled.ok().map(|text| parsed(&text)) else { return };
    let all = all["calibrators"].as_object().cloned().unwrap_or_default();
    let read = all.values().map(|one| Calibrator::parse(&one.to_string()).inspect(probabilities).is_ok());
    let read = read.filter(|read| !read).count() == 0;
    assert!(read || gates.iter().all(Result::is_err), "a gate takes what nobody can read");
}

/// A policy that takes the estimate, and one that takes the lower end and lets a claim decide about tier 3.
static GATED: LazyLock<[String; 2]> = LazyLock::new(|| {
    let tools = json!([
        { "id": "look", "tool": "get_*", "tier": 1 },
        { "id": "draft", "tool": "draft", "tier": 2, "undo": { "tool": "undraft" } },
        { "id": "post", "tool": "post", "tier": 3, "critical": ["/x"] },
        { "id": "tweet", "tool": "tweet", "category": "publication", "critical": ["/x"] },
    ]);
    let plain = json!({ "holdpoint": 1, "name": "plain", "categories": { "publication": { "tier": 3 } }, "tools": tools });
    let mut lower = plain.clone();
    lower["triggers"] = json!({ "confidence": { "use": "lower" } });
    lower["tiers"] = json!({ "external": { "route": "confidence", "floor": 0.6 } });
    lower["autonomy"] = json!({ "level": "monitored", "assessed": "2026-09-01" });
    [plain, lower].map(|policy| policy.to_string())
});

fn worth(confidence: &Value, claim: f64) {
    if let Some(calibrated) = confidence["calibrated"].as_f64() {
        assert!((0.0..=claim).contains(&calibrated), "{claim} counts as {calibrated}");
    }
    if let Some(chain) = confidence["chain"].as_f64() {
        assert!((0.0..=claim.min(0.9)).contains(&chain), "a chain with {claim} counts as {chain}");
    }
}

fn probabilities(calibrator: &Calibrator) {
    let again = Calibrator::parse(&calibrator.json()).expect("what is written can be read");
    assert_eq!(again.digest(), calibrator.digest());
    let claims = [0.0, 5e-324, 0.01, 0.05, 0.1, 0.25, 0.3, 0.5, 0.7, 0.9, 0.95, 0.99, 1.0 - f64::EPSILON / 2.0, 1.0];
    let many = wire::calibration::apply(calibrator, &claims).expect("are claims");
    for (claim, p) in claims.iter().zip(&many) {
        let one = calibrator.apply(*claim).expect("is a claim");
        assert_eq!((one.p.to_bits(), Some(one)), (p.to_bits(), again.apply(*claim)));
        assert!((0.0..=1.0).contains(p), "{p} of {}", calibrator.json());
        assert_eq!(one.lo.is_some(), one.hi.is_some());
        if let Some((lo, hi)) = one.lo.zip(one.hi) {
            assert!((0.0..=1.0).contains(&lo) && (lo..=1.0).contains(&hi), "{lo} to {hi} at {claim} of {}", calibrator.json());
        }
    }
    for claim in [-5e-324, 1.0 + f64::EPSILON, f64::NAN, f64::INFINITY] {
        assert_eq!(calibrator.apply(claim), None);
    }
}
