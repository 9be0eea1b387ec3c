//! Grants: "allow this for the session". A person's approval that is remembered for the same call, so often and so long, and for nothing else.

mod document;
mod verdict;

pub use document::*;

use super::demand::Demand;
use super::scope::agents;
use crate::action::Action;
use crate::codes::Code;
use crate::digest::{Domain, digest_text};
use crate::document::{Issues, Name, Time};
use crate::error::{Issue, Refusal};
use crate::gate::Oversight;
use crate::json::text;
use crate::time::{DAY, Millis, spoken};
use verdict::Verdict;

/// A grant lasts for so many calls at most.
pub const MOST_USES: u64 = 100;

/// A grant lasts so long at most.
pub const LONGEST: Millis = DAY;

/// Makes a grant of a decision that holds an action, or says all that stands against it.
///
/// What is granted is this call: its rules, tool, agents, session, principal and the values of its critical arguments, under this policy, as long
/// as no kill switch is thrown, and for the reasons that are in sight now. Whoever grants it needs the roles of every requirement, and must not
/// be who asks.
pub fn grant(input: &GrantInput) -> Result<GrantStep, Refusal> {
    let (call, now) = (&input.call, input.now.0);
    let verdict = Verdict::read(call)?;
    let mut issues = Issues::new();
    grantable(&verdict, &call.demand, &mut issues);
    authorised(&verdict, input, &mut issues);
    let latest = now.saturating_add(LONGEST);
    if !(1..=MOST_USES).contains(&input.count.0) {
        issues.push(Issue::error(Code::OutOfRange, "/count".into(), format!("is {}; write a number of uses from 1 to {MOST_USES}", input.count.0)));
    }
    if input.expires_at.0 <= now || input.expires_at.0 > latest {
        let what = format!("is {}; write a time after now, {now}, and at most {} later", input.expires_at.0, spoken(LONGEST));
        issues.push(Issue::error(Code::OutOfRange, "/expiresAt".into(), what));
    }
    done(issues)?;
    let (action, demand) = (&call.action, &call.demand);
    let grant = Grant {
        id: input.id.clone(),
        rules: demand.rules.clone(),
        tool: action.tool.clone(),
        agents: path(action),
        session: action.session.clone(),
        principal: action.principal.clone(),
        critical: demand.critical.clone(),
        reasons: verdict.reasons,
        oversight: verdict.oversight,
        policy: demand.policy.clone(),
        thrown: call.thrown,
        count: input.count,
        uses: Vec::new(),
        by: input.by.clone(),
        reason: input.reason.clone(),
        at: input.now,
        expires_at: input.expires_at,
        revoked: None,
    };
    let entry = GrantEntry { by: Some(input.by.clone()), reason: input.reason.as_ref().map(|reason| reason.0.clone()), ..GrantEntry::of("grant_made", &grant) };
    Ok(GrantStep { entry: GrantEntry { grant: Some(grant.clone()), ..entry }, grant })
}

/// The grant that covers an action: of several the one that expires first, then by id. Nothing where none does.
pub fn grant_match(input: &GrantMatchInput) -> Result<Option<String>, Refusal> {
    let verdict = Verdict::read(&input.call)?;
    let mut issues = Issues::new();
    grantable(&verdict, &input.call.demand, &mut issues);
    if !issues.is_empty() {
        return Ok(None);
    }
    let covering = input.grants.iter().filter(|grant| uncovered(grant, &input.call, &verdict, input.now.0).is_none());
    Ok(covering.min_by(|a, b| (a.expires_at, &a.id).cmp(&(b.expires_at, &b.id))).map(|grant| grant.id.0.clone()))
}

/// A grant used for a request. It is looked at once more: between the match and this another may have used it up.
pub fn grant_use(input: &GrantUseInput) -> Result<GrantStep, Refusal> {
    let verdict = Verdict::read(&input.call)?;
    let mut issues = Issues::new();
    grantable(&verdict, &input.call.demand, &mut issues);
    let mut grant = input.grant.clone();
    // A request that has used it already uses it no second time.
    grant.uses.retain(|request| *request != input.request);
    if let Some(why) = uncovered(&grant, &input.call, &verdict, input.now.0) {
        issues.push(Issue::error(Code::GrantVoid, "/grant".into(), format!("{why}; ask a person")));
    }
    done(issues)?;
    grant.uses.push(input.request.clone());
    let entry = GrantEntry { request: Some(input.request.0.clone()), ..GrantEntry::of("grant_used", &grant) };
    Ok(GrantStep { grant, entry })
}

/// A grant taken back. A second time changes nothing but is written down.
pub fn grant_revoke(input: &GrantRevokeInput) -> GrantStep {
    let mut grant = input.grant.clone();
    if grant.revoked.is_none() {
        grant.revoked = Some(GrantRevoked { by: input.by.as_ref().map(|person| person.id.clone()), reason: input.reason.clone(), at: input.now.max(grant.at) });
    }
    let entry = GrantEntry { by: input.by.clone(), reason: input.reason.as_ref().map(|reason| reason.0.clone()), ..GrantEntry::of("grant_revoked", &grant) };
    GrantStep { grant, entry }
}

/// Why no grant reaches an action, whoever would give it.
fn grantable(verdict: &Verdict, demand: &Demand, issues: &mut Issues) {
    let mut never = |pointer: &str, what: String| issues.push(Issue::error(Code::NotGrantable, pointer.into(), what));
    match verdict.oversight {
        Oversight::Proceed | Oversight::Log => never("/decision/oversight", "lets the action run; nothing is to be granted".into()),
        Oversight::Block | Oversight::Halt => never("/decision/oversight", "is a block, which no grant releases; ask a person each time".into()),
        Oversight::Review | Oversight::Hold => {}
    }
    if verdict.tier == 4 {
        never("/decision/tier", "is 4, which no grant reaches; ask a person each time".into());
    }
    if demand.protected || verdict.requirements.is_none() {
        never("/decision/approval", "is for nobody to give; change the policy by hand".into());
    }
    if demand.rules.is_empty() {
        never("/demand/rules", "is empty: no rule says what is critical about this call; write one".into());
    }
    if verdict.requirements.iter().flatten().any(|requirement| requirement.quorum.0 != 1) {
        never("/decision/approval/requirements", "asks for more than one person, and one cannot remember for another; ask each time".into());
    }
    for reason in verdict.reasons.iter().filter(|reason| NEVER.iter().any(|code| code.as_str() == reason.code)) {
        never("/decision/reasons", format!("holds `{}`, which asks for a person and not for leave; ask each time", reason.code));
    }
}

/// What no grant answers: somebody wants a person, or a limit holds whatever else is granted.
const NEVER: [Code; 9] = [
    Code::AgentCheckIn,
    Code::UserFrustrated,
    Code::RepeatedFailures,
    Code::DeadlineNear,
    Code::KillSwitch,
    Code::AnomalySeen,
    Code::Injection,
    Code::OutOfDistribution,
    Code::ConstraintBroken,
];

fn authorised(verdict: &Verdict, input: &GrantInput, issues: &mut Issues) {
    let (person, action) = (&input.by, &input.call.action);
    for requirement in verdict.requirements.iter().flatten().filter(|requirement| !person.has_role_of(&requirement.roles)) {
        let what = format!("has none of the roles {}; somebody who has one grants it", requirement.roles.join(", "));
        issues.push(Issue::error(Code::NotAuthorised, "/by/roles".into(), what));
    }
    let own = agents(action).contains(&person.id.0.as_str()) || [&action.principal, &input.operator].into_iter().flatten().any(|name| *name == person.id);
    if own {
        issues.push(Issue::error(Code::SelfApproval, "/by".into(), "is who asks for it; another person grants it".into()));
    }
}

/// What keeps a grant from covering a call, as a sentence goes on; nothing where it covers it.
fn uncovered(grant: &Grant, call: &GrantCall, verdict: &Verdict, now: Millis) -> Option<&'static str> {
    let (action, demand) = (&call.action, &call.demand);
    let reasons = verdict.oversight <= grant.oversight && verdict.reasons.iter().all(|reason| grant.reasons.contains(reason));
    let checks = [
        (grant.revoked.is_some(), "is revoked"),
        (now.max(grant.at.0) >= grant.expires_at.0, "is over"),
        (grant.uses.len() as u64 >= grant.count.0, "is used up"),
        (grant.policy != demand.policy, "was given under another policy"),
        (grant.thrown != call.thrown, "is void, because a kill switch was thrown"),
        (grant.session != action.session, "is for another session"),
        (grant.agents != path(action), "is for another agent"),
        (grant.principal != action.principal, "is for another principal"),
        (grant.tool != action.tool || grant.rules != demand.rules, "is for another kind of call"),
        (grant.critical != demand.critical, "is for other values of the critical arguments"),
        (!reasons, "does not answer what stands against this call now"),
    ];
    checks.into_iter().find_map(|(wrong, why)| wrong.then_some(why))
}

fn path(action: &Action) -> Vec<Name> {
    agents(action).into_iter().map(|name| Name(name.to_owned())).collect()
}

fn done(issues: Issues) -> Result<(), Refusal> {
    match issues.first().map(|issue| issue.code) {
        Some(code) => Err(Refusal::new(code, issues)),
        None => Ok(()),
    }
}

/// INVARIANT 1: an action, its decision and what the policy demands are about the same call under the same policy, or nothing is granted.
fn one_piece(call: &GrantCall, action: &str, policy: &str) -> bool {
    let digest = digest_text(Domain::Action, &text(&call.action));
    digest == action && digest == call.demand.action.0 && policy == call.demand.policy.0
}

impl GrantEntry {
    fn of(kind: &'static str, grant: &Grant) -> Self {
        let left = grant.count.0.saturating_sub(grant.uses.len() as u64);
        Self { kind, id: grant.id.0.clone(), session: grant.session.0.clone(), left, by: None, reason: None, request: None, grant: None }
    }
}

impl Grant {
    /// When it is worth nothing any more, whatever happens.
    pub fn expires_at(&self) -> Time {
        self.expires_at
    }
}
