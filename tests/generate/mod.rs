//! Random policies, actions and contexts: valid, small, and made to meet each other.

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value, json};

/// An object of the members that are there.
fn object(members: Vec<(&str, Option<Value>)>) -> Value {
    Value::Object(members.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?))).collect::<Map<_, _>>())
}

fn maybe(values: impl Strategy<Value = Value> + 'static) -> BoxedStrategy<Option<Value>> {
    option::of(values).boxed()
}

fn one_of(values: &'static [&'static str]) -> BoxedStrategy<Value> {
    select(values).prop_map(Value::from).boxed()
}

fn share() -> BoxedStrategy<Value> {
    select(vec![0.0, 0.2, 0.5, 0.69, 0.7, 0.75, 0.8, 0.85, 0.9, 0.97, 1.0]).prop_map(Value::from).boxed()
}

pub fn level() -> BoxedStrategy<Value> {
    one_of(&["supervised", "constrained", "monitored", "full"])
}

fn tool_glob() -> BoxedStrategy<Value> {
    one_of(&["get_order", "get_*", "pay", "pa?", "mail.send", "mail.*", "*", "wipe", "vault.open"])
}

fn condition() -> BoxedStrategy<Value> {
    let leaf = prop_oneof![
        one_of(&["a", "b", "1"]).prop_map(|v| json!({ "arg": "/t", "equals": v })),
        Just(json!({ "arg": "/amount", "atLeast": 50 })),
        Just(json!({ "arg": "/amount", "lessThan": 100, "exists": true })),
        Just(json!({ "arg": "/to", "every": { "emailDomain": "example.com" } })),
        Just(json!({ "arg": "/to", "some": { "matches": "*@evil.test" } })),
        Just(json!({ "arg": "/to/0", "exists": true })),
        Just(json!({ "arg": "/path", "pathWithin": "/srv/data" })),
        Just(json!({ "arg": "/url", "hostIs": "api.example.com" })),
        Just(json!({ "arg": "/t", "oneOf": ["a", 1, null] })),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|part| json!({ "not": part })),
            vec(inner.clone(), 1..3).prop_map(|parts| json!({ "allOf": parts })),
            vec(inner, 1..3).prop_map(|parts| json!({ "anyOf": parts })),
        ]
    })
    .boxed()
}

fn trigger_settings() -> BoxedStrategy<Value> {
    let enabled = || maybe(any::<bool>().prop_map(Value::from));
    let confidence = (enabled(), maybe(share()), maybe(share()), maybe((1..5).prop_map(Value::from)), maybe(one_of(&["estimate", "lower"])))
        .prop_map(|(e, f, c, t, u)| object(vec![("enabled", e), ("floor", f), ("chainFloor", c), ("minTier", t), ("use", u)]));
    let frustration =
        (enabled(), maybe(share()), maybe((0..5).prop_map(Value::from))).prop_map(|(e, t, f)| object(vec![("enabled", e), ("threshold", t), ("failures", f)]));
    let sla = (enabled(), maybe(one_of(&["0m", "15m", "1h", "P1D"]))).prop_map(|(e, b)| object(vec![("enabled", e), ("buffer", b)]));
    let anomaly = (enabled(), maybe(share())).prop_map(|(e, t)| object(vec![("enabled", e), ("threshold", t)]));
    (maybe(confidence), maybe(frustration), maybe(sla), maybe(anomaly))
        .prop_map(|(c, f, s, a)| object(vec![("confidence", c), ("frustration", f), ("sla", s), ("anomaly", a)]))
        .boxed()
}

fn approval() -> BoxedStrategy<Value> {
    let roles = || maybe(vec(one_of(&["ops", "finance", "legal"]), 0..3).prop_map(Value::from));
    let duration = || maybe(one_of(&["5m", "30m", "24h", "7d"]));
    (
        maybe((1..4).prop_map(Value::from)),
        roles(),
        maybe(any::<bool>().prop_map(Value::from)),
        duration(),
        duration(),
        maybe(one_of(&["kill", "deny", "escalate"])),
    )
        .prop_map(|(q, r, s, w, t, o)| object(vec![("quorum", q), ("roles", r), ("sensitive", s), ("window", w), ("ttl", t), ("onTimeout", o)]))
        .boxed()
}

/// Tier and category such that none lowers the other.
fn class() -> BoxedStrategy<(Option<Value>, Option<Value>)> {
    prop_oneof![
        Just((None, None)),
        prop_oneof![(1..5).prop_map(Value::from), one_of(&["read_only", "reversible", "external", "irreversible"])].prop_map(|tier| (Some(tier), None)),
        one_of(&["financial_transaction", "delete_data", "send_external_communication", "filing", "chat"]).prop_map(|category| (None, Some(category))),
        one_of(&["financial_transaction", "filing", "chat"]).prop_map(|category| (Some(4.into()), Some(category))),
    ]
    .boxed()
}

pub fn rule() -> BoxedStrategy<Value> {
    let amount = prop_oneof![
        Just(json!({ "pointer": "/amount" })),
        Just(json!({ "pointer": "/amount", "currency": "/currency" })),
        Just(json!({ "each": "/parts", "pointer": "/amount", "currency": "EUR" })),
    ];
    (
        (tool_glob(), class(), maybe(condition()), maybe(condition()), maybe(amount)),
        (maybe(any::<bool>().prop_map(Value::from)), maybe(trigger_settings()), maybe(approval()), any::<bool>()),
    )
        .prop_map(|((tool, (tier, category), when, unless, amount), (reversible, triggers, approval, narrow))| {
            object(vec![
                ("id", Some("r".into())),
                ("tool", Some(tool)),
                ("tier", tier),
                ("category", category),
                ("when", when.filter(|_| narrow)),
                ("unless", unless.filter(|_| narrow)),
                ("amount", amount),
                ("reversible", reversible),
                ("triggers", triggers),
                ("approval", approval),
            ])
        })
        .boxed()
}

fn autonomy() -> BoxedStrategy<Value> {
    let hard = vec(
        prop_oneof![
            Just(json!({ "kind": "tools", "allow": ["get_*", "pay"] })),
            Just(json!({ "kind": "spend", "limit": "100.00", "window": "24h" })),
            Just(json!({ "kind": "rate", "perMinute": 10 })),
            Just(json!({ "kind": "hours", "from": "09:00", "to": "17:00", "days": ["mon", "wed"], "offset": "+02:00" })),
            Just(json!({ "kind": "chain", "maxDepth": 3 })),
            Just(json!({ "kind": "subAgents", "max": 2 })),
        ],
        0..3,
    )
    .prop_map(|mut hard| {
        hard.iter_mut().enumerate().for_each(|(at, constraint)| constraint["id"] = format!("h{at}").into());
        Value::from(hard)
    });
    let pre_approved = vec(tool_glob(), 0..3).prop_map(Value::from);
    (level(), maybe(pre_approved), maybe(one_of(&["2020-01-01", "2026-11-01", "2026-11-18"])), maybe(share()), maybe(hard))
        .prop_map(|(l, p, a, s, h)| object(vec![("level", Some(l)), ("preApproved", p), ("assessed", a), ("spotReview", s), ("hard", h)]))
        .boxed()
}

pub fn policy() -> BoxedStrategy<Value> {
    let financial =
        (maybe(one_of(&["0", "50.00", "100.00"])), maybe(one_of(&["60.00", "1000.00"]))).prop_map(|(t, l)| object(vec![("threshold", t), ("limit", l)]));
    let policy_approval = (approval(), maybe(vec(one_of(&["security", "ciso"]), 1..3).prop_map(Value::from))).prop_map(|(mut approval, security)| {
        approval.as_object_mut().unwrap().remove("sensitive");
        security.into_iter().for_each(|roles| approval["securityRoles"] = roles);
        approval
    });
    (
        vec(rule(), 0..6),
        (
            maybe(one_of(&["external", "irreversible"])),
            maybe(financial),
            one_of(&["stage", "confidence", "log"]),
            maybe(select(vec![0.5, 0.7, 0.85]).prop_map(Value::from)),
        ),
        (maybe(trigger_settings()), maybe(autonomy()), maybe(policy_approval), any::<bool>()),
    )
        .prop_map(|(mut tools, (default_tier, financial, route, floor), (triggers, autonomy, approval, protect))| {
            tools.iter_mut().enumerate().for_each(|(at, rule)| rule["id"] = format!("r{at}").into());
            let free = autonomy.as_ref().is_some_and(|autonomy| autonomy["level"] == "monitored" || autonomy["level"] == "full");
            let route = Some(route).filter(|route| *route != "log" || free);
            object(vec![
                ("holdpoint", Some(1.into())),
                ("name", Some("random".into())),
                ("rates", Some(json!({ "EUR": "1.10" }))),
                ("categories", Some(json!({ "filing": { "tier": "irreversible" }, "chat": { "tier": "external" } }))),
                ("defaultTier", default_tier),
                ("financial", financial),
                ("tiers", Some(json!({ "external": object(vec![("route", route), ("floor", floor)]) }))),
                ("tools", Some(tools.into())),
                ("triggers", triggers),
                ("protected", protect.then(|| json!(["vault.*"]))),
                ("autonomy", autonomy),
                ("approval", approval),
            ])
        })
        .boxed()
}

fn scalar() -> BoxedStrategy<Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-1_000_000i64..1_000_000).prop_map(Value::from),
        (-1e6f64..1e6).prop_map(Value::from),
        "\\PC{0,6}".prop_map(Value::from),
        one_of(&["a", "b", "1", "é", "e\u{301}", "100.00", "USD"]),
    ]
    .boxed()
}

pub fn action() -> BoxedStrategy<Value> {
    let amount =
        || maybe(prop_oneof![select(vec![0.5, 50.0, 100.0, 100.01, -5.0]).prop_map(Value::from), one_of(&["0.10", "99.99", "100.000000000000000001", "x"])]);
    let addresses = vec(one_of(&["a@example.com", "b@evil.test", "a@example.com.evil.test", "nobody"]), 0..3).prop_map(Value::from);
    let parts = vec(amount().prop_map(|amount| object(vec![("amount", amount)])), 0..3).prop_map(Value::from);
    let known = (
        amount(),
        maybe(one_of(&["USD", "EUR", "JPY"])),
        maybe(prop_oneof![one_of(&["a", "b"]), scalar()]),
        maybe(addresses),
        maybe(parts),
        maybe(one_of(&["/srv/data/x", "/srv/data/../etc", "x"])),
        maybe(one_of(&["https://api.example.com/", "https://api.example.com.evil.test/", "::"])),
    )
        .prop_map(|(a, c, t, to, p, path, url)| object(vec![("amount", a), ("currency", c), ("t", t), ("to", to), ("parts", p), ("path", path), ("url", url)]));
    let free = btree_map(
        "\\PC{0,4}",
        scalar().prop_recursive(3, 12, 4, |inner| {
            prop_oneof![
                vec(inner.clone(), 0..4).prop_map(Value::from),
                btree_map("\\PC{0,3}", inner, 0..4).prop_map(|m| Value::Object(m.into_iter().collect()))
            ]
        }),
        0..4,
    );
    let tool = one_of(&["get_order", "get_user", "pay", "mail.send", "mail.draft", "wipe", "vault.open", "mcp__Holdpoint__respond", "never.seen"]);
    (tool, known, free, maybe("\\PC{1,5}".prop_map(Value::from)), maybe("\\PC{1,5}".prop_map(Value::from)), maybe(one_of(&["alice", "bob"])))
        .prop_map(|(tool, mut args, free, call, agent, principal)| {
            let members = args.as_object_mut().unwrap();
            free.into_iter().for_each(|(key, value)| {
                members.entry(key).or_insert(value);
            });
            object(vec![
                ("tool", Some(tool)),
                ("args", Some(args)),
                ("session", Some("s-1".into())),
                ("callId", call),
                ("agent", agent.clone()),
                ("path", agent.map(|agent| json!(["root", agent]))),
                ("principal", principal),
            ])
        })
        .boxed()
}

pub fn context() -> BoxedStrategy<Value> {
    let flag = || maybe(any::<bool>().prop_map(Value::from));
    let confidence = (maybe(share()), maybe(share())).prop_map(|(i, r)| object(vec![("intent", i), ("retrieval", r)]));
    let impact = (one_of(&["5.00", "250.00", "-1"]), one_of(&["USD", "EUR", "JPY"])).prop_map(|(a, c)| json!({ "amount": a, "currency": c }));
    let claims = (maybe(confidence), flag(), maybe(impact), flag(), maybe("\\PC{0,9}".prop_map(Value::from)))
        .prop_map(|(c, r, i, h, w)| object(vec![("confidence", c), ("reversible", r), ("impact", i), ("needsHelp", h), ("reasoning", w)]));
    let sentiment = (maybe(share()), maybe(share())).prop_map(|(a, c)| object(vec![("anger", a), ("confusion", c)]));
    let anomaly = (maybe(share()), maybe(share())).prop_map(|(s, i)| object(vec![("score", s), ("injection", i)]));
    let sla = select(vec![-1i64, 0, 900_000, 900_001, 90_000_000]).prop_map(|left| json!({ "deadline": NOW + left, "state": "open" }));
    let signals = (maybe(sentiment), maybe((0..5).prop_map(Value::from)), maybe(sla), maybe(anomaly))
        .prop_map(|(s, f, d, a)| object(vec![("sentiment", s), ("failures", f), ("sla", d), ("anomaly", a)]));
    let chain = vec((share(), flag()).prop_map(|(c, v)| object(vec![("confidence", Some(c)), ("verified", v)])), 0..4).prop_map(Value::from);
    let exposure = btree_map(select(vec!["USD".to_owned(), "EUR".into(), "JPY".into()]), one_of(&["0", "59.99", "99.90", "-3"]), 0..3)
        .prop_map(|m| Value::Object(m.into_iter().collect()));
    let usage = (
        maybe(one_of(&["0", "99.00", "100.01"])),
        maybe((0..20).prop_map(Value::from)),
        maybe((0..6).prop_map(Value::from)),
        maybe((0..4).prop_map(Value::from)),
    )
        .prop_map(|(s, r, d, a)| object(vec![("spend", s.map(|s| json!({ "h0": s, "h1": s }))), ("callsLastMinute", r), ("depth", d), ("subAgents", a)]));
    let autonomy = (level(), maybe(one_of(&["2020-01-01", "2026-11-01"]))).prop_map(|(l, a)| object(vec![("level", Some(l)), ("assessed", a)]));
    let kill =
        (any::<bool>(), maybe(one_of(&["throttle", "pause", "stop", "terminate"]))).prop_map(|(e, l)| object(vec![("engaged", Some(e.into())), ("level", l)]));
    let rarely = |values: BoxedStrategy<Value>| option::weighted(0.15, values);
    let handoffs = vec(one_of(&["frustration", "sla"]), 0..3).prop_map(Value::from);
    (maybe(claims), maybe(signals), maybe(chain), maybe(exposure), maybe(usage), rarely(autonomy.boxed()), rarely(kill.boxed()), maybe(handoffs))
        .prop_map(|(claims, signals, chain, exposure, usage, autonomy, kill, handoffs)| {
            object(vec![
                ("now", Some(NOW.into())),
                ("claims", claims),
                ("signals", signals),
                ("chain", chain),
                ("exposure", exposure),
                ("usage", usage),
                ("autonomy", autonomy),
                ("kill", kill),
                ("handoffs", handoffs),
            ])
        })
        .boxed()
}

/// A Wednesday, 2026-11-18 11:06:40 UTC.
pub const NOW: i64 = 1_795_000_000_000;

/// A small generator of its own, so that a failing case prints one number and nothing else.
fn next(state: &mut u64) -> usize {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 33) as usize
}

pub fn shuffle<T>(items: &mut [T], mut state: u64) {
    for at in (1..items.len()).rev() {
        items.swap(at, next(&mut state) % (at + 1));
    }
}

/// The same value as text, the members of every object in another order.
pub fn turned(value: &Value, order: u64) -> String {
    match value {
        Value::Object(members) => {
            let mut parts: Vec<String> = members.iter().map(|(key, value)| format!("{}: {}", Value::from(key.as_str()), turned(value, order))).collect();
            shuffle(&mut parts, order);
            format!("{{ {} }}", parts.join(" , "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(|item| turned(item, order)).collect::<Vec<_>>().join(",\n")),
        other => other.to_string(),
    }
}

/// Every value in a value that is no container, and every empty one.
pub fn leaves(value: &mut Value) -> Vec<&mut Value> {
    let inner = match value {
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
        _ => false,
    };
    if !inner {
        return vec![value];
    }
    match value {
        Value::Array(items) => items.iter_mut().flat_map(leaves).collect(),
        Value::Object(members) => members.values_mut().flat_map(leaves).collect(),
        _ => Vec::new(),
    }
}

/// Makes a leaf another value, as like the old one as may be.
pub fn change(leaf: &mut Value, how: usize) {
    *leaf = match (&*leaf, how) {
        (Value::Number(number), 0) => number.to_string().into(),
        (Value::Number(number), _) => {
            let number = number.as_f64().unwrap();
            if number == 0.0 { json!(f64::MIN_POSITIVE) } else { json!(f64::from_bits(number.to_bits() + 1)) }
        }
        (Value::String(text), 0) => format!("{text} ").into(),
        (Value::String(text), 1) => format!("{text}\u{200b}").into(),
        (Value::String(text), 2) if text.contains('é') => text.replace('é', "e\u{301}").into(),
        (Value::String(text), 3) if text.contains('a') => text.replace('a', "\u{430}").into(),
        (Value::String(text), _) => format!("{text}\u{301}").into(),
        (Value::Null, _) => "null".into(),
        (Value::Bool(value), 0) => value.to_string().into(),
        (Value::Bool(value), _) => (!value).into(),
        (Value::Array(_), _) => json!({}),
        (Value::Object(_), _) => json!([]),
    };
}

/// Puts a value where a pointer leads; not below another value.
pub fn put(around: &mut Value, steps: &[Value], value: &Value) -> bool {
    let mut place = around;
    for step in steps {
        let Some(members) = place.as_object_mut() else { return false };
        place = members.entry(step.as_str().unwrap()).or_insert_with(|| json!({}));
    }
    let free = place.as_object().is_some_and(serde_json::Map::is_empty);
    if free {
        *place = value.clone();
    }
    free
}

/// Without members that are null.
pub fn there(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            members.iter().filter(|(_, value)| !value.is_null()).map(|(key, value)| (key.clone(), there(value))).collect::<serde_json::Map<_, _>>().into()
        }
        Value::Array(items) => items.iter().map(there).collect::<Vec<_>>().into(),
        other => other.clone(),
    }
}
