//! Context packages, and that nothing in their renderings is more than text. GitHub's Markdown as `comrak` reads it and Unicode's own categories
//! are the judges.

use super::*;
use comrak::nodes::NodeValue;
use holdpoint::package::edits::apply_patch;
use holdpoint::wire::package::{context_package, render};
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// An action, a context and what the host adds, one a line, each `{}` where it is left out.
pub fn package(data: &[u8]) {
    let [action, context, extra] = lines(data, "{}");
    // One that says what is critical, and one that says nothing.
    for gate in [&GATES[0], &GATES[2]] {
        match context_package(gate, action, context, extra) {
            Ok(made) => of_package(gate, &made, [action, context, extra]),
            Err(refusal) => assert!(refused(&refusal, "")),
        }
    }
}

fn of_package(gate: &Gate, made: &str, [action, context, extra]: [&str; 3]) {
    let package = parsed(made);
    let spelled = [action, context, extra].map(|text| if text == action { text.to_owned() } else { wire::canonical_json(text).expect("is JSON") });
    assert_eq!(context_package(gate, &spelled[0], &spelled[1], &spelled[2]).as_deref(), Ok(made), "a package is blind to spelling");
    let decision = parsed(&wire::decide(gate, action, context).expect("what has a package is decided"));
    for name in ["action", "policy", "decision"] {
        assert_eq!(package["digests"][name], decision["digests"][name]);
    }
    let rest = wire::canonical_json(&without(&package, &["digest"]).to_string()).expect("is JSON");
    let digest = format!("blake3:{}", blake3::Hash::from(blake3::derive_key("holdpoint 2026-11 package digest v1", rest.as_bytes())));
    assert_eq!(package["digest"], digest.as_str(), "is the digest of all the rest");

    // All that people read is inert; `action` and the patches are for machines.
    inert(&without(&package, &["action", "patch", "patchFromLast"]));
    let rendered = |how: &str, options: Value| render(made, how, &options.to_string()).expect("can be rendered");
    assert_eq!(rendered("json", json!({})), made);
    let short = rendered("text", json!({}));
    for options in [json!({}), json!({ "full": true })] {
        let text = rendered("text", options.clone());
        assert!(text.contains(&digest));
        plain(&package, &text);
        markdown(&rendered("markdown", options), &text);
    }
    assert_eq!(package["budget"]["used"], short.len().div_ceil(4));
    let bare = |text: &str| text.chars().filter(|c| !c.is_whitespace() && *c != '│').collect::<String>();
    assert_eq!(bare(&rendered("text", json!({ "width": 33 }))), bare(&short), "wrapping loses nothing");
    slack(&package, &parsed(&rendered("slack", json!({ "reviewUrl": "https://example.com/review/1" }))));

    let extra = parsed(&spelled[2]);
    if package["redactions"] == json!([]) {
        let args = &parsed(&wire::canonical_json(action).expect("is JSON"))["args"];
        let state = &extra["state"];
        leads(&state["before"], &package["patch"], if state.get("after").is_some() { &state["after"] } else { args });
        leads(&extra["lastApproved"]["args"], &package["patchFromLast"], args);
    }
    hidden(&package, [action, context, extra.to_string().as_str()]);
}

/// A patch leads from what stands now to what will.
fn leads(before: &Value, patch: &Value, after: &Value) {
    if !patch.is_null() {
        let patched = apply_patch(&before.to_string(), &patch.to_string()).expect("applies");
        assert!(same(&parsed(&patched), after), "{patched} is not {after}");
    }
}

/// What was redacted whole and stands nowhere else is in no part of the package.
fn hidden(package: &Value, given: [&str; 3]) {
    let action = parsed(&wire::canonical_json(given[0]).expect("is JSON"));
    for redaction in package["redactions"].as_array().expect("is a list") {
        let Some(Value::String(was)) = redaction["pointer"].as_str().and_then(|pointer| action["args"].pointer(pointer)) else { continue };
        let particular = was.len() >= 12 && was.bytes().all(|b| b.is_ascii_alphanumeric()) && was.bytes().any(|b| b.is_ascii_digit());
        let times: usize = given.iter().map(|text| text.matches(was.as_str()).count()).sum();
        if redaction["whole"] == true && particular && times == 1 {
            assert!(!package.to_string().contains(was.as_str()), "{was} is not hidden in {package}");
        }
    }
}

fn inert(value: &Value) {
    match value {
        Value::String(text) => assert_eq!(text.chars().find(|c| is_hidden(*c)), None, "{text:?}"),
        Value::Array(items) => items.iter().for_each(inert),
        // A pointer is what it is: keys of it are shown by labels.
        Value::Object(members) => members.iter().filter(|(key, _)| *key != "pointer").for_each(|(_, value)| inert(value)),
        _ => {}
    }
}

/// What nobody sees, or what moves what one sees.
fn is_hidden(c: char) -> bool {
    use GeneralCategory as G;
    let hidden = [G::Control, G::Format, G::Surrogate, G::PrivateUse, G::Unassigned, G::LineSeparator, G::ParagraphSeparator, G::SpaceSeparator];
    c != ' ' && hidden.contains(&c.general_category())
}

/// Lines of ours begin at the margin, all others do not.
fn plain(package: &Value, text: &str) {
    let titles: Vec<&Value> = package["parts"].as_array().expect("is a list").iter().map(|part| &part["title"]).collect();
    for line in text.lines() {
        let ours =
            line.is_empty() || titles.iter().any(|title| **title == line) || line.starts_with("Package blake3:") || line.starts_with("Not to be approved");
        assert!(ours || line.starts_with("  "), "{line:?}");
        assert_eq!(line.chars().find(|c| is_hidden(*c)), None, "{line:?}");
    }
}

/// Paragraphs of plain text in bold and fences of plain text: nothing else, and what they say is what the text says.
fn markdown(markdown: &str, text: &str) {
    let mut options = comrak::Options::default();
    let extension = &mut options.extension;
    (extension.strikethrough, extension.table, extension.autolink, extension.tasklist, extension.footnotes) = (true, true, true, true, true);
    (extension.alerts, extension.math_dollars) = (true, true);
    let arena = comrak::Arena::new();
    let mut said = String::new();
    for node in comrak::parse_document(&arena, markdown, &options).descendants() {
        match &node.data.borrow().value {
            NodeValue::Document | NodeValue::Paragraph | NodeValue::Strong => said.push('\n'),
            // Ours: sites make links and mentions of what they find in it, escaped or not.
            NodeValue::Text(text) => {
                assert!(text.chars().all(|c| c.is_ascii_alphanumeric() || " (),;'".contains(c)), "{text}");
                said.push_str(text);
            }
            NodeValue::Code(code) => said.push_str(&code.literal),
            NodeValue::CodeBlock(block) => {
                assert!(block.fenced && block.info == "text", "{}", block.info);
                said.push('\n');
                said.push_str(&block.literal);
            }
            other => panic!("{other:?} in {markdown}"),
        }
    }
    let lines = |text: &str| text.lines().map(str::trim).filter(|line| !line.is_empty() && *line != "What will happen").map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(lines(&said), lines(text));
}

/// Plain texts within Slack's limits, and a button to approve only where all is there.
fn slack(package: &Value, message: &Value) {
    let fallback = message["text"].as_str().expect("is a text");
    assert!(fallback.bytes().all(|b| b.is_ascii_alphanumeric() || b" ():".contains(&b)), "{fallback}");
    let blocks = message["blocks"].as_array().expect("is a list");
    assert!((1..=50).contains(&blocks.len()));
    for block in blocks {
        let elements = block["elements"].as_array().map(Vec::as_slice).unwrap_or_default();
        let actions = block["type"] == "actions";
        let texts = elements.iter().map(|element| if actions { &element["text"] } else { element }).chain(block.get("text"));
        for text in texts {
            let length = text["text"].as_str().expect("is a text").encode_utf16().count();
            let most = if block["type"] == "header" { 150 } else { 3_000 };
            assert!(text["type"] == "plain_text" && (1..=most).contains(&length), "{text}");
            inert(&json!(text["text"].as_str().expect("is a text").split('\n').collect::<Vec<_>>()));
        }
        for button in elements.iter().filter(|_| actions) {
            assert!(button["action_id"] != "holdpoint_approve" || package["approvableShort"] == true, "{button}");
            assert!(button["value"].as_str().is_none_or(|value| value.len() <= 2_000), "{button}");
        }
    }
}
