//! Mean, spread and change, with 0 for what is undefined, as HTC has it.

/// HTC's ε, which keeps every quotient finite.
pub(super) const EPSILON: f64 = 1e-8;

/// Mean and population standard deviation (÷ n).
pub(super) fn moments(values: &[f64]) -> (f64, f64) {
    if values.is_empty() {
        return (0.0, 0.0);
    }
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let variance = values.iter().map(|value| (value - mean) * (value - mean)).sum::<f64>() / n;
    (mean, variance.sqrt())
}

/// What each value adds to the one before it.
pub(super) fn gradient(values: &[f64]) -> impl Iterator<Item = f64> + '_ {
    values.iter().zip(values.iter().skip(1)).map(|(before, after)| after - before)
}

/// Mean, standard deviation, largest, smallest, and last less first.
pub(super) fn five(values: &[f64]) -> [f64; 5] {
    let (Some(first), Some(last)) = (values.first(), values.last()) else { return [0.0; 5] };
    let (mean, sd) = moments(values);
    let largest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let smallest = values.iter().copied().fold(f64::INFINITY, f64::min);
    [mean, sd, largest, smallest, last - first]
}

/// Last less first.
pub(super) fn change(values: &[f64]) -> f64 {
    last(values) - first(values)
}

pub(super) fn first(values: &[f64]) -> f64 {
    values.first().copied().unwrap_or(0.0)
}

pub(super) fn last(values: &[f64]) -> f64 {
    values.last().copied().unwrap_or(0.0)
}
