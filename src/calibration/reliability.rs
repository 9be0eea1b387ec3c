//! Claims against outcomes as pictures need them: reliability bins and the histogram of claims.

use super::bins::{BinScheme, Bins, tallies};
use super::interval::{Interval, clopper_pearson, jeffreys, wilson};
use super::options::parse;
use super::ranked::Ranked;
use super::samples::Samples;
use crate::document::document;
use crate::error::Refusal;

document! {
    /// What `reliability` takes beside the samples.
    #[derive(Default)]
    pub struct ReliabilityOptions {
        /// How many bins, 1 to 1000; 10 if left out.
        "bins" bins: Option<Bins>,
        /// Where bins begin and end; `ew_right` if left out.
        "scheme" scheme: Option<BinScheme>,
    }
}

impl ReliabilityOptions {
    /// From JSON text, `{}` for none.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        parse(text, "/options")
    }
}

/// A bin with something in it.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Bin {
    /// Which one, from 0.
    pub bin: u32,
    /// Its lower edge; in bins of equal mass its lowest claim.
    pub lower: f64,
    /// Its upper edge; in bins of equal mass its highest claim.
    pub upper: f64,
    /// How many samples.
    pub n: u32,
    /// How many of them came true.
    pub correct: u32,
    /// Their mean claim.
    pub mean_confidence: f64,
    /// The share that came true.
    pub accuracy: f64,
    /// Mean confidence less accuracy: above 0 where claims are too high.
    pub gap: f64,
    /// Wilson's interval of the accuracy.
    pub wilson95: Interval,
    /// Clopper's and Pearson's interval of the accuracy.
    pub clopper_pearson95: Interval,
    /// Jeffreys' interval of the accuracy.
    pub jeffreys95: Interval,
}

/// The bins that hold a sample, lowest claims first.
///
/// ```
/// use holdpoint::calibration::{ReliabilityOptions, Samples, reliability};
/// let bins = reliability(Samples::new(&[0.9, 0.9, 0.3], &[1, 0, 0])?, &ReliabilityOptions::default());
/// assert_eq!(bins.iter().map(|bin| (bin.bin, bin.n, bin.correct)).collect::<Vec<_>>(), [(2, 1, 0), (8, 2, 1)]);
/// # Ok::<(), holdpoint::Refusal>(())
/// ```
pub fn reliability(samples: Samples<'_>, options: &ReliabilityOptions) -> Vec<Bin> {
    let scheme = options.scheme.unwrap_or(BinScheme::EwRight);
    let tallies = tallies(&Ranked::of(samples), scheme, options.bins.unwrap_or_default().get());
    let bin = |(bin, tally): (u32, super::bins::Tally)| {
        Some(Bin {
            bin,
            lower: tally.lower,
            upper: tally.upper,
            n: tally.n as u32,
            correct: tally.right as u32,
            mean_confidence: tally.mean_confidence(),
            accuracy: tally.accuracy(),
            gap: tally.gap(),
            // No intervals, and so no bin, where there is no sample.
            wilson95: wilson(tally.right, tally.n, 0.95)?,
            clopper_pearson95: clopper_pearson(tally.right, tally.n, 0.95)?,
            jeffreys95: jeffreys(tally.right, tally.n, 0.95)?,
        })
    };
    (0..).zip(tallies).filter_map(bin).collect()
}

/// A bar of the histogram of claims.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct HistogramBar {
    /// Its lower edge.
    pub lower: f64,
    /// Its upper edge, which belongs to it.
    pub upper: f64,
    /// How many samples.
    pub n: u32,
    /// How many of them came true.
    pub correct: u32,
}

/// How many claims lie in each of `bins` equal widths, the empty ones included.
pub fn confidence_histogram(samples: Samples<'_>, bins: Bins) -> Vec<HistogramBar> {
    let bar = |tally: super::bins::Tally| HistogramBar { lower: tally.lower, upper: tally.upper, n: tally.n as u32, correct: tally.right as u32 };
    tallies(&Ranked::of(samples), BinScheme::EwRight, bins.get()).into_iter().map(bar).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bars_hold_every_sample(items in proptest::collection::vec((0.0f64..=1.0, 0u8..2), 1..300)) {
            let (confidence, correct): (Vec<f64>, Vec<u8>) = items.iter().copied().unzip();
            let samples = Samples::new(&confidence, &correct).unwrap();
            let bars = confidence_histogram(samples, Bins::default());
            prop_assert_eq!(bars.iter().map(|bar| bar.n).sum::<u32>() as usize, items.len());
            let bins = reliability(samples, &ReliabilityOptions::default());
            prop_assert_eq!(bins.iter().map(|bin| bin.n).collect::<Vec<_>>(), bars.iter().map(|bar| bar.n).filter(|n| *n > 0).collect::<Vec<_>>());
        }
    }
}
