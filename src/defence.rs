//! The defences against forged dialogs by name. They stand always; only a test may take one away, to see that its trick is then noticed.

/// What keeps one trick from working.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(test), allow(dead_code, reason = "a name for tests"))]
pub(crate) enum Defence {
    /// Characters that nobody sees are written out.
    Invisible,
    /// So are those that change the order of reading,
    Bidi,
    /// and those that move a terminal's cursor.
    Controls,
    /// Look-alike words and hosts are told.
    LookAlikes,
    /// What is encoded stands beside it decoded.
    Decoding,
    /// Words that press or claim an approval are told.
    Phrases,
    /// What the agent says of no argument is told.
    Mismatch,
    /// Critical arguments stand in the order of the rules.
    CriticalFirst,
    /// What is too long goes, from the end.
    Trimming,
    /// What went is counted.
    LeftOut,
    /// What the short form hides must be seen.
    MustView,
    /// No fence of Markdown is closed from inside.
    Fences,
    /// White space that is all that differs is made visible.
    WhiteSpace,
    /// What is alike at both ends of a change is only counted.
    AlikeEnds,
    /// Items in another order are told from other items.
    Reordering,
    /// Values have a form that nobody can mistake.
    Forms,
    /// How many times larger a number is.
    Ratio,
    /// What differs from the last similar approval.
    LastApproved,
    /// Every rendering names the package.
    OneDigest,
    /// What was changed is no package.
    Recomputed,
    /// Keys come once.
    DuplicateKeys,
    /// What must not leave the host does not.
    Redaction,
}

/// Whether a defence stands.
#[cfg(not(test))]
#[inline(always)]
pub(crate) const fn stands(_: Defence) -> bool {
    true
}

#[cfg(test)]
pub(crate) use removed::{stands, without};

#[cfg(test)]
mod removed {
    use super::Defence;
    use std::cell::Cell;

    thread_local! {
        static REMOVED: Cell<Option<Defence>> = const { Cell::new(None) };
    }

    pub(crate) fn stands(defence: Defence) -> bool {
        REMOVED.get() != Some(defence)
    }

    /// Runs a check without one defence, and tells whether it failed.
    pub(crate) fn without(defence: Defence, check: fn()) -> bool {
        REMOVED.set(Some(defence));
        let outcome = std::panic::catch_unwind(check);
        REMOVED.set(None);
        outcome.is_err()
    }
}
