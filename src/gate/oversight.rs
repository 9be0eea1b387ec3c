//! The one ordered scale.

use crate::document::words;

words! {
    /// What may happen to an action, mildest first. Opinions join to the strictest.
    pub enum Oversight {
        /// It runs.
        Proceed "proceed",
        /// It runs, and the record holds enough to reverse it.
        Log "log",
        /// It is staged until a person approves; the agent may go on with other work.
        Review "review",
        /// It does not run, and the run waits here for a person.
        Hold "hold",
        /// It does not run; only a person with a security role can release it.
        Block "block",
        /// It does not run: a kill switch is engaged.
        Halt "halt",
    }
}

impl Oversight {
    /// Whether the action runs now. INVARIANT 1: `proceed` and `log` alone, and every match on oversight names every word.
    pub const fn may_run(self) -> bool {
        match self {
            Oversight::Proceed | Oversight::Log => true,
            Oversight::Review | Oversight::Hold | Oversight::Block | Oversight::Halt => false,
        }
    }
}
