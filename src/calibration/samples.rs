//! Logged outcomes: what was claimed, and whether it turned out right.

use super::options::out_of_range;
use crate::codes::Code;
use crate::error::{Issue, Issues, Refusal};
use crate::json::Place;

/// Pairs of a claimed confidence and its outcome, in the order in which they were logged. Borrowed: a hundred thousand of them are not copied.
#[derive(Debug, Clone, Copy)]
pub struct Samples<'s> {
    /// Each from 0 to 1.
    pub confidence: &'s [f64],
    /// 1 where the claim came true, else 0.
    pub correct: &'s [u8],
}

impl<'s> Samples<'s> {
    /// At least one sample, as many outcomes as confidences, and every value in its range; else what is wrong, and where.
    pub fn new(confidence: &'s [f64], correct: &'s [u8]) -> Result<Self, Refusal> {
        Self::at(confidence, correct, Place::root("/samples"))
    }

    /// The same, for samples that stand at some place among others.
    pub(crate) fn at(confidence: &'s [f64], correct: &'s [u8], place: Place<'_>) -> Result<Self, Refusal> {
        let mut issues = Issues::new();
        if confidence.len() != correct.len() {
            let what = format!("has {} confidences and {} outcomes; give one outcome for each confidence", confidence.len(), correct.len());
            issues.push(Issue::error(Code::LengthsDiffer, place.pointer(), what));
        } else if confidence.is_empty() {
            issues.push(Issue::error(Code::NoSamples, place.pointer(), "is empty; give at least one sample".into()));
        }
        for (at, claim) in confidence.iter().enumerate().filter(|(_, claim)| !(0.0..=1.0).contains(*claim)) {
            if issues.is_full() {
                break;
            }
            out_of_range(*claim, "a number from 0 to 1", place.key("confidence").index(at), &mut issues);
        }
        for (at, outcome) in correct.iter().enumerate().filter(|(_, outcome)| **outcome > 1) {
            if issues.is_full() {
                break;
            }
            issues.push(Issue::error(Code::OutOfRange, place.key("correct").index(at).pointer(), format!("is {outcome}; write 1 for right and 0 for wrong")));
        }
        if issues.is_empty() { Ok(Self { confidence, correct }) } else { Err(Refusal::new(Code::InputInvalid, issues)) }
    }

    /// How many, at least one.
    pub fn len(&self) -> usize {
        self.confidence.len()
    }

    /// Never: there is at least one.
    pub fn is_empty(&self) -> bool {
        self.confidence.is_empty()
    }

    /// Claim and outcome, the outcome as 1 or 0.
    pub fn iter(&self) -> impl Iterator<Item = (f64, f64)> + Clone + 's {
        self.confidence.iter().copied().zip(self.correct.iter().map(|outcome| f64::from(*outcome)))
    }

    /// How many came true.
    pub fn right(&self) -> usize {
        self.correct.iter().filter(|outcome| **outcome == 1).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_sample() {
        let codes = |confidence: &[f64], correct: &[u8]| -> Vec<(Code, String)> {
            let refusal = Samples::new(confidence, correct).unwrap_err();
            refusal.issues.into_iter().map(|issue| (issue.code, issue.pointer)).collect()
        };
        assert_eq!(codes(&[], &[]), [(Code::NoSamples, "/samples".into())]);
        assert_eq!(codes(&[0.5], &[]), [(Code::LengthsDiffer, "/samples".into())]);
        assert_eq!(codes(&[0.5, 1.2], &[1, 0]), [(Code::OutOfRange, "/samples/confidence/1".into())]);
        assert_eq!(codes(&[f64::NAN], &[1]), [(Code::OutOfRange, "/samples/confidence/0".into())]);
        assert_eq!(codes(&[0.5], &[2]), [(Code::OutOfRange, "/samples/correct/0".into())]);
        assert_eq!(codes(&[2.0; 1000], &[1; 1000]).len(), 101);
        assert_eq!(Samples::new(&[0.0, 1.0], &[0, 1]).unwrap().iter().collect::<Vec<_>>(), [(0.0, 0.0), (1.0, 1.0)]);
    }
}
