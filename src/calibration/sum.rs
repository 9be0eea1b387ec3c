//! Sums whose error does not grow with the number of terms.

/// A running sum with what rounding took from it (Neumaier 1974, the branch-free form by Knuth's TwoSum). Order hardly matters to it, which is
/// why no metric changes when samples are logged in another order.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Sum {
    total: f64,
    lost: f64,
}

impl Sum {
    pub fn add(&mut self, term: f64) {
        let total = self.total + term;
        let kept = total - self.total;
        self.lost += (self.total - (total - kept)) + (term - kept);
        self.total = total;
    }

    pub fn value(self) -> f64 {
        self.total + self.lost
    }
}

impl FromIterator<f64> for Sum {
    fn from_iter<I: IntoIterator<Item = f64>>(terms: I) -> Self {
        let mut sum = Self::default();
        terms.into_iter().for_each(|term| sum.add(term));
        sum
    }
}

/// The sum of all terms.
pub(crate) fn sum(terms: impl IntoIterator<Item = f64>) -> f64 {
    terms.into_iter().collect::<Sum>().value()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loses_nothing_that_cancels() {
        assert_eq!(sum([1.0, 1e100, 1.0, -1e100]), 2.0);
        assert_eq!(sum(std::iter::repeat_n(0.1, 100_000)), 10_000.0);
        assert_eq!(sum([]), 0.0);
    }
}
