//! All arguments, exact: the critical ones first, with forms that nobody can mistake.

use super::{Scene, part};
use crate::json::Pointer;
use crate::order::sort;
use crate::package::forms::{self, is_within, is_within_any};
use crate::package::inert;
use crate::package::shape::{Line, Mark, Part, PartName, Spot};
use crate::package::value::{Leaf, Room, leaves, line};

/// The critical arguments, the others, and what of both cannot be shown faithfully.
pub(in crate::package) fn of(scene: &Scene<'_>) -> (Part, Part, Vec<Spot>) {
    let mut all = Vec::new();
    leaves(&scene.action.args, String::new(), &mut Room::new(), &mut all);
    let (mut critical, mut others): (Vec<(usize, Line)>, Vec<Line>) = (Vec::new(), Vec::new());
    let mut opaque = Vec::new();
    for leaf in &all {
        let rank = rank(scene, leaf);
        let name = if rank.is_some() { PartName::Critical } else { PartName::Arguments };
        let (line, hidden) = one(scene, leaf, rank.is_some());
        if hidden {
            opaque.push(Spot { part: name, pointer: leaf.pointer.clone(), reason: "cannot be shown faithfully".into() });
        }
        match rank {
            Some(rank) => critical.push((rank, line)),
            None => others.push(line),
        }
    }
    sort(&mut critical, |(a, _), (b, _)| a.cmp(b));
    let mut critical: Vec<Line> = critical.into_iter().map(|(_, line)| line).collect();
    for pointer in scene.critical.iter().filter(|pointer| pointer.find(&scene.action.args).is_none()) {
        let missing = Line { pointer: Some(pointer.as_str().into()), ..Line::labelled(label(pointer.as_str()), "not among the arguments") };
        critical.push(missing.marked(Mark::Missing));
    }
    let (title, rest) = match scene.critical.is_empty() {
        true => (format!("All arguments ({}; no rule says which are critical)", all.len()), String::new()),
        false => ("Critical arguments".to_owned(), format!("Other arguments ({})", others.len())),
    };
    let title = if all.len() == 1 && scene.critical.is_empty() { "The only argument".to_owned() } else { title };
    (part(PartName::Critical, title, critical), part(PartName::Arguments, rest, others), opaque)
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

fn label(pointer: &str) -> String {
    if pointer.is_empty() { "(all)".into() } else { inert::show(pointer).text }
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
