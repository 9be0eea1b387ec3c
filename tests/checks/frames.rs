//! The fast door: what a frame says in numbers against the door for texts, which hears the same in words.

use super::*;
use generate::{put, there};
use holdpoint::wire::{Frame, Room};

/// A policy and an action, each grown from four bytes, edits of the policy's leaves, then frames: both doors say the same, whatever the plan and
/// its room held before.
pub fn frames(data: &[u8]) {
    let Some((seeds, rest)) = data.split_at_checked(8) else { return };
    let [mut policy, action] = <[Value; 2]>::try_from(grown(seeds)).expect("are two");
    let mut bytes = Bytes(rest);
    for _ in 0..bytes.next() % 4 {
        let mut leaves = generate::leaves(&mut policy);
        let at = bytes.below(leaves.len());
        *leaves[at] = LEAVES[bytes.below(LEAVES.len())].clone();
    }
    let calibrators =
        if bytes.next() % 2 == 0 { "{}" } else { r#"{"calibrators":{"ann/*":{"method":"eb_gap","n":40,"params":{"gap":0.2}},"*":{"method":"prior","n":90}}}"# };
    let Ok((gate, _)) = wire::create_gate(&policy.to_string(), calibrators) else { return };
    let tool = action["tool"].as_str().expect("is a text");
    let Some((mut plan, about)) = wire::plan(&gate, tool) else { return };
    let about = parsed(&about);
    let pointers: Vec<&Vec<Value>> = about["pointers"].as_array().expect("is a list").iter().map(|pointer| pointer.as_array().expect("is a list")).collect();
    let all: Vec<Said> = (0..3).map(|_| Said::new(tool, &pointers, &mut bytes)).collect();
    let mut room = Room::default();
    for said in all.iter().chain(all.first()) {
        let frame = Frame { numbers: &said.numbers, given: said.given, kinds: said.kinds, agent: said.agent, texts: &said.texts };
        let screened = wire::screen_frame(&gate, &mut plan, &mut room, &frame);
        let wanted = if said.finite { wire::screen(&gate, &said.action.to_string(), &said.context.to_string()).ok() } else { None };
        assert_eq!(screened, wanted, "{policy} {} {}", said.action, said.context);
    }
    // Any numbers at all: an answer or none.
    let numbers: Vec<f64> = rest.chunks_exact(8).take(Frame::NUMBERS).map(|eight| f64::from_le_bytes(eight.try_into().expect("are eight"))).collect();
    let (given, kinds) = ((bytes.next() as u32) << 24 | (bytes.next() as u32) << 8 | 0xff, (bytes.next() as u32) << 16 | bytes.next() as u32);
    wire::screen_frame(&gate, &mut plan, &mut room, &Frame { numbers: &numbers, given, kinds, agent: Some(given), texts: &all[0].texts });
}

/// Bytes as decisions; what is not there is 0.
struct Bytes<'b>(&'b [u8]);

impl Bytes<'_> {
    fn next(&mut self) -> usize {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        usize::from(*first)
    }

    fn below(&mut self, length: usize) -> usize {
        self.next() % length
    }

    /// One of these, a hostile one, or any.
    fn number(&mut self, usual: &[f64]) -> f64 {
        match self.next() {
            255 => f64::from_le_bytes([(); 8].map(|()| self.next() as u8)),
            byte @ 192.. => HOSTILE[byte % HOSTILE.len()],
            byte => usual[byte % usual.len()],
        }
    }
}

const HOSTILE: [f64; 17] = [
    f64::NAN,
    f64::INFINITY,
    -0.0,
    1.0 + f64::EPSILON,
    -5e-324,
    5e-324,
    1.0 - f64::EPSILON / 2.0,
    2.5,
    -1.0,
    1e300,
    9_007_199_254_740_991.0,
    9_007_199_254_740_992.0,
    8.64e15,
    8.64e15 + 2.0,
    253_402_300_799_999.0,
    253_402_300_800_000.0,
    1e-7,
];
const SHARES: [f64; 11] = [0.0, 0.2, 0.5, 0.69, 0.7, 0.75, 0.8, 0.85, 0.9, 0.97, 1.0];
const TIMES: [f64; 6] = [1_795_000_000_000.0, 1_795_000_200_000.0, 1_795_000_900_000.0, 1_795_003_600_000.0, 1_795_046_400_000.0, 0.0];
const TEXTS: [&str; 20] = [
    "a",
    "b",
    "1",
    "100.00",
    "USD",
    "EUR",
    "/srv/data/x",
    "/srv/data/../x",
    "https://api.example.com/",
    "https://API.example.com:443",
    "x@example.com",
    "x@EVIL.test",
    "",
    "0.00",
    "-1",
    "99999999999999999999999999999999999999",
    "250.5",
    "ann",
    "usd",
    "\u{e9}",
];
const CURRENCIES: [&str; 9] = ["USD", "EUR", "JPY", "GBP", "usd", "", "US", "__proto__", "USDT"];

/// An action and its context, twice.
struct Said {
    numbers: Vec<f64>,
    given: u32,
    kinds: u32,
    agent: Option<u32>,
    texts: Vec<String>,
    action: Value,
    context: Value,
    /// Whether words can say it: JSON has no other numbers.
    finite: bool,
}

impl Said {
    fn new(tool: &str, pointers: &[&Vec<Value>], bytes: &mut Bytes<'_>) -> Self {
        // What was there before must not matter.
        let numbers = vec![f64::from(u8::try_from(bytes.next()).expect("is a byte")) / 100.0; Frame::NUMBERS];
        let (action, context) = (json!({ "tool": tool, "args": {}, "session": "s-1" }), json!({}));
        let mut said = Said { numbers, given: 0, kinds: 0, agent: None, texts: Vec::new(), action, context, finite: true };
        for (at, pointer) in pointers.iter().enumerate() {
            said.argument(at, pointer, bytes);
        }
        let given = bytes.next() | bytes.next() << 8;
        let given = |bit: usize| given >> bit & 1 == 1;
        let mut number = |at: usize, usual: &[f64]| given(at).then(|| said.number(at, bytes.number(usual)));
        let (now, deadline, failures) = (number(0, &TIMES), number(6, &TIMES), number(5, &[0.0, 1.0, 2.0, 3.0, 4.0]));
        let mut share = |at| number(at, &SHARES);
        let confidence = json!({ "intent": share(1), "retrieval": share(2) });
        let sentiment = json!({ "anger": share(3), "confusion": share(4) });
        let anomaly = json!({ "score": share(7), "injection": share(8) });
        let (reversible, needs_help) = (given(9).then_some(false), given(10).then_some(true));
        let chain = given(11).then(|| said.chain(bytes));
        let exposure = given(12).then(|| said.exposure(bytes));
        if given(13) {
            let name = TEXTS[bytes.below(TEXTS.len())];
            // The reader of frames gives up on an agent without a name.
            if !name.is_empty() {
                said.agent = Some(said.text(name) as u32);
                said.action["agent"] = name.into();
            }
        }
        said.given |= u32::from(given(9)) << 9 | u32::from(given(10)) << 10;
        said.context = there(&json!({
            "now": now,
            "claims": { "confidence": confidence, "reversible": reversible, "needsHelp": needs_help },
            "signals": { "sentiment": sentiment, "failures": failures, "anomaly": anomaly, "sla": deadline.map(|deadline| json!({ "deadline": deadline })) },
            "chain": chain,
            "exposure": exposure,
        }));
        said
    }

    fn argument(&mut self, at: usize, pointer: &[Value], bytes: &mut Bytes<'_>) {
        let place = 64 + at;
        let (kind, value) = match bytes.next() % 8 {
            0 => (1, Value::Null),
            1 => (2, false.into()),
            2 => (3, true.into()),
            3 | 4 => {
                let number = bytes.number(&[0.0, -1.0, 49.0, 50.0, 99.99, 100.0, 100.01, 1e-7, 1e300, 9_007_199_254_740_993.0]);
                self.numbers[place] = number;
                (4, self.said(number))
            }
            5 | 6 => {
                let text = TEXTS[bytes.below(TEXTS.len())];
                self.numbers[place] = self.text(text) as f64;
                (5, text.into())
            }
            _ => return,
        };
        if put(&mut self.action["args"], pointer, &value) {
            self.kinds |= kind << (3 * at);
        }
    }

    fn chain(&mut self, bytes: &mut Bytes<'_>) -> Value {
        let count = bytes.next() % 17;
        self.given |= 1 << 11 | (count as u32) << 16;
        let step = |at| {
            let (confidence, verified) = (bytes.number(&SHARES), bytes.next().is_multiple_of(4));
            self.numbers[16 + 2 * at] = confidence;
            self.numbers[17 + 2 * at] = f64::from(u8::from(verified));
            json!({ "confidence": self.said(confidence), "verified": verified })
        };
        (0..count).map(step).collect()
    }

    fn exposure(&mut self, bytes: &mut Bytes<'_>) -> Value {
        let count = bytes.next() % 9;
        self.given |= 1 << 12 | (count as u32) << 24;
        let first = bytes.next();
        let mut spent = json!({});
        for at in 0..count {
            let (currency, amount) = (CURRENCIES[(first + at) % CURRENCIES.len()], TEXTS[bytes.below(TEXTS.len())]);
            self.numbers[48 + 2 * at] = self.text(currency) as f64;
            self.numbers[49 + 2 * at] = self.text(amount) as f64;
            spent[currency] = amount.into();
        }
        spent
    }

    fn number(&mut self, at: usize, number: f64) -> Value {
        self.numbers[at] = number;
        self.given |= 1 << at;
        self.said(number)
    }

    fn said(&mut self, number: f64) -> Value {
        self.finite &= number.is_finite();
        // Words have no place for it, and `there` would take `null` for absent.
        if number.is_finite() { number.into() } else { "no number".into() }
    }

    fn text(&mut self, text: &str) -> usize {
        self.texts.push(text.to_owned());
        self.texts.len() - 1
    }
}
