//! The fast door of `screen`: actions as numbers. Texts cross once and are known by their place afterwards.

use crate::buffers::{answer, one};
use crate::decisions::place;
use crate::gates;
use holdpoint::wire::{self, Frame};
use std::cell::RefCell;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static NUMBERS: RefCell<[f64; Frame::NUMBERS]> = const { RefCell::new([0.0; Frame::NUMBERS]) };
    static TEXTS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

/// Where the numbers of a frame are written; they never move.
#[wasm_bindgen]
pub fn frame() -> *mut f64 {
    NUMBERS.with_borrow_mut(|numbers| numbers.as_mut_ptr())
}

/// Keeps a text and gives its place.
#[wasm_bindgen]
pub fn keep_text(text: usize) -> i32 {
    let kept = one(text, |text| {
        TEXTS.with_borrow_mut(|texts| {
            texts.push(text.to_owned());
            Ok(i32::try_from(texts.len() - 1).unwrap_or(NONE))
        })
    });
    kept.unwrap_or(NONE)
}

/// Forgets every text.
#[wasm_bindgen]
pub fn forget_texts() {
    TEXTS.take();
}

/// Plans what to read of actions that call a tool. The plans of a gate are numbered from 0; no text means that there is none for this tool.
#[wasm_bindgen]
pub fn plan(gate: usize, tool: usize) -> i32 {
    answer(one(tool, |tool| {
        gates::with_plans(gate, |gate, plans, _| {
            wire::plan(gate, tool).map(|(plan, about)| {
                plans.push(plan);
                about
            })
        })
        .map(Option::unwrap_or_default)
    }))
}

/// Forgets the plans of a gate.
#[wasm_bindgen]
pub fn forget_plans(gate: usize) {
    drop(gates::with_plans(gate, |_, plans, _| plans.clear()));
}

/// The place of the oversight on the scale; −1 where the door for texts has to be taken. `agent` is −1 where there is none.
#[wasm_bindgen]
pub fn screen_frame(gate: usize, plan: usize, given: u32, kinds: u32, agent: i32) -> i32 {
    let word = gates::with_plans(gate, |gate, plans, room| {
        NUMBERS.with_borrow(|numbers| {
            TEXTS.with_borrow(|texts| {
                let frame = Frame { numbers, given, kinds, agent: u32::try_from(agent).ok(), texts };
                wire::screen_frame(gate, plans.get_mut(plan)?, room, &frame)
            })
        })
    });
    word.ok().flatten().map_or(NONE, place)
}

const NONE: i32 = -1;
