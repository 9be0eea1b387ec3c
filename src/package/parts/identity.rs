//! Who and where, and the digests that an approval is bound to.

use super::{Scene, name, part};
use crate::package::shape::{Line, Part, PartName};

pub(in crate::package) fn of(scene: &Scene<'_>) -> Part {
    let action = scene.action;
    let digests = &scene.brief.digests;
    let path = action.path.as_deref().filter(|path| !path.is_empty()).map(|path| {
        const SHOWN: usize = 8;
        let mut names: Vec<String> = path.iter().take(SHOWN).map(|step| name(&step.0)).collect();
        if path.len() > SHOWN {
            names.push(format!("({} more)", path.len() - SHOWN));
        }
        names.join(" › ")
    });
    let ids = [
        ("request", scene.extra.request_id.as_ref().map(|id| name(&id.0))),
        ("session", Some(name(&action.session.0))),
        ("call", action.call_id.as_ref().map(|id| name(&id.0))),
        ("step", scene.extra.step.map(|step| step.0.to_string())),
        ("agent", action.agent.as_ref().map(|agent| name(&agent.0))),
        ("path", path),
        ("on behalf of", action.principal.as_ref().map(|principal| name(&principal.0))),
    ];
    let ids: Vec<String> = ids.into_iter().filter_map(|(what, id)| Some(format!("{what} {}", id?))).collect();
    let digests = [("action", &digests.action), ("policy", &digests.policy), ("decision", &digests.decision)];
    let lines = std::iter::once(Line::text(ids.join(", "))).chain(digests.map(|(what, digest)| Line::labelled(what, digest.as_str())));
    part(PartName::Identity, "Identity", lines.collect())
}
