//! It is withdrawn, replaced or killed before it has started.

use super::{Step, refuse};
use crate::approval::event::{CancelledEvent, KilledEvent, SupersededEvent};
use crate::approval::outcome::{ApprovalEntry, ApprovalSays};
use crate::approval::table::ApprovalStatus;
use crate::codes::Code;
use crate::document::Maybe;

impl Step {
    pub(super) fn cancelled(&mut self, event: CancelledEvent) -> ApprovalSays {
        let text = format!("it was withdrawn: {}", event.reason.0);
        self.end(ApprovalStatus::Cancelled, text, event.by.as_ref().map(|by| by.id.0.clone()));
        let entry = ApprovalEntry { by: event.by, text: Some(event.reason.0), ..self.entry() };
        self.record(entry);
        ApprovalSays::Recorded
    }

    pub(super) fn superseded(&mut self, event: SupersededEvent) -> ApprovalSays {
        let by = event.by.0.clone();
        if self.request.status != ApprovalStatus::Stale {
            self.end(ApprovalStatus::Superseded, format!("request `{by}` took its place; go on with that one"), None);
        }
        self.request.superseded_by = Maybe(Some(event.by));
        let entry = ApprovalEntry { source: Some(by), ..self.entry() };
        self.record(entry);
        ApprovalSays::Recorded
    }

    pub(super) fn killed(&mut self, event: KilledEvent) -> ApprovalSays {
        if event.epoch <= self.request.epoch {
            return refuse(Code::EpochOld, "the kill switch was thrown before this was asked; it stands as it is");
        }
        let by = event.by.map(|by| by.0);
        self.end(ApprovalStatus::Killed, format!("a kill switch was thrown: {}; ask again when it is released", event.reason), by.clone());
        let entry = ApprovalEntry { source: by, text: Some(event.reason), ..self.entry() };
        self.record(entry);
        ApprovalSays::Recorded
    }
}
