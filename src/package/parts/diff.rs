//! What changes, from the host's store, and what differs from the last similar approval.

use super::{Scene, name, part};
use crate::defence::{Defence, stands};
use crate::json::Json;
use crate::package::diff::{Change, changes, patch};
use crate::package::shape::{Line, Part, PartName};
use crate::time::utc;

/// The part, the patch from what stands now, and that from the last approved arguments. `state` and `last` are redacted as the arguments are.
pub(in crate::package) fn of(scene: &Scene<'_>, state: Option<(&Json, &Json)>, last: Option<&Json>) -> (Part, Option<Json>, Option<Json>) {
    let mut lines = Vec::new();
    let patch_of = |title: String, from: &Json, to: &Json, lines: &mut Vec<Line>| {
        let found = changes(from, to);
        lines.push(Line::text(format!("{title}{}:", summary(&found))));
        if found.is_empty() {
            lines.push(Line::text("nothing"));
        }
        lines.extend(found.iter().map(|change| change.line()));
        patch(&found)
    };
    let now = state.map(|(before, after)| patch_of("Against what stands now".into(), before, after, &mut lines));
    let since = last.filter(|_| stands(Defence::LastApproved)).map(|args| {
        let approved = scene.extra.last_approved.as_ref();
        let id = approved.and_then(|approved| approved.request_id.as_ref()).map(|id| format!(" {}", name(&id.0))).unwrap_or_default();
        let at = approved.and_then(|approved| approved.at).map(|at| format!(", {}", utc(at.0))).unwrap_or_default();
        patch_of(format!("Against the last similar approval{id}{at}"), args, &scene.action.args, &mut lines)
    });
    (part(PartName::Diff, "What changes", lines), now, since)
}

/// How much differs, before what: for those who listen, and for those who only glance.
fn summary(found: &[Change<'_>]) -> String {
    let count = |what: &str, wanted: (bool, bool)| {
        let count = found.iter().filter(|change| (change.before.is_some(), change.after.is_some()) == wanted).count();
        (count > 0).then(|| format!("{count} {what}"))
    };
    let parts: Vec<String> = [count("changed", (true, true)), count("added", (false, true)), count("removed", (true, false))].into_iter().flatten().collect();
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) }
}
