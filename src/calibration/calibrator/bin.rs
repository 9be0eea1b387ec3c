//! Bins of equal width, closed on the right, 0 in the first: the convention of scikit-learn's `calibration_curve`.

/// The bin of a confidence among `count` ≥ 1: as many inner edges as lie below it.
pub(crate) fn bin_of(confidence: f64, count: usize) -> usize {
    // The edges are those of numpy's `linspace`, so the guess by division can be one off on an edge.
    let guess = (confidence * count as f64).ceil() as usize;
    let mut bin = guess.saturating_sub(1).min(count.saturating_sub(1));
    while bin > 0 && edge(bin, count) >= confidence {
        bin -= 1;
    }
    while bin + 1 < count && edge(bin + 1, count) < confidence {
        bin += 1;
    }
    bin
}

/// The middle of a bin: what stands for one that holds nothing.
pub(crate) fn middle(bin: usize, count: usize) -> f64 {
    0.5 * (edge(bin, count) + edge(bin + 1, count))
}

/// `linspace(0, 1, count + 1)[at]`.
fn edge(at: usize, count: usize) -> f64 {
    if at >= count { 1.0 } else { at as f64 * (1.0 / count as f64) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn as_many_edges_as_lie_below(count in 1usize..200, share in 0.0f64..=1.0, edge_at in 0usize..200) {
            for c in [share, edge(edge_at % (count + 1), count), 0.0, 1.0, edge_at as f64 / 200.0] {
                let below = (1..count).filter(|at| edge(*at, count) < c).count();
                prop_assert_eq!(bin_of(c, count), below);
            }
        }
    }
}
