//! People, as the host knows them.

use crate::document::{Name, document};

document! {
    /// A person as the host's `authenticate` established them; never what a response says of itself.
    pub struct Identity {
        /// Who.
        "id" id: Name,
        /// What they may decide.
        "roles" roles: Vec<Name>,
        /// Where that was looked up.
        "source" source: String,
        /// How sure it is.
        "assurance" assurance: String,
    }
}
