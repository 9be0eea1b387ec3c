//! How good claims are: calibration, discernment and what chance explains, each as its reference library defines it.
//!
//! Sums are compensated, so that the order of samples matters to nothing but what says so: `emSplit`, `eceSweep`, `aurcStable` and the cumulative
//! tests take equal claims in the order in which they were logged.

mod binned;
#[cfg(test)]
mod laws;
mod ranking;
mod score;
mod significance;
mod smooth;
mod summary;
mod sweep;

pub use binned::{BinnedErrors, BrierDecomposition};
pub use score::BrierCorp;
pub(crate) use score::brier;
pub use significance::CalibrationTests;
pub use summary::MetricsNote;
pub use sweep::EceSweep;

use super::bins::{BinScheme, Bins, tallies};
use super::groups::totals;
use super::interval::{Interval, clopper_pearson, jeffreys, wilson};
use super::options::parse;
use super::ranked::Ranked;
use super::samples::Samples;
use super::sum::sum;
use crate::document::document;
use crate::error::Refusal;

document! {
    /// What `metrics` takes beside the samples.
    #[derive(Default)]
    pub struct MetricsOptions {
        /// How many bins, 1 to 1000; 10 if left out.
        "bins" bins: Option<Bins>,
    }
}

impl MetricsOptions {
    /// From JSON text, `{}` for none.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        parse(text, "/options")
    }
}

/// Everything that is measured. What is undefined by definition is `null`.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Metrics {
    /// What a report says first: counts, interval, gap. Sentences.
    pub summary: Vec<String>,
    /// What a reader must know before the numbers are used.
    pub notes: Vec<MetricsNote>,
    /// How many samples.
    pub n: u32,
    /// How many of them came true.
    pub correct: u32,
    /// The share that came true.
    pub accuracy: f64,
    /// Wilson's interval of the accuracy.
    pub wilson95: Interval,
    /// Clopper's and Pearson's interval of the accuracy.
    pub clopper_pearson95: Interval,
    /// Jeffreys' interval of the accuracy.
    pub jeffreys95: Interval,
    /// The mean claim.
    pub mean_confidence: f64,
    /// Mean confidence less accuracy: above 0 where claims are too high.
    pub gap: f64,
    /// How many bins, where there are bins.
    pub bins: u32,
    /// Expected calibration error over bins of equal width, (lower, upper], as scikit-learn bins.
    pub ece: f64,
    /// The largest distance over those bins.
    pub mce: f64,
    /// The mean distance over those bins, each alike.
    pub ace: f64,
    /// The root mean square distance over those bins.
    pub rmsce: f64,
    /// The squared error over those bins less what chance gives; below 0 where chance gives more.
    pub ew_right_debiased_sq: f64,
    /// Over bins of equal width, [lower, upper), as NumPy and netcal.
    pub ew_left: BinnedErrors,
    /// Over bins of equal mass. Nothing where there are fewer samples than bins.
    pub em_split: Option<BinnedErrors>,
    /// The squared error over those bins less what chance gives.
    pub em_split_debiased_sq: Option<f64>,
    /// Over bins between quantiles, (lower, upper], as scikit-learn's `quantile`.
    pub em_quantile_right: BinnedErrors,
    /// Over as many bins of equal mass as leave accuracy rising.
    pub ece_sweep: EceSweep,
    /// Smooth ECE: no bins, and little bias where samples are few.
    pub smooth_ece: f64,
    /// The width of its smoothing.
    pub smooth_ece_width: f64,
    /// The same at a width of 0.05.
    pub smooth_ece_sigma_005: f64,
    /// The Brier score: the mean square distance of claim and outcome.
    pub brier: f64,
    /// Its parts over bins of equal width, (lower, upper].
    pub brier_decomposition: BrierDecomposition,
    /// Its parts against the best monotone recalibration.
    pub brier_corp: BrierCorp,
    /// The mean of −ln of what was claimed for the outcome; probabilities at least 2^−52, as scikit-learn.
    pub log_loss: f64,
    /// The same with probabilities at least 1e-12.
    pub log_loss_clip_1e_12: f64,
    /// How often a right one has the higher claim than a wrong one, ties half. Nothing where all are right or all wrong.
    pub auroc: Option<f64>,
    /// Precision averaged over recall. Nothing where all are right or all wrong.
    pub average_precision: Option<f64>,
    /// The area under the risk-coverage curve, over all orders of equal claims.
    pub aurc: f64,
    /// The same with equal claims in the order in which they were logged.
    pub aurc_stable: f64,
    /// The least area that this many errors allow.
    pub aurc_opt: f64,
    /// `aurc` less `aurcOpt`.
    pub eaurc: f64,
    /// Whether chance explains it.
    pub tests: CalibrationTests,
}

/// Measures logged claims against their outcomes; 100,000 samples in some 30 ms.
///
/// ```
/// use holdpoint::calibration::{MetricsOptions, Samples, metrics};
/// let found = metrics(Samples::new(&[0.9, 0.9, 0.9, 0.6], &[1, 1, 0, 0])?, &MetricsOptions::default());
/// assert_eq!((found.n, found.correct, found.accuracy), (4, 2, 0.5));
/// assert!((found.gap - 0.325).abs() < 1e-12 && (found.auroc.unwrap() - 0.75).abs() < 1e-12);
/// # Ok::<(), holdpoint::Refusal>(())
/// ```
pub fn metrics(samples: Samples<'_>, options: &MetricsOptions) -> Metrics {
    let bins = options.bins.unwrap_or_default().get();
    let ranked = Ranked::of(samples);
    let groups = ranked.groups();
    let (n, right) = totals(&groups);
    let even = tallies(&ranked, BinScheme::EwRight, bins);
    let errors = binned::errors(&even);
    let split = (n >= bins as u64).then(|| tallies(&ranked, BinScheme::EmSplit, bins));
    let smooth = smooth::smooth(samples);
    let brier = score::brier(samples);
    let (aurc, aurc_opt) = (ranking::aurc(&groups), ranking::aurc_opt(n, right));
    let accuracy = right as f64 / n as f64;
    let mean_confidence = sum(samples.confidence.iter().copied()) / n as f64;
    // There is a sample, so there are intervals.
    let at_95 = |interval: fn(u64, u64, f64) -> Option<Interval>| interval(right, n, 0.95).unwrap_or([0.0, 1.0]);
    let mut metrics = Metrics {
        summary: Vec::new(),
        notes: Vec::new(),
        n: count(n),
        correct: count(right),
        accuracy,
        wilson95: at_95(wilson),
        clopper_pearson95: at_95(clopper_pearson),
        jeffreys95: at_95(jeffreys),
        mean_confidence,
        gap: mean_confidence - accuracy,
        bins: count(bins as u64),
        ece: errors.ece,
        mce: errors.mce,
        ace: errors.ace,
        rmsce: errors.rmsce,
        ew_right_debiased_sq: binned::debiased(&even),
        ew_left: binned::errors(&tallies(&ranked, BinScheme::EwLeft, bins)),
        em_split: split.as_deref().map(binned::errors),
        em_split_debiased_sq: split.as_deref().map(binned::debiased),
        em_quantile_right: binned::errors(&tallies(&ranked, BinScheme::EmQuantileRight, bins)),
        ece_sweep: sweep::sweep(&ranked),
        smooth_ece: smooth.error,
        smooth_ece_width: smooth.width,
        smooth_ece_sigma_005: smooth::smooth_at(samples, 0.05),
        brier,
        brier_decomposition: binned::decomposition(&ranked, &even),
        brier_corp: score::corp(&groups, brier),
        log_loss: score::log_loss(samples, f64::EPSILON),
        log_loss_clip_1e_12: score::log_loss(samples, 1e-12),
        auroc: ranking::auroc(&groups),
        average_precision: ranking::average_precision(&groups),
        aurc,
        aurc_stable: ranking::aurc_stable(&ranked, &groups),
        aurc_opt,
        eaurc: aurc - aurc_opt,
        tests: significance::tests(samples, &ranked),
    };
    metrics.summary = summary::summary(&metrics);
    metrics.notes = summary::notes(&metrics);
    metrics
}

/// The area under the ROC curve alone.
pub(crate) fn auroc(samples: Samples<'_>) -> Option<f64> {
    ranking::auroc(&Ranked::of(samples).groups())
}

fn count(n: u64) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
