//! Every code that a caller can meet, in one table: the enum, the page `docs/codes.md` and the TypeScript union are made from it.

macro_rules! codes {
    ($( $Group:ident $title:literal { $( $Name:ident $text:literal $meaning:literal, )* } )*) => {
        /// What an issue, a reason or an error is about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[cfg_attr(test, derive(ts_rs::TS))]
        pub enum Code { $( $( #[doc = $meaning] #[cfg_attr(test, ts(rename = $text))] $Name, )* )* }

        impl Code {
            /// The code as texts and JSON carry it.
            pub const fn as_str(self) -> &'static str {
                match self { $( $( Code::$Name => $text, )* )* }
            }

            const ALL: &[Code] = &[ $( $( Code::$Name, )* )* ];

            /// The code of a text, if it is one.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.as_str() == text)
            }

            /// All codes: group, code, meaning.
            #[cfg(test)]
            pub(crate) const TABLE: &[(&str, &[(&str, &str)])] = &[ $( ($title, &[ $( ($text, $meaning), )* ]), )* ];
        }
    };
}

codes! {
    Errors "Errors: `HoldpointError.code`" {
        PolicyInvalid "policy_invalid" "The policy was refused; `issues` lists every problem.",
        InputInvalid "input_invalid" "An action, a context or another argument was refused; `issues` says where and why.",
        Fault "fault" "The engine failed and was replaced. Nothing was decided, so nothing may run; call again.",
    }
    Reading "Issues: reading any input" {
        JsonSyntax "json_syntax" "The text is not JSON.",
        DuplicateKey "duplicate_key" "A key stands twice in one object.",
        LoneSurrogate "lone_surrogate" "Text holds half of a surrogate pair, which is no character.",
        NotFinite "not_finite" "A number is NaN, infinite or too large for a double.",
        UnsafeInteger "unsafe_integer" "A whole number lies beyond ±(2^53 − 1), where two integers may share a double; write it as text.",
        TooDeep "too_deep" "Containers are nested deeper than 128.",
        TooLarge "too_large" "The canonical form is larger than 1 MiB.",
        TooMany "too_many" "There are more problems than are listed; mend these first.",
        NotJson "not_json" "A value has no JSON form: a function, symbol, BigInt or a bare undefined.",
        NotPlain "not_plain" "An object is no plain object or array: a Date, Map, typed array or class instance.",
        Cycle "cycle" "An object contains itself.",
        Unreadable "unreadable" "A getter or proxy threw while the value was read.",
        WrongType "wrong_type" "A value has another type than belongs here.",
        UnknownKey "unknown_key" "A key that is not known here; the hint names the nearest known one.",
        Missing "missing" "A required member is not there.",
        Empty "empty" "A text or list that must not be empty is empty.",
        UnknownWord "unknown_word" "A word that is not among those allowed here.",
        OutOfRange "out_of_range" "A number lies outside its range.",
        BadTime "bad_time" "A time is not whole epoch milliseconds within the range of a Date.",
        BadMoney "bad_money" "An amount is not plain decimal text (`-?digits[.digits]`).",
        NowMissing "now_missing" "The decision needs the time and the context has no `now`.",
    }
    Policy "Issues: policies" {
        Version "version" "`holdpoint` is not a schema version that this package knows.",
        BadDuration "bad_duration" "A duration is neither `30m` and its like nor ISO 8601 without years and months.",
        BadDate "bad_date" "A date is not `YYYY-MM-DD` or does not exist.",
        BadClock "bad_clock" "A time of day or an offset from UTC is not written `HH:MM` or `±HH:MM`.",
        BadPointer "bad_pointer" "A JSON Pointer is neither empty nor starts with `/`.",
        BadGlob "bad_glob" "A pattern for names is empty or too long.",
        BadCurrency "bad_currency" "A currency is not three capital letters.",
        BadTemplate "bad_template" "A template has a brace that does not enclose a pointer.",
        BadHost "bad_host" "A host or domain is not a plain ASCII name.",
        BadPath "bad_path" "A path is not absolute.",
        DuplicateId "duplicate_id" "Two rules or constraints have one id.",
        EmptyCondition "empty_condition" "A condition has nothing to compare.",
        TierLowered "tier_lowered" "A tier below the one that the category has.",
        UnknownCategory "unknown_category" "A category that is neither one of the five nor declared in `categories`.",
        DefaultTierTooLow "default_tier_too_low" "`defaultTier` is below 3.",
        FloorTooLow "floor_too_low" "The routing floor is below one half.",
        RouteNeedsAutonomy "route_needs_autonomy" "`route: log` without an autonomy of `monitored` or `full`.",
        NotSwitchable "not_switchable" "`enabled` on a trigger that cannot be switched off.",
        RateOfOwnCurrency "rate_of_own_currency" "A rate for the policy's own currency.",
        CalibratorInvalid "calibrator_invalid" "A calibrator that this package cannot apply.",
    }
    Samples "Issues: samples and calibration" {
        NoSamples "no_samples" "There is no sample to learn from.",
        LengthsDiffer "lengths_differ" "There are not as many outcomes as confidences.",
        Undetermined "undetermined" "The samples leave the method's parameters open: all claim the same, all came out the same, or one threshold parts them.",
        MoreThanAll "more_than_all" "More of something than there is to be had.",
        FewSamples "few_samples" "A note: with fewer than 200 samples, ECE is biased; counts and intervals come first.",
        OneClass "one_class" "All outcomes are the same where both are needed; as a note, nothing can be told apart.",
        MixedFeatures "mixed_features" "Steps, runs or a model belong to different sets of features.",
    }
    Packages "Issues: context packages and edits" {
        PatchFailed "patch_failed" "An operation of a JSON Patch that cannot be applied: its path leads nowhere, or it is no operation.",
        TestFailed "test_failed" "A `test` operation of a JSON Patch found another value: what was edited is not what is there now.",
        TestMissing "test_missing" "A JSON Patch changes a value that no `test` operation before it has named.",
        TypeChanged "type_changed" "An edit turns a value into one of another type, and no schema allows it.",
        SchemaUnsupported "schema_unsupported" "A tool's JSON Schema uses a keyword that is not checked here, so that nothing can be said about the edit.",
        DigestDiffers "digest_differs" "A package is not the one that its digest names.",
        SchemaViolated "schema_violated" "An edited value is not as the tool's JSON Schema says.",
        PackageTooLarge "package_too_large" "What a reviewer would have to see is larger than a rendering can be.",
        CriticalRedacted "critical_redacted" "Redaction would leave nothing of a critical argument, which a reviewer must see.",
    }
    Approvals "Approvals, the kill switch, ledgers and grants: why something is refused" {
        NotAuthenticated "not_authenticated" "Nobody is known by this credential.",
        NoRequest "no_request" "There is no request of this name.",
        AlreadyRequested "already_requested" "There is a request of this name already.",
        Blocked "blocked" "Nobody can release this.",
        NotGrantable "not_grantable" "No grant reaches this: tier 4, a block, what needs more than one person, or what asks for a person rather than for leave.",
        NotPending "not_pending" "The request takes no answers any more.",
        WrongDigest "wrong_digest" "The answer is about another action or package than the request holds now.",
        NotAuthorised "not_authorised" "None of the person's roles is one that it takes.",
        SelfApproval "self_approval" "The person asks for it themselves: as principal, as agent, or by having edited it into something stricter.",
        AlreadyAnswered "already_answered" "The person has approved it already, and counts once.",
        NotAnEdit "not_an_edit" "An edit changes arguments, at least one, and nothing else.",
        NoQuestion "no_question" "No question is open.",
        TooManyQuestions "too_many_questions" "As many questions were asked about the request as one holds.",
        TooManyEdits "too_many_edits" "The request was edited as often as one is.",
        TextTooLong "text_too_long" "A question, an answer, a reason or a note is longer than a request keeps.",
        Rejected "rejected" "A person said no.",
        TakenOver "taken_over" "A person does it instead.",
        Expired "expired" "Nobody answered, or nobody used the approval, in time.",
        Cancelled "cancelled" "It was withdrawn.",
        Superseded "superseded" "Another request took its place.",
        Killed "killed" "A kill switch was thrown.",
        Stale "stale" "The policy is stricter, or a resource has changed, since it was approved.",
        Tampered "tampered" "What would run, or what is stored, is not what was approved.",
        Unknown "unknown" "It may have happened; a person has to find out.",
        ResourcesMissing "resources_missing" "It was asked with the versions of its resources, and the current ones were not given.",
        LeaseLost "lease_lost" "Another worker, or a person, was given what this one held.",
        NotStarted "not_started" "Nothing runs under this request.",
        AlreadyStarted "already_started" "It has started and cannot be called back.",
        AlreadySettled "already_settled" "How it ended is known already.",
        AlreadyOver "already_over" "It has ended already.",
        NotUnknown "not_unknown" "Only what nobody knows the end of is resolved.",
        NotOver "not_over" "It is not over yet.",
        EpochOld "epoch_old" "The kill switch was thrown before this was asked.",
        NotExecuted "not_executed" "Only what ran is undone.",
        NoWayBack "no_way_back" "Nothing says how to undo it.",
        AlreadyUndone "already_undone" "Another request undoes it already.",
        NotEngaged "not_engaged" "A kill switch that is not engaged cannot be released.",
        SamePerson "same_person" "The same person a second time where two different people are needed.",
        TooManyPending "too_many_pending" "As many requests wait in this session as may wait at once.",
        GrantVoid "grant_void" "A grant that does not cover this action now.",
        Misfit "misfit" "An action, a decision and a demand that are not about the same call under the same policy.",
        TemplateUnfilled "template_unfilled" "The template of an undo leads nowhere, or to what has no place inside a text.",
    }
    Lint "Warnings: what a policy's author may have overlooked" {
        RuleNeverMatches "rule_never_matches" "No action can meet this rule.",
        CatchAllBelowExternal "catch_all_below_external" "A rule for every tool lets tier 1 or 2 through, unknown tools included.",
        RoutingOnPrior "routing_on_prior" "Confidence routing without a calibrator: the prior needs very high claims.",
        RuleOutdone "rule_outdone" "Another rule is stricter wherever this one applies.",
        CategoryWithoutRule "category_without_rule" "A declared category that no rule uses.",
        NoUndo "no_undo" "A tier 2 rule that does not say how to undo the action.",
        NoCritical "no_critical" "A tier 3 or 4 rule that does not name the arguments a reviewer must see.",
        RawComparison "raw_comparison" "An exemption by raw prefix, suffix or glob, which is how exemptions get bypassed.",
        DefaultTierLowered "default_tier_lowered" "Unknown tools are tier 3, not 4.",
        NoAssessment "no_assessment" "Autonomy without the date of its last assessment.",
        NoAmount "no_amount" "A financial rule without `amount`: every action counts as above the threshold.",
        NoEffect "no_effect" "A setting that changes nothing, because a stricter one is in force.",
    }
    Reasons "Reasons: why a decision is as it is" {
        RuleTier "rule_tier" "A rule that applies gives this tier.",
        DefaultTier "default_tier" "No rule that applies gives a tier.",
        Category "category" "A rule puts the action into this category.",
        ConditionUnknown "condition_unknown" "A condition could not be evaluated and was read the strict way.",
        AmountAboveThreshold "amount_above_threshold" "The amount is above the financial threshold.",
        AmountUnusable "amount_unusable" "The amount is missing, negative, no number or in a currency without a rate, and counts as above the threshold.",
        ExposureAboveLimit "exposure_above_limit" "With what was spent in the window, the amount is above the limit.",
        ExposureMissing "exposure_missing" "No exposure was given: splitting into small payments was not checked.",
        TierAllows "tier_allows" "The tier's own oversight.",
        RoutedByConfidence "routed_by_confidence" "Confidence routing lets a tier 3 action run.",
        RoutedByPolicy "routed_by_policy" "The policy lets tier 3 run as `log`.",
        StageTierThree "stage_tier_three" "Tier 3 is staged for review.",
        TierFour "tier_four" "Tier 4 waits for a person, whatever is claimed.",
        ConfidenceBelowFloor "confidence_below_floor" "The calibrated confidence of this step is below the floor.",
        ChainBelowFloor "chain_below_floor" "The calibrated confidence of the whole chain is below its floor.",
        ConfidenceMissing "confidence_missing" "Routing needs a confidence and none was given.",
        CalibratorAlarm "calibrator_alarm" "A monitor's alarm is in force for a calibrator, which counts as without logs.",
        UserFrustrated "user_frustrated" "Anger or confusion is at or over its threshold.",
        RepeatedFailures "repeated_failures" "As many failures in a row as the policy allows.",
        DeadlineNear "deadline_near" "The deadline is inside the buffer, or past.",
        IrreversibleByRule "irreversible_by_rule" "A rule marks the action as one that cannot be undone.",
        IrreversibleByClaim "irreversible_by_claim" "The agent says that the action cannot be undone.",
        Injection "injection" "An injection signal is at or over the threshold.",
        OutOfDistribution "out_of_distribution" "The anomaly score is at or over the threshold.",
        HandoffOpen "handoff_open" "A hand-over is open: look-ups go on so that the person gets what they need.",
        AgentCheckIn "agent_check_in" "The agent asks for help.",
        ClaimedImpact "claimed_impact" "The agent claims an impact above the financial threshold.",
        SelfProtection "self_protection" "The tool could change the policy, the approvers, the gate or its log; nobody can release it.",
        KillSwitch "kill_switch" "A kill switch is engaged.",
        Supervised "supervised" "The agent is supervised: every action waits.",
        OutsidePreApproved "outside_pre_approved" "The tool is outside the pre-approved set of a constrained agent.",
        AnomalySeen "anomaly_seen" "An anomaly under monitored autonomy.",
        ConstraintBroken "constraint_broken" "A hard constraint is broken, or what it counts was not given.",
        AssessmentOverdue "assessment_overdue" "The agent's assessment is overdue: it has one autonomy tier less until a person records a new one.",
        SecurityReview "security_review" "Only a person with a security role can release this.",
    }
    Audit "Issues: the audit trail" {
        LogOwnKey "log_own_key" "An event has a member that the log itself writes: `seq`, `at` or `prev`.",
        LogHeadDiffers "log_head_differs" "A log's head does not belong to its entries, or is none.",
        LogMalformed "log_malformed" "A line of a log is neither an entry nor a checkpoint.",
        LogNotCanonical "log_not_canonical" "A line of a log is not RFC 8785 text, so that it is not what was hashed.",
        LogSequence "log_sequence" "An entry is missing, doubled or out of its place.",
        LogEntryChanged "log_entry_changed" "An entry is not the one that was hashed when the next was written.",
        LogChainBroken "log_chain_broken" "What an entry says of the one before it is not so.",
        LogTimeBackwards "log_time_backwards" "An entry is older than the one before it.",
        LogRowDiffers "log_row_differs" "A stored entry's hash or nodes do not belong to its text.",
        LogCheckpointDiffers "log_checkpoint_differs" "A checkpoint in a log was made of other entries than those before it.",
        LogRewritten "log_rewritten" "A checkpoint held elsewhere was made of other entries: the log was rewritten, or is another one.",
        LogTruncated "log_truncated" "The log ends before what a checkpoint or its head vouches for.",
        NoteMalformed "note_malformed" "A checkpoint is not a signed note in C2SP form.",
        NoteOrigin "note_origin" "A checkpoint is another log's.",
        NoteForged "note_forged" "A checkpoint has a signature in the name of a key that the key did not make.",
        NoteUntrusted "note_untrusted" "A checkpoint is signed by none of the keys that were given.",
        ReceiptDiffers "receipt_differs" "A receipt's entry is not in the log that its checkpoint vouches for.",
        CryptoUnsupported "crypto_unsupported" "This runtime's WebCrypto has no Ed25519.",
        KeyMalformed "key_malformed" "A verifier key is not written as C2SP writes it, or its id is not that of its name and key.",
    }
    Files "Issues and errors: reading files and streams" {
        FileUnreadable "file_unreadable" "A file could not be read.",
        NotUtf8 "not_utf8" "A line of input is not UTF-8 text.",
        YamlSyntax "yaml_syntax" "The text is not YAML.",
        YamlDuplicateKey "yaml_duplicate_key" "A key stands twice in one map.",
        YamlAlias "yaml_alias" "Anchors, aliases and merge keys are refused: what is written is what holds.",
        YamlTag "yaml_tag" "Tags are refused.",
        YamlMultipleDocuments "yaml_multiple_documents" "More than one document in a file.",
        YamlKey "yaml_key" "A key that is not text.",
    }
    Stores "Errors: stores" {
        StoreUnavailable "store_unavailable" "The store cannot be read or written now; nothing was changed.",
        StoreUncertain "store_uncertain" "Whether the store was changed is not known: load again and see.",
        StoreCorrupt "store_corrupt" "What the store holds contradicts itself; a person restores a backup.",
        StoreClosed "store_closed" "The store was closed.",
        StoreUnsupported "store_unsupported" "This runtime, or this version of the package, cannot use the store.",
    }
}

impl serde::Serialize for Code {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}
