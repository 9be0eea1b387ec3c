//! What reviews are there, and where they may be placed.

use crate::calibration::options::parse;
use crate::codes::Code;
use crate::document::{Count, Issues, Share, document, words};
use crate::error::{Issue, Refusal};
use crate::json::Place;

words! {
    /// What a hold sees.
    pub enum HoldMode {
        /// Its own step; every hold costs the same.
        TopK "topk",
        /// Its own step; holds differ in cost.
        Knapsack "knapsack",
        /// Everything since the hold before it, or since the last step that cannot be undone.
        Segment "segment",
    }
}

document! {
    /// What reviews are there, and where they may be placed.
    pub struct HoldOptions {
        /// How many holds, or for `knapsack` what they may cost together.
        "budget" budget: Count,
        /// The share of wrong steps that a reviewer finds.
        "catchRate" catch_rate: Share,
        /// The share of right steps that a reviewer stops; 0.
        "falseFlag" false_flag: Option<Share>,
        /// The probability that a stopped step is done right in the end; 1.
        "rework" rework: Option<Share>,
        /// What a hold sees.
        "mode" mode: HoldMode,
        /// For `knapsack`: what a hold costs, step by step, in whole units.
        "costs" costs: Option<Vec<Count>>,
        /// The steps that cannot be undone, counted from 0. Only they are held then, before they run; what they did no later hold can mend.
        "irreversible" irreversible: Option<Vec<Count>>,
    }
    check check
}

impl HoldOptions {
    /// From JSON text.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        parse(text, "/options")
    }
}

fn check(options: &HoldOptions, place: &Place<'_>, issues: &mut Issues) {
    if options.mode == HoldMode::Knapsack && options.costs.is_none() {
        issues.push(Issue::error(Code::Missing, place.key("costs").pointer(), "is missing; this mode needs it".into()));
    }
}
