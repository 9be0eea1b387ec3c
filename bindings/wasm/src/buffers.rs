//! The two resident buffers and the texts in them.

use crate::faults::fault;
use std::cell::RefCell;
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static INPUT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static OUTPUT: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Makes the input buffer `len` bytes long and says where it starts. Its former address and content are gone.
#[wasm_bindgen]
pub fn reserve(len: usize) -> *mut u8 {
    INPUT.with_borrow_mut(|input| {
        // Freed before it is allocated anew: growing in place would hold two giants at once and copy bytes that nobody reads.
        *input = Vec::new();
        *input = vec![0; len];
        input.as_mut_ptr()
    })
}

/// Where the last answer stands.
#[wasm_bindgen]
pub fn output() -> *const u8 {
    OUTPUT.with_borrow(|output| output.as_ptr())
}

/// Answers that are neither a good text nor an error text: JavaScript takes them for a fault.
const NO_ANSWER: i32 = i32::MIN;

/// Keeps an operation's text for [`output`] and gives its length, negated for an error.
pub(crate) fn answer(text: Result<String, String>) -> i32 {
    let (text, sign) = match text {
        Ok(text) => (text, 1),
        Err(error) => (error, -1),
    };
    // An empty error would have no sign and a text past 2 GiB no length; neither may look like a good answer.
    let signed = match i32::try_from(text.len()) {
        Ok(0) if sign < 0 => NO_ANSWER,
        Ok(len) => sign * len,
        Err(_) => NO_ANSWER,
    };
    OUTPUT.replace(text);
    signed
}

/// Runs an operation on texts that JavaScript wrote, of these lengths, back to back.
pub(crate) fn texts<T, const N: usize>(lengths: [usize; N], run: impl FnOnce([&str; N]) -> Result<T, String>) -> Result<T, String> {
    INPUT.with_borrow(|input| {
        let (mut rest, mut texts) = (input.as_slice(), [""; N]);
        for (text, length) in texts.iter_mut().zip(lengths) {
            let read = rest.split_at_checked(length).and_then(|(first, after)| Some((std::str::from_utf8(first).ok()?, after)));
            let Some((first, after)) = read else { return Err(fault("the input is not UTF-8 text of the stated length")) };
            (*text, rest) = (first, after);
        }
        run(texts)
    })
}

/// The same with one text.
#[cfg(any(feature = "gate", feature = "calibration"))]
pub(crate) fn one<T>(length: usize, run: impl FnOnce(&str) -> Result<T, String>) -> Result<T, String> {
    texts([length], |[text]| run(text))
}
