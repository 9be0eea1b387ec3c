//! Tools that could change the gate itself: blocked, and nobody can release them.

use crate::policy::Policy;

/// The built-in name: `holdpoint` as any part of a tool's name, letter case aside, so that `mcp__Holdpoint__respond` and `holdpointRespond`
/// are caught too. Parts end at whatever is no letter, and where a small letter is followed by a capital.
pub(crate) fn is_built_in_protected(tool: &str) -> bool {
    tool.split(|c: char| !c.is_ascii_alphabetic()).any(|word| word.eq_ignore_ascii_case(NAME) || in_camel_case(word))
}

const NAME: &str = "holdpoint";

fn in_camel_case(word: &str) -> bool {
    let bytes = word.as_bytes();
    let starts_part = |at: usize| at == 0 || (bytes.get(at - 1).is_some_and(u8::is_ascii_lowercase) && bytes.get(at).is_some_and(u8::is_ascii_uppercase));
    bytes.windows(NAME.len()).enumerate().any(|(at, part)| {
        let end = at + NAME.len();
        part.eq_ignore_ascii_case(NAME.as_bytes()) && starts_part(at) && (end == bytes.len() || starts_part(end))
    })
}

/// The pattern that protects a tool, if one does.
pub(super) fn protected_by<'p>(policy: &'p Policy, tool: &str) -> Option<&'p str> {
    if is_built_in_protected(tool) {
        return Some("holdpoint");
    }
    let own = policy.document().protected.iter().flatten();
    own.into_iter().find(|glob| glob.matches(tool)).map(|glob| glob.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_names() {
        for tool in [
            "holdpoint",
            "holdpoint.respond",
            "mcp__Holdpoint__respond",
            "x-HOLDPOINT/y",
            "a:holdpoint",
            "holdpointRespond",
            "myHoldpoint",
            "holdpoint2",
            "holdpoint x",
        ] {
            assert!(is_built_in_protected(tool), "{tool}");
        }
        for tool in ["holdpoints.list", "household.point", "holdpointer", "threshold_points", "hold.point"] {
            assert!(!is_built_in_protected(tool), "{tool}");
        }
    }
}
