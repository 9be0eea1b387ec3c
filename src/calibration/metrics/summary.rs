//! What a report says before it shows numbers.

use super::Metrics;
use crate::codes::Code;
use crate::json::Json;

/// What a reader must know before the numbers are used.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MetricsNote {
    /// Which one: `few_samples` or `one_class`.
    pub code: Code,
    /// The same in words.
    pub text: String,
}

/// Below this, ECE measures chance as much as calibration.
const FEW: u32 = 200;

/// Counts and interval, then the gap and whether chance explains it, then an error that the number of samples bears.
pub(super) fn summary(metrics: &Metrics) -> Vec<String> {
    let Metrics { n, correct, accuracy, jeffreys95: [low, high], mean_confidence, gap, smooth_ece, ece, bins, .. } = metrics;
    let counts = format!(
        "{correct} of {n} came true: {} (95 % interval {} to {}), with a mean claim of {}.",
        percent(*accuracy),
        percent(*low),
        percent(*high),
        percent(*mean_confidence)
    );
    let points = rounded(gap.abs() * 100.0, 10.0);
    let gap = if *gap > 0.0 {
        let p = metrics.tests.overconf_p_poisson_binomial;
        let shown = if p < 1e-4 { "p < 0.0001".into() } else { format!("p = {}", rounded(p, 1e4)) };
        format!("Claims lie {points} points above the outcomes, {} (exact {shown}).", by_chance(p < 0.05))
    } else {
        // Claims of 0 and 1 alone leave chance no room, and no z.
        let (significant, shown) = match metrics.tests.gap_z {
            Some(z) => (z > 1.6449, format!(" (z = {})", rounded(z, 100.0))),
            None => (*gap < 0.0, String::new()),
        };
        format!("Claims lie {points} points below the outcomes, {}{shown}.", by_chance(significant))
    };
    let error = if *n < FEW {
        "ECE is biased upwards with so few samples: look at the counts, the intervals and the gap first.".into()
    } else {
        format!("Smooth ECE is {}, ECE over {bins} bins {}.", rounded(*smooth_ece, 1e4), rounded(*ece, 1e4))
    };
    vec![counts, gap, error]
}

/// At a risk of 5 %, one-sided.
fn by_chance(significant: bool) -> &'static str {
    if significant { "and chance does not explain it" } else { "which chance explains" }
}

pub(super) fn notes(metrics: &Metrics) -> Vec<MetricsNote> {
    let mut notes = Vec::new();
    if metrics.n < FEW {
        let text = format!(
            "{} samples are fewer than {FEW}: ECE and its kin over bins are biased upwards (a perfectly calibrated agent with 200 samples shows an ECE over 10 bins of 0.054 on average). Read `correct`, the intervals, `gap` and `tests` first; of the errors, `smoothEce`, `ewRightDebiasedSq` and `eceSweep`",
            metrics.n
        );
        notes.push(MetricsNote { code: Code::FewSamples, text });
    }
    if metrics.auroc.is_none() {
        let which = if metrics.correct == 0 { "wrong" } else { "right" };
        let text = format!("all samples are {which}: `auroc` and `averagePrecision` are undefined, since there is nothing to tell apart");
        notes.push(MetricsNote { code: Code::OneClass, text });
    }
    notes
}

fn percent(share: f64) -> String {
    format!("{} %", rounded(share * 100.0, 10.0))
}

/// To a fraction of one.
fn rounded(value: f64, fraction: f64) -> String {
    Json::from((value * fraction).round() / fraction).as_text()
}

#[cfg(test)]
mod tests {
    use super::super::{MetricsOptions, metrics};
    use super::*;
    use crate::calibration::Samples;

    #[test]
    fn few_samples_lead_with_counts() {
        let found = metrics(Samples::new(&[0.9; 60], &[[1; 47].as_slice(), &[0; 13]].concat()).unwrap(), &MetricsOptions::default());
        assert_eq!(
            found.summary,
            [
                "47 of 60 came true: 78.3 % (95 % interval 66.7 % to 87.3 %), with a mean claim of 90 %.",
                "Claims lie 11.7 points above the outcomes, and chance does not explain it (exact p = 0.0057).",
                "ECE is biased upwards with so few samples: look at the counts, the intervals and the gap first.",
            ]
        );
        assert_eq!(found.notes.iter().map(|note| note.code).collect::<Vec<_>>(), [Code::FewSamples]);
    }

    #[test]
    fn enough_samples_show_errors() {
        let correct: Vec<u8> = (0..1000).map(|at| u8::from(at % 10 != 0)).collect();
        let found = metrics(Samples::new(&[0.9; 1000], &correct).unwrap(), &MetricsOptions::default());
        assert!(found.notes.is_empty());
        assert!(found.summary[1].contains("which chance explains") && found.summary[2].starts_with("Smooth ECE is 0"), "{:?}", found.summary);
    }

    #[test]
    fn certain_claims_leave_chance_no_room() {
        let found = metrics(Samples::new(&[0.0, 0.0, 1.0], &[1, 0, 1]).unwrap(), &MetricsOptions::default());
        assert_eq!(found.summary[1], "Claims lie 33.3 points below the outcomes, and chance does not explain it.");
    }

    #[test]
    fn one_class() {
        let found = metrics(Samples::new(&[0.9], &[1]).unwrap(), &MetricsOptions::default());
        assert_eq!(found.notes.iter().map(|note| note.code).collect::<Vec<_>>(), [Code::FewSamples, Code::OneClass]);
    }
}
