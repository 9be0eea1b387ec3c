//! Samples in bins of their claims, under each of the conventions that libraries follow.

use super::ranked::Ranked;
use super::sum::Sum;
use crate::codes::Code;
use crate::document::{Issues, Read, refuse, words, wrong_type};
use crate::json::{Json, Place};

/// How many bins, 1 to 1000.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bins(u16);

impl Bins {
    /// Nothing for what is not from 1 to 1000.
    pub fn new(bins: u16) -> Option<Self> {
        (1..=1000).contains(&bins).then_some(Self(bins))
    }

    pub(crate) fn get(self) -> usize {
        usize::from(self.0)
    }
}

impl Default for Bins {
    fn default() -> Self {
        Self(10)
    }
}

impl Read for Bins {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        let wanted = "a whole number from 1 to 1000";
        let Some(number) = value.as_number() else { return wrong_type(value, wanted, &place, issues) };
        let bins = Self::new(number as u16).filter(|_| number.trunc() == number && number <= 1000.0);
        if bins.is_none() {
            refuse(Code::OutOfRange, &value.as_text(), wanted, &place, issues);
        }
        bins
    }
}

impl serde::Serialize for Bins {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u16(self.0)
    }
}

words! {
    /// Where one bin ends and the next begins.
    pub enum BinScheme {
        /// Equal widths, each bin with its upper edge: (lower, upper], and 0 in the first. As scikit-learn.
        EwRight "ew_right",
        /// Equal widths, each bin with its lower edge: [lower, upper), and 1 in the last. As NumPy's histogram and netcal.
        EwLeft "ew_left",
        /// As many samples in each bin, to within one; equal claims may part, in the order in which they were logged.
        EmSplit "em_split",
        /// Edges at the quantiles of the claims, each bin with its upper edge; equal claims stay together. As scikit-learn's `quantile`.
        EmQuantileRight "em_quantile_right",
    }
}

/// What fell into one bin.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Tally {
    pub lower: f64,
    pub upper: f64,
    pub n: u64,
    pub right: u64,
    claims: Sum,
}

impl Tally {
    fn add(&mut self, claim: f64, correct: u8) {
        self.n += 1;
        self.right += u64::from(correct);
        self.claims.add(claim);
    }

    pub fn mean_confidence(&self) -> f64 {
        self.claims.value() / self.n as f64
    }

    pub fn accuracy(&self) -> f64 {
        self.right as f64 / self.n as f64
    }

    /// Mean confidence less accuracy: above 0 where claims are too high.
    pub fn gap(&self) -> f64 {
        self.mean_confidence() - self.accuracy()
    }
}

/// One tally a bin, lowest first, the empty ones included.
pub(crate) fn tallies(ranked: &Ranked, scheme: BinScheme, bins: usize) -> Vec<Tally> {
    match scheme {
        BinScheme::EwRight => between(ranked, &even_edges(bins), |edge, claim| edge < claim),
        BinScheme::EwLeft => between(ranked, &even_edges(bins), |edge, claim| edge <= claim),
        BinScheme::EmSplit => split(ranked, bins),
        BinScheme::EmQuantileRight => between(ranked, &quantile_edges(ranked, bins), |edge, claim| edge < claim),
    }
}

/// at ∕ bins as `linspace` computes it: so many times the step, which is not always the nearest double (3 · 0.1 is above 0.3).
fn edge(at: usize, bins: usize) -> f64 {
    if at >= bins { 1.0 } else { at as f64 * (1.0 / bins as f64) }
}

fn even_edges(bins: usize) -> Vec<f64> {
    (0..=bins).map(|at| edge(at, bins)).collect()
}

/// The bin of a claim under `ew_right`: as many inner edges as lie below it. What decides asks this, not a tally.
pub(crate) fn bin_of(claim: f64, bins: usize) -> usize {
    // An edge is not where division puts it, so the guess can be one off there.
    let guess = (claim * bins as f64).ceil() as usize;
    let mut bin = guess.saturating_sub(1).min(bins.saturating_sub(1));
    while bin > 0 && edge(bin, bins) >= claim {
        bin -= 1;
    }
    while bin + 1 < bins && edge(bin + 1, bins) < claim {
        bin += 1;
    }
    bin
}

/// The middle of such a bin: what stands for one that holds nothing.
pub(crate) fn middle(bin: usize, bins: usize) -> f64 {
    0.5 * (edge(bin, bins) + edge(bin + 1, bins))
}

/// Quantiles by linear interpolation, in the order of operations of NumPy's `percentile`, because an edge that equals a claim decides.
fn quantile_edges(ranked: &Ranked, bins: usize) -> Vec<f64> {
    let claims = &ranked.confidence;
    let last = claims.len().saturating_sub(1);
    let at = |place: usize| claims.get(place.min(last)).copied().unwrap_or_default();
    let edge = |share: f64| {
        let place = last as f64 * (share * 100.0 / 100.0);
        let below = place.floor();
        let (a, b, t) = (at(below as usize), at(below as usize + 1), place - below);
        if t < 0.5 { a + (b - a) * t } else { b - (b - a) * (1.0 - t) }
    };
    even_edges(bins).into_iter().map(edge).collect()
}

/// One sweep, since claims and edges both ascend. `past` says whether a claim lies beyond an inner edge.
fn between(ranked: &Ranked, edges: &[f64], past: fn(f64, f64) -> bool) -> Vec<Tally> {
    let mut tallies: Vec<Tally> =
        edges.iter().zip(edges.iter().skip(1)).map(|(lower, upper)| Tally { lower: *lower, upper: *upper, ..Tally::default() }).collect();
    let mut rest = tallies.iter_mut().peekable();
    for (claim, correct) in ranked.iter() {
        // The last bin takes what is left, the upper edge of all included.
        while rest.len() > 1 && rest.peek().is_some_and(|tally| past(tally.upper, claim)) {
            rest.next();
        }
        if let Some(tally) = rest.peek_mut() {
            tally.add(claim, correct);
        }
    }
    tallies
}

/// The first n mod bins bins hold one more than the others, as `array_split`.
fn split(ranked: &Ranked, bins: usize) -> Vec<Tally> {
    let (size, larger) = (ranked.confidence.len() / bins, ranked.confidence.len() % bins);
    let mut samples = ranked.iter();
    let mut tallies = Vec::with_capacity(bins);
    for bin in 0..bins {
        let mut tally = Tally::default();
        for (claim, correct) in samples.by_ref().take(size + usize::from(bin < larger)) {
            if tally.n == 0 {
                tally.lower = claim;
            }
            tally.upper = claim;
            tally.add(claim, correct);
        }
        tallies.push(tally);
    }
    tallies
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibration::Samples;
    use proptest::prelude::*;

    #[test]
    fn edges_are_those_of_linspace() {
        let edges = even_edges(10);
        assert_eq!((edges[3], edges[7], edges[10]), (0.30000000000000004, 0.7000000000000001, 1.0));
    }

    #[test]
    fn an_edge_belongs_to_one_bin() {
        let claims = [0.0, 0.5, 1.0];
        let ranked = Ranked::of(Samples::new(&claims, &[1, 1, 1]).unwrap());
        let counts = |scheme| tallies(&ranked, scheme, 2).iter().map(|tally| tally.n).collect::<Vec<_>>();
        assert_eq!(counts(BinScheme::EwRight), [2, 1]);
        assert_eq!(counts(BinScheme::EwLeft), [1, 2]);
        assert_eq!(counts(BinScheme::EmSplit), [2, 1]);
        assert_eq!(counts(BinScheme::EmQuantileRight), [2, 1]);
    }

    proptest! {
        #[test]
        fn as_many_edges_as_lie_below(bins in 1usize..200, share in 0.0f64..=1.0, edge_at in 0usize..200) {
            for claim in [share, edge(edge_at % (bins + 1), bins), 0.0, 1.0, edge_at as f64 / 200.0] {
                prop_assert_eq!(bin_of(claim, bins), (1..bins).filter(|at| edge(*at, bins) < claim).count());
            }
        }

        #[test]
        fn every_sample_is_in_one_bin(items in proptest::collection::vec((0.0f64..=1.0, 0u8..2), 1..200), bins in 1usize..40) {
            let (confidence, correct): (Vec<f64>, Vec<u8>) = items.iter().copied().unzip();
            let samples = Samples::new(&confidence, &correct).unwrap();
            let ranked = Ranked::of(samples);
            for scheme in BinScheme::ALL {
                let tallies = tallies(&ranked, *scheme, bins);
                prop_assert_eq!(tallies.len(), bins);
                prop_assert_eq!(tallies.iter().map(|tally| tally.n).sum::<u64>(), items.len() as u64);
                prop_assert_eq!(tallies.iter().map(|tally| tally.right).sum::<u64>(), samples.right() as u64);
                for tally in tallies.iter().filter(|tally| tally.n > 0) {
                    let mean = tally.mean_confidence();
                    prop_assert!(tally.lower - 1e-15 <= mean && mean <= tally.upper + 1e-15);
                }
            }
            let mut wanted = vec![0; bins];
            confidence.iter().for_each(|claim| wanted[bin_of(*claim, bins)] += 1);
            prop_assert_eq!(tallies(&ranked, BinScheme::EwRight, bins).iter().map(|tally| tally.n).collect::<Vec<_>>(), wanted);
        }
    }
}

#[cfg(test)]
mod schema {
    use super::*;
    use crate::document::schema::leaf;
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    leaf! { Bins as "number": { "type": "integer", "minimum": 1, "maximum": 1000 } }
}
