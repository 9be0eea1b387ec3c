//! The agent's own words: last, line by line, and with what in them is odd said first.

use super::{Scene, part};
use crate::defence::{Defence, stands};
use crate::json::{Json, canonical};
use crate::money::Money;
use crate::package::inert;
use crate::package::shape::{Line, Mark, Part, PartName};
use crate::package::value::{prose, quoted, shorten};

pub(in crate::package) fn of(scene: &Scene<'_>) -> Part {
    let claims = scene.context.claims.as_ref();
    let reasoning = claims.and_then(|claims| claims.reasoning.as_deref()).filter(|text| !text.is_empty());
    let alternatives = claims.and_then(|claims| claims.alternatives.as_deref()).unwrap_or_default();
    let words: Vec<&str> = reasoning.into_iter().chain(alternatives.iter().map(String::as_str)).collect();
    let mut lines = warnings(&words, &scene.action.args, &scene.action.tool.0);
    let mut say = |text: &str| lines.extend(prose(text).into_iter().map(|line| line.marked(Mark::Untrusted)));
    if let Some(text) = reasoning {
        say(text);
    }
    for (at, alternative) in alternatives.iter().enumerate() {
        say(&format!("Alternative {}: {alternative}", at + 1));
    }
    part(PartName::Statement, "The agent's own words (unchecked, they decide nothing)", lines)
}

fn warnings(words: &[&str], args: &Json, tool: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let there = canonical(args).to_lowercase();
    let tool = tool.to_lowercase();
    let is_there = |thing: &str| match amount_of(thing) {
        // 12 is not in 1200.
        Some(amount) => numbers(&there).any(|number| number == amount),
        None => there.contains(&written(&thing.to_lowercase())) || tool.contains(&thing.to_lowercase()),
    };
    let elsewhere: Vec<String> =
        named(words).into_iter().filter(|thing| !is_there(thing)).take(3).map(|thing| quoted(&shorten(&inert::show(thing).text))).collect();
    if !elsewhere.is_empty() && stands(Defence::Mismatch) {
        lines.push(Line::text(format!("speaks of what is in no argument: {}", elsewhere.join(", "))).marked(Mark::Warning));
    }
    lines
}

/// As the text stands inside of canonical JSON.
fn written(text: &str) -> String {
    let text = canonical(&Json::from(text));
    text.get(1..text.len() - 1).unwrap_or_default().to_owned()
}

/// The number behind a sign of money.
fn amount_of(word: &str) -> Option<Money> {
    Money::parse(&word.strip_prefix(['$', '€', '£'])?.replace(',', ""))
}

fn numbers(text: &str) -> impl Iterator<Item = Money> {
    text.split(|c: char| !c.is_ascii_digit() && c != '.').filter_map(Money::parse)
}

/// What the words name so plainly that one would look for it among the arguments: `code`, addresses, and amounts with their sign.
fn named<'w>(words: &[&'w str]) -> Vec<&'w str> {
    const MOST: usize = 200;
    let mut found = Vec::new();
    for text in words {
        found.extend(text.split('`').skip(1).step_by(2).filter(|code| !code.trim().is_empty()));
        for word in text.split_whitespace() {
            let word = word.trim_matches(|c: char| ".,;:!?()[]<>\"'`".contains(c));
            if amount_of(word).is_some() || word.contains("://") || (word.contains('@') && word.contains('.')) {
                found.push(word);
            }
            if found.len() >= MOST {
                return found;
            }
        }
    }
    found
}
