//! Calibrators beside the policy, with digests of their own, so that a refit does not void what is bound to the policy.

use crate::calibration::discount;
use crate::codes::Code;
use crate::digest::{Domain, digest_text};
use crate::document::{Count, Issues, document, read_whole, words};
use crate::error::{Issue, Refusal};
use crate::json::{Json, Limits, Place, read, text};
use crate::policy::document::Take;
use crate::table::Table;

document! {
    /// What `createGate` takes beside the policy.
    pub struct GateOptions {
        /// Calibrators by `agent/class`, with a star for any agent or any class, or a star alone; the most exact counts. A class is a category, else a tier name.
        "calibrators" calibrators: Option<Table<Calibrator>>,
    }
    check keys
}

document! {
    /// A fitted map from claims to accuracy, as plain JSON.
    pub struct Calibrator {
        /// How it was fitted.
        "method" method: Method,
        /// Logged outcomes behind it.
        "n" n: Option<Count>,
    }
}

words! {
    /// How a calibrator was fitted.
    pub enum Method {
        /// Not at all: the temperature-2 prior.
        Prior "prior",
    }
}

fn keys(options: &GateOptions, place: &Place<'_>, issues: &mut Issues) {
    let all = place.key("calibrators");
    for key in options.calibrators.iter().flat_map(Table::names) {
        let fits = key == "*" || key.split_once('/').is_some_and(|(agent, class)| !agent.is_empty() && !class.is_empty());
        if !fits {
            let what = "is no key for a calibrator; write `agent/class`, `agent/*`, `*/class` or `*`".into();
            issues.push(Issue::error(Code::CalibratorInvalid, all.key(key).pointer(), what));
        }
    }
}

/// All calibrators of a gate.
#[derive(Debug, Default)]
pub(crate) struct Calibrators(Table<String>);

impl Calibrators {
    pub fn parse(options: &str) -> Result<Self, Refusal> {
        let mut issues = Issues::new();
        let place = Place::root("");
        let options: Option<GateOptions> = read(options, Limits::DOCUMENT, place, &mut issues).and_then(|value: Json| read_whole(&value, place, &mut issues));
        match options {
            Some(options) => {
                Ok(Self(options.calibrators.into_iter().flatten().map(|(key, one)| (key, digest_text(Domain::Calibrator, &text(&one)))).collect()))
            }
            None => Err(Refusal::new(Code::InputInvalid, issues)),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What a claim is worth: never more than the claim, and, with the prior alone, never more than that.
    pub fn apply(&self, claim: f64, agent: Option<&str>, class: &str, _take: Take, used: &mut Table<String>) -> f64 {
        // A share is read as one, so the prior is there; nothing would be worth nothing.
        let worth = discount(claim).unwrap_or(0.0);
        if self.0.is_empty() {
            return worth;
        }
        let agent = agent.unwrap_or("*");
        let keys = [format!("{agent}/{class}"), format!("{agent}/*"), format!("*/{class}"), "*".to_owned()];
        if let Some((key, digest)) = keys.iter().find_map(|key| self.0.get(key).map(|digest| (key, digest))) {
            used.set(key, digest.clone());
        }
        worth
    }
}
