//! What a review does to a step.

/// A person who reviews.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reviewer {
    /// The share of wrong steps that are stopped.
    pub catch_rate: f64,
    /// The share of right steps that are stopped.
    pub false_flag: f64,
    /// The probability that a stopped step is done right in the end.
    pub rework: f64,
}

impl Reviewer {
    /// The probability that a step right with probability `p` is right after the review.
    ///
    /// ```
    /// let reviewer = holdpoint::calibration::Reviewer { catch_rate: 0.8, false_flag: 0.05, rework: 0.95 };
    /// assert!((reviewer.after(0.75) - 0.938125).abs() < 1e-12);
    /// ```
    pub fn after(&self, p: f64) -> f64 {
        p * (1.0 - self.false_flag) + self.stops(p) * self.rework
    }

    /// The probability that such a step is stopped.
    pub fn stops(&self, p: f64) -> f64 {
        p * self.false_flag + (1.0 - p) * self.catch_rate
    }
}
