//! Markdown in which nothing of the outside is structure, link, image or mention: all of it stands in fences or as code.

use super::footer;
use super::text::body;
use crate::defence::{Defence, stands};
use crate::package::shape::{ContextPackage, PartName};

pub(super) fn markdown(package: &ContextPackage, full: bool) -> String {
    let mut out = String::new();
    for part in &package.parts {
        let lines = body(part, full);
        let Some((first, rest)) = lines.split_first() else { continue };
        let rest = match part.name {
            PartName::Headline => {
                out.push_str(&format!("**{}**\n\n", code(first.trim())));
                rest
            }
            _ => {
                out.push_str(&format!("**{}**\n\n", escaped(&part.title)));
                &lines
            }
        };
        out.push_str(&fenced(rest));
    }
    out.push_str(&fenced(&footer(package, full)));
    out
}

/// Lines in a fence that is longer than any run of its sign inside.
fn fenced(lines: &[String]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let longest = lines.iter().map(|line| longest_run(line)).max().unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}text\n{}\n{fence}\n\n", lines.join("\n"))
}

/// CommonMark §6.1: between more of the sign than stand together inside. A backslash would not do for a headline: sites look for `@name`, `#12`
/// and addresses in what is left of the text when all escapes are gone, and call people and link from there; not in code.
fn code(text: &str) -> String {
    let ticks = "`".repeat(longest_run(text) + 1);
    format!("{ticks} {text} {ticks}")
}

fn longest_run(line: &str) -> usize {
    line.split(|c| c != '`').map(str::len).max().filter(|_| stands(Defence::Fences)).unwrap_or_default()
}

/// CommonMark §2.4: a backslash before any ASCII punctuation makes it a plain sign. For our own words.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii_punctuation() {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
