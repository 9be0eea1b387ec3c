//! Whether chance explains how far claims and outcomes lie apart.

use super::super::poisson_binomial::cdf;
use super::super::ranked::Ranked;
use super::super::samples::Samples;
use super::super::special::normal_cdf;
use super::super::sum::{Sum, sum};

/// Tests of the claim that every confidence is exact.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CalibrationTests {
    /// Mean confidence less accuracy: above 0 where claims are too high.
    pub gap_mean_conf_minus_acc: f64,
    /// Right ones less claimed ones, in standard deviations: below −1.64 is over-confidence at 5 %. Nothing where every claim is 0 or 1.
    pub gap_z: Option<f64>,
    /// The probability of this many right ones or fewer if the claims were exact: small means over-confidence.
    pub overconf_p_poisson_binomial: f64,
    /// Spiegelhalter's z (1986): the Brier score less what exact claims would give, in standard deviations. Nothing where every claim is 0, ½ or 1.
    pub spiegelhalter_z: Option<f64>,
    /// The probability of a z at least as far from 0.
    pub spiegelhalter_p_two_sided: Option<f64>,
    /// The largest cumulative difference of outcomes and claims, by ascending claim, over n (Arrieta-Ibarra et al. 2022).
    pub ecce_mad: f64,
    /// The range of those differences, the 0 before the first included.
    pub ecce_range: f64,
    /// The largest cumulative difference in standard deviations, after Kolmogorov and Smirnov. Nothing as for `gapZ`.
    pub ks_stat: Option<f64>,
    /// The range of the differences in standard deviations, after Kuiper, the 0 before the first not included, as MAPIE. Nothing as for `gapZ`.
    pub kuiper_stat_mapie: Option<f64>,
}

pub(super) fn tests(samples: Samples<'_>, ranked: &Ranked) -> CalibrationTests {
    let n = samples.len() as f64;
    let right = samples.right();
    let claimed = sum(samples.confidence.iter().copied());
    let deviation = above_zero(sum(samples.confidence.iter().map(|claim| claim * (1.0 - claim))).sqrt());
    let spiegelhalter_z = spiegelhalter(samples);
    let walk = Walk::of(ranked);
    CalibrationTests {
        gap_mean_conf_minus_acc: claimed / n - right as f64 / n,
        gap_z: deviation.map(|deviation| (right as f64 - claimed) / deviation),
        overconf_p_poisson_binomial: cdf(samples.confidence, right as u64),
        spiegelhalter_z,
        spiegelhalter_p_two_sided: spiegelhalter_z.map(|z| 2.0 * normal_cdf(-z.abs())),
        ecce_mad: walk.high.max(-walk.low) / n,
        ecce_range: (walk.high.max(0.0) - walk.low.min(0.0)) / n,
        ks_stat: deviation.map(|deviation| walk.high.max(-walk.low) / deviation),
        kuiper_stat_mapie: deviation.map(|deviation| (walk.high - walk.low) / deviation),
    }
}

fn spiegelhalter(samples: Samples<'_>) -> Option<f64> {
    let deviation = above_zero(sum(samples.confidence.iter().map(|claim| (1.0 - 2.0 * claim).powi(2) * claim * (1.0 - claim))).sqrt())?;
    Some(sum(samples.iter().map(|(claim, correct)| (correct - claim) * (1.0 - 2.0 * claim))) / deviation)
}

fn above_zero(deviation: f64) -> Option<f64> {
    (deviation > 0.0).then_some(deviation)
}

/// How high and how low the sum of outcomes less claims comes, after the first sample.
struct Walk {
    high: f64,
    low: f64,
}

impl Walk {
    fn of(ranked: &Ranked) -> Self {
        let mut sum = Sum::default();
        let mut walk = Self { high: f64::NEG_INFINITY, low: f64::INFINITY };
        for (claim, correct) in ranked.iter() {
            sum.add(f64::from(correct) - claim);
            walk = Self { high: walk.high.max(sum.value()), low: walk.low.min(sum.value()) };
        }
        walk
    }
}
