//! What fits: from the bottom up, lines go until the short form is within its budget. The headline, critical arguments, why, impact, answers
//! and identity always stay.

use super::parts::arguments::is_critical;
use super::render::text::{heading_size, line_size, text_size};
use super::shape::{Budget, ContextPackage, LeftOut, Line, PartName, Spot};
use crate::defence::{Defence, stands};
use crate::digest::{Domain, digest_text};
use crate::document::Count;
use crate::json::{Pointer, text as json_text};

/// Tokens where the host says nothing.
pub(super) const DEFAULT: u64 = 1_500;
/// Four bytes of UTF-8 are a token: exact where the models' own counters differ.
const BYTES: usize = 4;
/// What the line that says what was left out takes, at most.
const NOTICE: usize = 170;
/// The order in which parts are filled; they lose lines in the other order.
const TRIMMED: [PartName; 4] = [PartName::Arguments, PartName::Diff, PartName::Evidence, PartName::Statement];

/// Trims the package and notes what an approver must still see.
pub(super) fn fit(package: &mut ContextPackage, critical: &[Pointer]) {
    let most = (package.budget.limit.0 as usize).saturating_mul(BYTES);
    // Below zero where what always stays is too long already: then nothing else stays.
    let mut room = signed(most) - signed(fixed(package));
    for (at, name) in TRIMMED.into_iter().enumerate() {
        // Every part that comes after can at least say that it was left out.
        let later = signed(NOTICE) * TRIMMED.into_iter().skip(at + 1).filter(|later| has_lines(package, *later)).count() as i64;
        room = trim(package, name, room - later, critical) + later;
    }
    package.approvable_short = package.approvable && package.must_view.is_empty() && package.uninspectable.is_empty();
    package.budget.used = tokens(package);
    if package.is_over_budget() {
        package.approvable_short = false;
        // With the sentence that says so.
        package.budget.used = tokens(package);
    }
}

/// The bytes of the text, four to a token.
fn tokens(package: &ContextPackage) -> Count {
    Count(text_size(package).div_ceil(BYTES) as u64)
}

pub(super) fn budget(limit: Option<Count>) -> Budget {
    Budget { limit: limit.unwrap_or(Count(DEFAULT)), used: Count(0) }
}

fn signed(bytes: usize) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX / 16)
}

fn has_lines(package: &ContextPackage, name: PartName) -> bool {
    package.parts.iter().any(|part| part.name == name && !part.lines.is_empty())
}

/// The bytes of what always stays, headings and the longest ending included.
fn fixed(package: &ContextPackage) -> usize {
    let ending = 260;
    let parts = package.parts.iter().map(|part| {
        let stays = !TRIMMED.contains(&part.name);
        let lines: usize = part.lines.iter().filter(|_| stays).map(line_size).sum();
        if part.lines.is_empty() { 0 } else { heading_size(part) + lines }
    });
    parts.sum::<usize>() + ending
}

/// Keeps as many first lines as fit, and gives back the room that is left. Arguments and changes stay in the package, collapsed; evidence and
/// the agent's words go.
fn trim(package: &mut ContextPackage, name: PartName, room: i64, critical: &[Pointer]) -> i64 {
    let Some(part) = package.parts.iter_mut().find(|part| part.name == name) else { return room };
    let all = signed(part.lines.iter().map(line_size).sum());
    if all <= room || part.lines.is_empty() || !stands(Defence::Trimming) {
        return room - all;
    }
    let mut left = room - signed(NOTICE);
    let keep = part.lines.iter().take_while(|line| {
        let size = signed(line_size(line));
        let fits = size <= left;
        left -= if fits { size } else { 0 };
        fits
    });
    let keep = keep.count();
    let out: Vec<&Line> = part.lines.iter().skip(keep).collect();
    part.left_out = stands(Defence::LeftOut).then(|| LeftOut {
        lines: Count(out.len() as u64),
        bytes: Count(out.iter().map(|line| line_size(line) as u64).sum()),
        digest: digest_text(Domain::LeftOut, &json_text(&out)),
    });
    if matches!(name, PartName::Evidence | PartName::Statement) {
        part.lines.truncate(keep);
        return left;
    }
    for line in part.lines.iter_mut().skip(keep) {
        line.collapsed = Some(true);
        let pointer = line.pointer.clone();
        // Every argument must have been seen; of what changes, whatever is critical.
        let spot = pointer.filter(|pointer| stands(Defence::MustView) && (name == PartName::Arguments || is_critical(critical, pointer)));
        package.must_view.extend(spot.map(|pointer| Spot { part: name, pointer, reason: "collapsed for length".into() }));
    }
    left
}
