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
    package::inert_text(words);
    package::apply_edits(args, edits, schema);
    audit::audit_checkpoint(args);
    audit::audit_commit(args);
    audit::audit_consistent(args);
    audit::audit_finish(args);
    audit::audit_included(args);
    audit::audit_key(args);
    audit::audit_note(note);
    audit::audit_prove(args);
    audit::audit_seal(args);
    audit::audit_start(args);
    audit::audit_verify(state, lines);
    audit::audit_verify_rows(state, rows);
    beside::scopes(action);
    beside::kill_step(input);
    beside::kill_state(input);
    beside::ledger_step(input);
    beside::ledger_facts(input);
    beside::grant_make(input);
    beside::grant_match(input);
    beside::grant_use(input);
    beside::grant_revoke(input);
    approval::approval_step(request, event, now);
}
