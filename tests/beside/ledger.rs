//! Ledgers beside a model that keeps everything for ever and adds it up anew for each question.

use crate::must;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const OPEN: [&str; 4] = ["pending", "approved", "executing", "unknown"];
const STATUSES: [&str; 13] =
    ["pending", "approved", "executing", "unknown", "executed", "executed", "executed", "failed", "rejected", "cancelled", "expired", "killed", "stale"];

#[derive(Debug, Clone)]
enum Op {
    Ask { who: usize, cents: Option<Option<i64>>, pending: bool, handoff: bool },
    Edit { which: usize, cents: Option<Option<i64>> },
    Move { which: usize, status: usize },
    Prune { who: usize },
}

fn cents() -> impl Strategy<Value = Option<Option<i64>>> {
    prop_oneof![6 => (0..20_000i64).prop_map(|cents| Some(Some(cents))), 1 => Just(Some(None)), 1 => Just(None)]
}

fn ops() -> impl Strategy<Value = Vec<(Op, i64, usize)>> {
    let op = prop_oneof![
        4 => (0..7usize, cents(), any::<bool>(), any::<bool>()).prop_map(|(who, cents, pending, handoff)| Op::Ask { who, cents, pending, handoff }),
        1 => (0..40usize, cents()).prop_map(|(which, cents)| Op::Edit { which, cents }),
        4 => (0..40usize, 0..STATUSES.len()).prop_map(|(which, status)| Op::Move { which, status }),
        1 => (0..7usize).prop_map(|who| Op::Prune { who }),
    ];
    let time = prop_oneof![3 => 0..MINUTE, 3 => 0..2 * HOUR, 1 => 0..DAY, 1 => Just(HOUR), 1 => Just(DAY), 1 => Just(MINUTE), 1 => -2 * DAY..0];
    proptest::collection::vec((op, time, 0..7usize), 1..60)
}

fn action(who: usize) -> Value {
    let all = [
        json!({ "tool": "t", "args": {}, "session": "s" }),
        json!({ "tool": "t", "args": {}, "session": "s", "principal": "p" }),
        json!({ "tool": "t", "args": {}, "session": "s", "agent": "root", "principal": "p" }),
        json!({ "tool": "t", "args": {}, "session": "s", "agent": "a", "path": ["root", "a"], "principal": "p" }),
        json!({ "tool": "t", "args": {}, "session": "s", "agent": "b", "path": ["root"] }),
        json!({ "tool": "t", "args": {}, "session": "u", "agent": "a", "path": ["root", "a"], "principal": "q" }),
        json!({ "tool": "t", "args": {}, "session": "u" }),
    ];
    all[who].clone()
}

fn demand(cents: Option<Option<i64>>) -> Value {
    let mut demand = json!({ "currency": "USD", "window": DAY, "spend": [{ "id": "day", "window": DAY }, { "id": "hour", "window": HOUR }], "rate": true, "subAgents": true });
    if let Some(cents) = cents {
        let sum = cents.map_or(json!({}), |cents| json!({ "amount": format!("{}.{:02}", cents / 100, cents % 100) }));
        demand["exposes"] = sum.clone();
        demand["spends"] = sum;
    }
    demand
}

/// A store of ledgers, and the model beside it.
#[derive(Default)]
struct World {
    ledgers: BTreeMap<String, Value>,
    asked: Vec<Asked>,
    /// When each ledger changed last: a clock that is set back does not go behind it.
    clock: BTreeMap<String, i64>,
    /// Calls and sub-agents that were heard of, by ledger.
    calls: Vec<(String, i64)>,
    heard: Vec<(String, String, i64)>,
}

struct Asked {
    who: usize,
    cents: Option<Option<i64>>,
    status: &'static str,
    /// When it was executed, by ledger.
    executed: BTreeMap<String, i64>,
    handoff: bool,
    /// Ledgers that were forgotten after it had ended.
    forgotten: BTreeSet<String>,
}

fn scopes(who: usize) -> Vec<String> {
    must("scopes", &action(who))["ledger"].as_array().unwrap().iter().map(|scope| scope.as_str().unwrap().to_owned()).collect()
}

/// The obvious way: the principal, else the session.
fn exposed(who: usize) -> String {
    let action = action(who);
    action["principal"].as_str().map_or(format!("session:{}", action["session"].as_str().unwrap()), |principal| format!("principal:{principal}"))
}

/// The obvious way: every agent, else the session.
fn users(who: usize) -> Vec<String> {
    let agents: Vec<String> = scopes(who).into_iter().filter(|scope| scope.starts_with("agent:")).collect();
    if agents.is_empty() { vec![format!("session:{}", action(who)["session"].as_str().unwrap())] } else { agents }
}

impl World {
    fn given(&self, who: usize) -> Value {
        scopes(who).into_iter().map(|scope| (scope.clone(), self.ledgers.get(&scope).cloned().unwrap_or(Value::Null))).collect::<Map<_, _>>().into()
    }

    fn at(&self, scope: &str, now: i64) -> i64 {
        now.max(self.clock.get(scope).copied().unwrap_or(0))
    }

    fn apply(&mut self, who: usize, event: Value, now: i64) {
        let step = must("ledger_step", &json!({ "ledgers": self.given(who), "event": event, "now": now }));
        for write in step["write"].as_array().unwrap() {
            let scope = write["scope"].as_str().unwrap().to_owned();
            self.clock.insert(scope.clone(), self.at(&scope, now));
            self.ledgers.insert(scope, write["ledger"].clone());
        }
        for scope in step["remove"].as_array().unwrap() {
            let scope = scope.as_str().unwrap().to_owned();
            let now = self.at(&scope, now);
            // It is forgotten only when nothing in it counts.
            assert!(self.total(&scope, DAY, now, None, true) == Some(0), "{scope} was forgotten too early");
            assert!(!self.calls.iter().any(|(of, at)| *of == scope && *at >= now - MINUTE));
            for asked in self.asked.iter_mut().filter(|asked| !OPEN.contains(&asked.status)) {
                asked.forgotten.insert(scope.clone());
            }
            self.calls.retain(|(of, _)| *of != scope);
            self.heard.retain(|(of, ..)| *of != scope);
            self.clock.remove(&scope);
            self.ledgers.remove(&scope);
        }
    }

    fn run(&mut self, op: &Op, now: i64) {
        match *op {
            Op::Ask { who, cents, pending, handoff } => {
                let (id, status) = (format!("r{}", self.asked.len()), if pending { "pending" } else { "executing" });
                self.asked.push(Asked { who, cents, status, executed: BTreeMap::new(), handoff: handoff && pending, forgotten: BTreeSet::new() });
                let calls: Vec<_> = users(who).into_iter().map(|user| (user.clone(), self.at(&user, now))).collect();
                self.calls.extend(calls);
                let session = format!("session:{}", action(who)["session"].as_str().unwrap());
                let agents = scopes(who).into_iter().filter(|scope| scope.starts_with("agent:")).skip(1);
                let at = self.at(&session, now);
                self.heard.extend(agents.map(|agent| (session.clone(), agent, at)));
                let triggers = if handoff { json!(["frustration", "confidence"]) } else { json!(["confidence"]) };
                let event = json!({ "type": "asked", "action": action(who), "request": id, "status": status, "demand": demand(cents), "triggers": triggers, "mostPending": 1000 });
                self.apply(who, event, now);
            }
            Op::Edit { which, cents } if !self.asked.is_empty() => {
                let at = which % self.asked.len();
                let asked = &mut self.asked[at];
                if asked.status != "pending" {
                    return;
                }
                asked.cents = cents;
                let event = json!({ "type": "edited", "action": action(asked.who), "request": format!("r{at}"), "status": "pending", "demand": demand(cents), "triggers": [] });
                self.apply(self.asked[at].who, event, now);
            }
            Op::Move { which, status } if !self.asked.is_empty() => {
                let (at, status) = (which % self.asked.len(), STATUSES[status]);
                let who = self.asked[at].who;
                // Whatever has ended stays as it ended, and what has started waits no more, as requests have it; telling it again changes nothing.
                let ended = !OPEN.contains(&self.asked[at].status);
                let back = OPEN.iter().position(|open| *open == status) < OPEN.iter().position(|open| *open == self.asked[at].status);
                let status = if ended || (OPEN.contains(&status) && back) { self.asked[at].status } else { status };
                if !ended && status == "executed" {
                    self.asked[at].executed = scopes(who).into_iter().map(|scope| (scope.clone(), self.at(&scope, now))).collect();
                }
                self.asked[at].status = status;
                self.apply(who, json!({ "type": "moved", "action": action(who), "request": format!("r{at}"), "status": status }), now);
            }
            Op::Prune { who } => self.apply(who, json!({ "type": "pruned", "action": action(who) }), now),
            _ => {}
        }
    }

    /// Cents in one ledger; nothing where one of them is not known.
    fn total(&self, scope: &str, window: i64, now: i64, except: Option<usize>, any: bool) -> Option<i64> {
        let here =
            |asked: &Asked| if any { exposed(asked.who) == scope || users(asked.who).iter().any(|user| user == scope) } else { exposed(asked.who) == scope };
        self.sum(here, scope, window, now, except)
    }

    fn sum(&self, here: impl Fn(&Asked) -> bool, scope: &str, window: i64, now: i64, except: Option<usize>) -> Option<i64> {
        let mut sum = 0;
        for (at, asked) in self.asked.iter().enumerate().filter(|(_, asked)| here(asked) && !asked.forgotten.contains(scope)) {
            let reserved = OPEN.contains(&asked.status) && Some(at) != except;
            let spent = asked.status == "executed" && asked.executed[scope] >= now - window;
            if reserved || spent {
                sum += match asked.cents {
                    None => 0,
                    Some(cents) => cents?,
                };
            }
        }
        Some(sum)
    }

    fn check(&self, who: usize, now: i64, except: Option<usize>) {
        let except_id = except.map(|at| format!("r{at}"));
        let mut input = json!({ "action": action(who), "ledgers": self.given(who), "demand": demand(None), "now": now });
        except_id.into_iter().for_each(|id| input["except"] = id.into());
        let facts = must("ledger_facts", &input);
        let cents = |value: &Value| {
            let (whole, part) = value.as_str().unwrap().split_once('.').unwrap_or((value.as_str().unwrap(), "0"));
            whole.parse::<i64>().unwrap() * 100 + format!("{part:0<2}").parse::<i64>().unwrap()
        };
        let scope = exposed(who);
        match self.total(&scope, DAY, self.at(&scope, now), except, false) {
            None => assert_eq!(facts["exposure"], json!({ "unknown": "1" })),
            Some(total) => assert_eq!(facts["exposure"].get("USD").map_or(0, cents), total, "{facts} {input}"),
        }
        for (id, window) in [("day", DAY), ("hour", HOUR)] {
            let totals = users(who).into_iter().map(|user| self.sum(|asked| users(asked.who).contains(&user), &user, window, self.at(&user, now), except));
            let most = totals.collect::<Option<Vec<i64>>>().and_then(|totals| totals.into_iter().max());
            assert_eq!(facts["usage"]["spend"].get(id).map(cents), most, "{id} {facts} {input}");
        }
        let calls = users(who).into_iter().map(|user| self.calls.iter().filter(|(of, at)| *of == user && *at >= self.at(&user, now) - MINUTE).count());
        assert_eq!(facts["usage"]["callsLastMinute"], json!(calls.max().unwrap()), "{facts} {input}");
        let session = format!("session:{}", action(who)["session"].as_str().unwrap());
        let mine: Vec<String> = scopes(who).into_iter().filter(|scope| scope.starts_with("agent:")).skip(1).collect();
        let heard = |within: i64| {
            let since = self.at(&session, now) - within;
            let names: BTreeSet<&String> =
                self.heard.iter().filter(|(of, _, at)| *of == session && *at >= since).map(|(_, name, _)| name).chain(&mine).collect();
            names.len() as u64
        };
        let alive = facts["usage"]["subAgents"].as_u64().unwrap();
        assert!((heard(DAY)..=heard(DAY + HOUR)).contains(&alive), "{alive} sub-agents");
        let of_session = || self.asked.iter().enumerate().filter(|(_, asked)| action(asked.who)["session"] == action(who)["session"]);
        let waiting: Vec<String> = of_session().filter(|(_, asked)| asked.status == "pending").map(|(at, _)| format!("r{at}")).collect();
        assert_eq!(facts["pending"]["ids"], json!(waiting));
        let open = of_session().any(|(_, asked)| asked.handoff && OPEN.contains(&asked.status));
        assert_eq!(facts["handoffs"], if open { json!(["frustration"]) } else { json!([]) });
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// No cent is lost or counted twice, whatever is asked, edited, told twice or forgotten, and wherever the clock goes.
    #[test]
    fn is_as_the_model_says(ops in ops()) {
        let (mut world, mut now) = (World::default(), 10 * DAY);
        for (op, passed, who) in &ops {
            now = (now + passed).max(0);
            world.run(op, now);
            world.check(*who, now, None);
            if let Op::Move { which, .. } | Op::Edit { which, .. } = op && !world.asked.is_empty() {
                world.check(*who, now, Some(which % world.asked.len()));
            }
        }
        // In the end nothing is left behind.
        for at in 0..world.asked.len() {
            world.run(&Op::Move { which: at, status: 4 }, now);
        }
        now += 100 * DAY;
        (0..7).for_each(|who| world.run(&Op::Prune { who }, now));
        prop_assert!(world.ledgers.is_empty(), "{:?}", world.ledgers);
    }
}

/// Thousands of payments stay a small document: what is told is never less than what was spent in the window, and never more than what was
/// spent in one a 256th longer.
#[test]
fn a_busy_day_stays_small() {
    let (mut world, mut random, mut paid) = (World::default(), 7u64, Vec::new());
    let mut now = DAY;
    for at in 0..3_000usize {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        now += (random >> 33) as i64 % (2 * MINUTE);
        let cents = (random >> 40) as i64 % 1_000;
        world.run(&Op::Ask { who: 1, cents: Some(Some(cents)), pending: false, handoff: false }, now);
        world.asked[at].cents = None;
        world.run(&Op::Move { which: at, status: 4 }, now);
        paid.push((now, cents));
        if at % 50 > 0 {
            continue;
        }
        let facts = must("ledger_facts", &json!({ "action": action(1), "ledgers": world.given(1), "demand": demand(None), "now": now }));
        let told: f64 = facts["exposure"].get("USD").map_or(0.0, |sum| sum.as_str().unwrap().parse().unwrap());
        let within = |window: i64| paid.iter().filter(|(at, _)| *at >= now - window).map(|(_, cents)| cents).sum::<i64>() as f64 / 100.0;
        assert!(within(DAY) <= told + 1e-6 && told <= within(DAY + DAY.div_euclid(256) + 1) + 1e-6, "{told} of {}", within(DAY));
        let calls = facts["usage"]["callsLastMinute"].as_u64().unwrap();
        let called = |window: i64| paid.iter().filter(|(at, _)| *at >= now - window).count() as u64;
        assert!((called(MINUTE)..=called(MINUTE + 1_000)).contains(&calls));
    }
    let bytes: usize = world.ledgers.values().map(|ledger| ledger.to_string().len()).sum();
    assert!(bytes < 60_000, "{bytes} bytes");
}
