//! What the tests of packages have in common.

pub use holdpoint::Gate;
pub use holdpoint::wire::package::{context_package, render};
pub use serde_json::{Value, json};

pub fn gate(policy: &Value) -> Gate {
    Gate::new(&policy.to_string(), "{}").unwrap_or_else(|refusal| panic!("{refusal}\n{policy}"))
}

/// One rule of tier 4 for everything: critical arguments, summary and money as given.
pub fn policy(rule: Value) -> Value {
    let mut rule = rule;
    for (key, value) in [("id", json!("r")), ("tool", json!("*")), ("tier", json!(4))] {
        rule.as_object_mut().unwrap().entry(key).or_insert(value);
    }
    json!({ "holdpoint": 1, "name": "test", "tools": [rule] })
}

pub fn refund() -> Value {
    policy(
        json!({ "category": "financial_transaction", "amount": { "pointer": "/amount" }, "critical": ["/to", "/amount"], "summary": "Refund {/amount} USD to {/to}" }),
    )
}

pub fn build(policy: &Value, args: Value, context: Value, extra: Value) -> Value {
    let action = json!({ "tool": "refund", "args": args, "session": "s-1" });
    let package = context_package(&gate(policy), &action.to_string(), &context.to_string(), &extra.to_string());
    parsed(&package.unwrap_or_else(|refusal| panic!("{refusal}")))
}

pub fn refusal(policy: &Value, action: &str, context: &str, extra: &str) -> Vec<String> {
    let refusal = parsed(&context_package(&gate(policy), action, context, extra).unwrap_err());
    refusal["issues"].as_array().unwrap().iter().map(|issue| format!("{} {}", issue["code"].as_str().unwrap(), issue["pointer"].as_str().unwrap())).collect()
}

pub fn parsed(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

pub fn rendered(package: &Value, how: &str) -> String {
    rendered_with(package, how, json!({ "reviewUrl": "https://example.com/review/1" }))
}

pub fn rendered_with(package: &Value, how: &str, options: Value) -> String {
    render(&package.to_string(), how, &options.to_string()).unwrap_or_else(|refusal| panic!("{refusal}"))
}

pub fn part<'p>(package: &'p Value, name: &str) -> &'p Value {
    package["parts"].as_array().unwrap().iter().find(|part| part["name"] == name).unwrap()
}

pub fn lines<'p>(package: &'p Value, name: &str) -> &'p [Value] {
    part(package, name)["lines"].as_array().unwrap()
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}
