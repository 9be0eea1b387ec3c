//! What must hold for any input at all. The fuzz targets in `fuzz/` look for an input for which it does not; `tests/corpus.rs` replays
//! what they kept. A check panics where a law is broken.

#[allow(dead_code, reason = "the laws need more of it")]
#[path = "../generate/mod.rs"]
mod generate;

mod approval;
mod audit;
mod calibrators;
mod frames;
mod package;
mod patch;
mod samples;

pub use approval::approval;
pub use audit::{audit, beside, note};
pub use calibrators::calibrators;
pub use frames::frames;
pub use package::package;
pub use patch::patch;
pub use samples::samples;

use holdpoint::wire::{self, Gate};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::{Value, json};
use std::sync::LazyLock;

/// A target's name and what it does with an input.
pub type Check = (&'static str, fn(&[u8]));

/// Every target.
#[allow(dead_code, reason = "a fuzz target is one of them")]
pub const CHECKS: [Check; 15] = [
    ("action", action),
    ("approval", approval),
    ("audit", audit),
    ("beside", beside),
    ("calibrators", calibrators),
    ("canonical", canonical),
    ("context", context),
    ("frames", frames),
    ("host", host),
    ("note", note),
    ("package", package),
    ("patch", patch),
    ("policy", policy),
    ("samples", samples),
    ("structured", structured),
];

const SCALE: [&str; 6] = ["proceed", "log", "review", "hold", "block", "halt"];

/// Policies that between them use every operator, trigger, constraint and route.
static GATES: LazyLock<Vec<Gate>> = LazyLock::new(|| {
    let policies: Vec<Value> = serde_json::from_str(include_str!("policies.json")).expect("is JSON");
    policies.iter().map(|policy| wire::create_gate(&policy.to_string(), r#"{"calibrators":{"*":{"method":"prior","n":5}}}"#).expect("is valid").0).collect()
});

/// Actions and contexts that meet them: the arguments of each rule, right and wrong.
static ACTIONS: LazyLock<Vec<String>> = LazyLock::new(|| texts(include_str!("actions.json")));
static CONTEXTS: LazyLock<Vec<String>> = LazyLock::new(|| texts(include_str!("contexts.json")));

fn texts(list: &str) -> Vec<String> {
    let values: Vec<Value> = serde_json::from_str(list).expect("is JSON");
    values.iter().map(Value::to_string).collect()
}

/// Any text as a policy: it is refused with reasons, or it decides.
pub fn policy(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let checked: Value = serde_json::from_str(&wire::check_policy(text)).expect("is JSON");
    let issues = checked["issues"].as_array().expect("is a list");
    issues.iter().for_each(|issue| well_formed(issue, ""));
    let errors = issues.iter().filter(|issue| issue["severity"] == "error").count();
    assert_eq!(checked["ok"] == true, errors == 0, "ok means no errors");
    match wire::create_gate(text, "{}") {
        Err(refusal) => {
            let refusal: Value = serde_json::from_str(&refusal).expect("is JSON");
            assert_eq!(refusal["code"], "policy_invalid");
            assert_eq!(&refusal["issues"], &checked["issues"], "both doors say the same");
            assert!(errors > 0, "refused without an error");
        }
        Ok((gate, about)) => {
            assert_eq!(errors, 0, "compiled with errors");
            let about: Value = serde_json::from_str(&about).expect("is JSON");
            assert_eq!(&about["lint"], &checked["issues"]);
            let canonical = wire::canonical_json(text).expect("a policy is JSON");
            let (again, about_again) = wire::create_gate(&canonical, "{}").expect("is the same policy");
            assert_eq!(about["policyDigest"], serde_json::from_str::<Value>(&about_again).expect("is JSON")["policyDigest"]);
            for (action, context) in ACTIONS.iter().zip(CONTEXTS.iter().cycle()) {
                let decided = decide(&gate, action, context).expect("good inputs are decided by every policy");
                assert_eq!(decided, wire::decide(&again, action, context).expect("is the same policy"));
            }
        }
    }
}

/// Any text as an action.
pub fn action(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let digest = wire::action_digest(text);
    for (gate, context) in GATES.iter().zip(CONTEXTS.iter().cycle()) {
        match decide(gate, text, context) {
            Ok(decision) => {
                let digest = digest.as_ref().expect("what is decided has a digest");
                assert!(decision.contains(&format!("\"action\":\"{digest}\"")), "one action, one digest");
                // An action may be one container deeper than a value: its arguments are container 1.
                if let Ok(canonical) = wire::canonical_json(text) {
                    assert_eq!(wire::action_digest(&canonical).as_ref(), Ok(digest), "the digest is blind to spelling");
                    assert_eq!(wire::decide(gate, &canonical, context).as_ref(), Ok(&decision), "so is the decision");
                }
            }
            Err(refusal) => {
                assert_eq!(digest.as_ref().err(), Some(&refusal), "a good context adds no issue");
                assert!(refused(&refusal, "/action"));
            }
        }
    }
}

/// Any text as a context.
pub fn context(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    for gate in GATES.iter() {
        for action in ACTIONS.iter() {
            match decide(gate, action, text) {
                Ok(decision) => {
                    let canonical = wire::canonical_json(text).expect("a context is JSON");
                    assert_eq!(wire::decide(gate, action, &canonical).as_ref(), Ok(&decision), "a decision is blind to spelling");
                }
                Err(refusal) => assert!(refused(&refusal, "/context")),
            }
        }
    }
}

/// Any text as a value: `serde_json` is the judge.
pub fn canonical(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let theirs = serde_json::from_str::<Value>(text);
    match wire::canonical_json(text) {
        Ok(canonical) => {
            assert_eq!(wire::canonical_json(&canonical).as_ref(), Ok(&canonical), "is a fixed point");
            match theirs {
                Ok(theirs) => {
                    let ours = serde_json::from_str::<Value>(&canonical).expect("is JSON");
                    assert!(same(&ours, &theirs), "{canonical} is not {text}");
                    assert_eq!(wire::canonical_json(&theirs.to_string()).as_ref(), Ok(&canonical), "is blind to order and spelling");
                }
                // It stops one container earlier.
                Err(error) => assert!(error.to_string().starts_with("recursion limit exceeded"), "accepted, but {error}: {text}"),
            }
        }
        Err(refusal) => {
            assert!(refused(&refusal, ""));
            let ours_alone = refusal.contains("\"duplicate_key\"") && !refusal.contains("\"json_syntax\"") || refusal.contains("\"too_deep\"");
            assert!(ours_alone || theirs.is_err(), "refused, but JSON: {refusal}: {text}");
        }
    }
}

/// Any text as a URL: where the gate finds a host, the WHATWG URL Standard finds the same one or refuses the URL. `url` is the judge.
pub fn host(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let url = url::Url::parse(text).ok();
    let theirs = url.as_ref().and_then(url::Url::host_str).unwrap_or_default();
    for asked in ["api.example.com", "127.0.0.1", theirs] {
        let rule = json!({ "id": "fetch", "tool": "fetch", "tier": 1, "when": { "arg": "/url", "hostIs": asked } });
        let Ok((gate, _)) = wire::create_gate(&json!({ "holdpoint": 1, "name": "hosts", "tools": [rule] }).to_string(), "{}") else { continue };
        let action = json!({ "tool": "fetch", "args": { "url": text }, "session": "s-1" }).to_string();
        let decision: Value = serde_json::from_str(&decide(&gate, &action, "{}").expect("is an action")).expect("is JSON");
        let unknown = decision["reasons"].as_array().expect("is a list").iter().any(|reason| reason["code"] == "condition_unknown");
        if decision["mayRun"] == true {
            assert_eq!(theirs, asked, "the gate reads another host in {text:?}");
        } else if !unknown {
            assert_ne!(theirs, asked, "the gate reads another host in {text:?}");
        }
    }
}

/// Random policies, actions and contexts, each grown from its own four bytes, then edited leaf by leaf as the rest of the bytes say: the laws.
pub fn structured(data: &[u8]) {
    let Some((seeds, edits)) = data.split_at_checked(16) else { return };
    let mut values = grown(&seeds[..12]);
    for edit in edits.chunks_exact(3) {
        let at = usize::from(edit[0]) % values.len();
        let mut leaves = generate::leaves(&mut values[at]);
        let leaf = usize::from(edit[1]) % leaves.len();
        *leaves[leaf] = LEAVES[usize::from(edit[2]) % LEAVES.len()].clone();
    }
    let [mut policy, action, context] = <[Value; 3]>::try_from(values).expect("are three");
    let order = seeds[12..].iter().fold(0, |order, byte| order << 8 | u64::from(*byte));
    // An edit may have spoiled one.
    let Some(before) = accepted(&policy, &action, &context) else { return };

    let mut turned = policy.clone();
    generate::shuffle(turned["tools"].as_array_mut().expect("is a list"), order);
    let parts = |decision: &Value| without(decision, &["digests", "spotReview"]);
    assert_eq!(parts(&decided(&turned, &action, &context)), parts(&before), "the order of rules never matters");

    if policy["tiers"]["external"]["route"] == "confidence" {
        policy["tiers"]["external"]["route"] = "stage".into();
    }
    let claimed = decided(&policy, &action, &context);
    let silent = decided(&policy, &action, &without(&context, &["claims"]));
    assert!(strictness(&claimed) >= strictness(&silent), "claims never weaken: {claimed:#}\n{silent:#}");

    policy["tools"].as_array_mut().expect("is a list").push(json!({ "id": "base", "tool": action["tool"], "tier": 1 }));
    let base = decided(&policy, &action, &context);
    policy["tools"].as_array_mut().expect("is a list").push(json!({ "id": "added", "tool": action["tool"], "tier": order % 4 + 1 }));
    let added = decided(&policy, &action, &context);
    assert!(strictness(&added) >= strictness(&base), "an added rule never weakens: {base:#}\n{added:#}");
}

/// A policy, an action and a context, as far as there are seeds: each from its own four bytes.
fn grown(seeds: &[u8]) -> Vec<Value> {
    STRATEGIES.with(|strategies| {
        let trees = strategies.iter().zip(seeds.chunks(4)).map(|(strategy, seed)| {
            let config = Config { failure_persistence: None, ..Config::default() };
            let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed.repeat(8)));
            strategy.new_tree(&mut runner).expect("nothing is filtered out").current()
        });
        trees.collect()
    })
}

thread_local! {
    static STRATEGIES: [BoxedStrategy<Value>; 3] = [generate::policy(), generate::action(), generate::context()];
}

/// What a leaf may become.
static LEAVES: LazyLock<Vec<Value>> = LazyLock::new(|| serde_json::from_str(include_str!("leaves.json")).expect("is JSON"));

/// Decides, and holds the decision against everything else that can be asked about it.
fn decide(gate: &Gate, action: &str, context: &str) -> Result<String, String> {
    let decided = wire::decide(gate, action, context);
    let screened = wire::screen(gate, action, context);
    let text = match decided {
        Ok(text) => text,
        // `screen` does not look at the size.
        Err(refusal) => {
            assert!(screened.is_err() || refusal.contains("\"too_large\""), "screened, but {refusal}");
            return Err(refusal);
        }
    };
    let decision: Value = serde_json::from_str(&text).expect("is JSON");
    assert_eq!(screened, Ok(SCALE[strictness(&decision)]), "both doors agree");
    assert_eq!(decision["mayRun"] == true, strictness(&decision) <= 1, "what may run is in the word");
    assert!(decision["tier"] != 4 || decision["mayRun"] == false, "tier 4 never runs");
    assert!(!decision["reasons"].as_array().expect("is a list").is_empty(), "there is a reason");
    assert_eq!(wire::decide(gate, action, &decision["basis"].to_string()).as_ref(), Ok(&text), "its basis decides the same");
    let explained: Vec<String> = serde_json::from_str(&wire::explain(gate, &text).expect("can be explained")).expect("is a list of texts");
    assert!(!explained.is_empty());
    Ok(text)
}

/// The lines of an input, as far as it has any.
fn lines<'d, const N: usize>(data: &'d [u8], missing: &'d str) -> [&'d str; N] {
    let mut lines = std::str::from_utf8(data).unwrap_or_default().splitn(N, '\n');
    [(); N].map(|()| lines.next().unwrap_or(missing))
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("is JSON")
}

fn decided(policy: &Value, action: &Value, context: &Value) -> Value {
    accepted(policy, action, context).expect("is as valid as what it was made from")
}

/// Nothing where one of the three is refused.
fn accepted(policy: &Value, action: &Value, context: &Value) -> Option<Value> {
    let (gate, _) = wire::create_gate(&policy.to_string(), "{}").ok()?;
    let text = decide(&gate, &action.to_string(), &context.to_string()).ok()?;
    serde_json::from_str(&text).ok()
}

/// A refusal of an input, whose places all start with one of the inputs'.
fn refused(refusal: &str, root: &str) -> bool {
    let refusal: Value = serde_json::from_str(refusal).expect("is JSON");
    assert_eq!(refusal["code"], "input_invalid");
    let issues = refusal["issues"].as_array().expect("is a list");
    issues.iter().for_each(|issue| well_formed(issue, root));
    !issues.is_empty()
}

fn well_formed(issue: &Value, root: &str) {
    let text = |key: &str| issue[key].as_str().expect("is a text");
    assert!(!text("code").is_empty() && text("message").chars().count() > 5 && ["error", "warning"].contains(&text("severity")), "{issue}");
    let below = text("pointer").strip_prefix(root);
    assert!(below.is_some_and(|below| below.is_empty() || below.starts_with('/')), "{issue}");
}

fn strictness(decision: &Value) -> usize {
    SCALE.iter().position(|word| decision["oversight"] == *word).expect("is on the scale")
}

fn without(value: &Value, keys: &[&str]) -> Value {
    let mut value = value.clone();
    for key in keys {
        value.as_object_mut().expect("is an object").remove(*key);
    }
    value
}

/// Equal as JSON values whose numbers are doubles.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => a.len() == b.len() && a.iter().all(|(key, value)| b.get(key).is_some_and(|other| same(value, other))),
        (a, b) => a == b,
    }
}
