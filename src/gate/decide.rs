//! The one function behind both doors, and what `decide` adds to it.

use super::approval::approval;
use super::autonomy::{self, InForce};
use super::basis::basis;
use super::classify::{Class, classify};
use super::decision::{Confidence, Decision, Digests, Evidence, Handoff, Priority, TriggerKind};
use super::opinions::Opinions;
use super::sentence::sentence;
use super::tool::Tool;
use super::trigger::{self, Scene};
use super::{Facts, Gate, Oversight, RULES};
use crate::action::{Action, SealedAction};
use crate::args::Args;
use crate::codes::Code;
use crate::context::{Context, KillLevel};
use crate::digest::{Domain, digest_text};
use crate::document::{Issues, QUOTED, shorten};
use crate::error::{Issue, Refusal};
use crate::json::Split;
use crate::policy::autonomy::Level;
use crate::policy::values::Tier;

impl Gate {
    /// The whole decision, or what is wrong with the input.
    pub fn decide(&self, sealed: &SealedAction, context: &Context) -> Result<Decision, Refusal> {
        self.decide_split(&self.tool(sealed.action.tool.0.as_str()), sealed, context).map(|(decision, ..)| decision)
    }

    /// The same as JSON text, its members in the order of [`Decision`].
    pub(crate) fn decide_text(&self, sealed: &SealedAction, context: &Context) -> Result<String, Refusal> {
        let (decision, _, mut split) = self.decide_split(&self.tool(sealed.action.tool.0.as_str()), sealed, context)?;
        // Only these two have changed since it was split.
        split.put("digests", &decision.digests);
        split.put("spotReview", &decision.spot_review);
        Ok(split.whole())
    }

    /// The decision, what it is made of, and its text in parts.
    pub(super) fn decide_split(&self, tool: &Tool<'_>, sealed: &SealedAction, context: &Context) -> Result<(Decision, Class<'_>, Split), Refusal> {
        let mut verdict = self.judge(&Subject::whole(tool, &sealed.action), &Facts::of(context), Opinions::detailed())?;
        verdict.opinions.sort();
        let Verdict { class, autonomy, confidence, mut opinions, oversight, releasable } = verdict;
        for reason in &mut opinions.reasons {
            reason.text = sentence(reason);
        }
        let mut decision = Decision {
            oversight,
            may_run: oversight.may_run(),
            handoff: handoff(oversight),
            priority: if opinions.fired(TriggerKind::Sla) { Priority::High } else { Priority::Normal },
            tier: class.tier.number(),
            tier_name: class.tier,
            category: class.category.map(str::to_owned),
            required_evidence: required_evidence(&opinions),
            triggers: opinions.triggers,
            reasons: opinions.reasons,
            confidence,
            approval: if releasable { approval(self, &class, oversight) } else { None },
            spot_review: false,
            basis: basis(self, &class, context),
            engine: RULES,
            digests: Digests { action: sealed.digest.clone(), policy: self.policy.digest().to_owned(), decision: String::new() },
        };
        // RFC 8785 text of the decision without its own digest and without what that digest picks; anyone can recompute it.
        let split = Split::of(&decision);
        decision.digests.decision = digest_text(Domain::Decision, &split.canonical_without(&["spotReview"]));
        decision.spot_review = self.samples(&decision, &autonomy);
        Ok((decision, class, split))
    }

    /// The oversight alone, for previews and batches; it never authorises an execution.
    pub fn screen(&self, action: &Action, context: &Context) -> Result<Oversight, Refusal> {
        self.join(&Subject::whole(&self.tool(action.tool.0.as_str()), action), &Facts::of(context))
    }

    pub(super) fn join(&self, subject: &Subject<'_>, facts: &Facts<'_>) -> Result<Oversight, Refusal> {
        self.judge(subject, facts, Opinions::joined()).map(|verdict| verdict.oversight)
    }

    /// INVARIANT 3: every door ends here.
    fn judge(&self, subject: &Subject<'_>, facts: &Facts<'_>, mut opinions: Opinions) -> Result<Verdict<'_>, Refusal> {
        self.refuse_without_clock(facts)?;
        kill_switch(facts, &mut opinions);
        let class = classify(self, subject, facts, &mut opinions);
        let confidence = trigger::worth(self, &class, subject.agent, facts);
        let autonomy = autonomy::in_force(self, facts);
        throttle(facts, class.tier, &mut opinions);
        trigger::all(&Scene { gate: self, class: &class, facts, autonomy: &autonomy, confidence: &confidence }, &mut opinions);
        autonomy::check(self, &class, subject.tool, facts, &autonomy, &mut opinions);
        claims(self, facts, &mut opinions);
        let protected = subject.tool.protected.as_deref();
        if let Some(pattern) = protected {
            opinions.say(Code::SelfProtection, Oversight::Block).observed(|| shorten(&subject.tool.name, QUOTED).into()).expected(|| pattern.into());
        }
        let oversight = opinions.strictest();
        if oversight == Oversight::Block && protected.is_none() {
            opinions.note(Code::SecurityReview);
        }
        Ok(Verdict { class, autonomy, confidence, opinions, oversight, releasable: protected.is_none() })
    }

    /// What depends on the time is not decided without it.
    fn refuse_without_clock(&self, facts: &Facts<'_>) -> Result<(), Refusal> {
        if facts.now.is_some() || !(facts.deadline.is_some() || autonomy::needs_now(self, facts)) {
            return Ok(());
        }
        let what = "is missing, and a deadline or an assessment date is looked at; give epoch milliseconds".into();
        let mut issues = Issues::new();
        issues.push(Issue::error(Code::NowMissing, "/context/now".into(), what));
        Err(Refusal::new(Code::InputInvalid, issues))
    }

    /// A share of a full agent's runs, picked by the decision's own digest: no random number, the same pick on replay.
    fn samples(&self, decision: &Decision, autonomy: &InForce) -> bool {
        let share = self.policy.document().autonomy.as_ref().and_then(|autonomy| autonomy.spot_review);
        let Some(share) = share.filter(|_| decision.may_run && autonomy.level == Some(Level::Full)) else { return false };
        let head = decision.digests.decision.get(7..19).and_then(|hex| u64::from_str_radix(hex, 16).ok());
        head.is_none_or(|head| (head as f64) < share.0 * (1u64 << 48) as f64)
    }
}

/// What is judged.
pub(super) struct Subject<'a> {
    pub tool: &'a Tool<'a>,
    pub agent: Option<&'a str>,
    pub args: Args<'a>,
}

impl<'a> Subject<'a> {
    pub(super) fn whole(tool: &'a Tool<'a>, action: &'a Action) -> Self {
        Self { tool, agent: action.agent.as_ref().map(|agent| agent.0.as_str()), args: Args::Whole(&action.args) }
    }
}

/// What was found out about an action.
struct Verdict<'g> {
    class: Class<'g>,
    autonomy: InForce,
    confidence: Confidence,
    opinions: Opinions,
    oversight: Oversight,
    releasable: bool,
}

/// INVARIANT 2: the kill switch is looked at first, and nothing that follows is milder.
fn kill_switch(facts: &Facts<'_>, opinions: &mut Opinions) {
    if let Some(level) = facts.kill.filter(|level| *level != KillLevel::Throttle) {
        opinions.say(Code::KillSwitch, Oversight::Halt).observed(|| level.as_str().into());
    }
}

/// A throttle holds everything above tier 1.
fn throttle(facts: &Facts<'_>, tier: Tier, opinions: &mut Opinions) {
    if facts.kill == Some(KillLevel::Throttle) && tier > Tier::ReadOnly {
        opinions.say(Code::KillSwitch, Oversight::Hold).observed(|| KillLevel::Throttle.as_str().into());
    }
}

/// What the agent says of itself: it can ask for a person, and own up to an impact.
fn claims(gate: &Gate, facts: &Facts<'_>, opinions: &mut Opinions) {
    if facts.needs_help {
        opinions.say(Code::AgentCheckIn, Oversight::Hold);
    }
    if let Some(impact) = facts.impact {
        let threshold = gate.policy.threshold();
        let amount = gate.policy.convert(impact.amount, &impact.currency.0).filter(|amount| !amount.is_negative());
        if amount.is_none_or(|amount| amount > threshold) {
            opinions
                .say(Code::ClaimedImpact, Oversight::Hold)
                .observed(|| format!("{} {}", impact.amount, impact.currency.0).into())
                .expected(|| threshold.to_string().into());
        }
    }
}

fn handoff(oversight: Oversight) -> Handoff {
    match oversight {
        Oversight::Proceed | Oversight::Log | Oversight::Halt => Handoff::None,
        Oversight::Review => Handoff::Async,
        Oversight::Hold | Oversight::Block => Handoff::Sync,
    }
}

/// The union over the triggers that fired; a hold that no trigger explains asks for the plain facts.
fn required_evidence(opinions: &Opinions) -> Vec<Evidence> {
    let unexplained = opinions.reasons.iter().any(|reason| {
        reason.oversight == Oversight::Hold
            && matches!(reason.code, Code::Supervised | Code::AgentCheckIn | Code::ClaimedImpact | Code::ConstraintBroken | Code::KillSwitch)
    });
    let facts: &[Evidence] = if unexplained { &[Evidence::Diff, Evidence::Reversibility, Evidence::PlainLanguageAction] } else { &[] };
    // The words stand in the order in which packages show them.
    let wanted = |evidence: &Evidence| facts.contains(evidence) || opinions.triggers.iter().any(|trigger| trigger.evidence.contains(evidence));
    Evidence::ALL.iter().copied().filter(wanted).collect()
}
