//! A Merkle tree that grows at its right edge (RFC 9162 §2.1), of which only the edge is held: the roots of its perfect subtrees.

use super::hash::Hash;

/// The roots of the perfect subtrees that so many leaves fall into, largest first: one for each one-bit of the size.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Frontier {
    pub size: u64,
    pub roots: Vec<Hash>,
}

impl Frontier {
    /// Nothing where there are not as many roots as the size has subtrees.
    pub fn of(size: u64, roots: Vec<Hash>) -> Option<Self> {
        (u32::try_from(roots.len()) == Ok(size.count_ones())).then_some(Self { size, roots })
    }

    /// One leaf more. Gives the roots of the perfect subtrees that it completes, from level 1 up.
    pub fn push(&mut self, leaf: Hash) -> Vec<Hash> {
        let mut completed = Vec::new();
        let mut root = leaf;
        for _ in 0..self.size.trailing_ones() {
            let Some(left) = self.roots.pop() else { break };
            root = Hash::node(&left, &root);
            completed.push(root);
        }
        self.roots.push(root);
        self.size += 1;
        completed
    }

    /// The root of the whole tree.
    pub fn root(&self) -> Hash {
        joined(&self.roots).unwrap_or_else(Hash::empty)
    }
}

/// The root over perfect subtrees that stand side by side, largest first. Nothing of nothing.
pub(crate) fn joined(roots: &[Hash]) -> Option<Hash> {
    roots.iter().rev().copied().reduce(|right, left| Hash::node(&left, &right))
}

#[cfg(test)]
pub(crate) mod slow {
    //! The tree as RFC 9162 §2.1.1 defines it, by recursion.
    use super::*;

    pub fn root(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => Hash::empty(),
            [leaf] => *leaf,
            _ => {
                let (left, right) = leaves.split_at(split(leaves.len()));
                Hash::node(&root(left), &root(right))
            }
        }
    }

    /// The largest power of two below `n`.
    pub fn split(n: usize) -> usize {
        let mut k = 1;
        while k * 2 < n {
            k *= 2;
        }
        k
    }

    pub fn leaves(n: usize) -> Vec<Hash> {
        (0..n).map(|at| Hash::leaf(format!("leaf {at}").as_bytes())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::hash::unhex;

    /// The reference leaves of Certificate Transparency and the roots over the first of them, 0 to 8.
    #[test]
    fn reference_roots() {
        let leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
        let roots = [
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
        ];
        let mut tree = Frontier::default();
        assert_eq!(tree.root().hex(), roots[0]);
        for (leaf, root) in leaves.iter().zip(&roots[1..]) {
            tree.push(Hash::leaf(&unhex(leaf).unwrap()));
            assert_eq!(tree.root().hex(), *root);
        }
    }

    #[test]
    fn grows_as_the_recursion_says() {
        let leaves = slow::leaves(300);
        let mut tree = Frontier::default();
        for (at, leaf) in leaves.iter().enumerate() {
            let completed = tree.push(*leaf);
            assert_eq!(completed.len(), (at + 1).trailing_zeros() as usize);
            for (level, root) in completed.iter().enumerate() {
                assert_eq!(*root, slow::root(&leaves[at + 1 - (2 << level)..=at]));
            }
            assert_eq!(tree.root(), slow::root(&leaves[..=at]));
            assert_eq!(Frontier::of(tree.size, tree.roots.clone()), Some(tree.clone()));
        }
        assert_eq!(Frontier::of(3, leaves[..1].to_vec()), None);
    }
}
