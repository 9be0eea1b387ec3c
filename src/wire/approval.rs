//! Approval requests.

use super::refused;
use crate::approval;
use crate::json::text;

/// One event: a request (`null` before the first), an event, and the time in epoch milliseconds → ApprovalStep. What may not be done is
/// answered in it, with a code; only what cannot be read is refused here.
pub fn approval_step(request: &str, event: &str, now: &str) -> Result<String, String> {
    approval::step(request, event, now).map(|step| text(&step)).map_err(refused)
}
