//! Text with pointers in braces, filled from what will really run: `Refund {/amount} {/currency} to {/recipient}`.

use crate::codes::Code;
use crate::document::{Issues, Read, parsed};
use crate::json::{Json, Place, Pointer};

/// A checked template. A pointer stands for an argument; in an undo's arguments, `{result/…}` stands for a part of the action's result
/// and `{before/…}` for what the host recorded before it. `{{` and `}}` are plain braces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(String);

impl Template {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            let (brace, after) = rest.get(at..)?.split_at(1);
            rest = match after.strip_prefix(brace) {
                Some(after) => after,
                None if brace == "{" => {
                    let (inside, after) = after.split_once('}')?;
                    let pointer = ["result", "before"].iter().find_map(|root| inside.strip_prefix(root)).unwrap_or(inside);
                    if pointer.is_empty() || Pointer::parse(pointer).is_none() {
                        return None;
                    }
                    after
                }
                None => return None,
            };
        }
        Some(Self(text.to_owned()))
    }

    /// Where it leads, where it is one pointer in braces and nothing else: its root and the pointer.
    pub(crate) fn whole(&self) -> Option<(&'static str, Pointer)> {
        let inside = self.0.strip_prefix('{')?.strip_suffix('}')?;
        if inside.starts_with('{') || inside.contains('}') {
            return None;
        }
        led(inside)
    }

    /// The text with what `value` says for each pointer; its root is `result`, `before`, or nothing for the arguments.
    pub(crate) fn fill(&self, value: &dyn Fn(&str, &Pointer) -> String) -> String {
        let mut out = String::new();
        let mut rest = self.0.as_str();
        while let Some(at) = rest.find(['{', '}']) {
            let (plain, from) = rest.split_at(at);
            out.push_str(plain);
            let (brace, after) = from.split_at(1);
            rest = match (after.strip_prefix(brace), after.split_once('}')) {
                (Some(after), _) => {
                    out.push_str(brace);
                    after
                }
                (None, Some((inside, after))) => {
                    out.push_str(&led(inside).map(|(root, pointer)| value(root, &pointer)).unwrap_or_default());
                    after
                }
                // No template is without its closing brace.
                (None, None) => after,
            };
        }
        out.push_str(rest);
        out
    }
}

/// What stands in braces: a root, `result`, `before` or nothing, and a pointer from there.
fn led(inside: &str) -> Option<(&'static str, Pointer)> {
    let root = ["result", "before"].into_iter().find(|root| inside.starts_with(root)).unwrap_or_default();
    inside.strip_prefix(root).and_then(Pointer::parse).map(|pointer| (root, pointer))
}

impl Read for Template {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        parsed(value, Template::parse, Code::BadTemplate, "text with pointers in braces, such as \"Refund {/amount}\"", &place, issues)
    }
}

impl serde::Serialize for Template {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod schema {
    use super::*;
    use crate::document::schema::leaf;
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    leaf! { Template as "string": { "type": "string" } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_filled_once() {
        let template = Template::parse("{{x}} {/a~1b} of {result/id}, {/a~1b}{/c}").unwrap();
        // What is filled in is not filled again.
        let filled = template.fill(&|root, pointer| format!("<{root}{}>{{/c}}", pointer.as_str()));
        assert_eq!(filled, "{x} </a~1b>{/c} of <result/id>{/c}, </a~1b>{/c}</c>{/c}");
    }

    #[test]
    fn braces_enclose_pointers() {
        for text in ["plain", "Refund {/amount} {/currency}", "{{literal}}", "{result/id}", "{before/bags}", "{/a~1b/0}"] {
            assert!(Template::parse(text).is_some(), "{text}");
        }
        for text in ["{amount}", "{/a", "}", "{}", "{result}", "{/a~}", "{ /a }", "{{/a}"] {
            assert!(Template::parse(text).is_none(), "{text}");
        }
    }
}
