//! Tools that could change the gate itself: blocked, and nobody can release them.

use crate::policy::Policy;

/// The built-in name: `holdpoint` as any part of a tool's name, letter case aside, so that `mcp__Holdpoint__respond` is caught too.
pub(crate) fn is_built_in_protected(tool: &str) -> bool {
    tool.split(['.', '_', '-', '/', ':']).any(|part| part.eq_ignore_ascii_case("holdpoint"))
}

/// The pattern that protects a tool, if one does.
pub(super) fn protected_by<'p>(policy: &'p Policy, tool: &str) -> Option<&'p str> {
    if is_built_in_protected(tool) {
        return Some("holdpoint");
    }
    let own = policy.document().protected.iter().flatten();
    own.into_iter().find(|glob| glob.matches(tool)).map(|glob| glob.as_str())
}
