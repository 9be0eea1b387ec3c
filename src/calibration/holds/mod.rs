//! Where to hold a chain so that it is most reliable for the reviews there are. Holds belong just before what cannot be undone, where each
//! sees everything since the last such step; spread evenly they can do harm.

mod options;
mod reviewer;
mod segment;
mod separate;

pub use options::{HoldMode, HoldOptions};
pub use reviewer::Reviewer;

use crate::calibration::options::{all_shares, refused};
use crate::codes::Code;
use crate::document::Count;
use crate::error::{Issue, Issues, Refusal};
use crate::json::Place;

/// Where to hold, and what it gains.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Placement {
    /// The steps to hold, counted from 0, in order; fewer than the budget where one more would not help.
    pub holds: Vec<usize>,
    /// The probability that the whole chain is right with them.
    pub reliability: f64,
    /// The same without any hold.
    pub without: f64,
}

/// Steps at most for `topk`.
pub const MOST_STEPS: usize = 10_000;
/// Steps at most for `segment`, whose work grows with their cube.
pub const MOST_SEGMENT_STEPS: usize = 500;
/// Steps times budget at most for `knapsack`.
pub const MOST_CELLS: usize = 4_000_000;

/// What the placements work on.
struct Steps<'s> {
    all: &'s [f64],
    /// Steps that cannot be undone; `None` where all can, and any may be held.
    irreversible: Option<Vec<bool>>,
    reviewer: Reviewer,
}

impl Steps<'_> {
    fn may_hold(&self, step: usize) -> bool {
        self.irreversible.as_ref().is_none_or(|list| list.get(step).copied().unwrap_or(false))
    }

    fn is_final(&self, step: usize) -> bool {
        self.irreversible.as_ref().is_some_and(|list| list.get(step).copied().unwrap_or(false))
    }
}

/// The best placement of holds, exactly; of equally good ones the one with fewer holds, and then earlier ones.
///
/// ```
/// use holdpoint::calibration::{HoldOptions, place_holds};
/// let steps = [0.99, 0.95, 0.9, 0.97, 0.8, 0.98, 0.92, 0.96, 0.85, 0.99];
/// let placed = place_holds(&steps, &HoldOptions::parse(r#"{"budget": 2, "catchRate": 0.8, "mode": "topk"}"#)?)?;
/// assert_eq!(placed.holds, [4, 8]);
/// assert!((placed.reliability - 0.655143).abs() < 1e-6);
/// # Ok::<(), holdpoint::Refusal>(())
/// ```
pub fn place_holds(steps: &[f64], options: &HoldOptions) -> Result<Placement, Refusal> {
    let budget = usize::try_from(options.budget.0).unwrap_or(usize::MAX);
    check(steps, budget, options)?;
    let reviewer = Reviewer {
        catch_rate: options.catch_rate.0,
        false_flag: options.false_flag.map_or(0.0, |share| share.0),
        rework: options.rework.map_or(1.0, |share| share.0),
    };
    let marked = |list: &Vec<Count>| {
        let mut marks = vec![false; steps.len()];
        for step in list {
            if let Some(mark) = usize::try_from(step.0).ok().and_then(|step| marks.get_mut(step)) {
                *mark = true;
            }
        }
        marks
    };
    let work = Steps { all: steps, irreversible: options.irreversible.as_ref().map(marked), reviewer };
    let holds = match options.mode {
        HoldMode::TopK => separate::place(&work, &[], budget, true),
        HoldMode::Knapsack => separate::place(&work, &whole(&options.costs), budget, false),
        HoldMode::Segment => segment::place(&work, budget),
    };
    let reached = if options.mode == HoldMode::Segment { segment_reliability(&work, &holds) } else { reliability(&work, &holds) };
    Ok(Placement { holds, reliability: reached, without: steps.iter().product() })
}

fn whole(costs: &Option<Vec<Count>>) -> Vec<usize> {
    costs.iter().flatten().map(|cost| usize::try_from(cost.0).unwrap_or(usize::MAX)).collect()
}

/// Each hold on its own step; `holds` in order.
fn reliability(steps: &Steps<'_>, holds: &[usize]) -> f64 {
    let mut held = holds.iter().peekable();
    let after = |(step, p): (usize, &f64)| if held.next_if(|hold| **hold == step).is_some() { steps.reviewer.after(*p) } else { *p };
    steps.all.iter().enumerate().map(after).product()
}

/// Each hold on everything since the one before it or the last step that is final; `holds` in order.
fn segment_reliability(steps: &Steps<'_>, holds: &[usize]) -> f64 {
    let mut held = holds.iter().peekable();
    let (mut settled, mut open) = (1.0, 1.0);
    for (step, p) in steps.all.iter().enumerate() {
        open *= p;
        let hold = held.next_if(|hold| **hold == step).is_some();
        if hold || steps.is_final(step) {
            settled *= if hold { steps.reviewer.after(open) } else { open };
            open = 1.0;
        }
    }
    settled * open
}

fn check(steps: &[f64], budget: usize, options: &HoldOptions) -> Result<(), Refusal> {
    let n = steps.len();
    let most = match options.mode {
        HoldMode::Segment => MOST_SEGMENT_STEPS,
        HoldMode::TopK | HoldMode::Knapsack => MOST_STEPS,
    };
    if n == 0 {
        return Err(refused(Code::Empty, "/steps", "is empty; give at least one step".into()));
    }
    if n > most {
        return Err(refused(Code::OutOfRange, "/steps", format!("has {n} steps; give {most} at most")));
    }
    let mut issues = Issues::new();
    all_shares(steps, Place::root("/steps"), &mut issues);
    for (at, step) in options.irreversible.iter().flatten().enumerate().filter(|(_, step)| step.0 >= n as u64) {
        let what = format!("is {}; write the place of a step, 0 to {}", step.0, n - 1);
        issues.push(Issue::error(Code::OutOfRange, format!("/options/irreversible/{at}"), what));
    }
    if let (HoldMode::Knapsack, Some(costs)) = (options.mode, &options.costs) {
        if costs.len() != n {
            let what = format!("has {} costs for {n} steps; give one for each", costs.len());
            issues.push(Issue::error(Code::LengthsDiffer, "/options/costs".into(), what));
        }
        let together = whole(&options.costs).into_iter().fold(0usize, usize::saturating_add);
        if budget.min(together).saturating_mul(n) > MOST_CELLS {
            let what = format!("is too much for {n} steps; write {} at most, in larger units of cost", MOST_CELLS / n);
            issues.push(Issue::error(Code::OutOfRange, "/options/budget".into(), what));
        }
    }
    if issues.is_empty() { Ok(()) } else { Err(Refusal::new(Code::InputInvalid, issues)) }
}

#[cfg(test)]
mod tests;
