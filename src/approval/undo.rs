//! The call that undoes an action, from the templates of a rule and from what came out.

use super::demand::UndoDemand;
use crate::codes::Code;
use crate::document::{Issues, document, read_whole};
use crate::error::{Issue, Refusal};
use crate::json::{Json, Limits, Members, Place, Pointer, canonical, read};
use crate::policy::Template;
use serde::Serialize;
use std::cell::RefCell;

/// A call that undoes an action. It is proposed as any other, and the gate decides about it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct UndoCall {
    /// Its tool.
    pub tool: String,
    /// Its arguments.
    pub args: Json,
}

document! {
    /// What an undo is filled from, beside the arguments.
    pub struct UndoOutcome {
        /// The action's result.
        "result" result: Option<Json>,
        /// What the host recorded before it.
        "before" before: Option<Json>,
    }
}

impl UndoOutcome {
    pub(crate) fn read_text(text: &str, issues: &mut Issues) -> Option<Self> {
        let place = Place::root("/outcome");
        read(text, Limits::VALUE, place, issues).and_then(|value| read_whole(&value, place, issues))
    }
}

/// What templates are filled from.
#[derive(Debug, Clone, Copy)]
pub struct Outcome<'a> {
    /// The arguments of the action.
    pub args: &'a Json,
    /// Its result; `null` where there is none.
    pub result: &'a Json,
    /// What the host recorded before it; `null` where it recorded nothing.
    pub before: &'a Json,
}

impl<'a> Outcome<'a> {
    fn find(&self, root: &str, pointer: &Pointer) -> Option<&'a Json> {
        pointer.find(match root {
            "result" => self.result,
            "before" => self.before,
            _ => self.args,
        })
    }
}

/// Fills the templates. A text that is one template becomes what it leads to, of whatever JSON type; inside longer texts only texts, numbers and
/// booleans have a place. A template that leads nowhere is refused: an undo with a hole in it undoes something else.
pub fn fill(undo: &UndoDemand, outcome: &Outcome<'_>) -> Result<UndoCall, Refusal> {
    let mut issues = Issues::new();
    let (root, none) = (Place::root("/undo"), Json::Object(Members::default()));
    let args = filled(undo.args.as_ref().unwrap_or(&none), root.key("args"), outcome, &mut issues);
    if issues.is_empty() { Ok(UndoCall { tool: undo.tool.0.clone(), args }) } else { Err(Refusal::new(Code::TemplateUnfilled, issues)) }
}

fn filled(value: &Json, place: Place<'_>, outcome: &Outcome<'_>, issues: &mut Issues) -> Json {
    match value {
        Json::String(text) => fill_text(text, &place, outcome, issues),
        Json::Array(items) => Json::Array(items.iter().enumerate().map(|(at, item)| filled(item, place.index(at), outcome, issues)).collect()),
        Json::Object(members) => {
            Json::Object(Members::from_unique(members.iter().map(|(key, value)| (key.to_owned(), filled(value, place.key(key), outcome, issues))).collect()))
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => value.clone(),
    }
}

fn fill_text(text: &str, place: &Place<'_>, outcome: &Outcome<'_>, issues: &mut Issues) -> Json {
    let Some(template) = Template::parse(text) else {
        issues.push(Issue::error(Code::BadTemplate, place.pointer(), "has a brace that does not enclose a pointer; mend the policy".into()));
        return Json::Null;
    };
    let nowhere = |root: &str, pointer: &Pointer| {
        let what = format!("asks for `{root}{}`, which is not there; undo it by hand", pointer.as_str());
        Issue::error(Code::TemplateUnfilled, place.pointer(), what)
    };
    if let Some((root, pointer)) = template.whole() {
        return outcome.find(root, &pointer).cloned().unwrap_or_else(|| {
            issues.push(nowhere(root, &pointer));
            Json::Null
        });
    }
    let said = RefCell::new(issues);
    let text = template.fill(&|root, pointer| match outcome.find(root, pointer) {
        Some(Json::String(text)) => text.clone(),
        Some(scalar @ (Json::Number(_) | Json::Bool(_))) => canonical(scalar),
        Some(other) => {
            let what = format!("asks for `{root}{}`, which is {} and has no place inside a text; undo it by hand", pointer.as_str(), other.kind());
            said.borrow_mut().push(Issue::error(Code::TemplateUnfilled, place.pointer(), what));
            String::new()
        }
        None => {
            said.borrow_mut().push(nowhere(root, pointer));
            String::new()
        }
    });
    Json::String(text)
}
