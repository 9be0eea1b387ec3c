//! What a chain is asked for.

use crate::calibration::Calibrator;
use crate::calibration::options::{parse, strictly_inside};
use crate::document::{Issues, Share, document, words};
use crate::error::Refusal;
use crate::json::Place;

words! {
    /// How a credible interval is found.
    pub enum IntervalMethod {
        /// A beta distribution with the same mean and variance (Fan 1991).
        BetaMatch "beta_match",
        /// The exact distribution, by inverting its characteristic function (Gil-Pelaez 1951).
        Exact "exact",
    }
}

document! {
    /// What a chain is asked for. Everything may be left out.
    #[derive(Default)]
    pub struct ChainOptions {
        /// What says how much claims are worth, never more than they are; without one it is the discount.
        // The caller of `chain` asks it; the chain takes what it said.
        "calibrator" calibrator: Option<Calibrator>,
        /// The latent correlation of the copula, and the outcome correlation of the other models; 0.5.
        "correlation" correlation: Option<Share>,
        /// For counts; `beta_match`.
        "interval" interval: Option<IntervalMethod>,
        /// The probability inside the interval; 0.9.
        "level" level: Option<Share>,
    }
    check check
}

impl ChainOptions {
    /// From JSON text, `{}` for the defaults.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        parse(text, "/options")
    }
}

fn check(options: &ChainOptions, place: &Place<'_>, issues: &mut Issues) {
    strictly_inside(options.level.map(|share| share.0), place.key("level"), issues);
}
