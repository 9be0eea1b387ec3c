//! What went wrong, where, and what to do about it.

use crate::codes::Code;
use crate::document::shorten;
use crate::order::sort;
use serde::Serialize;

/// One problem in a policy or an input.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(optional_fields))]
pub struct Issue {
    /// What kind of problem; `docs/codes.md` has them all.
    pub code: Code,
    /// JSON Pointer (RFC 6901) to the offending value, or to the place where a missing one belongs.
    pub pointer: String,
    /// A sentence that says what is wrong and what to write instead.
    pub message: String,
    /// What was probably meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// Errors refuse, warnings advise.
    pub severity: Severity,
}

/// How bad an issue is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub enum Severity {
    /// The input is refused.
    Error,
    /// The input is accepted, with advice.
    Warning,
}

impl Issue {
    /// `what` goes on from the place: "is not a number; write …".
    pub(crate) fn error(code: Code, pointer: String, what: String) -> Self {
        let message = if pointer.is_empty() { format!("the document {what}") } else { format!("`{}` {what}", shorten(&pointer, 200)) };
        Self { code, pointer, message, hint: None, severity: Severity::Error }
    }

    pub(crate) fn warning(code: Code, pointer: String, what: String) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, pointer, what) }
    }

    pub(crate) fn hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint;
        self
    }
}

/// Issues found so far: as many as somebody can mend in one go. A hostile input could have millions, each with a pointer as long as a key.
#[derive(Debug, Default)]
pub(crate) struct Issues {
    list: Vec<Issue>,
    bytes: usize,
}

impl Issues {
    const MOST: usize = 100;
    const MOST_BYTES: usize = 64 << 10;

    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps an issue while there is room, and says once that there are more.
    pub fn push(&mut self, issue: Issue) {
        if self.is_full() {
            return;
        }
        self.bytes += issue.pointer.len() + issue.message.len();
        let severity = issue.severity;
        self.list.push(issue);
        if self.is_full() {
            let message = "there are more problems than these; mend these first".into();
            self.list.push(Issue { code: Code::TooMany, pointer: String::new(), message, hint: None, severity });
        }
    }

    /// Whether looking further is of no use.
    pub fn is_full(&self) -> bool {
        self.list.len() >= Self::MOST || self.bytes >= Self::MOST_BYTES
    }

    /// Errors first, then by place.
    pub fn sort(&mut self) {
        sort(&mut self.list, |a, b| (a.severity as u8, &a.pointer).cmp(&(b.severity as u8, &b.pointer)));
    }

    pub fn into_list(self) -> Vec<Issue> {
        self.list
    }
}

impl std::ops::Deref for Issues {
    type Target = [Issue];

    fn deref(&self) -> &[Issue] {
        &self.list
    }
}

/// Why a call was refused: what a caller gets instead of an answer, never to be mistaken for permission.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Refusal {
    /// `policy_invalid` or `input_invalid`.
    pub code: Code,
    /// The first issue, and how many more there are.
    pub message: String,
    /// Every problem found.
    pub issues: Vec<Issue>,
}

impl Refusal {
    pub(crate) fn new(code: Code, issues: Issues) -> Self {
        let issues = issues.into_list();
        let first = issues.iter().find(|issue| issue.severity == Severity::Error).or(issues.first());
        let more = issues.iter().filter(|issue| issue.severity == Severity::Error).count().saturating_sub(1);
        let message = match (first, more) {
            (None, _) => String::new(),
            (Some(issue), 0) => issue.message.clone(),
            (Some(issue), 1) => format!("{} (and 1 more problem)", issue.message),
            (Some(issue), more) => format!("{} (and {more} more problems)", issue.message),
        };
        Self { code, message, issues }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Refusal {}

/// The known word nearest to a mistyped one, if one is near enough to be what was meant.
pub(crate) fn nearest<'k>(word: &str, known: &[&'k str]) -> Option<&'k str> {
    // Among very many words a hint is a guess, and looking for it is work that grows with the square of a hostile policy.
    let known = if known.len() <= 64 { known } else { &[] };
    let limit = (word.len() / 3).clamp(1, 3);
    known.iter().map(|k| (distance(word, k), *k)).filter(|&(d, _)| d <= limit).min().map(|(_, k)| k)
}

/// Edits between two words, letter case aside, a swap of neighbours counted as one (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    // A hostile key is not worth a table of a million cells.
    if a.len() > 64 {
        return usize::MAX;
    }
    let (a, b) = (a.to_ascii_lowercase().into_bytes(), b.to_ascii_lowercase().into_bytes());
    let cell = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX - 1);
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    let mut last_a = None;
    for (i, ca) in a.into_iter().enumerate() {
        let mut next = vec![i + 1];
        let mut last_b = None;
        for (j, &cb) in b.iter().enumerate() {
            let mut least = (cell(&row, j) + usize::from(ca != cb)).min(cell(&row, j + 1) + 1).min(cell(&next, j) + 1);
            if last_a == Some(cb) && last_b == Some(ca) {
                least = least.min(cell(&before, j.wrapping_sub(1)) + 1);
            }
            next.push(least);
            last_b = Some(cb);
        }
        before = std::mem::replace(&mut row, next);
        last_a = Some(ca);
    }
    row.last().copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_only_what_is_near() {
        let known = ["tools", "tiers", "triggers", "defaultTier"];
        assert_eq!(nearest("tolls", &known), Some("tools"));
        assert_eq!(nearest("toosl", &known), Some("tools"));
        assert_eq!(nearest("defaulttier", &known), Some("defaultTier"));
        assert_eq!(nearest("rules", &known), None);
        assert_eq!(nearest(&"t".repeat(1_000_000), &known), None);
    }
}
