//! What a person sees before answering, and what they may change.

pub mod edits;
