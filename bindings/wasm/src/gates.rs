//! Compiled gates, by handle.

use crate::buffers::{answer, texts};
use crate::faults::fault;
use holdpoint::wire::{self, Gate, Plan, Room};
use std::cell::{Cell, RefCell};
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static GATES: RefCell<Vec<Option<Kept>>> = const { RefCell::new(Vec::new()) };
    static CREATED: Cell<usize> = const { Cell::new(0) };
}

/// A gate with the plans of its fast door, and the memory that they use again.
struct Kept {
    gate: Gate,
    plans: Vec<Plan>,
    room: Room,
}

/// Compiles a policy. Its handle is asked for with [`created_gate`].
#[wasm_bindgen]
pub fn create_gate(policy: usize, options: usize) -> i32 {
    let created = texts([policy, options], |[policy, options]| wire::create_gate(policy, options));
    answer(created.map(|(gate, about)| {
        CREATED.set(keep(gate));
        about
    }))
}

/// The handle of the gate that `create_gate` made last.
#[wasm_bindgen]
pub fn created_gate() -> usize {
    CREATED.get()
}

/// Frees a gate, and its handle for another. A handle that names no gate is left alone.
#[wasm_bindgen]
pub fn drop_gate(handle: usize) {
    GATES.with_borrow_mut(|gates| {
        if let Some(gate) = gates.get_mut(handle) {
            *gate = None;
        }
    });
}

/// Runs an operation of one gate.
pub(crate) fn with<T>(handle: usize, run: impl FnOnce(&Gate) -> Result<T, String>) -> Result<T, String> {
    GATES.with_borrow(|gates| match gates.get(handle) {
        Some(Some(kept)) => run(&kept.gate),
        _ => Err(fault("no gate has this handle")),
    })
}

/// Runs an operation of one gate that uses its plans.
pub(crate) fn with_plans<T>(handle: usize, run: impl FnOnce(&Gate, &mut Vec<Plan>, &mut Room) -> T) -> Result<T, String> {
    GATES.with_borrow_mut(|gates| match gates.get_mut(handle) {
        Some(Some(Kept { gate, plans, room })) => Ok(run(gate, plans, room)),
        _ => Err(fault("no gate has this handle")),
    })
}

fn keep(gate: Gate) -> usize {
    let gate = Kept { gate, plans: Vec::new(), room: Room::default() };
    GATES.with_borrow_mut(|gates| {
        if let Some((handle, free)) = gates.iter_mut().enumerate().find(|(_, gate)| gate.is_none()) {
            *free = Some(gate);
            return handle;
        }
        gates.push(Some(gate));
        gates.len() - 1
    })
}
