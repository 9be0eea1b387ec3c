//! One context package natively, so many times: for counting instructions, and the limit that `packages.mjs` is compared with.

use holdpoint::wire::create_gate;
use holdpoint::wire::package::{brief, context_package, from_brief, render};

fn main() {
    let times: usize = std::env::args().nth(1).and_then(|times| times.parse().ok()).unwrap_or(1);
    let what = std::env::args().nth(2).unwrap_or_default();
    let policy = r#"{"holdpoint": 1, "name": "bench", "currency": "USD", "financial": {"threshold": "100.00"}, "tools": [{"id": "refund", "tool": "payments.*", "category": "financial_transaction", "amount": {"pointer": "/amount"}, "critical": ["/amount", "/recipient"], "approval": {"roles": ["finance"]}}]}"#;
    let action = r#"{"tool":"payments.refund","args":{"amount":"250.00","recipient":"cus_8812","reason":"charged twice for order 5521","order":{"id":5521,"lines":[{"sku":"A-1","count":2}]}},"session":"s-1","callId":"c-7","agent":"support-desk","principal":"user_1"}"#;
    let context = r#"{"now":1795521600000,"claims":{"confidence":{"intent":0.9,"retrieval":0.8},"reasoning":"The customer was charged twice.\nThe first charge stands."},"exposure":{"USD":"60.00"}}"#;
    let extra = r#"{"requestId":"req-1","step":3,"state":{"before":{"amount":"0.00","recipient":"cus_8812","reason":"charged twice for order 5521","order":{"id":5521,"lines":[{"sku":"A-1","count":2}]}}},"evidence":{"query":"Please pay it back."},"impact":{"affected":["cus_8812"]}}"#;
    let Ok((gate, _)) = create_gate(policy, "{}") else { return };
    let Ok(told) = brief(&gate, action, context) else { return };
    let Ok(package) = context_package(&gate, action, context, extra) else { return };
    let mut bytes = 0;
    for _ in 0..times {
        let made = match what.as_str() {
            "brief" => brief(&gate, action, context),
            "render" => render(&package, "text", "{}"),
            _ => from_brief(action, context, extra, &told),
        };
        bytes += made.map_or(0, |text| text.len());
    }
    println!("{bytes}");
}
