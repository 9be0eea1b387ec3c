//! Renderings within the rules of where they are shown.

use super::*;
use holdpoint::wire;

/// Lines outside of fences hold no sign of Markdown that is not escaped, and no fence is closed from inside.
pub fn check_markdown(markdown: &str) {
    let mut fence: Option<&str> = None;
    for line in markdown.lines() {
        let ticks = &line[..line.len() - line.trim_start_matches('`').len()];
        match fence {
            Some(open) if line.len() == ticks.len() && ticks.len() >= open.len() => fence = None,
            Some(_) => {}
            None if ticks.len() >= 3 => {
                assert_eq!(&line[ticks.len()..], "text", "{line}");
                fence = Some(ticks);
            }
            None if line.is_empty() => {}
            None => {
                let inside = line.strip_prefix("**").and_then(|line| line.strip_suffix("**")).unwrap_or_else(|| panic!("{line}"));
                // The headline is code.
                let ticks = inside.len() - inside.trim_start_matches('`').len();
                if ticks > 0 {
                    let around = "`".repeat(ticks);
                    let headline = inside.strip_prefix(&around).and_then(|line| line.strip_suffix(&around)).unwrap_or_else(|| panic!("{line}"));
                    assert!(headline.starts_with(' ') && headline.ends_with(' ') && !headline.contains(&around), "{line}");
                    continue;
                }
                let mut chars = inside.chars();
                while let Some(c) = chars.next() {
                    if c == '\\' {
                        assert!(chars.next().is_some_and(|c| c.is_ascii_punctuation()), "{line}");
                    } else {
                        assert!(!c.is_ascii_punctuation(), "{c} in {line}");
                    }
                }
            }
        }
    }
    assert!(fence.is_none(), "a fence is left open");
}

/// Slack's limits, plain texts alone, and no button to approve what is not all there.
pub fn check_slack(package: &Value, message: &Value, shown: &str) {
    let units = |value: &Value| text(value).encode_utf16().count();
    let blocks = message["blocks"].as_array().unwrap();
    assert!((1..=50).contains(&blocks.len()));
    let mut buttons = Vec::new();
    for block in blocks {
        let texts: Vec<&Value> = match text(&block["type"]) {
            "header" => {
                assert!(units(&block["text"]["text"]) <= 150);
                vec![&block["text"]]
            }
            "section" => {
                assert!(units(&block["text"]["text"]) <= 3_000);
                vec![&block["text"]]
            }
            "context" => block["elements"].as_array().unwrap().iter().collect(),
            "actions" => {
                buttons.extend(block["elements"].as_array().unwrap());
                block["elements"].as_array().unwrap().iter().map(|button| &button["text"]).collect()
            }
            other => panic!("{other}"),
        };
        for shown in texts {
            assert_eq!(shown["type"], "plain_text");
            assert!(!text(&shown["text"]).is_empty(), "{block} {}", shown);
        }
    }
    let approve = buttons.iter().find(|button| button["action_id"] == "holdpoint_approve");
    if let Some(approve) = approve {
        assert!(package["approvableShort"] == true && units(&approve["value"]) <= 2_000);
        assert_eq!(parsed(text(&approve["value"])), json!({ "action": package["digests"]["action"], "package": package["digest"] }));
        // All of the text is there.
        let all: String = blocks.iter().filter(|block| block["type"] != "actions").flat_map(texts_of).collect::<Vec<_>>().join("\n");
        for line in shown.lines().filter(|line| *line != "What will happen") {
            assert!(all.contains(line.trim()), "{line}\n{all}");
        }
    }
    if package["approvable"] == true && approve.is_none() {
        assert!(buttons.iter().any(|button| button["action_id"] == "holdpoint_open" && button["url"] == "https://example.com/review/1"));
    }
}

fn texts_of(block: &Value) -> Vec<String> {
    match block["elements"].as_array() {
        Some(elements) => elements.iter().map(|element| text(&element["text"]).to_owned()).collect(),
        None => vec![text(&block["text"]["text"]).to_owned()],
    }
}

#[test]
fn slack_links_where_it_would_cut() {
    let url = json!({ "reviewUrl": "https://example.com/review/1" });
    let body = |length: usize| {
        build(
            &refund(),
            json!({ "to": "to whom it may concern, ".repeat(length / 24 + 1)[..length - 1].to_owned() + ".", "amount": 5 }),
            json!({}),
            json!({ "budget": 100_000 }),
        )
    };
    // `  /to: "…"` with nine signs around the value, and the amount with its form below in the same section or the next.
    for (length, fits) in [(2_990, true), (2_991, true), (2_992, false), (50_000, false)] {
        let package = body(length);
        assert_eq!(package["approvableShort"], true);
        let message = parsed(&rendered_with(&package, "slack", url.clone()));
        check_slack(&package, &message, &rendered(&package, "text"));
        assert_eq!(message.to_string().contains("holdpoint_approve"), fits, "{length}");
    }
    let refused = render(&body(5_000).to_string(), "slack", "{}").unwrap_err();
    assert!(refused.contains("/options/reviewUrl"), "{refused}");
    assert!(render(&body(5_000).to_string(), "slack", r#"{"reviewUrl": "javascript:alert(1)"}"#).is_err());
    // A headline of 150 is a header, one of 151 is not.
    for (length, header) in [(150, true), (151, false)] {
        let summary = "x".repeat(length);
        let package = build(&policy(json!({ "critical": ["/to"], "summary": summary })), json!({ "to": "a" }), json!({}), json!({}));
        let message = parsed(&rendered(&package, "slack"));
        assert_eq!(message["blocks"][0]["type"] == "header", header, "{length}");
    }
}

#[test]
fn text_is_wrapped_by_columns() {
    let package = build(&refund(), json!({ "to": "漢".repeat(100), "amount": 5 }), json!({ "claims": { "reasoning": "word ".repeat(60) } }), json!({}));
    for width in [20, 33, 80] {
        for line in rendered_with(&package, "text", json!({ "width": width })).lines() {
            let columns: usize = line.chars().map(|c| if c == '漢' { 2 } else { 1 }).sum();
            assert!(columns <= width, "{columns} {line}");
        }
    }
    // What is quoted stays quoted where it goes on.
    let narrow = rendered_with(&package, "text", json!({ "width": 40 }));
    assert!(narrow.matches("  │ word").count() > 5, "{narrow}");
}

#[test]
pub fn what_was_changed_is_no_package() {
    let package = build(&refund(), json!({ "to": "alice", "amount": 5 }), json!({}), json!({}));
    let changes: [fn(&mut Value); 5] = [
        |package| package["parts"][1]["lines"][0]["text"] = "\"mallory\"".into(),
        |package| package["approvableShort"] = (!package["approvableShort"].as_bool().unwrap()).into(),
        |package| package["digests"]["action"] = package["digests"]["policy"].clone(),
        |package| package["deadline"] = 1.into(),
        |package| package["parts"].as_array_mut().unwrap().swap(0, 8),
    ];
    for change in changes {
        let mut changed = package.clone();
        change(&mut changed);
        for how in ["text", "markdown", "slack", "json"] {
            assert!(render(&changed.to_string(), how, "{}").unwrap_err().contains("digest_differs"));
        }
    }
    // A package that was forged whole is still none of another action.
    let mut forged = package.clone();
    forged["action"]["args"]["to"] = "mallory".into();
    forged.as_object_mut().unwrap().remove("digest");
    let canonical = wire::canonical_json(&forged.to_string()).unwrap();
    forged["digest"] = format!("blake3:{}", blake3::Hash::from(blake3::derive_key("holdpoint 2026-11 package digest v1", canonical.as_bytes()))).into();
    let refused = render(&forged.to_string(), "text", "{}").unwrap_err();
    assert!(refused.contains("/package/digests/action"), "{refused}");
    assert!(render(&package.to_string(), "html", "{}").unwrap_err().contains("unknown_word"));
    assert_eq!(parsed(&rendered(&package, "json")), package);
}

/// Whatever an action may be, its package can be rendered: as deep as arguments go, and as long.
#[test]
fn at_the_limits_of_an_action() {
    // As texts: the tests' own reader does not go as deep.
    let deep = format!("{}1{}", "[".repeat(128), "]".repeat(128));
    let action = format!(r#"{{"tool": "refund", "args": {deep}, "session": "s-1"}}"#);
    let package = context_package(&gate(&policy(json!({}))), &action, "{}", r#"{"lastApproved": {"args": 7}}"#).unwrap();
    assert!(package.contains(&format!(r#""patchFromLast":[{{"op":"replace","path":"","value":{deep}}}]"#)), "{package}");
    assert!(render(&package, "text", "{}").unwrap().contains(&format!("{}: 1", "/0".repeat(128))));
    let long = json!({ "to": "\u{7}\u{8}".repeat(80_000), "amount": 5 });
    let package = build(&refund(), long, json!({}), json!({ "state": { "before": { "to": "a" } } }));
    assert!(rendered(&package, "text").len() > 1_000_000);
}

/// What is made can be shown, to the last byte: what would be too large for the renderings is refused before.
#[test]
fn at_the_limit_of_renderings() {
    const MOST: usize = 8 << 20;
    let made = |note: usize, id: usize| {
        let args = json!({ "to": "\u{85}\u{86}".repeat(100_000), "amount": 5, "note": "n".repeat(note) });
        let action = json!({ "tool": "refund", "args": args, "session": "s-1" });
        let extra = json!({ "requestId": "r".repeat(id), "state": { "before": { "gone": "\u{85}\u{86}".repeat(50_000) } } });
        context_package(&gate(&refund()), &action.to_string(), "{}", &extra.to_string())
    };
    // A byte of the note stands in the action, in its line and in what changes; one of the id stands once.
    let (note, id) = (1_000, 1);
    let each = made(note + 1, id).unwrap().len() - made(note, id).unwrap().len();
    let missing = MOST - made(note, id).unwrap().len();
    // Counts in it have more digits when it is longer, so it is measured again.
    let note = note + missing / each - 10;
    let id = id + MOST - made(note, id).unwrap().len();
    let package = made(note, id).unwrap();
    assert_eq!(package.len(), MOST);
    for how in ["text", "markdown", "slack", "json"] {
        for options in [r#"{"reviewUrl": "https://example.com/review/1"}"#, r#"{"reviewUrl": "https://example.com/review/1", "full": true}"#] {
            let shown = render(&package, how, options).unwrap();
            assert!(shown.contains(text(&parsed(&package)["digest"])), "{how}");
        }
    }
    let refused = parsed(&made(note, id + 1).unwrap_err());
    assert_eq!((&refused["issues"][0]["code"], &refused["issues"][0]["pointer"]), (&json!("package_too_large"), &json!("/action/args")));
    // Many redactions are larger than what they hide.
    let cards = json!({ "to": "alice", "amount": 5, "note": "4242424242424242 ".repeat(50_000) });
    let extra = json!({ "redactions": { "types": ["card"] }, "redactionKey": "ab".repeat(32) });
    let action = json!({ "tool": "refund", "args": cards, "session": "s-1" });
    let refused = parsed(&context_package(&gate(&refund()), &action.to_string(), "{}", &extra.to_string()).unwrap_err());
    assert_eq!((&refused["issues"][0]["code"], &refused["issues"][0]["pointer"]), (&json!("package_too_large"), &json!("/extra/redactions")));
    // The whole text hidden by its pointer is short.
    let extra = json!({ "redactions": { "pointers": ["/note"] }, "redactionKey": "ab".repeat(32) });
    let package = context_package(&gate(&refund()), &action.to_string(), "{}", &extra.to_string()).unwrap();
    assert!(package.len() < 20_000 && render(&package, "text", "{}").is_ok());
}
