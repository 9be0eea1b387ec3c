//! What is left to say when something went wrong that should not.

use crate::buffers::answer;
use std::cell::RefCell;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static LAST_PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// The text of the panic that trapped this instance; the only call that still makes sense after a trap.
#[wasm_bindgen]
pub fn last_panic() -> i32 {
    answer(Ok(LAST_PANIC.take()))
}

/// Keeps the text of a panic, which the trap that follows would lose.
pub(crate) fn keep_panics() {
    std::panic::set_hook(Box::new(|panic| LAST_PANIC.set(panic.to_string())));
}

/// The error text for a call that no caller of the package can make. `what` stands in JSON as it is.
pub(crate) fn fault(what: &'static str) -> String {
    format!(r#"{{"code":"fault","message":"{what}","issues":[]}}"#)
}
