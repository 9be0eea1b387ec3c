//! Whom a calibrator is for: an agent, a class of actions, both, or everyone.

/// `agent/class`, `agent/*`, `*/class` or `*`; a star is nothing here. An agent's name may hold slashes, as those of models do; the class is
/// what stands after the last.
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
        let (agent, class) = text.rsplit_once('/').filter(|(agent, class)| !agent.is_empty() && !class.is_empty())?;
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
        assert_eq!(Key::parse("meta-llama/Llama-3/external"), Some(Key { agent: Some("meta-llama/Llama-3"), class: Some("external") }));
        for text in ["", "a", "*/*", "/a", "a/", "/", "**"] {
            assert_eq!(Key::parse(text), None, "{text}");
        }
    }
}
