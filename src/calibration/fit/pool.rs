//! Calibrators for many agents and classes of actions at once, each leaning on those above it while its own logs are few.
//!
//! `*` is drawn to the temperature-2 prior, `agent/*` and `*/class` to `*`, and `agent/class` to what both say together: slope and intercept of
//! `*`, moved by what sets the agent apart and by what sets the class apart. In log-odds two such influences add up, so neither has to be named
//! the parent: where agents differ little, or classes do, that part is small by itself. Between levels the pull is worth 10 logs where that of
//! the universal prior is worth 3, for what lies within a level is more alike. From 300 logs on a key stands on its own.

use super::platt::{Prior, platt_map};
use super::{BAND_FROM, FitMethod, fit_groups};
use crate::calibration::bins::Bins;
use crate::calibration::groups::{Group, merged, totals};
use crate::calibration::key::Key;
use crate::calibration::ranked::Ranked;
use crate::calibration::{Calibrator, Samples};
use crate::codes::Code;
use crate::document::Issues;
use crate::error::{Issue, Refusal};
use crate::json::Place;
use crate::order::sort;
use crate::table::Table;

/// The pull from one level to the next, in units of the universal prior.
const BETWEEN_LEVELS: f64 = 10.0 / 3.0;

/// Fits a calibrator for every key that samples stand behind, and for every key above those: what `createGate` takes. Samples are given by the
/// most exact key that is known of them (`agent/class`, `agent/*`, `*/class`, `*`) and count for all keys above it, too.
///
/// ```
/// use holdpoint::calibration::{Samples, fit_pooled};
/// let few = Samples::new(&[0.9, 0.9, 0.8], &[1, 0, 0])?;
/// let more = Samples::new(&[0.9, 0.8, 0.7, 0.9, 0.6], &[1, 1, 0, 0, 0])?;
/// let calibrators = fit_pooled(&[("support/external", few), ("sales/external", more)])?;
/// let keys: Vec<&str> = calibrators.names().collect();
/// assert_eq!(keys, ["*", "*/external", "sales/*", "sales/external", "support/*", "support/external"]);
/// assert_eq!(calibrators.get("*").unwrap().n(), 8);
/// # Ok::<(), holdpoint::Refusal>(())
/// ```
pub fn fit_pooled(samples: &[(&str, Samples<'_>)]) -> Result<Table<Calibrator>, Refusal> {
    let cells = Cells::of(samples)?;
    let all = Level::of(cells.below(EVERYONE), Prior::UNIVERSAL)?;
    let between = Prior { strength: BETWEEN_LEVELS, ..all.prior };
    let keys = cells.keys();
    // The levels between: what each cell below them leans on, fitted once, in the order of their keys.
    let mut wider: Vec<(Key<'_>, Level)> = Vec::new();
    for key in keys.iter().filter(|key| key.agent.is_some() != key.class.is_some()) {
        wider.push((*key, Level::of(cells.below(*key), between)?));
    }
    let level = |wanted: Key<'_>| wider.binary_search_by(|(key, _)| key.cmp(&wanted)).ok().and_then(|at| wider.get(at)).map(|(_, level)| level);
    let mut fitted = Vec::with_capacity(keys.len());
    for key in keys {
        let calibrator = if key == EVERYONE {
            all.fit(Prior::UNIVERSAL)?
        } else if let Some(level) = level(key) {
            level.fit(between)?
        } else {
            let groups = cells.below(key);
            let n = totals(&groups).0;
            let mut prior = between;
            // A level that holds no more than the cell, or all there is, sets nothing apart.
            let apart = [Key { class: None, ..key }, Key { agent: None, ..key }].into_iter().filter_map(level).filter(|level| level.n != n && level.n != all.n);
            for level in apart {
                prior.slope += level.prior.slope - all.prior.slope;
                prior.intercept += level.prior.intercept - all.prior.intercept;
            }
            prior.slope = prior.slope.max(0.0);
            fit_groups(&groups, FitMethod::Auto, Bins::default(), own(n, prior))?
        };
        fitted.push((key.text(), calibrator));
    }
    Ok(fitted.into_iter().collect())
}

const EVERYONE: Key<'static> = Key { agent: None, class: None };

/// Samples by key, and by claim within a key.
struct Cells<'k> {
    /// By agent, then class.
    cells: Vec<(Key<'k>, Vec<Group>)>,
    /// Their indexes by class.
    by_class: Vec<usize>,
}

impl<'k> Cells<'k> {
    fn of(samples: &[(&'k str, Samples<'_>)]) -> Result<Self, Refusal> {
        let mut issues = Issues::new();
        let root = Place::root("/samples");
        let mut cells = Vec::with_capacity(samples.len());
        for (text, samples) in samples {
            match Key::parse(text) {
                Some(key) => cells.push((key, Ranked::of(*samples).groups())),
                None => issues.push(Issue::error(Code::CalibratorInvalid, root.key(text).pointer(), Key::WRONG.into())),
            }
        }
        if samples.is_empty() {
            issues.push(Issue::error(Code::NoSamples, root.pointer(), "is empty; give samples for at least one key".into()));
        }
        if !issues.is_empty() {
            return Err(Refusal::new(Code::InputInvalid, issues));
        }
        sort(&mut cells, |(a, _), (b, _)| a.cmp(b));
        let class = |at: &usize| cells.get(*at).and_then(|(key, _)| key.class);
        let mut by_class: Vec<usize> = (0..cells.len()).collect();
        sort(&mut by_class, |a, b| class(a).cmp(&class(b)));
        Ok(Self { cells, by_class })
    }

    /// Every key that samples stand behind, and those above it, in order.
    fn keys(&self) -> Vec<Key<'k>> {
        let mut keys = vec![EVERYONE];
        for (key, _) in &self.cells {
            keys.extend([Key { agent: None, ..*key }, Key { class: None, ..*key }, *key]);
        }
        sort(&mut keys, Key::cmp);
        keys.dedup();
        keys
    }

    /// All samples that a key stands for.
    fn below(&self, key: Key<'_>) -> Vec<Group> {
        let within: Vec<&[Group]> = match key {
            EVERYONE => self.cells.iter().map(|(_, groups)| groups.as_slice()).collect(),
            Key { agent: None, class } => {
                let cell = |at: &usize| self.cells.get(*at);
                let from = self.by_class.partition_point(|at| cell(at).is_some_and(|(cell, _)| cell.class < class));
                self.by_class.iter().skip(from).filter_map(cell).take_while(|(cell, _)| cell.class == class).map(|(_, groups)| groups.as_slice()).collect()
            }
            Key { agent, class } => {
                let from = self.cells.partition_point(|(cell, _)| cell.agent < agent || (cell.agent == agent && cell.class < class));
                let fits = |cell: &Key<'_>| cell.agent == agent && (class.is_none() || cell.class == class);
                self.cells.iter().skip(from).take_while(|(cell, _)| fits(cell)).map(|(_, groups)| groups.as_slice()).collect()
            }
        };
        merged(within.concat())
    }
}

/// Few logs lean on what is above them, many stand on their own.
fn own(n: u64, prior: Prior) -> Prior {
    if n >= BAND_FROM { Prior::UNIVERSAL } else { prior }
}

/// A key with others below it.
struct Level {
    groups: Vec<Group>,
    n: u64,
    /// What those below are drawn to.
    prior: Prior,
}

impl Level {
    fn of(groups: Vec<Group>, above: Prior) -> Result<Self, Refusal> {
        let (n, _) = totals(&groups);
        let params = platt_map(&groups, own(n, above)).map_err(|why| why.refusal(super::Method::PlattMap))?;
        Ok(Self { groups, n, prior: Prior { slope: params.slope.0, intercept: params.intercept.0, strength: BETWEEN_LEVELS } })
    }

    fn fit(&self, above: Prior) -> Result<Calibrator, Refusal> {
        fit_groups(&self.groups, FitMethod::Auto, Bins::default(), own(self.n, above))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLAIMS: [f64; 6] = [0.9, 0.95, 0.8, 0.9, 0.7, 0.9];

    fn fitted(cells: &[(&str, [u8; 6])]) -> Table<Calibrator> {
        let samples: Vec<(&str, Samples<'_>)> = cells.iter().map(|(key, outcomes)| (*key, Samples::new(&CLAIMS, outcomes).unwrap())).collect();
        fit_pooled(&samples).unwrap()
    }

    fn at(calibrators: &Table<Calibrator>, key: &str) -> f64 {
        calibrators.get(key).unwrap().apply(0.9).unwrap().p
    }

    #[test]
    fn a_cell_leans_on_its_agent_and_its_class() {
        let mixed = [1, 0, 1, 1, 0, 1];
        let base = fitted(&[("a/x", mixed), ("a/y", mixed), ("b/x", mixed), ("b/y", mixed)]);
        let agent = fitted(&[("a/x", mixed), ("a/y", [0; 6]), ("b/x", mixed), ("b/y", mixed)]);
        let class = fitted(&[("a/x", mixed), ("a/y", mixed), ("b/x", [0; 6]), ("b/y", mixed)]);
        let both = fitted(&[("a/x", mixed), ("a/y", [0; 6]), ("b/x", [0; 6]), ("b/y", mixed)]);
        assert!(at(&agent, "a/x") < at(&base, "a/x") && at(&class, "a/x") < at(&base, "a/x"));
        assert!(at(&both, "a/x") < at(&agent, "a/x") && at(&both, "a/x") < at(&class, "a/x"));
    }

    #[test]
    fn one_agent_is_no_level_of_its_own() {
        // With one agent and one class all levels hold the same samples, and the cell leans on `*` alone.
        let one = fitted(&[("a/x", [1, 0, 1, 1, 0, 1])]);
        assert_eq!(one.names().collect::<Vec<_>>(), ["*", "*/x", "a/*", "a/x"]);
        assert_eq!(one.get("a/x"), one.get("a/*"));
    }

    #[test]
    fn the_order_of_keys_does_not_matter() {
        let a = fitted(&[("a/x", [1, 0, 1, 1, 0, 1]), ("b/x", [0; 6]), ("*", [1; 6]), ("a/*", [0; 6])]);
        let b = fitted(&[("a/*", [0; 6]), ("*", [1; 6]), ("b/x", [0; 6]), ("a/x", [1, 0, 1, 1, 0, 1])]);
        assert_eq!(a, b);
        assert_eq!(a.get("*").unwrap().n(), 24);
        assert_eq!(a.get("a/*").unwrap().n(), 12);
    }

    #[test]
    fn as_many_cells_as_samples() {
        let keys: Vec<String> = (0..20_000).map(|at| format!("agent-{at}/class-{}", at % 7000)).collect();
        let one = Samples::new(&[0.9], &[1]).unwrap();
        let samples: Vec<(&str, Samples<'_>)> = keys.iter().map(|key| (key.as_str(), one)).collect();
        assert_eq!(fit_pooled(&samples).unwrap().names().count(), 1 + 20_000 + 7000 + 20_000);
    }

    #[test]
    fn what_can_not_be_pooled() {
        let codes = |samples: &[(&str, Samples<'_>)]| fit_pooled(samples).unwrap_err().issues.into_iter().map(|issue| issue.code).collect::<Vec<_>>();
        assert_eq!(codes(&[]), [Code::NoSamples]);
        let samples = Samples::new(&CLAIMS, &[1; 6]).unwrap();
        assert_eq!(codes(&[("a", samples), ("*/*", samples)]), [Code::CalibratorInvalid; 2]);
    }
}
