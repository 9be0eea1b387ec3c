//! The kill switch of one scope: everything, one agent, one session.

use super::{Identity, refused, scope};
use crate::action::Action;
use crate::codes::Code;
use crate::context::{KillLevel, KillState};
use crate::document::{Count, Issues, Maybe, Name, Time, document, words};
use crate::error::{Issue, Refusal};
use crate::json::Place;
use crate::table::Table;
use crate::time::{DAY, Millis};
use serde::Serialize;

document! {
    /// What is known of one switch; `kill/<scope>` in a store.
    pub struct KillSwitch {
        /// Of what: a key may hold a digest of it.
        "scope" scope: Option<Name>,
        /// How it is thrown; absent where it is not.
        "engaged" engaged: Option<KillEngagement>,
        /// Goes up whenever the scope is stopped or terminated: approvals of an earlier epoch are void.
        "epoch" epoch: Count,
        /// Goes up whenever it is thrown, or thrown further: grants of before are void.
        "thrown" thrown: Count,
        /// When people stopped the scope within the last 24 hours; the last three.
        "stops" stops: Vec<Time>,
        /// Who has agreed to unlatch `terminate`.
        "releases" releases: Vec<KillRelease>,
        /// How many people must still release it; absent where it is not thrown. Nothing goes by it.
        "missing" missing: Option<Count>,
        /// When anything last happened here.
        "updatedAt" updated_at: Time,
    }
}

document! {
    /// A switch that is thrown.
    pub struct KillEngagement {
        /// How far.
        "level" level: KillLevel,
        /// Since when.
        "at" at: Time,
        /// By whom; absent where nobody threw it.
        "by" by: Option<Name>,
        /// Why.
        "reason" reason: Name,
        /// Whether no person threw it.
        "automatic" automatic: bool,
        /// The request whose time ran out.
        "request" request: Option<Name>,
    }
}

document! {
    /// One of the two who unlatch `terminate`.
    pub struct KillRelease {
        /// Who.
        "by" by: Name,
        /// Why.
        "reason" reason: Name,
        /// When.
        "at" at: Time,
    }
}

words! {
    /// What can happen to a switch.
    pub enum KillEventType {
        /// It is thrown.
        Engage "engage",
        /// It is let go.
        Release "release",
    }
}

document! {
    /// What happens to a switch.
    pub struct KillEvent {
        /// What.
        "type" kind: KillEventType,
        /// For `engage`: how far.
        "level" level: Option<KillLevel>,
        /// Who, authenticated; only what is automatic has nobody.
        "by" by: Option<Identity>,
        /// Why.
        "reason" reason: Name,
        /// For `engage`: whether no person threw it. It does not count toward `terminate`.
        "automatic" automatic: Option<bool>,
        /// For what is automatic: the request whose time ran out.
        "request" request: Option<Name>,
    }
    check check_event
}

document! {
    /// A switch, what happens to it, and when.
    pub struct KillInput {
        /// `all`, `agent:<name>` or `session:<name>`.
        "scope" scope: Name,
        /// What is known of it, or `null`.
        "state" state: Maybe<KillSwitch>,
        /// What happens.
        "event" event: KillEvent,
        /// Epoch milliseconds of the store.
        "now" now: Time,
    }
    check check_input
}

document! {
    /// The switches that an action falls under.
    pub struct KillStateInput {
        /// The action.
        "action" action: Action,
        /// By scope, `null` for one that was never thrown; every scope that `scopes` names.
        "states" states: Table<Maybe<KillSwitch>>,
    }
}

words! {
    /// What came of it.
    pub enum KillAnswer {
        /// It is thrown, or thrown further.
        Engaged "engaged",
        /// It was thrown as far before.
        Already "already",
        /// It is let go.
        Released "released",
        /// One of two has agreed; another person is needed.
        Waiting "waiting",
    }
}

/// The switch as it is now, and what is to be done about it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct KillStep {
    /// What is to be written.
    pub state: KillSwitch,
    /// For the audit trail.
    pub entry: KillEntry,
    /// What came of it.
    pub answer: KillAnswer,
    /// Whether everything pending and approved in the scope is to become `killed`.
    pub kills: bool,
}

/// What the audit trail says of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
pub struct KillEntry {
    /// `kill_engaged` or `kill_released`.
    #[serde(rename = "type")]
    #[cfg_attr(test, ts(type = "\"kill_engaged\" | \"kill_released\""))]
    pub kind: &'static str,
    /// The scope.
    pub scope: String,
    /// What came of it.
    pub answer: KillAnswer,
    /// The level that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<KillLevel>,
    /// The level before, `null` where it was not thrown.
    #[cfg_attr(test, ts(optional = false))]
    pub before: Option<KillLevel>,
    /// The level now.
    #[cfg_attr(test, ts(optional = false))]
    pub level: Option<KillLevel>,
    /// Who, and how that was established.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Identity>,
    /// Why.
    pub reason: String,
    /// Whether nobody threw it.
    pub automatic: bool,
    /// The request whose time ran out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request: Option<String>,
    /// The epoch now.
    #[cfg_attr(test, ts(type = "number"))]
    pub epoch: u64,
}

/// What the switches of an action's scopes say together.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct KillFacts {
    /// For the gate: the strictest.
    pub kill: KillState,
    /// The sum of the epochs.
    #[cfg_attr(test, ts(type = "number"))]
    pub epoch: u64,
    /// How often the switches were thrown.
    #[cfg_attr(test, ts(type = "number"))]
    pub thrown: u64,
    /// Whether nothing may start.
    pub paused: bool,
}

/// So many deliberate stops within a day terminate.
const STOPS: usize = 3;

/// Throws a switch or lets it go.
///
/// Throwing only ever goes further: what is milder than the level in force changes nothing. `stop` and `terminate` raise the epoch. The third
/// stop by people within 24 hours terminates, and `terminate` stays until two different people give a reason.
pub fn kill(scope: &str, state: Option<&KillSwitch>, event: &KillEvent, now: Millis) -> Result<KillStep, Refusal> {
    let mut switch = state.cloned().unwrap_or_default();
    // A clock that was set back does not make a stop younger than it is.
    let now = Time(now.max(switch.updated_at.0));
    switch.scope = Some(Name(scope.to_owned()));
    switch.updated_at = now;
    switch.stops.retain(|stop| stop.0 >= now.0.saturating_sub(DAY));
    let before = switch.level();
    let answer = match (event.kind, event.level) {
        (KillEventType::Engage, level) => switch.engage(level.unwrap_or(KillLevel::Stop), event, now),
        (KillEventType::Release, _) => switch.release(scope, event, now)?,
    };
    let level = switch.level();
    switch.missing = level.map(|level| Count(if level == KillLevel::Terminate { 2_u64.saturating_sub(switch.releases.len() as u64) } else { 1 }));
    let entry = KillEntry {
        kind: if event.kind == KillEventType::Engage { "kill_engaged" } else { "kill_released" },
        scope: scope.to_owned(),
        answer,
        asked: event.level,
        before,
        level,
        by: event.by.clone(),
        reason: event.reason.0.clone(),
        automatic: event.is_automatic(),
        request: event.request.as_ref().map(|request| request.0.clone()),
        epoch: switch.epoch.0,
    };
    Ok(KillStep { kills: answer == KillAnswer::Engaged && level >= Some(KillLevel::Stop), state: switch, entry, answer })
}

/// The strictest of the switches that an action falls under, the sum of their epochs, and whether anything may start.
pub fn kill_state(input: &KillStateInput) -> Result<KillFacts, Refusal> {
    scope::refuse_unlooked(&scope::scopes(&input.action).kill, &input.states, "/states")?;
    let switches = || input.states.iter().filter_map(|(scope, state)| Some((scope, state.0.as_ref()?)));
    let mut strictest: Option<(KillLevel, &str)> = None;
    for (scope, level) in switches().filter_map(|(scope, switch)| Some((scope, switch.level()?))) {
        if strictest.is_none_or(|(most, first)| level > most || (level == most && scope < first)) {
            strictest = Some((level, scope));
        }
    }
    let sum = |of: fn(&KillSwitch) -> u64| switches().fold(0, |sum: u64, (_, switch)| sum.saturating_add(of(switch)));
    Ok(KillFacts {
        kill: KillState { engaged: strictest.is_some(), level: strictest.map(|(level, _)| level), scope: strictest.map(|(_, scope)| scope.to_owned()) },
        epoch: sum(|switch| switch.epoch.0),
        thrown: sum(|switch| switch.thrown.0),
        paused: strictest.is_some_and(|(level, _)| level >= KillLevel::Pause),
    })
}

impl KillSwitch {
    fn level(&self) -> Option<KillLevel> {
        self.engaged.as_ref().map(|engaged| engaged.level)
    }

    fn engage(&mut self, asked: KillLevel, event: &KillEvent, now: Time) -> KillAnswer {
        let before = self.level();
        let deliberate = !event.is_automatic();
        // A person who asks for what happened by itself makes it their own.
        let owned = deliberate && self.engaged.as_ref().is_some_and(|engaged| engaged.automatic && engaged.level == asked);
        let mut level = asked;
        if deliberate && asked >= KillLevel::Stop && (owned || before < Some(asked)) {
            self.stops.push(now);
            let older = self.stops.len().saturating_sub(STOPS);
            self.stops.drain(..older);
            if self.stops.len() == STOPS {
                level = KillLevel::Terminate;
            }
        }
        // Who asks for a stop while others unlatch it has seen something that they have not.
        if asked >= KillLevel::Stop {
            self.releases.clear();
        }
        if before < Some(level) {
            self.thrown = next(self.thrown);
            if level >= KillLevel::Stop {
                self.epoch = next(self.epoch);
            }
        } else if !owned {
            return KillAnswer::Already;
        }
        self.engaged = Some(KillEngagement {
            level,
            at: now,
            by: event.by.as_ref().map(|person| person.id.clone()),
            reason: event.reason.clone(),
            automatic: !deliberate,
            request: event.request.clone(),
        });
        if before < Some(level) { KillAnswer::Engaged } else { KillAnswer::Already }
    }

    fn release(&mut self, scope: &str, event: &KillEvent, now: Time) -> Result<KillAnswer, Refusal> {
        let Some(level) = self.level() else {
            return Err(refused(Code::NotEngaged, "/scope", format!("is `{scope}`, whose kill switch is not engaged; there is nothing to release")));
        };
        let Some(person) = &event.by else { return Err(refused(Code::Missing, "/event/by", "is missing; only a person releases a kill switch")) };
        if scope.strip_prefix("agent:") == Some(person.id.0.as_str()) {
            return Err(refused(Code::SelfApproval, "/event/by", "is the agent itself; another one releases its kill switch"));
        }
        if level == KillLevel::Terminate {
            match self.releases.first() {
                Some(first) if first.by == person.id => {
                    return Err(refused(Code::SamePerson, "/event/by", "has agreed already; a second person unlatches what was terminated"));
                }
                Some(_) => {}
                None => {
                    self.releases.push(KillRelease { by: person.id.clone(), reason: event.reason.clone(), at: now });
                    return Ok(KillAnswer::Waiting);
                }
            }
        }
        self.engaged = None;
        self.releases.clear();
        Ok(KillAnswer::Released)
    }
}

impl KillEvent {
    fn is_automatic(&self) -> bool {
        self.automatic == Some(true)
    }
}

impl Default for KillSwitch {
    fn default() -> Self {
        Self { scope: None, engaged: None, epoch: Count(0), thrown: Count(0), stops: Vec::new(), releases: Vec::new(), missing: None, updated_at: Time(0) }
    }
}

/// As far as JSON can count.
fn next(count: Count) -> Count {
    Count(count.0.saturating_add(1).min((1 << 53) - 1))
}

fn check_event(event: &KillEvent, place: &Place<'_>, issues: &mut Issues) {
    let missing = |key: &str, what: &str| Issue::error(Code::Missing, place.key(key).pointer(), what.into());
    if event.kind == KillEventType::Engage && event.level.is_none() {
        issues.push(missing("level", "is missing; write throttle, pause, stop or terminate"));
    }
    if event.by.is_none() && !(event.kind == KillEventType::Engage && event.is_automatic()) {
        issues.push(missing("by", "is missing; only what is automatic is done by nobody"));
    }
}

fn check_input(input: &KillInput, place: &Place<'_>, issues: &mut Issues) {
    let scope = input.scope.0.as_str();
    let named = ["agent:", "session:"].iter().any(|kind| scope.strip_prefix(kind).is_some_and(|name| !name.is_empty()));
    if scope != "all" && !named {
        let what = "is no scope of a kill switch; write all, agent:<name> or session:<name>";
        issues.push(Issue::error(Code::UnknownWord, place.key("scope").pointer(), what.into()));
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that panics has failed, which is the point")]
    use crate::wire::beside as wire;
    use serde_json::{Value, json};

    fn person(id: &str) -> Value {
        json!({ "id": id, "roles": [], "source": "test", "assurance": "high" })
    }

    fn step(state: &Value, event: Value, now: i64) -> Result<Value, String> {
        let input = json!({ "scope": "session:s", "state": state, "event": event, "now": now });
        wire::kill_step(&input.to_string()).map(|step| serde_json::from_str(&step).unwrap())
    }

    #[test]
    fn three_stops_latch_and_two_people_unlatch() {
        let mut state = Value::Null;
        for (round, level) in [(1, "stop"), (2, "stop"), (3, "terminate")] {
            let thrown = step(&state, json!({ "type": "engage", "level": "stop", "by": person("ann"), "reason": "odd" }), round * 1_000).unwrap();
            assert_eq!((&thrown["entry"]["level"], &thrown["state"]["epoch"], &thrown["kills"]), (&json!(level), &json!(round), &json!(true)));
            state = thrown["state"].clone();
            let first = step(&state, json!({ "type": "release", "by": person("ann"), "reason": "fixed" }), round * 1_000 + 1).unwrap();
            assert_eq!(first["answer"], if round < 3 { "released" } else { "waiting" });
            state = first["state"].clone();
        }
        let again = step(&state, json!({ "type": "release", "by": person("ann"), "reason": "please" }), 4_000).unwrap_err();
        assert!(again.contains("\"code\":\"same_person\""), "{again}");
        let second = step(&state, json!({ "type": "release", "by": person("bob"), "reason": "looked at it" }), 4_000).unwrap();
        assert_eq!((&second["answer"], &second["state"]["engaged"], &second["state"]["epoch"]), (&json!("released"), &Value::Null, &json!(3)));
    }
}
