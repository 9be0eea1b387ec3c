//! Steps that must all be right, or of which one must, under other assumptions than independence.

/// What is known without any assumption on how events hang together (Fréchet 1935), and the value were they independent.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Bounds {
    /// If the events are independent.
    pub independent: f64,
    /// The least that is possible.
    pub lower: f64,
    /// The most that is possible.
    pub upper: f64,
}

/// All happen: from max(0, Σp − (n − 1)) to the least p.
pub fn all_of(probabilities: &[f64]) -> Bounds {
    let failing: f64 = probabilities.iter().map(|p| 1.0 - p).sum();
    bounds(probabilities.iter().product(), 1.0 - failing, probabilities.iter().copied().fold(1.0, f64::min))
}

/// At least one happens: from the largest p to min(1, Σp).
pub fn any_of(probabilities: &[f64]) -> Bounds {
    let none: f64 = probabilities.iter().map(|p| 1.0 - p).product();
    bounds(1.0 - none, probabilities.iter().copied().fold(0.0, f64::max), probabilities.iter().sum())
}

/// Both ends are of a probability, and around the independent value: what rounding may have put outside is put back.
fn bounds(independent: f64, lower: f64, upper: f64) -> Bounds {
    Bounds { independent, lower: lower.clamp(0.0, 1.0).min(independent), upper: upper.clamp(0.0, 1.0).max(independent) }
}

/// All happen, when with probability ρ one shock decides for all of them at once: ρ·min p + (1 − ρ)·Πp. ρ is the correlation of outcomes.
pub fn common_shock(probabilities: &[f64], correlation: f64) -> f64 {
    let Bounds { independent, upper, .. } = all_of(probabilities);
    correlation * upper + (1.0 - correlation) * independent
}

/// All of `n` happen, when their common p is itself beta-distributed, such that outcomes correlate by ρ: Π (a + i) ∕ (a + b + i).
pub fn beta_binomial(p: f64, n: usize, correlation: f64) -> f64 {
    // Over (1 − ρ) ∕ ρ: a = p·m, b = (1 − p)·m.
    let factor = |i: usize| (p * (1.0 - correlation) + i as f64 * correlation) / (1.0 - correlation + i as f64 * correlation);
    (0..n).map(|i| if i == 0 { p } else { factor(i) }).product()
}

/// A step that is tried again when its failure is noticed.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Retried {
    /// The probability that it is right in the end.
    pub success: f64,
    /// The expected number of attempts, the first included.
    pub expected_attempts: f64,
}

/// A step right with probability `p`, a detector that notices a failure with probability `detect`, and at most so many retries.
///
/// ```
/// let retried = holdpoint::calibration::retried(0.75, 0.8, 2);
/// assert!((retried.success - 0.93).abs() < 1e-12 && (retried.expected_attempts - 1.24).abs() < 1e-12);
/// ```
pub fn retried(p: f64, detect: f64, retries: u64) -> Retried {
    let again = (1.0 - p) * detect;
    let most = retries as f64 + 1.0;
    let stops = 1.0 - again;
    // 1 + q + … + q^m = (1 − q^(m+1)) ∕ (1 − q), without the difference of two numbers that are all but equal.
    let expected_attempts = if stops > 0.0 { -libm::expm1(most * libm::log1p(-stops)) / stops } else { most };
    Retried { success: p * expected_attempts, expected_attempts }
}
