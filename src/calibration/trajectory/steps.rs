//! The steps of a run as the host logs them.

use crate::codes::Code;
use crate::document::{Count, Issues, Share, document, refuse};
use crate::error::Issue;
use crate::json::Place;

document! {
    /// One step of a run. `top1` and `topk` where the model gives log-probs, else `confidence` and `tokens`; the rest belongs to the latter.
    pub struct TrajectoryStep {
        /// For each token the probability of the likeliest one, e^logprob. Parts of a step with a confidence of their own (plan, tool, arguments) can stand in for tokens.
        "top1" top1: Option<Vec<Share>>,
        /// For each token the mean probability of the alternatives listed (five in the paper's baseline).
        "topk" topk: Option<Vec<Share>>,
        /// What the agent claims for this step.
        "confidence" confidence: Option<Share>,
        /// Tokens written.
        "tokens" tokens: Option<Count>,
        /// Tools called; 0 where left out.
        "toolCalls" tool_calls: Option<Count>,
        /// How many of these calls failed; 0 where left out.
        "toolErrors" tool_errors: Option<Count>,
        /// How often the agent asked a person; 0 where left out.
        "checkins" checkins: Option<Count>,
    }
    check whole
}

/// The most of anything in a step: then sums and means stay exact enough to be features.
const MOST: u64 = 1_000_000_000_000;

fn whole(step: &TrajectoryStep, place: &Place<'_>, issues: &mut Issues) {
    if let (Some(top1), Some(topk)) = (&step.top1, &step.topk) {
        if top1.len() != topk.len() {
            let what = format!("has {} tokens and `top1` has {}; give both for each token", topk.len(), top1.len());
            issues.push(Issue::error(Code::LengthsDiffer, place.key("topk").pointer(), what));
        } else if top1.is_empty() {
            issues.push(Issue::error(Code::Empty, place.key("top1").pointer(), "is empty; a step has at least one token, leave out one that has none".into()));
        }
    }
    let counts = [("tokens", step.tokens), ("toolCalls", step.tool_calls), ("toolErrors", step.tool_errors), ("checkins", step.checkins)];
    for (key, _) in counts.iter().filter(|(_, counted)| count(*counted) > MOST) {
        refuse(Code::OutOfRange, "more than a step can have", "a whole number from 0 to 1e12", &place.key(key), issues);
    }
    let (calls, errors) = (count(step.tool_calls), count(step.tool_errors));
    if errors > calls {
        let what = format!("is more than the {calls} calls of `toolCalls`; write at most as many");
        issues.push(Issue::error(Code::OutOfRange, place.key("toolErrors").pointer(), what));
    }
}

pub(super) fn count(count: Option<Count>) -> u64 {
    count.map_or(0, |count| count.0)
}

impl TrajectoryStep {
    pub(super) fn has_tokens(&self) -> bool {
        self.top1.is_some() || self.topk.is_some()
    }

    /// Whether it holds anything that needs no log-probs.
    pub(super) fn has_counts(&self) -> bool {
        self.confidence.is_some() || [self.tokens, self.tool_calls, self.tool_errors, self.checkins].iter().any(Option::is_some)
    }
}
