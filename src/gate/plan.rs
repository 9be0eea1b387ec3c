//! The fast door: what `screen` needs to read of an action that calls a known tool, and the numbers that it comes in.
//!
//! Only values that decide cross the boundary, and no text that crossed before: see [`Frame`]. Whatever has no place in a frame is told apart
//! by giving no answer; the door for texts then has the say.

use super::tool::Tool;
use super::{Facts, Gate, Oversight, Subject};
use crate::args::{Args, Picked};
use crate::context::ChainStep;
use crate::document::Share;
use crate::json::{Json, MAX_SAFE, Number};
use crate::money::Money;
use crate::policy::document::AmountCurrency;
use crate::table::Table;
use crate::time::{MAX_TIME, Millis};

/// What is read of an action that calls one tool.
#[derive(Debug)]
pub struct Plan {
    tool: Tool<'static>,
    picked: Vec<Picked>,
}

/// An action and its context as numbers.
///
/// `numbers` holds, by place: 0 now, 1 intent, 2 retrieval, 3 anger, 4 confusion, 5 failures, 6 deadline, 7 anomaly score, 8 injection; from
/// 16 the steps of the chain, confidence and whether verified; from 48 the exposure, currency and amount as places in `texts`; from 64 what
/// the plan picks. `given` has a bit for each of the first nine, then one each for "not reversible", "needs help" and "there is a chain" and
/// "there is exposure", then from bit 16 the count of steps and from bit 24 that of currencies. `kinds` has three bits for each picked value:
/// 0 absent, 1 null, 2 false, 3 true, 4 a number, 5 a place in `texts`.
#[derive(Debug)]
pub struct Frame<'f> {
    /// As above.
    pub numbers: &'f [f64],
    /// As above.
    pub given: u32,
    /// As above.
    pub kinds: u32,
    /// The agent's name as a place in `texts`.
    pub agent: Option<u32>,
    /// The texts that are known by their places.
    pub texts: &'f [String],
}

/// What is longer than a number, in memory that is used again.
#[derive(Debug, Default)]
pub struct Room {
    steps: Vec<ChainStep>,
    exposure: Table<Money>,
}

impl Frame<'_> {
    /// Length of `numbers`.
    pub const NUMBERS: usize = 74;
    const CHAIN: usize = 16;
    const MOST_STEPS: usize = 16;
    const EXPOSURE: usize = 48;
    const MOST_CURRENCIES: usize = 8;
    const PICKED: usize = 64;
    const MOST_PICKED: usize = 10;
}

impl Plan {
    /// The steps of each pointer into the arguments, in the order in which a frame has their values.
    pub fn pointers(&self) -> Vec<&[String]> {
        self.picked.iter().map(|picked| picked.pointer.steps()).collect()
    }
}

impl Gate {
    /// Nothing where a rule for the tool takes more than single values from the arguments.
    pub fn plan(&self, tool: &str) -> Option<Plan> {
        let tool = self.tool(tool.to_owned());
        let mut pointers = Vec::new();
        for rule in self.rules_of(&tool) {
            for condition in rule.when.iter().chain(&rule.unless) {
                condition.picks(&mut pointers)?;
            }
            if let Some(amount) = &rule.amount {
                if amount.each.is_some() {
                    return None;
                }
                pointers.push(&amount.pointer);
                if let Some(AmountCurrency::At(pointer)) = &amount.currency {
                    pointers.push(pointer);
                }
            }
        }
        let mut picked: Vec<Picked> = Vec::new();
        for pointer in pointers {
            if !picked.iter().any(|known| known.pointer == *pointer) {
                picked.push(Picked { pointer: pointer.clone(), value: None });
            }
        }
        (picked.len() <= Frame::MOST_PICKED && picked.iter().all(|picked| !picked.pointer.as_str().is_empty())).then_some(Plan { tool, picked })
    }

    /// The oversight of what a frame holds; nothing where it is no valid input, for the door for texts to say why.
    pub fn screen_frame(&self, plan: &mut Plan, room: &mut Room, frame: &Frame<'_>) -> Option<Oversight> {
        frame.pick(&mut plan.picked)?;
        let facts = frame.facts(room)?;
        let agent = match frame.agent {
            Some(at) => Some(frame.text(f64::from(at))?),
            None => None,
        };
        self.join(&Subject { tool: &plan.tool, agent, args: Args::Picked(&plan.picked) }, &facts).ok()
    }
}

impl Frame<'_> {
    fn pick(&self, picked: &mut [Picked]) -> Option<()> {
        let mut kinds = self.kinds;
        for (picked, number) in picked.iter_mut().zip(self.numbers.get(Self::PICKED..)?) {
            picked.value = match kinds & 7 {
                0 => None,
                1 => Some(Json::Null),
                2 => Some(Json::Bool(false)),
                3 => Some(Json::Bool(true)),
                4 => Some(Json::Number(Number::new(*number).filter(|number| !number.is_unsafe_integer())?)),
                5 => Some(Json::String(self.replaced(picked.value.take(), *number)?)),
                _ => return None,
            };
            kinds >>= 3;
        }
        Some(())
    }

    /// The text at a place, in the memory of the one that stood there before.
    fn replaced(&self, before: Option<Json>, at: f64) -> Option<String> {
        let text = self.text(at)?;
        match before {
            Some(Json::String(mut room)) => {
                room.clear();
                room.push_str(text);
                Some(room)
            }
            _ => Some(text.to_owned()),
        }
    }

    fn facts<'r>(&self, room: &'r mut Room) -> Option<Facts<'r>> {
        let mut facts = Facts {
            now: self.time(0)?,
            claimed: self.share(1)?.into_iter().chain(self.share(2)?).reduce(f64::min),
            irreversible: self.bit(9),
            needs_help: self.bit(10),
            anger: self.share(3)?,
            confusion: self.share(4)?,
            failures: self.count(5)?,
            deadline: self.time(6)?,
            anomaly: self.share(7)?,
            injection: self.share(8)?,
            ..Facts::default()
        };
        if self.bit(11) {
            self.steps(&mut room.steps)?;
            facts.chain = Some(&room.steps);
        }
        if self.bit(12) {
            room.exposure = self.exposure()?;
            facts.exposure = Some(&room.exposure);
        }
        Some(facts)
    }

    /// The open chain: a verified step starts it anew.
    fn steps(&self, steps: &mut Vec<ChainStep>) -> Option<()> {
        steps.clear();
        let count = (self.given >> 16 & 0xff) as usize;
        let pairs = self.numbers.get(Self::CHAIN..)?.chunks_exact(2);
        for pair in pairs.take(if count <= Self::MOST_STEPS { count } else { return None }) {
            let [confidence, verified] = pair else { return None };
            steps.push(ChainStep { confidence: Share(share(*confidence)?), agent: None, verified: None });
            if *verified == 1.0 {
                steps.clear();
            }
        }
        Some(())
    }

    fn exposure(&self) -> Option<Table<Money>> {
        let count = (self.given >> 24) as usize;
        let pairs = self.numbers.get(Self::EXPOSURE..)?.chunks_exact(2);
        let mut exposure = Table::default();
        for pair in pairs.take(if count <= Self::MOST_CURRENCIES { count } else { return None }) {
            let [currency, amount] = pair else { return None };
            exposure.set(self.text(*currency)?, Money::parse(self.text(*amount)?)?);
        }
        Some(exposure)
    }

    fn bit(&self, at: u32) -> bool {
        self.given >> at & 1 == 1
    }

    /// The number at a place: inside nothing where it is not given.
    fn number(&self, at: u32) -> Option<Option<f64>> {
        if self.bit(at) { self.numbers.get(at as usize).copied().map(Some) } else { Some(None) }
    }

    fn share(&self, at: u32) -> Option<Option<f64>> {
        self.number(at)?.map_or(Some(None), |number| share(number).map(Some))
    }

    fn count(&self, at: u32) -> Option<Option<u64>> {
        self.number(at)?.map_or(Some(None), |number| whole(number, MAX_SAFE).map(|count| Some(count as u64)))
    }

    fn time(&self, at: u32) -> Option<Option<Millis>> {
        self.number(at)?.map_or(Some(None), |number| whole(number, MAX_TIME).map(|time| Some(time as Millis)))
    }

    fn text(&self, at: f64) -> Option<&str> {
        whole(at, f64::from(u32::MAX)).and_then(|at| self.texts.get(at as usize)).map(String::as_str)
    }
}

fn share(number: f64) -> Option<f64> {
    (0.0..=1.0).contains(&number).then_some(number)
}

fn whole(number: f64, most: f64) -> Option<f64> {
    (number.trunc() == number && (0.0..=most).contains(&number)).then_some(number)
}
