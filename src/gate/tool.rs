//! What the name of a tool alone decides.

use super::Gate;
use super::protection::protected_by;
use crate::policy::document::ToolRule;
use std::borrow::Cow;

/// A tool as a policy knows it.
#[derive(Debug)]
pub(super) struct Tool<'n> {
    pub name: Cow<'n, str>,
    /// The rules whose `tool` matches it, as indexes into the policy's.
    rules: Vec<usize>,
    /// The pattern that protects it.
    pub protected: Option<String>,
}

impl Gate {
    pub(super) fn tool<'n>(&self, name: impl Into<Cow<'n, str>>) -> Tool<'n> {
        let name = name.into();
        let rules = self.rules_named(&name).collect();
        let protected = protected_by(&self.policy, &name).map(str::to_owned);
        Tool { name, rules, protected }
    }

    /// All rules for a tool.
    pub(super) fn rules_of<'g>(&'g self, tool: &Tool<'_>) -> impl Iterator<Item = &'g ToolRule> {
        tool.rules.iter().filter_map(|&at| self.policy.rules().get(at))
    }

    fn rules_named(&self, tool: &str) -> impl Iterator<Item = usize> {
        let rules = self.policy.rules();
        let name = move |at: &usize| rules.get(*at).map_or("", |rule| rule.tool.as_str());
        let first = self.named.partition_point(|at| name(at) < tool);
        let exact = self.named.iter().skip(first).take_while(move |at| name(at) == tool);
        let by_pattern = self.patterns.iter().filter(move |&&at| rules.get(at).is_some_and(|rule| rule.tool.matches(tool)));
        exact.chain(by_pattern).copied()
    }
}
