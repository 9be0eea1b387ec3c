//! Three calls of `examples/airline` as packages, compared whole: the JSON with the file beside this one, the text with the page that shows it.

#![allow(clippy::disallowed_methods, reason = "a test may be told to write what it compares with")]

use super::*;
use std::fs;

const PAGE: &str = "docs/context-packages.md";

#[test]
fn three_calls_of_the_airline() {
    let file = parsed(&fs::read_to_string("tests/packages/airline.json").unwrap());
    let actions = fs::read_to_string("examples/airline/actions.jsonl").unwrap();
    let gate = gate(&file["policy"]);
    let mut page = fs::read_to_string(PAGE).unwrap();
    let write = std::env::var("HOLDPOINT_UPDATE").is_ok();
    let mut compared = 0;
    for case in file["cases"].as_array().unwrap() {
        let call = text(&case["callId"]);
        let line = actions.lines().map(parsed).find(|line| line["action"]["callId"] == call).unwrap();
        let package = context_package(&gate, &line["action"].to_string(), &line["context"].to_string(), &case["extra"].to_string()).unwrap();
        let path = format!("tests/packages/{call}.json");
        let pretty = format!("{}\n", serde_json::to_string_pretty(&parsed(&package)).unwrap());
        let shown = rendered_with(&parsed(&package), "text", json!({ "width": 110 }));
        // In the page it stands in the fence after a mark with its name.
        let (before, rest) = page.split_once(&format!("<!-- {call} -->\n```text\n")).unwrap_or_else(|| panic!("{PAGE} has no place for {call}"));
        let (there, after) = rest.split_once("```\n").unwrap();
        if write {
            fs::write(&path, &pretty).unwrap();
            page = format!("{before}<!-- {call} -->\n```text\n{shown}```\n{after}");
            fs::write(PAGE, &page).unwrap();
        } else {
            assert_eq!(there, shown, "{PAGE}, {call}; write it anew with HOLDPOINT_UPDATE=1");
        }
        assert_eq!(fs::read_to_string(&path).unwrap_or_default(), pretty, "{path}");
        compared += 1;
    }
    assert_eq!(compared, 3);
}
