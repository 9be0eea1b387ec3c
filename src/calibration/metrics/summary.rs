//! What a report says before it shows numbers.

use super::Metrics;
use crate::codes::Code;
use crate::json::Json;

/// What a reader must know before the numbers are used.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Note {
    /// Which one: `few_samples` or `one_class`.
    pub code: Code,
    /// The same in words.
    pub text: String,
}

/// Below this, ECE measures chance as much as calibration.
const FEW: u32 = 200;

/// Counts and interval, then the gap and whether chance explains it, then an error that the number of samples bears.
pub(super) fn summary(metrics: &Metrics) -> Vec<String> {
    let Metrics { n, right, accuracy, jeffreys95: [low, high], mean_confidence, gap, smooth_ece, ece, bins, .. } = metrics;
    let mut lines = vec![format!(
        "{right} of {n} came true: {} (95 % interval {} to {}), with a mean claim of {}.",
        percent(*accuracy),
        percent(*low),
        percent(*high),
        percent(*mean_confidence)
    )];
    let p = metrics.tests.overconf_p_poisson_binomial;
    let side = if *gap > 0.0 { "above" } else { "below" };
    let chance = match p {
        p if p < 0.05 => "claims are too high, and chance does not explain it",
        // The probability of this many or more is at least 1 − p.
        p if 1.0 - p < 0.025 && *gap < 0.0 => "claims are too low, and chance hardly explains it",
        _ => "chance explains it",
    };
    lines.push(format!("Claims lie {} points {side} the outcomes: {chance} (exact p = {}).", rounded(gap.abs() * 100.0, 10.0), rounded(p, 1e4)));
    lines.push(if *n < FEW {
        "ECE is biased upwards with so few samples: look at the counts, the intervals and the gap first.".into()
    } else {
        format!("Smooth ECE is {}, ECE over {bins} bins {}.", rounded(*smooth_ece, 1e4), rounded(*ece, 1e4))
    });
    lines
}

pub(super) fn notes(metrics: &Metrics) -> Vec<Note> {
    let mut notes = Vec::new();
    if metrics.n < FEW {
        let text = format!(
            "{} samples are fewer than {FEW}: ECE and its kin over bins are biased upwards (a perfectly calibrated agent with 200 samples shows an ECE over 10 bins of 0.054 on average). Read `right`, the intervals, `gap` and `tests` first; of the errors, `smoothEce`, `ewRightDebiasedSq` and `eceSweep`",
            metrics.n
        );
        notes.push(Note { code: Code::FewSamples, text });
    }
    if metrics.auroc.is_none() {
        let which = if metrics.right == 0 { "wrong" } else { "right" };
        let text = format!("all samples are {which}: `auroc` and `averagePrecision` are undefined, since there is nothing to tell apart");
        notes.push(Note { code: Code::OneClass, text });
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
                "Claims lie 11.7 points above the outcomes: claims are too high, and chance does not explain it (exact p = 0.0066).",
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
        assert!(found.summary[1].contains("chance explains it") && found.summary[2].starts_with("Smooth ECE is 0"), "{:?}", found.summary);
    }

    #[test]
    fn one_class() {
        let found = metrics(Samples::new(&[0.9], &[1]).unwrap(), &MetricsOptions::default());
        assert_eq!(found.notes.iter().map(|note| note.code).collect::<Vec<_>>(), [Code::FewSamples, Code::OneClass]);
    }
}
