//! Sorting. One instance of the standard library's sort serves every type: each further one would add kilobytes to the wasm.

use std::cmp::Ordering;

/// Stable, `n log n`, whatever the input.
pub(crate) fn sort<T>(items: &mut Vec<T>, compare: impl Fn(&T, &T) -> Ordering) {
    let by_index = |a: usize, b: usize| match (items.get(a), items.get(b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    };
    if items.len() <= FEW {
        return insert(items, compare);
    }
    let order = indexes(items.len(), &by_index);
    let mut taken: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(order.into_iter().filter_map(|at| taken.get_mut(at)?.take()));
}

/// Up to here, moving neighbours is quicker than anything clever.
const FEW: usize = 16;

fn insert<T>(items: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    for from in 1..items.len() {
        let mut at = from;
        while at > 0 && matches!((items.get(at - 1), items.get(at)), (Some(a), Some(b)) if compare(a, b).is_gt()) {
            items.swap(at - 1, at);
            at -= 1;
        }
    }
}

#[inline(never)]
fn indexes(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut indexes: Vec<usize> = (0..count).collect();
    indexes.sort_by(|&a, &b| compare(a, b));
    indexes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sorts_as_the_standard_library(mut items in proptest::collection::vec((0u8..5, any::<u16>()), 0..50)) {
            let mut wanted = items.clone();
            wanted.sort_by_key(|item| item.0);
            sort(&mut items, |a, b| a.0.cmp(&b.0));
            prop_assert_eq!(items, wanted);
        }
    }
}
