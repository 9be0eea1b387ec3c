//! Slack's Block Kit, within its limits. What does not fit becomes a link to the whole, never a part with a button to approve.

use super::text::body;
use super::{RenderOptions, footer};
use crate::codes::Code;
use crate::document::Issues;
use crate::error::Issue;
use crate::json::{Json, Members, canonical};
use crate::package::shape::ContextPackage;

const BLOCKS: usize = 50;
const SECTION: usize = 3_000;
const HEADER: usize = 150;
const URL: usize = 3_000;

/// `{"text", "mrkdwn": false, "blocks"}`: what `chat.postMessage` takes. All texts are `plain_text`, in which nothing is markup.
pub(super) fn slack(package: &ContextPackage, options: &RenderOptions, issues: &mut Issues) -> Option<String> {
    let whole = (package.approvable_short || !package.approvable).then(|| blocks(package)).flatten();
    let url = options.review_url.as_deref().filter(|url| is_link(url));
    let blocks = match (whole, url) {
        (Some(blocks), _) => blocks,
        (None, Some(url)) => linked(package, url),
        (None, None) => {
            let what = "is missing or no https URL of at most 3,000 characters, and the package does not fit into a message; write where people can review it";
            issues.push(Issue::error(Code::Missing, "/options/reviewUrl".into(), what.into()));
            return None;
        }
    };
    let fallback = format!("Review {} ({})", package.oversight.as_str(), package.digest);
    Some(canonical(&object([("text", fallback.into()), ("mrkdwn", false.into()), ("blocks", Json::Array(blocks))])))
}

/// All of it, or nothing where Slack would cut.
fn blocks(package: &ContextPackage) -> Option<Vec<Json>> {
    let mut blocks = Vec::new();
    for (at, part) in package.parts.iter().enumerate() {
        let lines = body(part, false);
        let Some((first, rest)) = lines.split_first() else { continue };
        let rest = match (at, first.trim()) {
            (0, headline) if units(headline) <= HEADER => {
                blocks.push(object([("type", "header".into()), ("text", plain(headline))]));
                rest
            }
            _ => {
                blocks.push(object([("type", "context".into()), ("elements", Json::Array(vec![plain(&part.title)]))]));
                &lines
            }
        };
        blocks.extend(sections(rest)?);
    }
    blocks.extend(sections(&footer(package, false))?);
    if package.approvable {
        blocks.push(buttons(package));
    }
    (blocks.len() <= BLOCKS).then_some(blocks)
}

/// Lines in as few sections as they need; none is cut.
fn sections(lines: &[String]) -> Option<Vec<Json>> {
    let mut texts: Vec<String> = Vec::new();
    for line in lines {
        if units(line) > SECTION {
            return None;
        }
        match texts.last_mut().filter(|text| units(text) + units(line) < SECTION) {
            Some(text) => {
                text.push('\n');
                text.push_str(line);
            }
            None => texts.push(line.clone()),
        }
    }
    Some(texts.iter().map(|text| object([("type", "section".into()), ("text", plain(text))])).collect())
}

/// Characters as JavaScript counts them, the larger of the counts that Slack may mean.
fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

fn buttons(package: &ContextPackage) -> Json {
    let value = object([("action", package.digests.action.as_str().into()), ("package", package.digest.as_str().into())]);
    let button = |id: &str, label: &str| {
        object([("type", "button".into()), ("action_id", format!("holdpoint_{id}").into()), ("text", plain(label)), ("value", canonical(&value).into())])
    };
    let all = [("approve", "Approve"), ("reject", "Reject"), ("ask", "Ask back")].map(|(id, label)| button(id, label));
    object([("type", "actions".into()), ("elements", Json::Array(all.into()))])
}

/// The short message: that something waits, and where all of it is to be seen. Nothing of the outside stands in it.
fn linked(package: &ContextPackage, url: &str) -> Vec<Json> {
    let mut lines = vec![format!("An action waits for a person ({}, {}).", package.oversight.as_str(), package.tier_name.as_str().replace('_', "-"))];
    lines.push("It does not fit into a message. Open it to see all of it, and answer there.".into());
    lines.push(format!("Package {}", package.digest));
    let button = object([("type", "button".into()), ("action_id", "holdpoint_open".into()), ("text", plain("Open the review")), ("url", url.into())]);
    vec![
        object([("type", "section".into()), ("text", plain(&lines.join("\n")))]),
        object([("type", "actions".into()), ("elements", Json::Array(vec![button]))]),
    ]
}

fn is_link(url: &str) -> bool {
    url.len() <= URL && url.starts_with("https://") && url.bytes().all(|b| b.is_ascii_graphic())
}

fn plain(text: &str) -> Json {
    object([("type", "plain_text".into()), ("text", text.into()), ("emoji", false.into())])
}

fn object<const N: usize>(members: [(&str, Json); N]) -> Json {
    Json::Object(Members::from_unique(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()))
}
