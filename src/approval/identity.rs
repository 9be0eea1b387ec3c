//! Who somebody is: always from the host's `authenticate`, never from the answer itself.

use crate::document::{Name, document};

document! {
    /// A person, as the host established it.
    pub struct Identity {
        /// One name for one person, whatever they call themselves elsewhere.
        "id" id: Name,
        /// What they may do.
        "roles" roles: Vec<Name>,
        /// What says so: an identity provider, the operating system.
        "source" source: String,
        /// How sure that is.
        "assurance" assurance: String,
    }
}

impl Identity {
    /// Whether one of these roles is theirs; where none is named, everybody's is.
    pub(super) fn has_role_of(&self, roles: &[String]) -> bool {
        roles.is_empty() || self.roles.iter().any(|role| roles.contains(&role.0))
    }
}
