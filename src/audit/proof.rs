//! Proofs that an entry stands in a log, and that a log is the beginning of another (RFC 9162 §2.1.3 and §2.1.4).

use super::entry::LogEntry;
use super::hash::Hash;
use super::range::{Range, consistency, inclusion};
use crate::codes::Code;
use crate::document::{Count, document};
use crate::error::{Issue, Issues, Refusal};
use crate::json::Place;

document! {
    /// That an entry is in a log of a size.
    pub struct Inclusion {
        /// The entry's `seq`.
        "index" index: Count,
        /// How many entries the log has.
        "size" size: Count,
        /// Hashes from the leaf up.
        "path" path: Vec<Hash>,
    }
}

document! {
    /// That a log is the beginning of a larger one.
    pub struct Consistency {
        /// The size of the earlier log.
        "from" from: Count,
        /// The size of the later one.
        "size" size: Count,
        /// Hashes from the leaves up.
        "path" path: Vec<Hash>,
    }
}

document! {
    /// What a proof needs of an entry that a store keeps.
    pub struct ProofRow {
        /// Its place.
        "seq" seq: Count,
        /// Its leaf hash.
        "hash" hash: Hash,
        /// The roots of the perfect subtrees that it completes, from level 1 up.
        "nodes" nodes: Vec<Hash>,
    }
}

impl From<&LogEntry> for ProofRow {
    fn from(entry: &LogEntry) -> Self {
        Self { seq: entry.seq, hash: entry.hash, nodes: entry.nodes.clone() }
    }
}

/// The proof that an entry is in the log of a size, out of the rows that [`super::rows_of_inclusion`] names.
pub fn prove_inclusion(index: u64, size: u64, rows: &[ProofRow]) -> Result<Inclusion, Refusal> {
    if index >= size {
        return Err(out_of_range("index", &format!("is {index}; a log of {size} entries has none there")));
    }
    Ok(Inclusion { index: Count(index), size: Count(size), path: path(inclusion(index, size), rows)? })
}

/// The proof that the log of one size is the beginning of that of another, out of the rows that [`super::rows_of_consistency`] names.
pub fn prove_consistency(from: u64, size: u64, rows: &[ProofRow]) -> Result<Consistency, Refusal> {
    if from > size {
        return Err(out_of_range("from", &format!("is {from}; a log of {size} entries has fewer")));
    }
    Ok(Consistency { from: Count(from), size: Count(size), path: path(consistency(from, size), rows)? })
}

fn path(ranges: Vec<Range>, rows: &[ProofRow]) -> Result<Vec<Hash>, Refusal> {
    let root = |seq: u64, level: u32| {
        let row = rows.iter().find(|row| row.seq.0 == seq);
        let found = row.and_then(|row| match (level as usize).checked_sub(1) {
            None => Some(row.hash),
            Some(above) => row.nodes.get(above).copied(),
        });
        found.ok_or_else(|| out_of_range("rows", &format!("lacks entry {seq}, or its nodes; give the entries that the proof is made of")))
    };
    ranges.into_iter().map(|range| range.root(root)).collect()
}

fn out_of_range(key: &str, what: &str) -> Refusal {
    let mut issues = Issues::new();
    issues.push(Issue::error(Code::OutOfRange, Place::root("").key(key).pointer(), what.to_owned()));
    Refusal::new(Code::InputInvalid, issues)
}

/// Whether an entry with this leaf hash stands where the proof says, in the log with this root (RFC 9162 §2.1.3.2).
pub fn check_inclusion(leaf: &Hash, proof: &Inclusion, root: &Hash) -> bool {
    if proof.index >= proof.size {
        return false;
    }
    let mut way = Way { first: proof.index.0, second: proof.size.0 - 1 };
    let mut found = *leaf;
    for hash in &proof.path {
        match way.up() {
            None => return false,
            Some(Side::Left) => found = Hash::node(hash, &found),
            Some(Side::Right) => found = Hash::node(&found, hash),
        }
    }
    way.second == 0 && found == *root
}

/// Whether the log with the one root is the beginning of that with the other (RFC 9162 §2.1.4.2).
pub fn check_consistency(proof: &Consistency, from_root: &Hash, root: &Hash) -> bool {
    let (from, size) = (proof.from.0, proof.size.0);
    if from == 0 || from == size {
        let same = if from == size { from_root == root } else { *from_root == Hash::empty() };
        return same && proof.path.is_empty();
    }
    if from > size {
        return false;
    }
    let mut way = Way { first: from - 1, second: size - 1 };
    way.shift(way.first.trailing_ones());
    let mut path = proof.path.iter();
    // A perfect tree is its own beginning.
    let start = if from.is_power_of_two() { Some(from_root) } else { path.next() };
    let Some(mut old) = start.copied() else { return false };
    let mut new = old;
    for hash in path {
        match way.up() {
            None => return false,
            Some(Side::Left) => {
                old = Hash::node(hash, &old);
                new = Hash::node(hash, &new);
            }
            Some(Side::Right) => new = Hash::node(&new, hash),
        }
    }
    way.second == 0 && old == *from_root && new == *root
}

/// The way up from a node of a level, `first`, and from the last one of that level, `second`: the fn and sn of RFC 9162.
struct Way {
    first: u64,
    second: u64,
}

/// On which side the next hash of the path stands.
enum Side {
    Left,
    Right,
}

impl Way {
    /// One hash further up; nothing at the top.
    fn up(&mut self) -> Option<Side> {
        if self.second == 0 {
            return None;
        }
        let odd = self.first & 1 == 1;
        let side = if odd || self.first == self.second { Side::Left } else { Side::Right };
        if matches!(side, Side::Left) && !odd {
            self.shift(self.first.trailing_zeros().min(u64::BITS - 1));
        }
        self.shift(1);
        Some(side)
    }

    fn shift(&mut self, levels: u32) {
        self.first >>= levels;
        self.second >>= levels;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::tree::{Frontier, slow};
    use crate::audit::{rows_of_consistency, rows_of_inclusion};
    use proptest::prelude::*;

    fn rows(leaves: &[Hash]) -> Vec<ProofRow> {
        let mut tree = Frontier::default();
        (0..).zip(leaves).map(|(seq, leaf)| ProofRow { seq: Count(seq), hash: *leaf, nodes: tree.push(*leaf) }).collect()
    }

    fn some(rows: &[ProofRow], wanted: &[u64]) -> Vec<ProofRow> {
        rows.iter().filter(|row| wanted.contains(&row.seq.0)).cloned().collect()
    }

    /// RFC 9162 §2.1.3.1 by recursion.
    fn slow_inclusion(index: usize, leaves: &[Hash]) -> Vec<Hash> {
        if leaves.len() < 2 {
            return Vec::new();
        }
        let (left, right) = leaves.split_at(slow::split(leaves.len()));
        let (mut path, other) = if index < left.len() { (slow_inclusion(index, left), right) } else { (slow_inclusion(index - left.len(), right), left) };
        path.push(slow::root(other));
        path
    }

    /// RFC 9162 §2.1.4.1 by recursion.
    fn slow_consistency(from: usize, leaves: &[Hash], whole: bool) -> Vec<Hash> {
        if from == leaves.len() {
            return if whole { Vec::new() } else { vec![slow::root(leaves)] };
        }
        let (left, right) = leaves.split_at(slow::split(leaves.len()));
        let (mut path, other) =
            if from <= left.len() { (slow_consistency(from, left, whole), right) } else { (slow_consistency(from - left.len(), right, false), left) };
        path.push(slow::root(other));
        path
    }

    const MOST: usize = 70;

    #[test]
    fn every_pair_of_sizes() {
        let leaves = slow::leaves(MOST);
        let rows = rows(&leaves);
        for size in 1..=MOST {
            let root = slow::root(&leaves[..size]);
            for index in 0..size {
                let needed = rows_of_inclusion(index as u64, size as u64);
                let proof = prove_inclusion(index as u64, size as u64, &some(&rows, &needed)).unwrap();
                assert_eq!(proof.path, slow_inclusion(index, &leaves[..size]));
                for (at, leaf) in leaves.iter().enumerate() {
                    assert_eq!(check_inclusion(leaf, &proof, &root), at == index, "{at} as {index} of {size}");
                }
                assert!(prove_inclusion(index as u64, size as u64, &some(&rows, needed.get(1..).unwrap_or_default())).is_err() || needed.is_empty());
            }
            for from in 0..=size {
                let needed = rows_of_consistency(from as u64, size as u64);
                let proof = prove_consistency(from as u64, size as u64, &some(&rows, &needed)).unwrap();
                assert_eq!(proof.path, if from == 0 { Vec::new() } else { slow_consistency(from, &leaves[..size], true) });
                for other in 0..=MOST {
                    let was = slow::root(&leaves[..other]);
                    assert_eq!(check_consistency(&proof, &was, &root), other == from, "{other} as {from} of {size}");
                }
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        /// No proof survives a change of anything in it.
        #[test]
        fn a_changed_proof_proves_nothing(size in 1usize..MOST, index in any::<prop::sample::Index>(), damage in 0usize..6, at in any::<prop::sample::Index>(), bit in 0u8..255) {
            let leaves = slow::leaves(size);
            let (rows, root) = (rows(&leaves), slow::root(&leaves));
            let index = index.index(size);
            let mut proof = prove_inclusion(index as u64, size as u64, &rows).unwrap();
            let before = proof.clone();
            match damage {
                0 => proof.index = Count(at.index(MOST * 2) as u64),
                1 => proof.size = Count(at.index(MOST * 2) as u64),
                2 if !proof.path.is_empty() => { let at = at.index(proof.path.len()); proof.path[at].0[usize::from(bit) % 32] ^= 1 << (bit % 8); }
                3 if !proof.path.is_empty() => { proof.path.remove(at.index(proof.path.len())); }
                4 => proof.path.insert(at.index(proof.path.len() + 1), root),
                5 if proof.path.len() > 1 => proof.path.reverse(),
                _ => {}
            }
            let holds = check_inclusion(&leaves[index], &proof, &root);
            // Trees of different sizes can have the same way up to the same leaf: only there another size says the same.
            prop_assert!(proof == before || !holds || (damage == 1 && proof.path == before.path), "{:?}", proof);
            prop_assert!(proof != before || holds);
        }
    }

    #[test]
    fn the_largest_sizes_overflow_nothing() {
        for (a, b) in [(0, u64::MAX), (u64::MAX - 1, u64::MAX), (1 << 63, u64::MAX), (u64::MAX, u64::MAX), (5, 4), (0, 0)] {
            let path = vec![Hash::empty(); 64];
            assert!(!check_inclusion(&Hash::empty(), &Inclusion { index: Count(a), size: Count(b), path: path.clone() }, &Hash::empty()));
            assert!(!check_consistency(&Consistency { from: Count(a), size: Count(b), path }, &Hash::empty(), &Hash::empty()));
            assert!(prove_inclusion(a, b, &[]).is_err());
            let _ = (rows_of_inclusion(a, b), rows_of_consistency(a, b), prove_consistency(a, b, &[]).is_ok());
        }
    }
}
