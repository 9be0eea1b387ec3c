//! Where a value stands, kept on the stack and spelled out only when something is wrong there.

/// A step on the way from the root of a document to a value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    outer: Option<&'a Place<'a>>,
    step: Step<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Step<'a> {
    Root(&'a str),
    Key(&'a str),
    Index(usize),
}

impl<'a> Place<'a> {
    /// The document itself; `prefix` stands before every pointer, such as `/action`.
    pub(crate) const fn root(prefix: &'a str) -> Self {
        Self { outer: None, step: Step::Root(prefix) }
    }

    pub(crate) const fn key(&'a self, key: &'a str) -> Self {
        Self { outer: Some(self), step: Step::Key(key) }
    }

    pub(crate) const fn index(&'a self, index: usize) -> Self {
        Self { outer: Some(self), step: Step::Index(index) }
    }

    /// The RFC 6901 pointer of this place.
    pub(crate) fn pointer(&self) -> String {
        let mut text = self.outer.map(Place::pointer).unwrap_or_default();
        match self.step {
            Step::Root(prefix) => text.push_str(prefix),
            Step::Key(key) => {
                text.push('/');
                text.push_str(&super::pointer::escape(key));
            }
            Step::Index(index) => {
                text.push('/');
                text.push_str(&index.to_string());
            }
        }
        text
    }
}
