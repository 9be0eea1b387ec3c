//! The kill switch beside a model that looks at all that ever happened, and its laws over random hands and clocks.

use crate::{call, must, person};
use proptest::prelude::*;
use serde_json::{Value, json};

const LEVELS: [&str; 4] = ["throttle", "pause", "stop", "terminate"];
const PEOPLE: [&str; 3] = ["ann", "bob", "cy"];
const DAY: i64 = 86_400_000;

#[derive(Debug, Clone)]
enum Hand {
    Engage { level: usize, by: Option<usize> },
    Release { by: usize },
}

fn hands() -> impl Strategy<Value = Vec<(Hand, i64)>> {
    let engage = (0..4usize, proptest::option::weighted(0.8, 0..3usize)).prop_map(|(level, by)| Hand::Engage { level, by });
    let hand = prop_oneof![3 => engage, 2 => (0..3usize).prop_map(|by| Hand::Release { by })];
    // Mostly on, by minutes up to a day and a bit; sometimes to the exact end of a day; sometimes back.
    let time = prop_oneof![6 => 0..DAY / 3, 1 => Just(DAY), 1 => Just(DAY + 1), 2 => -DAY..0];
    proptest::collection::vec((hand, time), 1..40)
}

fn event(hand: &Hand) -> Value {
    match hand {
        Hand::Engage { level, by: Some(by) } => json!({ "type": "engage", "level": LEVELS[*level], "by": person(PEOPLE[*by]), "reason": "r" }),
        Hand::Engage { level, by: None } => json!({ "type": "engage", "level": LEVELS[*level], "automatic": true, "reason": "r" }),
        Hand::Release { by } => json!({ "type": "release", "by": person(PEOPLE[*by]), "reason": "r" }),
    }
}

/// Everything that ever happened, looked at anew each time.
#[derive(Default)]
struct Model {
    clock: i64,
    level: Option<usize>,
    automatic: bool,
    epoch: u64,
    stops: Vec<i64>,
    agreed: Vec<usize>,
}

impl Model {
    /// Whether it is allowed.
    fn take(&mut self, hand: &Hand, now: i64) -> bool {
        let now = now.max(self.clock);
        match *hand {
            Hand::Engage { level, by } => {
                self.clock = now;
                let further = self.level.is_none_or(|before| level > before);
                let mine = by.is_some() && self.automatic && self.level == Some(level);
                let mut to = level;
                if by.is_some() && level >= 2 && (further || mine) {
                    self.stops.push(now);
                    if self.stops.iter().filter(|stop| now - **stop <= DAY).count() >= 3 {
                        to = 3;
                    }
                }
                if level >= 2 {
                    self.agreed.clear();
                }
                let goes = self.level.is_none_or(|before| to > before);
                if goes && to >= 2 {
                    self.epoch += 1;
                }
                if goes || mine {
                    self.level = Some(to);
                    self.automatic = by.is_none();
                }
                true
            }
            Hand::Release { by } => {
                let Some(level) = self.level else { return false };
                if level == 3 {
                    if self.agreed.contains(&by) {
                        return false;
                    }
                    self.agreed.push(by);
                    self.clock = now;
                    if self.agreed.len() < 2 {
                        return true;
                    }
                }
                self.clock = now;
                self.agreed.clear();
                self.level = None;
                self.automatic = false;
                true
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn is_as_the_model_says(hands in hands()) {
        let (mut state, mut model, mut now) = (Value::Null, Model::default(), 10 * DAY);
        let (mut epoch, mut agreed, mut latched): (u64, Vec<String>, bool) = (0, Vec::new(), false);
        for (hand, passed) in &hands {
            now += passed;
            let answer = call("kill_step", &json!({ "scope": "session:s", "state": state, "event": event(hand), "now": now.max(0) }));
            prop_assert_eq!(answer.is_ok(), model.take(hand, now.max(0)), "{:?} at {} of {}", hand, now, state);
            let Ok(step) = answer else { continue };
            let after = &step["state"];
            let level = after["engaged"]["level"].as_str();
            prop_assert_eq!(level, model.level.map(|level| LEVELS[level]));
            prop_assert_eq!(&after["scope"], "session:s");
            prop_assert_eq!(after["missing"].as_u64(), model.level.map(|level| if level == 3 { 2 - model.agreed.len() as u64 } else { 1 }));
            prop_assert_eq!(after["epoch"].as_u64().unwrap(), model.epoch);
            // The epoch never goes down, and goes up exactly where something is killed.
            let raised = model.epoch > epoch;
            prop_assert_eq!(&step["kills"], &json!(raised));
            prop_assert!(model.epoch >= epoch);
            epoch = model.epoch;
            prop_assert!(after["stops"].as_array().unwrap().len() <= 3 && after["releases"].as_array().unwrap().len() <= 1, "it grows: {}", after);
            // What is latched opens only with two different people, whatever else is pressed in between.
            if let Hand::Release { by } = hand {
                agreed.push(PEOPLE[*by].into());
            }
            if latched && level != Some("terminate") {
                agreed.sort();
                agreed.dedup();
                prop_assert!(agreed.len() >= 2, "opened by {:?}", agreed);
            }
            if !latched {
                agreed.clear();
            }
            latched = level == Some("terminate");
            state = after.clone();
        }
    }

    /// Whatever the switches of the scopes are, the strictest counts, and the sum of the epochs never goes down.
    #[test]
    fn the_strictest_counts(all in hands(), session in hands()) {
        let action = json!({ "tool": "t", "args": {}, "session": "s" });
        let (mut states, mut sum, mut now) = (json!({ "all": null, "session:s": null }), 0, 10 * DAY);
        let both = all.into_iter().map(|hand| ("all", hand)).zip(session.into_iter().map(|hand| ("session:s", hand))).flat_map(|(a, b)| [a, b]);
        for (scope, (hand, passed)) in both {
            now += passed.max(0);
            if let Ok(step) = call("kill_step", &json!({ "scope": scope, "state": states[scope], "event": event(&hand), "now": now })) {
                states[scope] = step["state"].clone();
            }
            let facts = must("kill_state", &json!({ "action": action, "states": states }));
            let of = |scope: &str| LEVELS.iter().position(|level| states[scope]["engaged"]["level"] == *level);
            prop_assert_eq!(facts["kill"]["level"].as_str(), of("all").max(of("session:s")).map(|level| LEVELS[level]));
            prop_assert_eq!(&facts["paused"], &json!(of("all").max(of("session:s")) >= Some(1)));
            let epochs = ["all", "session:s"].map(|scope| states[scope]["epoch"].as_u64().unwrap_or(0)).iter().sum::<u64>();
            prop_assert!(facts["epoch"] == epochs && epochs >= sum);
            prop_assert!(facts["thrown"].as_u64().unwrap() >= epochs);
            sum = epochs;
        }
    }
}
