//! All arguments, exact: the critical ones first, with forms that nobody can mistake.

use super::{Scene, part};
use crate::defence::{Defence, stands};
use crate::json::{Json, Pointer};
use crate::order::sort;
use crate::package::forms::{self, is_within, is_within_any};
use crate::package::inert;
use crate::package::shape::{Line, Mark, Part, PartName, Spot};
use crate::package::value::{Leaf, Room, leaves, line, quoted};

/// The critical arguments, the others, and what of both cannot be shown faithfully.
pub(in crate::package) fn of(scene: &Scene<'_>) -> (Part, Part, Vec<Spot>) {
    let mut all = Vec::new();
    leaves(&scene.action.args, String::new(), &mut Room::new(), &mut all);
    let (mut critical, mut others): (Vec<(usize, Line)>, Vec<Line>) = (Vec::new(), Vec::new());
    let mut opaque = Vec::new();
    let mut rest = all.as_slice();
    while let Some(leaf) = rest.first() {
        let row = rest.get(..row(&scene.action.args, rest)).unwrap_or_default();
        let (rank, mut lines) = lines(scene, if row.is_empty() { std::slice::from_ref(leaf) } else { row }, &mut opaque);
        let taken = lines.len();
        if let Some(whole) = together(&lines).filter(|_| taken > 1) {
            lines = vec![whole];
        }
        match rank {
            Some(rank) => critical.extend(lines.into_iter().map(|line| (rank, line))),
            None => others.extend(lines),
        }
        rest = rest.get(taken..).unwrap_or_default();
    }
    if stands(Defence::CriticalFirst) {
        sort(&mut critical, |(a, _), (b, _)| a.cmp(b));
    }
    let mut critical: Vec<Line> = critical.into_iter().map(|(_, line)| line).collect();
    for pointer in scene.critical.iter().filter(|pointer| pointer.find(&scene.action.args).is_none()) {
        let missing = Line { pointer: Some(pointer.as_str().into()), ..Line::labelled(label(pointer.as_str()), "not among the arguments") };
        critical.push(missing.marked(Mark::Missing));
    }
    let (title, rest) = match scene.critical.is_empty() {
        true => (format!("All arguments ({}; no rule says which are critical)", all.len()), String::new()),
        false => ("Critical arguments".to_owned(), format!("Other arguments ({})", others.len())),
    };
    let title = match &scene.action.args {
        Json::Object(members) if members.is_empty() => "No arguments".to_owned(),
        _ if all.len() == 1 && scene.critical.is_empty() => "The only argument".to_owned(),
        _ => title,
    };
    (part(PartName::Critical, title, critical), part(PartName::Arguments, rest, others), opaque)
}

/// How many leaves are one small object in a list, such as a passenger: what people read as one line. 0 where the first is none.
fn row(args: &Json, leaves: &[Leaf<'_>]) -> usize {
    const MEMBERS: usize = 4;
    let Some((parent, _)) = leaves.first().and_then(|leaf| leaf.pointer.rsplit_once('/')) else { return 0 };
    let in_list = parent.rsplit_once('/').is_some_and(|(_, last)| last.bytes().all(|b| b.is_ascii_digit()));
    let count = leaves.iter().take(MEMBERS + 1).take_while(|leaf| leaf.pointer.rsplit_once('/').is_some_and(|(around, _)| around == parent)).count();
    match Pointer::parse(parent).and_then(|parent| parent.find(args)) {
        Some(Json::Object(members)) if in_list && members.len() == count && count <= MEMBERS => count,
        _ => 0,
    }
}

/// The lines of some leaves, as many as there are, and their common rank; only the first where the ranks differ.
fn lines(scene: &Scene<'_>, leaves: &[Leaf<'_>], opaque: &mut Vec<Spot>) -> (Option<usize>, Vec<Line>) {
    let first = leaves.first().map(|leaf| rank(scene, leaf)).unwrap_or_default();
    let alike = leaves.iter().all(|leaf| rank(scene, leaf) == first);
    let part = if first.is_some() { PartName::Critical } else { PartName::Arguments };
    let leaves = leaves.iter().take(if alike { leaves.len() } else { 1 });
    let lines = leaves.map(|leaf| {
        let (line, hidden) = one(scene, leaf, first.is_some());
        if hidden {
            opaque.push(Spot { part, pointer: leaf.pointer.clone(), reason: "cannot be shown faithfully".into() });
        }
        line
    });
    (first, lines.collect())
}

/// Short lines of one object as one; what is noted about a member names it.
fn together(lines: &[Line]) -> Option<Line> {
    const LONGEST: usize = 110;
    let first = lines.first()?;
    let (parent, _) = first.pointer.as_ref()?.rsplit_once('/')?;
    let key = |line: &Line| line.pointer.as_deref().and_then(|pointer| pointer.rsplit_once('/')).map(|(_, key)| label(key)).unwrap_or_default();
    let text = lines.iter().map(|line| format!("{} {}", key(line), line.text)).collect::<Vec<_>>().join(", ");
    if text.chars().count() > LONGEST || lines.iter().any(|line| line.block.is_some() || line.origin != first.origin) {
        return None;
    }
    let mut whole = Line { pointer: Some(parent.to_owned()), origin: first.origin, ..Line::labelled(label(parent), text) };
    let named = |of: fn(&Line) -> Option<&Vec<String>>| {
        let all: Vec<String> =
            lines.iter().flat_map(|line| of(line).into_iter().flatten().map(|text| format!("{}: {text}", key(line))).collect::<Vec<_>>()).collect();
        (!all.is_empty()).then_some(all)
    };
    (whole.forms, whole.notes) = (named(|line| line.forms.as_ref()), named(|line| line.notes.as_ref()));
    Some(whole)
}

/// The place among the critical ones: that of the pointer that names it. Without a list every argument is critical.
fn rank(scene: &Scene<'_>, leaf: &Leaf<'_>) -> Option<usize> {
    if scene.critical.is_empty() {
        return Some(0);
    }
    let names = |pointer: &Pointer| is_within(&leaf.pointer, pointer.as_str()) || is_within(pointer.as_str(), &leaf.pointer);
    scene.critical.iter().position(names)
}

fn one(scene: &Scene<'_>, leaf: &Leaf<'_>, critical: bool) -> (Line, bool) {
    let (mut line, opaque) = line(leaf.value);
    let pointer = &leaf.pointer;
    line.pointer = Some(pointer.clone());
    line.label = Some(label(pointer));
    line.origin = origin(scene, pointer);
    if scene.is_redacted(pointer) {
        line.note("redacted before it left the host".into());
    } else if critical {
        forms::add(&mut line, pointer, leaf.value, &scene.amounts);
    }
    (line, opaque)
}

/// A pointer or key as a label; in quotes where it holds anything that could pass for the end of a label.
pub(in crate::package) fn label(pointer: &str) -> String {
    match pointer {
        "" => "(all)".into(),
        plain if plain.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.$/~@".contains(&b)) => plain.into(),
        odd => quoted(&inert::show(odd).text),
    }
}

/// The origin that is named nearest to the value.
fn origin(scene: &Scene<'_>, pointer: &str) -> Option<crate::context::Origin> {
    let origins = scene.context.signals.as_ref()?.origins.as_ref()?;
    let around = origins.iter().filter(|(at, _)| is_within(pointer, at));
    around.max_by_key(|(at, _)| at.len()).map(|(_, origin)| *origin)
}

/// What a short form that leaves these out must not be approved without.
pub(in crate::package) fn is_critical(critical: &[Pointer], pointer: &str) -> bool {
    critical.is_empty() || is_within_any(pointer, critical) || critical.iter().any(|critical| is_within(critical.as_str(), pointer))
}
