//! Calibrators beside the policy, with digests of their own, so that a refit does not void what is bound to the policy.

use crate::calibration::key::Key;
use crate::calibration::{Calibrator, discount, prior};
use crate::codes::Code;
use crate::document::{Issues, document, read_whole};
use crate::error::{Issue, Refusal};
use crate::json::{Json, Limits, Place, read};
use crate::order::sort;
use crate::policy::document::Take;
use crate::table::Table;

/// Fewer logs than these are little evidence: the prior bounds what they say.
pub(crate) const ENOUGH_LOGS: u64 = 30;

document! {
    /// What `createGate` takes beside the policy.
    pub struct GateOptions {
        /// Calibrators by `agent/class`, with a star for any agent or any class, or a star alone; the most exact counts. A class is a category, else a tier name.
        "calibrators" calibrators: Option<Table<Calibrator>>,
    }
    check keys
}

fn keys(options: &GateOptions, place: &Place<'_>, issues: &mut Issues) {
    let all = place.key("calibrators");
    for key in options.calibrators.iter().flat_map(Table::names) {
        if Key::parse(key).is_none() {
            issues.push(Issue::error(Code::CalibratorInvalid, all.key(key).pointer(), Key::WRONG.into()));
        }
    }
}

/// All calibrators of a gate, sorted by key.
#[derive(Debug, Default)]
pub(crate) struct Calibrators(Vec<(String, Entry)>);

#[derive(Debug)]
struct Entry {
    calibrator: Calibrator,
    digest: String,
}

impl Calibrators {
    pub fn parse(options: &str) -> Result<Self, Refusal> {
        let mut issues = Issues::new();
        let place = Place::root("");
        let options: Option<GateOptions> = read(options, Limits::DOCUMENT, place, &mut issues).and_then(|value: Json| read_whole(&value, place, &mut issues));
        let Some(options) = options else { return Err(Refusal::new(Code::InputInvalid, issues)) };
        let entry = |calibrator: Calibrator| Entry { digest: calibrator.digest(), calibrator };
        let mut entries: Vec<(String, Entry)> = options.calibrators.into_iter().flatten().map(|(key, calibrator)| (key, entry(calibrator))).collect();
        sort(&mut entries, |(a, _), (b, _)| a.cmp(b));
        Ok(Self(entries))
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What a claim is worth: never more than the claim, and never more than the prior where the evidence is little. Which calibrator said so
    /// is noted in `used`.
    pub fn apply(&self, claim: f64, agent: Option<&str>, class: &str, take: Take, used: &mut Table<String>) -> f64 {
        let Some((key, entry)) = self.most_exact(agent, class) else { return discount(claim).unwrap_or(0.0) };
        used.set(&key, entry.digest.clone());
        worth(&entry.calibrator, claim, take)
    }

    /// Whether an alarm is in force for the calibrator of a key.
    pub fn alarmed(&self, key: &str) -> bool {
        self.get(key).is_some_and(|entry| entry.calibrator.alarm())
    }

    /// Whether confidence routing of tier 3 has more than the prior to go by, whoever acts.
    pub fn inform(&self, class: &str) -> bool {
        self.most_exact(None, class).is_some_and(|(_, entry)| entry.calibrator.n() >= ENOUGH_LOGS && !entry.calibrator.alarm())
    }

    fn most_exact(&self, agent: Option<&str>, class: &str) -> Option<(String, &Entry)> {
        if self.0.is_empty() {
            return None;
        }
        let of_agent = agent.map(|agent| [format!("{agent}/{class}"), format!("{agent}/*")]);
        let of_all = [format!("*/{class}"), "*".to_owned()];
        of_agent.into_iter().flatten().chain(of_all).find_map(|key| self.get(&key).map(|entry| (key, entry)))
    }

    fn get(&self, key: &str) -> Option<&Entry> {
        let at = self.0.binary_search_by(|(there, _)| there.as_str().cmp(key)).ok()?;
        self.0.get(at).map(|(_, entry)| entry)
    }
}

/// What a claim is worth by one calibrator, as [`Calibrators`] take it where the policy does not ask for the lower end.
pub(crate) fn worth_of_claim(calibrator: &Calibrator, claim: f64) -> f64 {
    worth(calibrator, claim, Take::Estimate)
}

/// INVARIANT 7: the claim bounds whatever a calibrator says, whoever wrote it.
fn worth(calibrator: &Calibrator, claim: f64, take: Take) -> f64 {
    // A share is read as one, so the prior is there; nothing would be worth nothing.
    let (Some(prior), Some(estimate)) = (prior(claim), calibrator.estimate(claim)) else { return 0.0 };
    let discount = claim.min(prior);
    if calibrator.alarm() {
        return discount;
    }
    let bound = match take {
        Take::Estimate => claim,
        // Where a method has no band, the prior stands in for its lower end: what the policy asks for is never looser than no logs at all.
        Take::Lower => calibrator.band(claim).map_or(discount, |(lower, _)| lower.min(claim)),
    };
    let worth = bound.min(estimate);
    if calibrator.n() < ENOUGH_LOGS { worth.min(discount) } else { worth }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn calibrators(json: &str) -> Calibrators {
        Calibrators::parse(&format!(r#"{{"calibrators":{json}}}"#)).unwrap()
    }

    fn one(json: &str, claim: f64, take: Take) -> f64 {
        worth(&Calibrator::parse(json).unwrap(), claim, take)
    }

    #[test]
    fn the_most_exact_key_counts() {
        let all = r#"{"a/external":{"method":"prior"},"a/*":{"method":"prior","n":1},"*/external":{"method":"prior","n":2},"*":{"method":"prior","n":3}}"#;
        let all = calibrators(all);
        let used = |agent, class| {
            let mut used = Table::default();
            all.apply(0.9, agent, class, Take::Estimate, &mut used);
            used.names().map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(used(Some("a"), "external"), ["a/external"]);
        assert_eq!(used(Some("a"), "reversible"), ["a/*"]);
        assert_eq!(used(Some("b"), "external"), ["*/external"]);
        assert_eq!(used(None, "external"), ["*/external"]);
        assert_eq!(used(None, "reversible"), ["*"]);
        assert_eq!(used(Some("*"), "external"), ["*/external"]);
    }

    #[test]
    fn what_is_no_key() {
        let refusal = Calibrators::parse(r#"{"calibrators":{"a":{"method":"prior"},"*/*":{"method":"prior"}}}"#).unwrap_err();
        let issues: Vec<_> = refusal.issues.iter().map(|issue| (issue.code, issue.pointer.as_str())).collect();
        assert_eq!(issues, [(Code::CalibratorInvalid, "/calibrators/a"), (Code::CalibratorInvalid, "/calibrators/*~1*")]);
    }

    #[test]
    fn little_evidence_is_bounded_by_the_prior() {
        let platt = |n: u32, more: &str| format!(r#"{{"method":"platt","n":{n},"params":{{"slope":2,"intercept":0,"clip":0.01{more}}}}}"#);
        assert_eq!(one(&platt(29, ""), 0.9, Take::Estimate), 0.75);
        assert_eq!(one(&platt(30, ""), 0.8, Take::Estimate), 0.8);
        let generous = r#"{"method":"histogram","n":5000,"params":{"binValues":[1]}}"#;
        assert_eq!(one(generous, 0.9, Take::Estimate), 0.9);
        assert_eq!(one(generous, 0.9, Take::Lower), 0.75);
        let alarmed = r#"{"method":"histogram","n":5000,"params":{"binValues":[0.1]},"alarm":true}"#;
        assert_eq!(one(alarmed, 0.9, Take::Estimate), 0.75);
        let banded = r#","p0":{"x":[0.5],"y":[0.7]},"p1":{"x":[0.95],"y":[0.9]}"#;
        assert_eq!(one(&platt(300, banded), 0.9, Take::Lower), 0.7);
        assert_eq!(one(&platt(300, banded), 0.9, Take::Estimate), 0.9);
        assert_eq!(one(&platt(29, banded), 0.99, Take::Lower), 0.7);
    }

    proptest! {
        #[test]
        fn never_above_the_claim(claim in 0.0f64..=1.0, n in 0u32..100, slope in -1e3f64..1e3, intercept in -9e15f64..9e15, lower: bool, value in 0.0f64..=1.0) {
            let take = if lower { Take::Lower } else { Take::Estimate };
            for json in [
                format!(r#"{{"method":"platt","n":{n},"params":{{"slope":{slope:e},"intercept":{intercept:e},"clip":0.01}}}}"#),
                format!(r#"{{"method":"histogram","n":{n},"params":{{"binValues":[{value:e}]}}}}"#),
            ] {
                let worth = one(&json, claim, take);
                prop_assert!((0.0..=claim).contains(&worth));
                if n < 30 || lower {
                    prop_assert!(worth <= discount(claim).unwrap());
                }
            }
        }
    }
}
