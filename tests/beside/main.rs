//! The machines beside a request: cases as data, shared with JavaScript; slow models that are obviously right; laws.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that panics has failed, which is the point")]

mod cases;
mod grants;
mod kill;
mod ledger;
mod through;

use holdpoint::wire::beside as wire;
use serde_json::{Value, json};

type Operation = fn(&str) -> Result<String, String>;

fn operation(name: &str) -> Operation {
    match name {
        "scopes" => wire::scopes,
        "kill_step" => wire::kill_step,
        "kill_state" => wire::kill_state,
        "ledger_step" => wire::ledger_step,
        "ledger_facts" => wire::ledger_facts,
        "grant_make" => wire::grant_make,
        "grant_match" => wire::grant_match,
        "grant_use" => wire::grant_use,
        "grant_revoke" => wire::grant_revoke,
        other => panic!("no operation {other}"),
    }
}

fn call(name: &str, input: &Value) -> Result<Value, Value> {
    let read = |text: String| serde_json::from_str(&text).unwrap();
    operation(name)(&input.to_string()).map(read).map_err(read)
}

fn must(name: &str, input: &Value) -> Value {
    call(name, input).unwrap_or_else(|refusal| panic!("{name}: {refusal}\n{input}"))
}

fn person(id: &str) -> Value {
    json!({ "id": id, "roles": ["ops"], "source": "test", "assurance": "high" })
}
