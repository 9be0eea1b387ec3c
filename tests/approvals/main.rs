//! Approval requests: what each event does, laws over random histories, and a slow obvious model beside the machine.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that panics has failed, which is the point")]

mod cases;
mod histories;
mod laws;
mod model;
mod small;
mod world;
