//! What happens between "held" and "done": texts in, text out.

use crate::buffers::{answer, texts};
use holdpoint::wire;
use wasm_bindgen::prelude::wasm_bindgen;

macro_rules! operations {
    ($($module:ident::$name:ident($($text:ident),+);)*) => {
        $(
            #[doc = concat!("`wire::", stringify!($module), "::", stringify!($name), "`, given the lengths of its texts.")]
            #[wasm_bindgen]
            pub fn $name($($text: usize),+) -> i32 {
                answer(texts([$($text),+], |[$($text),+]| wire::$module::$name($($text),+)))
            }
        )*
    };
}

operations! {
    package::from_brief(action, context, extra, brief);
    package::render(package, how, options);
    package::package_digest(package);
    package::apply_edits(args, edits, schema);
}
