//! From a document to a checked policy: parse, don't validate. Whoever holds a [`Policy`] holds one that is free of errors.

pub mod autonomy;
mod check;
pub mod condition;
pub mod document;
mod lint;
mod template;
mod truth;
mod typed;
pub mod values;

pub use document::PolicyDocument;
pub use template::Template;
pub(crate) use truth::Truth;
pub(crate) use typed::{host_of, mail_domain_of};

use crate::codes::Code;
use crate::digest::{Domain, digest_text};
use crate::document::{Issues, Read};
use crate::error::{Issue, Refusal, Severity};
use crate::json::{Limits, Place, canonical, read_on};
use crate::money::Money;
use crate::table::Table;
use crate::time::Duration;
use document::{ApprovalSettings, ToolRule};
use values::Tier;

/// A checked policy.
#[derive(Debug)]
pub struct Policy {
    // INVARIANT 11: only `parse` makes one, from a document without errors.
    document: PolicyDocument,
    digest: String,
    warnings: Vec<Issue>,
}

/// The financial threshold of a policy that names none: 100.00 in its currency.
const DEFAULT_THRESHOLD: Money = Money::whole(100);

impl Policy {
    /// Every problem at once, or the policy.
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let mut issues = Issues::new();
        Self::check(text, &mut issues).ok_or_else(|| Refusal::new(Code::PolicyInvalid, issues))
    }

    /// Nothing where there are errors; `issues` holds them and the warnings.
    pub(crate) fn check(text: &str, issues: &mut Issues) -> Option<Self> {
        let place = Place::root("");
        let value = read_on(text, Limits::DOCUMENT, place, issues)?;
        let canonical = canonical(&value);
        if !crate::action::small_enough(&canonical, place, issues) {
            return None;
        }
        let document = PolicyDocument::read(&value, place, issues)?;
        check::check(&document, issues);
        // Advice about a policy that is half read would be noise.
        if issues.is_empty() {
            lint::lint(&document, issues);
        }
        issues.sort();
        if issues.iter().any(|issue| issue.severity == Severity::Error) {
            return None;
        }
        Some(Self { document, digest: digest_text(Domain::Policy, &canonical), warnings: issues.to_vec() })
    }

    /// What it was made from.
    pub fn document(&self) -> &PolicyDocument {
        &self.document
    }

    /// Digest of the canonical document.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// What its author may have overlooked.
    pub fn warnings(&self) -> &[Issue] {
        &self.warnings
    }

    pub(crate) fn rules(&self) -> &[ToolRule] {
        self.document.tools.as_deref().unwrap_or_default()
    }

    pub(crate) fn currency(&self) -> &str {
        self.document.currency.as_ref().map_or("USD", |currency| &currency.0)
    }

    /// An amount in the policy's currency; nothing without a rate, or where it does not fit.
    pub(crate) fn convert(&self, amount: Money, currency: &str) -> Option<Money> {
        if currency == self.currency() {
            return Some(amount);
        }
        amount.times(self.document.rates.as_ref()?.get(currency)?.0)
    }

    pub(crate) fn default_tier(&self) -> Tier {
        self.document.default_tier.unwrap_or(Tier::Irreversible)
    }

    pub(crate) fn threshold(&self) -> Money {
        let given = self.document.financial.as_ref().and_then(|financial| financial.threshold);
        given.map_or(DEFAULT_THRESHOLD, |limit| limit.0)
    }

    pub(crate) fn exposure_limit(&self) -> Money {
        self.document.financial.as_ref().and_then(|financial| financial.limit).map_or_else(|| self.threshold(), |limit| limit.0)
    }

    /// How far back the financial limit looks.
    pub(crate) fn financial_window(&self) -> Duration {
        self.document.financial.as_ref().and_then(|financial| financial.window).unwrap_or(Duration::hours(24))
    }

    pub(crate) fn category_tier(&self, category: &str) -> Tier {
        category_tier(&self.document.categories, category)
    }

    pub(crate) fn approval(&self) -> Option<&ApprovalSettings> {
        self.document.approval.as_ref()
    }
}

/// The five categories that are tier 4 in every policy. `financial_transaction` is tier 3 up to the threshold.
pub(crate) const CANONICAL: [&str; 5] = ["change_privileges", "delete_data", "deploy_production", FINANCIAL, "send_external_communication"];
pub(crate) const FINANCIAL: &str = "financial_transaction";

/// A category's tier: the policy's word, else that of a canonical category. `financial_transaction` is looked at by amount where the policy
/// has no word on it.
fn category_tier(categories: &Option<Table<document::CategorySettings>>, category: &str) -> Tier {
    categories.as_ref().and_then(|all| all.get(category)).map_or(Tier::Irreversible, |settings| settings.tier)
}

impl Policy {
    /// What `financial_transaction` is before its amount is looked at: tier 3, or what the policy says of the category.
    pub(crate) fn financial_base_tier(&self) -> Tier {
        self.document.categories.as_ref().and_then(|all| all.get(FINANCIAL)).map_or(Tier::External, |settings| settings.tier)
    }
}
