//! Which subtrees a proof is made of, and which entries of a store hold their roots.

use super::hash::Hash;
use super::tree::joined;

/// Leaves side by side, from the first to before the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    pub from: u64,
    pub to: u64,
}

impl Range {
    /// The perfect subtrees that it falls into, largest first: where each ends, and its level. Ranges of proofs begin where a subtree begins.
    fn pieces(self) -> impl Iterator<Item = (u64, u32)> {
        let mut from = self.from;
        (0..u64::BITS).rev().filter(move |level| (self.to - self.from) >> level & 1 == 1).map(move |level| {
            from += 1 << level;
            (from - 1, level)
        })
    }

    /// The root over it. `root` knows the root of the perfect subtree of a level that an entry completes.
    pub fn root<E>(self, root: impl Fn(u64, u32) -> Result<Hash, E>) -> Result<Hash, E> {
        let roots = self.pieces().map(|(seq, level)| root(seq, level)).collect::<Result<Vec<_>, E>>()?;
        Ok(joined(&roots).unwrap_or_else(Hash::empty))
    }
}

/// RFC 9162 §2.1.3.1, from the leaf up.
pub(super) fn inclusion(index: u64, size: u64) -> Vec<Range> {
    let (mut from, mut to) = (0, size);
    let mut path = Vec::new();
    while to - from > 1 {
        let middle = from + split(to - from);
        if index < middle {
            path.push(Range { from: middle, to });
            to = middle;
        } else {
            path.push(Range { from, to: middle });
            from = middle;
        }
    }
    path.reverse();
    path
}

/// RFC 9162 §2.1.4.1, from the leaves up.
pub(super) fn consistency(first: u64, size: u64) -> Vec<Range> {
    let (mut from, mut to) = (0, size);
    let mut path = Vec::new();
    // Nothing is consistent with everything.
    while first > 0 && first < to {
        let middle = from + split(to - from);
        if first <= middle {
            path.push(Range { from: middle, to });
            to = middle;
        } else {
            path.push(Range { from, to: middle });
            from = middle;
        }
    }
    // The verifier has the root of the first tree itself.
    if from > 0 {
        path.push(Range { from, to });
    }
    path.reverse();
    path
}

/// The largest power of two below `n`, which is at least 2.
fn split(n: u64) -> u64 {
    1 << (u64::BITS - 1 - (n - 1).leading_zeros())
}

/// The entries, by `seq`, that hold what the inclusion proof of an entry in a log of a size is made of.
pub fn rows_of_inclusion(index: u64, size: u64) -> Vec<u64> {
    if index < size { rows(inclusion(index, size)) } else { Vec::new() }
}

/// The same for the proof that a log of one size is the beginning of a larger one.
pub fn rows_of_consistency(from: u64, size: u64) -> Vec<u64> {
    if from <= size { rows(consistency(from, size)) } else { Vec::new() }
}

fn rows(ranges: Vec<Range>) -> Vec<u64> {
    let mut rows: Vec<u64> = ranges.into_iter().flat_map(|range| range.pieces().map(|(seq, _)| seq).collect::<Vec<_>>()).collect();
    crate::order::sort(&mut rows, u64::cmp);
    rows.dedup();
    rows
}
