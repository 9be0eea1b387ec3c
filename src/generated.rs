//! Files made from this crate's own types and tables: TypeScript types, the policy's JSON Schema, the page of codes. The test fails where
//! one is stale; `cargo xtask types` writes them anew.

#![allow(clippy::disallowed_methods, reason = "a test may be told to write what it compares with")]

use crate::approval::demand::Demand;
use crate::approval::undo::{UndoCall, UndoOutcome};
use crate::approval::{self, ApprovalRequest, ApprovalStep, Scopes, grant, kill, ledger};
use crate::audit;
use crate::calibration::fit::FitOptions;
use crate::calibration::trajectory::{TrajectoryFeatures, TrajectoryFitOptions, TrajectoryModel, TrajectoryRun, TrajectoryStep};
use crate::calibration::{
    BetaBinomialFit, Bin, CheckIn, CheckIns, Estimate, HistogramBar, Metrics, MetricsOptions, ReliabilityOptions, chain, floor, holds, monitor,
};
use crate::codes::Code;
use crate::gate::{Decision, GateOptions, Metric};
use crate::package::{ContextPackage, Edits, PackageExtra, RenderOptions, Rendering};
use crate::policy::PolicyDocument;
use crate::wire::calibration::{CellCounts, FeatureOptions, HistogramOptions, Intervals, LevelOptions, RetryOptions, RiskOptions, StepCounts};
use crate::{Action, Context, Issue};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use ts_rs::{Config, TS, TypeVisitor};

#[test]
fn files_are_fresh() {
    let files = [
        ("bindings/js/src/wire.ts", typescript()),
        ("bindings/js/policy.schema.json", schema()),
        ("docs/codes.md", codes()),
        ("docs/approvals.md", approvals()),
    ];
    let write = std::env::var("HOLDPOINT_UPDATE").is_ok();
    let mut stale = Vec::new();
    for (path, wanted) in files {
        let there = fs::read_to_string(path).unwrap_or_default();
        if there == wanted {
            continue;
        }
        if write {
            fs::write(path, wanted).unwrap();
        } else {
            stale.push(path);
        }
    }
    assert!(stale.is_empty(), "stale: {stale:?}; run `cargo xtask types` and review the difference");
}

fn typescript() -> String {
    let mut all = Declarations::default();
    all.add::<Action>();
    all.add::<Context>();
    all.add::<Decision>();
    all.add::<PolicyDocument>();
    all.add::<GateOptions>();
    all.add::<FitOptions>();
    all.add::<Estimate>();
    all.add::<Issue>();
    all.add::<PackageExtra>();
    all.add::<ContextPackage>();
    all.add::<RenderOptions>();
    all.add::<Rendering>();
    all.add::<Edits>();
    all.add::<floor::FloorOptions>();
    all.add::<floor::Floor>();
    all.add::<floor::RiskPoint>();
    all.add::<chain::ChainOptions>();
    all.add::<chain::Chain>();
    all.add::<holds::HoldOptions>();
    all.add::<holds::Placement>();
    all.add::<monitor::MonitorOptions>();
    all.add::<monitor::MonitorSample>();
    all.add::<monitor::MonitorState>();
    all.add::<Metrics>();
    all.add::<MetricsOptions>();
    all.add::<Bin>();
    all.add::<ReliabilityOptions>();
    all.add::<HistogramBar>();
    all.add::<CheckIns>();
    all.add::<CheckIn>();
    all.add::<BetaBinomialFit>();
    all.add::<TrajectoryStep>();
    all.add::<TrajectoryRun>();
    all.add::<TrajectoryFitOptions>();
    all.add::<TrajectoryModel>();
    all.add::<TrajectoryFeatures>();
    all.add::<FeatureOptions>();
    all.add::<chain::Bounds>();
    all.add::<chain::Retried>();
    all.add::<RetryOptions>();
    all.add::<StepCounts>();
    all.add::<CellCounts>();
    all.add::<Intervals>();
    all.add::<LevelOptions>();
    all.add::<HistogramOptions>();
    all.add::<RiskOptions>();
    all.add::<Scopes>();
    all.add::<Demand>();
    all.add::<UndoCall>();
    all.add::<UndoOutcome>();
    all.add::<kill::KillInput>();
    all.add::<kill::KillStep>();
    all.add::<kill::KillStateInput>();
    all.add::<kill::KillFacts>();
    all.add::<ledger::LedgerInput>();
    all.add::<ledger::LedgerStep>();
    all.add::<ledger::LedgerFactsInput>();
    all.add::<ledger::LedgerFacts>();
    all.add::<audit::Flaw>();
    all.add::<audit::SignedNote>();
    all.add::<audit::SigningKey>();
    all.add::<audit::Inclusion>();
    all.add::<audit::Consistency>();
    all.add::<grant::GrantInput>();
    all.add::<grant::GrantMatchInput>();
    all.add::<grant::GrantUseInput>();
    all.add::<grant::GrantRevokeInput>();
    all.add::<grant::GrantStep>();
    all.add::<ApprovalRequest>();
    all.add::<ApprovalStep>();
    all.add::<approval::ApprovalEvent>();
    all.add::<approval::RequestedEvent>();
    all.add::<approval::RespondedEvent>();
    all.add::<approval::AnsweredEvent>();
    all.add::<approval::AcknowledgedEvent>();
    all.add::<approval::ClaimedEvent>();
    all.add::<approval::RenewedEvent>();
    all.add::<approval::CompletedEvent>();
    all.add::<approval::FailedEvent>();
    all.add::<approval::LostEvent>();
    all.add::<approval::ResolvedEvent>();
    all.add::<approval::CancelledEvent>();
    all.add::<approval::SupersededEvent>();
    all.add::<approval::KilledEvent>();
    all.add::<approval::TickedEvent>();
    all.add::<approval::LabelledEvent>();
    all.add::<approval::UndoneEvent>();
    let head = "// Made from the Rust types by `cargo xtask types`. The difference of this file is the review of the API.\n";
    format!("{head}\n{}\n", all.0.into_values().collect::<Vec<_>>().join("\n\n"))
}

/// Declarations by name, each with its documentation.
#[derive(Default)]
struct Declarations(BTreeMap<String, String>);

impl Declarations {
    fn add<T: TS + 'static + ?Sized>(&mut self) {
        // Numbers, lists and their like have no file of their own.
        if T::output_path().is_none() {
            return;
        }
        let config = Config::new().with_large_int("number");
        let name = T::ident(&config);
        if self.0.contains_key(&name) {
            return;
        }
        let docs = T::docs().unwrap_or_default();
        self.0.insert(name, tidy(&format!("{docs}export {}", T::decl(&config))));
        T::visit_dependencies(self);
    }
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        self.add::<T>();
        T::visit_generics(self);
    }
}

/// One line for a member and one for its documentation.
fn tidy(declaration: &str) -> String {
    let lines: Vec<&str> = declaration.lines().map(str::trim_end).collect();
    let mut out: Vec<String> = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let indent = if out.last().is_some_and(|_| out.iter().any(|line| line.ends_with('{'))) { "  " } else { "" };
        match (line, lines.get(at + 1), lines.get(at + 2)) {
            (&"/**", Some(text), Some(&" */")) => {
                out.push(format!("{indent}/** {} */", text.trim_start_matches(" * ")));
                at += 3;
                continue;
            }
            _ => match line.strip_suffix(", };") {
                Some(last) => out.extend([format!("{indent}{last};"), "};".into()]),
                None => out.push(format!("{indent}{}", line.strip_suffix(',').map_or((*line).to_owned(), |line| format!("{line};")))),
            },
        }
        at += 1;
    }
    out.join("\n")
}

fn schema() -> String {
    let mut schema = schemars::schema_for!(PolicyDocument);
    schema.insert("title".into(), "Holdpoint policy, schema version 1".into());
    let mut schema = schema.to_value();
    refuse_null(&mut schema);
    format!("{}\n", serde_json::to_string_pretty(&schema).unwrap())
}

/// An optional member may be left out, not `null`: schemars allows both.
fn refuse_null(schema: &mut Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(refuse_null),
        Value::Object(members) => {
            if let Some(Value::Array(types)) = members.get_mut("type") {
                types.retain(|name| name != "null");
                if let [one] = types.as_slice() {
                    members["type"] = one.clone();
                }
            }
            if let Some(Value::Array(words)) = members.get_mut("enum") {
                words.retain(|word| !word.is_null());
            }
            if let Some(Value::Array(choices)) = members.get_mut("anyOf") {
                choices.retain(|choice| choice["type"] != "null");
                if let [Value::Object(one)] = choices.as_slice() {
                    let one = one.clone();
                    members.remove("anyOf");
                    members.extend(one);
                }
            }
            members.values_mut().for_each(refuse_null);
        }
        _ => {}
    }
}

fn codes() -> String {
    let mut page = String::from(
        "# Codes\n\nEvery code that a caller can meet, made from the table in `src/codes.rs` by `cargo xtask types`. In TypeScript they are the union type `Code`.\n",
    );
    for (group, codes) in Code::TABLE {
        page.push_str(&format!("\n## {group}\n\n| code | meaning |\n|---|---|\n"));
        codes.iter().for_each(|(code, meaning)| page.push_str(&format!("| `{code}` | {meaning} |\n")));
    }
    page.push_str("\n## Metrics: how the quality of a trigger is measured\n\n| metric | of trigger |\n|---|---|\n");
    let triggers = ["confidence", "risk_tier", "frustration", "sla", "irreversibility", "anomaly"];
    Metric::ALL.iter().zip(triggers).for_each(|(metric, trigger)| page.push_str(&format!("| `{}` | `{trigger}` |\n", metric.as_str())));
    page
}

/// The guide, with the table as it is in the code.
fn approvals() -> String {
    let page = fs::read_to_string("docs/approvals.md").unwrap();
    let (start, end) = ("<!-- table: made from src/approval/table.rs -->\n", "<!-- /table -->");
    let (before, rest) = page.split_once(start).unwrap();
    let (_, after) = rest.split_once(end).unwrap();
    format!("{before}{start}{}{end}{after}", approval::table_page())
}

/// A code that nothing makes is a promise that nobody keeps.
#[test]
fn every_code_is_used() {
    let mut sources = String::new();
    let mut folders = vec!["src".to_owned(), "bindings/js/src".to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.to_str().unwrap().to_owned();
            if path.is_dir() {
                folders.push(name);
            } else if !name.ends_with(".bin") && !name.ends_with("codes.rs") && !name.ends_with("wire.ts") && !name.ends_with("sentence.rs") {
                sources.push_str(&fs::read_to_string(path).unwrap());
            }
        }
    }
    let all = Code::TABLE.iter().flat_map(|(_, codes)| codes.iter());
    let unused: Vec<_> = all.filter(|(code, _)| !sources.contains(&format!("\"{code}\"")) && !sources.contains(&format!("Code::{}", camel(code)))).collect();
    assert!(unused.is_empty(), "never used: {unused:?}");
}

fn camel(code: &str) -> String {
    code.split('_').map(|word| word.chars().enumerate().map(|(at, c)| if at == 0 { c.to_ascii_uppercase() } else { c }).collect::<String>()).collect()
}
