//! Holds that see only their own step: what each gains is a factor of its own, so that the best choice is a knapsack of logarithms; where all
//! cost the same, the largest.

use super::{Steps, reliability};
use crate::calibration::special::ln;
use crate::order::sort;

/// A step that a hold improves.
struct Item {
    step: usize,
    gain: f64,
    cost: usize,
}

/// `costs` are 1 each for the top k. The caller bounds steps × budget.
pub(super) fn place(steps: &Steps<'_>, costs: &[usize], budget: usize, alike: bool) -> Vec<usize> {
    let cost = |step: usize| costs.get(step).copied().unwrap_or(1);
    let improved = || steps.all.iter().enumerate().filter(|(step, p)| steps.may_hold(*step) && steps.reviewer.after(**p) > **p);
    // A step that is never right takes the whole chain with it: all such steps are held or nothing is gained.
    let mut holds: Vec<usize> = improved().filter(|(_, p)| **p == 0.0).map(|(step, _)| step).collect();
    let spent = holds.iter().fold(0usize, |sum, step| sum.saturating_add(cost(*step)));
    if spent > budget || reliability(steps, &holds) == 0.0 && steps.all.iter().filter(|p| **p == 0.0).count() > holds.len() {
        return Vec::new();
    }
    let gain = |p: f64| ln(steps.reviewer.after(p) / p);
    let mut items: Vec<Item> =
        improved().filter(|(_, p)| **p > 0.0).map(|(step, p)| Item { step, gain: gain(*p), cost: cost(step) }).filter(|item| item.gain > 0.0).collect();
    if alike {
        sort(&mut items, |a, b| b.gain.total_cmp(&a.gain));
        holds.extend(items.iter().take(budget - spent).map(|item| item.step));
    } else {
        holds.extend(knapsack(&items, budget - spent));
    }
    sort(&mut holds, usize::cmp);
    holds
}

/// The most gain within the budget, exactly: the best for every budget up to it, one item after the other.
fn knapsack(items: &[Item], budget: usize) -> Vec<usize> {
    let budget = budget.min(items.iter().fold(0usize, |sum, item| sum.saturating_add(item.cost)));
    let mut best = vec![0.0f64; budget + 1];
    let mut taken: Vec<Vec<bool>> = Vec::with_capacity(items.len());
    for item in items {
        let before = best.clone();
        let mut row = vec![false; budget + 1];
        // Every budget that the item fits into, beside what was best with its cost less.
        for ((here, took), rest) in best.iter_mut().zip(&mut row).skip(item.cost).zip(&before) {
            if rest + item.gain > *here {
                *here = rest + item.gain;
                *took = true;
            }
        }
        taken.push(row);
    }
    let mut left = budget;
    let mut holds = Vec::new();
    for (item, row) in items.iter().zip(&taken).rev() {
        if row.get(left).copied().unwrap_or(false) {
            holds.push(item.step);
            left = left.saturating_sub(item.cost);
        }
    }
    holds
}
