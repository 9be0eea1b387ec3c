//! Markdown in which nothing of the outside is structure, link or image: everything stands in fences, or with every sign escaped.

use super::footer;
use super::text::body;
use crate::package::shape::{ContextPackage, PartName};

pub(super) fn markdown(package: &ContextPackage, full: bool) -> String {
    let mut out = String::new();
    for part in &package.parts {
        let lines = body(part, full);
        let Some((first, rest)) = lines.split_first() else { continue };
        let rest = match part.name {
            PartName::Headline => {
                out.push_str(&format!("**{}**\n\n", escaped(first.trim())));
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

fn longest_run(line: &str) -> usize {
    line.split(|c| c != '`').map(str::len).max().unwrap_or_default()
}

/// CommonMark §2.4: a backslash before any ASCII punctuation makes it a plain sign; GitHub's own links for bare addresses go too.
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
