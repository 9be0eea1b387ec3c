//! What a floor is asked to hold.

use crate::calibration::options::{not_negative, out_of_range, parse, strictly_inside};
use crate::codes::Code;
use crate::document::{Count, Issues, Share, document, words};
use crate::error::{Issue, Refusal};
use crate::json::{Number, Place};

words! {
    /// How a floor is found, and with it what is guaranteed.
    pub enum FloorMethod {
        /// Learn then Test: the share of wrong among accepted actions, with high probability.
        Ltt "ltt",
        /// Selection with guaranteed risk: the same, on the samples' own values.
        Sgr "sgr",
        /// Risk-controlling prediction sets: the share of accepted-and-wrong among all actions, with high probability.
        Rcps "rcps",
        /// Conformal risk control: the same, on average.
        Crc "crc",
        /// The lowest expected cost, where confidences are calibrated.
        Cost "cost",
        /// The most doubtful actions that there are reviews for.
        Capacity "capacity",
    }
}

words! {
    /// How `ltt` pays for looking at more than one threshold.
    pub enum Correction {
        /// From the strictest on, as long as none fails.
        FixedSequence "fixed_sequence",
        /// Each at δ divided by their number.
        Bonferroni "bonferroni",
    }
}

words! {
    /// Which upper bound `rcps` takes.
    pub enum RiskBound {
        /// The exact one of a binomial.
        ClopperPearson "clopper_pearson",
        /// The widest and simplest.
        Hoeffding "hoeffding",
        /// The tighter of Hoeffding's and Bentkus's.
        HoeffdingBentkus "hoeffding_bentkus",
    }
}

document! {
    /// What a floor is asked to hold. Everything may be left out.
    #[derive(Default)]
    pub struct FloorOptions {
        /// How to find it; `ltt`.
        "method" method: Option<FloorMethod>,
        /// The share of wrong actions that is bearable; 0.1.
        "alpha" alpha: Option<Share>,
        /// The probability with which the guarantee may fail; 0.1.
        "delta" delta: Option<Share>,
        /// For `ltt`; `fixed_sequence`.
        "correction" correction: Option<Correction>,
        /// For `ltt`: thresholds to try, at most 1000; 0.95, 0.9 … 0.05.
        "grid" grid: Option<Vec<Share>>,
        /// For `rcps`; `clopper_pearson`.
        "bound" bound: Option<RiskBound>,
        /// For `cost`; with `capacity`, `review` enters the shadow price.
        "costs" costs: Option<ReviewCosts>,
        /// For `capacity`: how many of as many actions as there are samples can be reviewed.
        "capacity" capacity: Option<Count>,
        /// For `capacity`: what an error would cost, sample by sample; all alike.
        "stakes" stakes: Option<Vec<Number>>,
    }
    check check
}

document! {
    /// What errors and reviews cost, in any one unit.
    pub struct ReviewCosts {
        /// An error that gets through.
        "error" error: Number,
        /// A review.
        "review" review: Number,
        /// The share of errors that a reviewer finds; 1.
        "catchRate" catch_rate: Option<Share>,
        /// The share of right actions that a reviewer stops; 0.
        "falseFlag" false_flag: Option<Share>,
        /// What stopping a right action costs; 0.
        "falseFlagCost" false_flag_cost: Option<Number>,
    }
    check check_costs
}

/// Thresholds in one grid: each is tested and told.
const MOST_THRESHOLDS: usize = 1000;

impl FloorOptions {
    /// From JSON text, `{}` for the defaults.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        parse(text, "/options")
    }
}

fn check(options: &FloorOptions, place: &Place<'_>, issues: &mut Issues) {
    strictly_inside(options.alpha.map(|share| share.0), place.key("alpha"), issues);
    strictly_inside(options.delta.map(|share| share.0), place.key("delta"), issues);
    let grid = options.grid.as_ref().map_or(1, Vec::len);
    if grid == 0 || grid > MOST_THRESHOLDS {
        let code = if grid == 0 { Code::Empty } else { Code::OutOfRange };
        issues.push(Issue::error(code, place.key("grid").pointer(), format!("has {grid} thresholds; write 1 to {MOST_THRESHOLDS}")));
    }
    for (at, stake) in options.stakes.iter().flatten().enumerate() {
        not_negative(Some(*stake), place.key("stakes").index(at), issues);
    }
    let missing = match options.method {
        Some(FloorMethod::Cost) if options.costs.is_none() => "costs",
        Some(FloorMethod::Capacity) if options.capacity.is_none() => "capacity",
        _ => return,
    };
    issues.push(Issue::error(Code::Missing, place.key(missing).pointer(), "is missing; this method needs it".into()));
}

fn check_costs(costs: &ReviewCosts, place: &Place<'_>, issues: &mut Issues) {
    if costs.error.get() <= 0.0 {
        out_of_range(costs.error.get(), "a number above 0", place.key("error"), issues);
    }
    not_negative(Some(costs.review), place.key("review"), issues);
    not_negative(costs.false_flag_cost, place.key("falseFlagCost"), issues);
}
