//! Whom a calibrator is for: an agent, a class of actions, both, or everyone.

/// `agent/class`, `agent/*`, `*/class` or `*`; a star is nothing here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key<'k> {
    pub agent: Option<&'k str>,
    pub class: Option<&'k str>,
}

impl<'k> Key<'k> {
    /// What is wrong with a text that is none.
    pub const WRONG: &'static str = "is no key for a calibrator; write `agent/class`, `agent/*`, `*/class` or `*`";

    pub fn parse(text: &'k str) -> Option<Self> {
        if text == "*" {
            return Some(Self { agent: None, class: None });
        }
        let (agent, class) = text.split_once('/').filter(|(agent, class)| !agent.is_empty() && !class.is_empty())?;
        let named = |part: &'k str| (part != "*").then_some(part);
        let key = Self { agent: named(agent), class: named(class) };
        (key.agent.is_some() || key.class.is_some()).then_some(key)
    }

    pub fn text(self) -> String {
        match self {
            Self { agent: None, class: None } => "*".into(),
            Self { agent, class } => format!("{}/{}", agent.unwrap_or("*"), class.unwrap_or("*")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys() {
        for text in ["*", "a/*", "*/c", "a/c", "a/b/c"] {
            assert_eq!(Key::parse(text).unwrap().text(), text);
        }
        for text in ["", "a", "*/*", "/a", "a/", "/", "**"] {
            assert_eq!(Key::parse(text), None, "{text}");
        }
    }
}
