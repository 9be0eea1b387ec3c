use super::*;
use proptest::prelude::*;

fn options() -> impl Strategy<Value = MonitorOptions> {
    (any::<bool>(), 0.001f64..0.5, 0.01f64..0.99, 0.0f64..0.5, 0.5f64..10.0).prop_map(|(ratio, alpha, lambda, k, h)| {
        let evidence = if ratio { "likelihood_ratio" } else { "betting" };
        let text = serde_json::json!({ "evidence": evidence, "alpha": alpha, "lambda": lambda, "cusumK": k, "cusumH": h });
        MonitorOptions::parse(&text.to_string()).unwrap()
    })
}

fn sample() -> impl Strategy<Value = MonitorSample> {
    let share = || prop_oneof![0.0f64..=1.0, Just(0.0), Just(1.0), Just(0.9)];
    (share(), any::<bool>(), proptest::option::of(share())).prop_map(|(claim, correct, worth)| MonitorSample::new(claim, correct, worth).unwrap())
}

/// Evenly spread over [0, 1): splitmix64.
struct Draws(u64);

impl Draws {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
}

proptest! {
    #[test]
    fn stored_and_resumed_it_is_the_same(options in options(), samples in proptest::collection::vec(sample(), 1..80)) {
        let mut whole: Option<MonitorState> = None;
        let mut resumed: Option<MonitorState> = None;
        for one in &samples {
            whole = Some(monitor(whole.as_ref(), one, &options));
            // Through JSON after every sample.
            let stored = monitor(resumed.as_ref(), one, &options).json();
            resumed = Some(MonitorState::parse(&stored).unwrap());
            prop_assert_eq!(resumed.as_ref().unwrap().json(), stored);
        }
        prop_assert_eq!(&whole, &resumed);
        let bits = |state: &Option<MonitorState>| state.as_ref().map(|state| [state.log_e, state.max_log_e, state.cusum].map(|x| x.get().to_bits()));
        prop_assert_eq!(bits(&whole), bits(&resumed));
        let state = whole.unwrap();
        let mean = samples.iter().map(|sample| sample.confidence.0).sum::<f64>() / samples.len() as f64;
        prop_assert!((state.mean_confidence.0 - mean).abs() < 1e-12);
        prop_assert_eq!(state.correct.0 as usize, samples.iter().filter(|sample| sample.correct).count());
    }

    /// Alarms stay, whatever follows.
    #[test]
    fn an_alarm_latches(options in options(), samples in proptest::collection::vec(sample(), 1..80)) {
        let mut state = MonitorState::new(&options);
        let mut before = Vec::new();
        for one in &samples {
            state.observe(one);
            prop_assert!(state.alarms.starts_with(&before) && state.alarms.len() <= 2);
            before.clone_from(&state.alarms);
        }
        prop_assert_eq!(state.alarm(AlarmKind::EProcess).is_some(), state.max_log_e.get() >= -ln(options.alpha()));
        prop_assert_eq!(state.reset(), MonitorState::new(&options));
    }
}

/// Ville: under claims that are exact, and under claims that are too low, a share α of streams at most; where claims are too high nearly all.
#[test]
fn alarms_in_calibrated_streams() {
    let (streams, length) = (2000, 400);
    for evidence in ["betting", "likelihood_ratio"] {
        for (alpha, excess, least, most) in [(0.05, 0.0, 0.0, 0.05), (0.2, 0.0, 0.0, 0.2), (0.05, -0.1, 0.0, 0.05), (0.05, 0.15, 0.95, 1.0)] {
            let text = serde_json::json!({ "evidence": evidence, "alpha": alpha });
            let options = MonitorOptions::parse(&text.to_string()).unwrap();
            let mut draws = Draws(7);
            let mut alarms = 0;
            for _ in 0..streams {
                let mut state = MonitorState::new(&options);
                for _ in 0..length {
                    let claim = 0.5 + 0.5 * draws.next();
                    let right = draws.next() < (claim - excess).clamp(0.0, 1.0);
                    state.observe(&MonitorSample::new(claim, right, None).unwrap());
                }
                alarms += usize::from(state.alarm(AlarmKind::EProcess).is_some());
            }
            let share = alarms as f64 / f64::from(streams);
            assert!((least..=most).contains(&share), "{evidence}, α = {alpha}, claims {excess} too high: {share}");
        }
    }
}

#[test]
fn millions_of_samples() {
    for (claim, correct, sign) in [(1.0, false, 1.0), (0.0, true, -1.0)] {
        for evidence in ["betting", "likelihood_ratio"] {
            let options = MonitorOptions::parse(&format!("{{\"evidence\": \"{evidence}\"}}")).unwrap();
            let mut state = MonitorState::new(&options);
            let sample = MonitorSample::new(claim, correct, None).unwrap();
            (0..1_000_000).for_each(|_| state.observe(&sample));
            let log_e = state.log_e.get();
            assert!(log_e.is_finite() && log_e * sign >= 0.0 && state.cusum.get().is_finite(), "{claim} {evidence}: {log_e}");
            assert_eq!(MonitorState::parse(&state.json()).unwrap(), state);
        }
    }
}

#[test]
fn what_is_no_state() {
    let good: serde_json::Value =
        serde_json::from_str(&monitor(None, &MonitorSample::new(0.9, false, None).unwrap(), &MonitorOptions::default()).json()).unwrap();
    let refused = |key: &str, value: serde_json::Value| -> Vec<String> {
        let mut state = good.clone();
        state[key] = value;
        MonitorState::parse(&state.to_string()).unwrap_err().issues.into_iter().map(|issue| issue.pointer).collect()
    };
    assert!(MonitorState::parse(&good.to_string()).is_ok());
    let alarm = |at: u64| serde_json::json!([{ "at": at, "kind": "cusum", "evidence": 4 }]);
    let twice = serde_json::json!([{ "at": 1, "kind": "cusum", "evidence": 4 }, { "at": 1, "kind": "cusum", "evidence": 4 }]);
    for (key, value) in [
        ("version", 2.into()),
        ("correct", 2.into()),
        ("maxLogE", (-1).into()),
        ("logE", 1e9.into()),
        ("cusum", (-1).into()),
        ("alarms", alarm(0)),
        ("alarms", alarm(2)),
        ("alarms", twice),
    ] {
        let place = if key == "logE" { "/state/maxLogE".to_owned() } else { format!("/state/{key}") };
        assert_eq!(refused(key, value), [place]);
    }
    assert_eq!(refused("cusum", serde_json::Value::Null), ["/state/cusum"]);
    assert_eq!(refused("extra", 1.into()), ["/state/extra"]);
    for options in [r#"{"alpha": 0}"#, r#"{"lambda": 1}"#, r#"{"cusumH": 0}"#, r#"{"cusumK": 2}"#] {
        assert!(MonitorOptions::parse(options).is_err(), "{options}");
    }
    assert!(MonitorSample::new(1.2, true, None).is_none() && MonitorSample::new(0.5, true, Some(f64::NAN)).is_none());
    // At the ends of what a document may hold.
    let mut last = good.clone();
    last["n"] = 9_007_199_254_740_991u64.into();
    last["correct"] = 9_007_199_254_740_991u64.into();
    for (key, value) in [("logE", 1.7e308), ("maxLogE", 1.7e308), ("cusum", 1.7e308)] {
        last[key] = value.into();
    }
    let mut state = MonitorState::parse(&last.to_string()).unwrap();
    state.observe(&MonitorSample::new(1.0, false, None).unwrap());
    assert!(MonitorState::parse(&state.json()).is_ok());
}
