//! The kill switch, ledgers and grants: each takes one JSON text and gives one.

use super::refused;
use crate::approval::grant::{self, GrantInput, GrantMatchInput, GrantRevokeInput, GrantUseInput};
use crate::approval::kill::{self, KillInput, KillStateInput};
use crate::approval::ledger::{self, LedgerFactsInput, LedgerInput};
use crate::approval::scopes as scopes_of;
use crate::calibration::options::parse_within;
use crate::error::Refusal;
use crate::json::{Limits, text};
use serde::Serialize;

/// `{"kill": [scope], "ledger": [scope]}` of an action.
pub fn scopes(action: &str) -> Result<String, String> {
    answered(parse_within(action, "/action", Limits::REQUEST).map(|action| scopes_of(&action)))
}

/// A kill switch thrown or let go: [`KillInput`] in, `KillStep` out.
pub fn kill_step(input: &str) -> Result<String, String> {
    answered(
        parse_within(input, "", Limits::REQUEST).and_then(|input: KillInput| kill::kill(&input.scope.0, input.state.0.as_ref(), &input.event, input.now.0)),
    )
}

/// What kill switches tell the gate: [`KillStateInput`] in, `KillFacts` out.
pub fn kill_state(input: &str) -> Result<String, String> {
    answered(parse_within(input, "", Limits::REQUEST).and_then(|input: KillStateInput| kill::kill_state(&input)))
}

/// Ledgers after an event: [`LedgerInput`] in, `LedgerStep` out.
pub fn ledger_step(input: &str) -> Result<String, String> {
    answered(parse_within(input, "", Limits::REQUEST).and_then(|input: LedgerInput| ledger::ledger(&input)))
}

/// What ledgers tell the gate: [`LedgerFactsInput`] in, `LedgerFacts` out.
pub fn ledger_facts(input: &str) -> Result<String, String> {
    answered(parse_within(input, "", Limits::REQUEST).and_then(|input: LedgerFactsInput| ledger::ledger_facts(&input)))
}

/// A grant made: [`GrantInput`] in, `GrantStep` out.
pub fn grant_make(input: &str) -> Result<String, String> {
    answered(parse_within(input, "", Limits::REQUEST).and_then(|input: GrantInput| grant::grant(&input)))
}

/// The grant that covers a call: [`GrantMatchInput`] in, its id as JSON text out, or `null`.
pub fn grant_match(input: &str) -> Result<String, String> {
    answered(parse_within(input, "", Limits::REQUEST).and_then(|input: GrantMatchInput| grant::grant_match(&input)))
}

/// A grant used: [`GrantUseInput`] in, `GrantStep` out.
pub fn grant_use(input: &str) -> Result<String, String> {
    answered(parse_within(input, "", Limits::REQUEST).and_then(|input: GrantUseInput| grant::grant_use(&input)))
}

/// A grant taken back: [`GrantRevokeInput`] in, `GrantStep` out.
pub fn grant_revoke(input: &str) -> Result<String, String> {
    answered(parse_within(input, "", Limits::REQUEST).map(|input: GrantRevokeInput| grant::grant_revoke(&input)))
}

fn answered<T: Serialize>(result: Result<T, Refusal>) -> Result<String, String> {
    result.map(|answer| text(&answer)).map_err(refused)
}
