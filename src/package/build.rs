//! From an action, its context and what the host adds to a package.

use super::brief::{Brief, RuleCard};
use super::budget;
use super::extra::{HexKey, PackageExtra, StateChange};
use super::forms::Amounts;
use super::parts::{Scene, answers, arguments, diff, evidence, headline, identity, impact, statement, why};
use super::redact::{Redaction, Redactions, redact};
use super::shape::{ContextPackage, Redacted};
use crate::action::{Action, read_sealed};
use crate::codes::Code;
use crate::context::Context;
use crate::defence::{Defence, stands};
use crate::document::{Count, Issues, Time, read_whole};
use crate::error::{Issue, Refusal};
use crate::gate::Gate;
use crate::json::{Json, Limits, Place, Pointer, read};
use std::borrow::Cow;

/// What a reviewer of this action sees. `extra` is the JSON text of [`PackageExtra`], `{}` for none.
///
/// ```
/// use holdpoint::{Gate, package::{context_package, render}};
///
/// let policy = r#"{"holdpoint": 1, "name": "shop", "tools": [{"id": "refund", "tool": "refund", "category": "financial_transaction",
///     "amount": {"pointer": "/amount"}, "critical": ["/amount", "/to"], "summary": "Refund {/amount} USD to {/to}"}]}"#;
/// let action = r#"{"tool": "refund", "args": {"to": "alice@example.com", "amount": 12500}, "session": "s-1"}"#;
/// let package = context_package(&Gate::new(policy, "{}")?, action, "{}", "{}")?;
/// let text = render(&holdpoint::package::text_of(&package), "text", "{}")?;
/// assert!(text.contains("Refund 12500 USD to alice@example.com"));
/// assert!(text.contains("= USD 12 500.00, tens of thousands"));
/// # Ok::<(), holdpoint::Refusal>(())
/// ```
pub fn context_package(gate: &Gate, action: &str, context: &str, extra: &str) -> Result<ContextPackage, Refusal> {
    let mut issues = Issues::new();
    // All are read before any is refused, so that every problem is reported at once.
    let sealed = read_sealed(action, &mut issues);
    let context = Context::read_text(context, &mut issues);
    let extra = PackageExtra::read_text(extra, &mut issues);
    let (Some(sealed), Some(context), Some(extra)) = (sealed, context, extra) else { return Err(Refusal::new(Code::InputInvalid, issues)) };
    let mut package = build(&gate.brief(&sealed, &context)?, sealed.action, &context, &extra)?;
    (package.digest, _) = sealed_package(&package)?;
    Ok(package)
}

/// What a package for this action is made from, as the gate knows it: for [`from_brief`].
pub(crate) fn brief(gate: &Gate, action: &str, context: &str) -> Result<Brief, Refusal> {
    let mut issues = Issues::new();
    let sealed = read_sealed(action, &mut issues);
    let context = Context::read_text(context, &mut issues);
    let (Some(sealed), Some(context)) = (sealed, context) else { return Err(Refusal::new(Code::InputInvalid, issues)) };
    gate.brief(&sealed, &context)
}

/// The text of the package that [`context_package`] gives, from a brief of the same action in the same context, where no gate is at hand.
pub(crate) fn from_brief(action: &str, context: &str, extra: &str, brief: &str) -> Result<String, Refusal> {
    let mut issues = Issues::new();
    let sealed = read_sealed(action, &mut issues);
    let context = Context::read_text(context, &mut issues);
    let extra = PackageExtra::read_text(extra, &mut issues);
    let place = Place::root("/brief");
    let brief: Option<Brief> = read(brief, Limits::VALUE, place, &mut issues).and_then(|value| read_whole(&value, place, &mut issues));
    let (Some(sealed), Some(context), Some(extra), Some(brief)) = (sealed, context, extra, brief) else {
        return Err(Refusal::new(Code::InputInvalid, issues));
    };
    if brief.digests.action != sealed.digest {
        let what = "is of another action; give the brief of this one".into();
        issues.push(Issue::error(Code::DigestDiffers, place.key("digests").key("action").pointer(), what));
        return Err(Refusal::new(Code::InputInvalid, issues));
    }
    let package = build(&brief, sealed.action, &context, &extra)?;
    sealed_package(&package).map(|(_, text)| text)
}

/// The digest and the text of a package, where the renderings can read it: what is shown escaped or redacted piece by piece can be many times
/// what was given.
fn sealed_package(package: &ContextPackage) -> Result<(String, String), Refusal> {
    let (digest, text) = package.sealed();
    let most = Limits::PACKAGE_BYTES;
    if text.len() <= most {
        return Ok((digest, text));
    }
    let redactions = crate::json::text(&package.redactions).len();
    let (pointer, remedy) = match redactions > text.len() / 2 {
        true => ("/extra/redactions", "hide whole values by pointer instead of their parts by type"),
        false => ("/action/args", "pass large content by reference"),
    };
    let what = format!("makes a package of {} bytes, and no rendering reads more than {most}; {remedy}", text.len());
    let mut issues = Issues::new();
    issues.push(Issue::error(Code::PackageTooLarge, pointer.into(), what));
    Err(Refusal::new(Code::InputInvalid, issues))
}

/// All but its digest.
fn build(brief: &Brief, mut action: Action, context: &Context, extra: &PackageExtra) -> Result<ContextPackage, Refusal> {
    let critical = critical(&brief.rules, &action.args);
    let amounts = Amounts::of(&brief.currency, &brief.rules, &action.args);
    let rules = extra.redactions.as_ref().zip(extra.redaction_key.as_ref()).filter(|_| stands(Defence::Redaction));
    let mut redactions = Vec::new();
    let (mut context, mut extra) = (Cow::Borrowed(context), Cow::Borrowed(extra));
    if let Some((rules, key)) = rules {
        (action.args, redactions) = redact(&action.args, &critical, rules, &key.0)?;
        context = Cow::Owned(without(&context, rules, key)?);
        extra = Cow::Owned(extra_without(&extra, rules, key)?);
    }
    // What differs in what is redacted is not for the reviewer's eyes either.
    let hidden = |value| match rules {
        Some((rules, key)) => redact(value, &[], rules, &key.0).map(|(value, _)| Cow::Owned(value)),
        None => Ok(Cow::Borrowed(value)),
    };
    let state = match &extra.state {
        Some(StateChange { before, after }) => Some((hidden(before)?, after.as_ref().map(hidden).transpose()?.unwrap_or(Cow::Borrowed(&action.args)))),
        None => None,
    };
    let last = extra.last_approved.as_ref().map(|last| hidden(&last.args)).transpose()?;

    let redacted = redactions.iter().map(|redaction| redaction.pointer.clone()).collect();
    let scene = Scene { brief, action: &action, context: &context, extra: &extra, critical, amounts, redacted };
    let (critical_part, other_part, uninspectable) = arguments::of(&scene);
    let (diff_part, patch, patch_from_last) = diff::of(&scene, state.as_ref().map(|(before, after)| (&**before, &**after)), last.as_deref());
    let (answers_part, deadline) = answers::of(&scene);
    let (evidence_part, missing) = evidence::of(&scene);
    let parts = vec![
        headline::of(&scene),
        critical_part,
        other_part,
        why::of(&scene),
        impact::of(&scene),
        diff_part,
        answers_part,
        evidence_part,
        statement::of(&scene),
        identity::of(&scene),
    ];
    let critical = scene.critical;
    let mut package = ContextPackage {
        version: Count(1),
        oversight: brief.oversight,
        priority: brief.priority,
        tier_name: brief.tier,
        approvable: brief.approval.is_some(),
        approvable_short: false,
        parts,
        patch,
        patch_from_last,
        must_view: Vec::new(),
        uninspectable,
        missing,
        redactions: redactions.into_iter().map(Redacted::from).collect(),
        deadline: deadline.map(Time),
        budget: budget::budget(extra.budget),
        digests: brief.digests.clone(),
        // As long as the one that comes.
        digest: brief.digests.action.clone(),
        action,
    };
    budget::fit(&mut package, &critical);
    Ok(package)
}

/// The context with what the rules' types hide taken out of the words in it. Pointers lead into arguments alone.
fn without(context: &Context, rules: &Redactions, key: &HexKey) -> Result<Context, Refusal> {
    let mut context = context.clone();
    let claims = context.claims.as_mut();
    let signals = context.signals.as_mut();
    let mut words: Vec<&mut String> = Vec::new();
    if let Some(claims) = claims {
        words.extend(claims.reasoning.iter_mut().chain(claims.alternatives.iter_mut().flatten()));
    }
    if let Some(signals) = signals {
        words.extend(signals.sla.iter_mut().flat_map(|sla| sla.state.iter_mut().chain(sla.blocker.iter_mut())));
        words.extend(signals.anomaly.iter_mut().flat_map(|anomaly| anomaly.reasons.iter_mut().flatten()));
    }
    for text in words {
        if let Json::String(shown) = by_type(&Json::from(text.as_str()), rules, key)? {
            *text = shown;
        }
    }
    Ok(context)
}

/// The same of what the host adds.
fn extra_without(extra: &PackageExtra, rules: &Redactions, key: &HexKey) -> Result<PackageExtra, Refusal> {
    let mut shown = extra.clone();
    if let Some(evidence) = &extra.evidence {
        let items = evidence.iter().map(|(name, value)| by_type(value, rules, key).map(|value| (name.to_owned(), value)));
        shown.evidence = Some(items.collect::<Result<_, _>>()?);
    }
    for who in shown.impact.iter_mut().flat_map(|impact| impact.affected.iter_mut().flatten()) {
        if let Json::String(text) = by_type(&Json::from(who.as_str()), rules, key)? {
            *who = text;
        }
    }
    Ok(shown)
}

fn by_type(value: &Json, rules: &Redactions, key: &HexKey) -> Result<Json, Refusal> {
    redact(value, &[], &Redactions { pointers: None, ..rules.clone() }, &key.0).map(|(value, _)| value)
}

impl From<Redaction> for Redacted {
    fn from(Redaction { pointer, class, last, digest, whole }: Redaction) -> Self {
        Self { pointer, class, last, digest, whole }
    }
}

/// What the rules that apply call critical, in their order, and where the money stands. None at all where no rule names any: then every
/// argument is critical.
fn critical(rules: &[RuleCard], args: &Json) -> Vec<Pointer> {
    let mut all: Vec<Pointer> = Vec::new();
    let named = rules.iter().flat_map(|rule| rule.critical.iter().flatten());
    let mut add = |pointer: &Pointer| {
        if !all.contains(pointer) {
            all.push(pointer.clone());
        }
    };
    named.for_each(&mut add);
    if all.is_empty() {
        return all;
    }
    let amounts = rules.iter().filter_map(|rule| rule.amount.as_ref());
    for pointer in amounts.map(|amount| amount.each.as_ref().unwrap_or(&amount.pointer)).filter(|pointer| pointer.find(args).is_some()) {
        if !all.contains(pointer) {
            all.push(pointer.clone());
        }
    }
    all
}
