//! What the model is told.

/// What the model is told; a number of a call stands for an action with its decision and package.
#[derive(Clone, Debug)]
pub enum Event {
    Requested {
        call: usize,
        idempotent: bool,
        resources: Option<u8>,
        lease: i64,
        grant: bool,
        ladder: Vec<i64>,
        torn: bool,
    },
    /// `shown`: the call whose digests the answer names. `torn`: digests that do not fit.
    Responded {
        who: usize,
        verdict: &'static str,
        shown: usize,
        edited: usize,
        other_session: bool,
        torn: bool,
    },
    Answered,
    Acknowledged {
        who: usize,
    },
    /// `action`: the call whose digest the worker names.
    Claimed {
        action: usize,
        epoch: u64,
        paused: bool,
        policy: Policy,
        resources: Option<u8>,
        lease: i64,
    },
    Renewed {
        token: u64,
        lease: i64,
    },
    Completed {
        token: u64,
    },
    Failed {
        token: u64,
    },
    Lost {
        token: u64,
    },
    Resolved {
        who: usize,
        executed: bool,
    },
    Cancelled,
    Superseded,
    Killed {
        epoch: u64,
    },
    Ticked,
    Labelled {
        who: usize,
    },
    Undone {
        who: usize,
    },
}

/// What the policy in force says at a claim.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Policy {
    Same,
    Milder,
    MorePeople,
    Nobody,
    OfAnotherAction,
}
