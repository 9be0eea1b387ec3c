//! Arguments as a policy looks at them: all of them, or only the values that its rules for one tool point to.

use crate::json::{Json, Pointer};

/// Where a pointer of the policy starts.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Args<'a> {
    /// A value with everything in it.
    Whole(&'a Json),
    /// The arguments, of which only what is looked at was read.
    Picked(&'a [Picked]),
}

/// A value that was picked out of arguments: a scalar, or nothing.
#[derive(Debug)]
pub(crate) struct Picked {
    pub pointer: Pointer,
    pub value: Option<Json>,
}

impl<'a> Args<'a> {
    /// The value that a pointer leads to.
    pub fn find(self, pointer: &Pointer) -> Option<&'a Json> {
        match self {
            Args::Whole(value) => pointer.find(value),
            Args::Picked(values) => values.iter().find(|picked| picked.pointer == *pointer).and_then(|picked| picked.value.as_ref()),
        }
    }

    /// The value itself. Nobody asks picked arguments for it: a policy that does has no plan.
    pub fn whole(self) -> Option<&'a Json> {
        match self {
            Args::Whole(value) => Some(value),
            Args::Picked(_) => None,
        }
    }
}
