//! The same decisions without WebAssembly: the limit. Reads a folder that holds `stage.json`, `confidence.json` (policies) and `items.jsonl`
//! (pairs of action and context), then for every line `OPERATION POLICY MILLISECONDS` on its input prints the nanoseconds of one operation.
#![allow(clippy::disallowed_methods, reason = "a benchmark reads the clock; the core does not")]

use holdpoint::wire::{self, Gate};
use std::error::Error;
use std::fs;
use std::hint::black_box;
use std::io::{BufRead, stdin};
use std::time::{Duration, Instant};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::args().nth(1).ok_or("usage: native FOLDER")?;
    let gate = |name: &str| -> Result<Gate, Box<dyn Error>> { Ok(wire::create_gate(&fs::read_to_string(format!("{folder}/{name}.json"))?, "{}")?.0) };
    let (stage, confidence) = (gate("stage")?, gate("confidence")?);
    let text = fs::read_to_string(format!("{folder}/items.jsonl"))?;
    let items = text.lines().map(|line| line.split_once('\t').ok_or("no context")).collect::<Result<Vec<_>, _>>()?;
    for line in stdin().lock().lines() {
        let line = line?;
        let [operation, policy, millis] = line.split(' ').collect::<Vec<_>>()[..] else { return Err(format!("`{line}` is no order").into()) };
        let gate = if policy == "stage" { &stage } else { &confidence };
        let time = Duration::from_millis(millis.parse()?);
        let nanos = match operation {
            "decide" => timed(&items, time, |action, context| wire::decide(gate, action, context).is_ok()),
            "screen" => timed(&items, time, |action, context| wire::screen(gate, action, context).is_ok()),
            "digest" => timed(&items, time, |action, _| wire::action_digest(action).is_ok()),
            other => return Err(format!("`{other}` is no operation").into()),
        }?;
        println!("{nanos}");
    }
    Ok(())
}

/// Nanoseconds of one operation, over whole passes until the time is up.
fn timed(items: &[(&str, &str)], time: Duration, operation: impl Fn(&str, &str) -> bool) -> Result<f64, Box<dyn Error>> {
    let (start, mut count) = (Instant::now(), 0_u32);
    while start.elapsed() < time || count == 0 {
        for (action, context) in items {
            if !black_box(operation(black_box(action), black_box(context))) {
                return Err(format!("refused: {action}").into());
            }
            count += 1;
        }
    }
    Ok(start.elapsed().as_nanos() as f64 / f64::from(count))
}
