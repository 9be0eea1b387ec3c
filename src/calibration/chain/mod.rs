//! What a chain of steps is worth: a band, never one number, because steps do not fail independently.

mod copula;
mod credible;
mod gil_pelaez;
mod models;
mod options;

pub use credible::{ChainInterval, DeltaInterval};
pub use models::{Bounds, Retried, all_of, any_of, beta_binomial, common_shock, retried};
pub use options::{ChainOptions, IntervalMethod};

use crate::calibration::options::{all_shares, refused};
use crate::codes::Code;
use crate::error::{Issue, Issues, Refusal};
use crate::json::Place;

/// The reliability of a chain whose steps must all be right.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Chain {
    /// Steps.
    pub steps: usize,
    /// The product of the claims, or of the raw shares of counts.
    pub naive: f64,
    /// The product of the calibrated claims, or of the posterior means of counts: what the gate uses. Cautious where failures come together.
    pub calibrated: f64,
    /// The least that the calibrated steps allow, however they hang together (Fréchet).
    pub lower: f64,
    /// The most that they allow: the weakest step.
    pub upper: f64,
    /// With a common cause behind the steps: the Gaussian copula at `correlation`.
    pub correlated: f64,
    /// The correlation of the copula (latent) and of the two models below (of outcomes).
    pub correlation: f64,
    /// With a shock that decides for all steps at once.
    pub common_shock: f64,
    /// With one reliability for all steps that is itself unsure; null where the calibrated steps differ.
    pub beta_binomial: Option<f64>,
    /// For counts: how sure one can be of the reliability; null for claims, and where it is too small for a double.
    pub interval: Option<ChainInterval>,
}

/// Steps in one chain.
pub const MOST_STEPS: usize = 10_000;
/// Trials behind one step: beyond, the interval is narrower than the beta functions are exact.
pub const MOST_TRIALS: u64 = 1_000_000_000;

/// A chain of claimed confidences, and what each is worth by whatever calibrator: the product of both, and the band around the latter.
///
/// ```
/// use holdpoint::calibration::{ChainOptions, chain, discount};
/// let claims = [0.9, 0.9, 0.9];
/// let chain = chain(&claims, &claims.map(|claim| discount(claim).unwrap()), &ChainOptions::parse("{}")?)?;
/// assert_eq!((chain.calibrated, chain.lower, chain.upper), (0.421875, 0.25, 0.75));
/// assert!((chain.naive - 0.729).abs() < 1e-12 && (chain.correlated - 0.5373896318).abs() < 1e-9);
/// # Ok::<(), holdpoint::Refusal>(())
/// ```
pub fn chain(claims: &[f64], calibrated: &[f64], options: &ChainOptions) -> Result<Chain, Refusal> {
    length(claims.len())?;
    if calibrated.len() != claims.len() {
        let what = format!("has {} calibrated confidences for {} claims; give one for each", calibrated.len(), claims.len());
        return Err(refused(Code::LengthsDiffer, "/calibrated", what));
    }
    let mut issues = Issues::new();
    all_shares(claims, Place::root("/steps"), &mut issues);
    all_shares(calibrated, Place::root("/calibrated"), &mut issues);
    if !issues.is_empty() {
        return Err(Refusal::new(Code::InputInvalid, issues));
    }
    Ok(band(claims.iter().product(), calibrated, options, None))
}

/// A chain of steps that were each tried before: how often right, how often tried. Steps count by the mean of Jeffreys' posterior, and the
/// interval says how little is known.
///
/// ```
/// use holdpoint::calibration::{ChainOptions, chain_of_counts};
/// let chain = chain_of_counts(&[(30, 40); 3], &ChainOptions::parse("{}")?)?;
/// let interval = chain.interval.unwrap();
/// assert!((chain.calibrated - 0.411669).abs() < 1e-6 && (interval.lower - 0.306746).abs() < 1e-6 && (interval.upper - 0.520171).abs() < 1e-6);
/// # Ok::<(), holdpoint::Refusal>(())
/// ```
pub fn chain_of_counts(counts: &[(u64, u64)], options: &ChainOptions) -> Result<Chain, Refusal> {
    length(counts.len())?;
    let mut issues = Issues::new();
    for (at, (right, trials)) in counts.iter().enumerate().filter(|(_, (right, trials))| right > trials || *trials == 0 || *trials > MOST_TRIALS) {
        let what = format!("is {right} right of {trials}; write how many were right and how many were tried, 1 to {MOST_TRIALS}");
        issues.push(Issue::error(Code::OutOfRange, format!("/steps/{at}"), what));
    }
    if !issues.is_empty() {
        return Err(Refusal::new(Code::InputInvalid, issues));
    }
    let means: Vec<f64> = counts.iter().map(|(right, trials)| (*right as f64 + 0.5) / (*trials as f64 + 1.0)).collect();
    let level = options.level.map_or(0.9, |level| level.0);
    let interval = credible::interval(counts, options.interval.unwrap_or(IntervalMethod::BetaMatch), level);
    Ok(band(counts.iter().map(|(right, trials)| *right as f64 / *trials as f64).product(), &means, options, interval))
}

fn length(steps: usize) -> Result<(), Refusal> {
    match steps {
        0 => Err(refused(Code::Empty, "/steps", "is empty; give at least one step".into())),
        1..=MOST_STEPS => Ok(()),
        _ => Err(refused(Code::OutOfRange, "/steps", format!("has {steps} steps; give {MOST_STEPS} at most"))),
    }
}

fn band(naive: f64, calibrated: &[f64], options: &ChainOptions, interval: Option<ChainInterval>) -> Chain {
    let correlation = options.correlation.map_or(0.5, |share| share.0);
    let bounds = all_of(calibrated);
    let first = calibrated.first().copied().unwrap_or(1.0);
    let alike = calibrated.iter().all(|p| *p == first);
    Chain {
        steps: calibrated.len(),
        naive,
        calibrated: bounds.independent,
        lower: bounds.lower,
        upper: bounds.upper,
        correlated: copula::all_of(calibrated, correlation),
        correlation,
        common_shock: common_shock(calibrated, correlation),
        beta_binomial: alike.then(|| beta_binomial(first, calibrated.len(), correlation)),
        interval,
    }
}

#[cfg(test)]
mod tests;
