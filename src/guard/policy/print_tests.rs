//! Proofs that what is printed is read again as the same.

use super::*;
use crate::guard::detect::custom;
use crate::guard::detect::kind::{Kind, Name};
use crate::guard::policy::read::{read, selectors};
use crate::guard::policy::{Direction, Directions, Level, OnBlock, Redaction, Style, TestValues};
use proptest::prelude::*;

fn again(policy: &Policy) -> Policy {
    let text = print(policy);
    read(&text).unwrap_or_else(|error| panic!("{error:?}\n{text}"))
}

#[test]
fn the_default_is_written_out() {
    let text = print(&Policy::default());
    let expected = r##"schema = "encypher.guard/1"
enable_pci_detection = true
enable_pii_detection = true
enable_phi_detection = true
enable_secret_detection = true
# max_risk_score: no limit
block_on_violation = true
level = "moderate"
test_values = "match"
on_block = "close"
notice = ""
fold = false

[redact]
style = "label"
mask_char = "*"
keep_last = 4
"##;
    assert_eq!(text, expected);
    assert_eq!(again(&Policy::default()), Policy::default());
}

#[test]
fn texts_stay_what_they_are() {
    for (value, written) in [
        ("a", "\"a\""),
        ("é工\u{202E}", "\"é工\u{202E}\""),
        ("a\"b", "\"a\\\"b\""),
        ("a\\b", "'a\\b'"),
        ("'\\", "\"'\\\\\""),
        ("\\\n\r\t\0\u{7f}\u{85}", "\"\\\\\\n\\u000D\\t\\u0000\\u007F\\u0085\""),
    ] {
        assert_eq!(text(value), written);
    }
}

/// A rule that the caller adds.
fn added(name: &str, kinds: &str, action: Action) -> Rule {
    Rule {
        kinds: selectors(kinds).unwrap(),
        action,
        min_confidence: None,
        direction: Directions::Both,
        name: name.to_owned(),
    }
}

/// What may become of every kind, and what becomes of it.
fn effect(policy: &Policy) -> Vec<Vec<Action>> {
    let kinds = Kind::ALL.iter().map(|kind| Name::Known(*kind));
    let actions = |name| {
        let found = |confidence| crate::guard::detect::engine::Found {
            name,
            start: 0,
            end: 1,
            confidence,
            evidence: Vec::new(),
            test_value: false,
            open: false,
            value: Vec::new(),
            may_keep: false,
            bare: false,
        };
        let decided = [0, 50, 70, 90, 100]
            .into_iter()
            .map(|confidence| policy.decide(&found(confidence), Direction::Input).action);
        let is_wanted = policy.wanted(Direction::Input, 2026).unwrap();
        let mut actions: Vec<Action> = decided.collect();
        if let Name::Known(kind) = name {
            actions.extend(is_wanted.kinds.contains(kind).then_some(Action::Warn));
        }
        actions
    };
    kinds.map(actions).collect()
}

#[test]
fn rules_of_the_caller_become_rules_of_the_file() {
    let rules = vec![
        added("block", "pci,us_ssn", Action::Block),
        added("warn", "generic_secret", Action::Warn),
    ];
    let policy = Policy::of_rules(rules);
    let text = print(&policy);
    assert!(text.contains("\n# block\n[[rule]]\nkinds = [\"pci\", \"us_ssn\"]\n"));
    assert!(text.contains("\n# warn\n[[rule]]\nkinds = [\"generic_secret\"]\n"));
    let read = again(&policy);
    assert_eq!(effect(&read), effect(&policy));
    assert_eq!(read.rules[0].name, "rule[0]");
    // What is only looked for as far as it is named stays so, and nothing else is reported or
    // waited for.
    assert_eq!(again(&read), read);
    let warn = Policy::of_rules(vec![added("warn", "pii", Action::Warn)]);
    assert!(!again(&warn).enforces(Direction::Output));
}

prop_compose! {
    fn customs()(names in prop::collection::btree_set("[a-z]{1,3}_[0-9]{1,3}", 0..4))
        (kinds in names.into_iter().map(|name| (
            Just(name),
            prop_oneof!["[a-z0-9]{1,5}", Just(r"\bEMP-\d{6}'".to_owned())],
            prop::collection::vec("[a-zé]{1,5}( [A-Z]{1,5})?", 0..3),
            0.0..=1.0f64,
            prop::option::of(prop::sample::select(&Action::ALL[..])),
        )).collect::<Vec<_>>()) -> Vec<CustomKind> {
        kinds.into_iter().map(|(name, pattern, context, weight, action)| CustomKind {
            name, rule: custom::Rule { pattern, context }, weight, action,
        }).collect()
    }
}

fn selector(custom: usize) -> BoxedStrategy<Selector> {
    let groups = [Group::ALL.to_vec(), vec![Group::Custom]].concat();
    let groups = prop::sample::select(groups).prop_map(Selector::Group);
    let kinds = prop::sample::select(Kind::ALL).prop_map(Selector::Kind);
    match custom {
        0 => prop_oneof![groups, kinds].boxed(),
        _ => prop_oneof![groups, kinds, (0..custom).prop_map(Selector::Custom)].boxed(),
    }
}

prop_compose! {
    fn rules(custom: usize)(rules in prop::collection::vec((
        prop::collection::vec(selector(custom), 1..4),
        prop::sample::select(&Action::ALL[..]),
        prop::option::of(0..=100u8),
        prop::sample::select(&Directions::ALL[..]),
    ), 0..5)) -> Vec<Rule> {
        let rules = rules.into_iter().enumerate();
        rules.map(|(at, (kinds, action, min_confidence, direction))| Rule {
            kinds, action, min_confidence, direction, name: format!("rule[{at}]"),
        }).collect()
    }
}

/// An entry of an allow list; digests need a key.
fn allow(has_key: bool) -> impl Strategy<Value = Allow> {
    let kinds = [Kind::Email, Kind::IpAddress, Kind::IpPrivate, Kind::Phone];
    let lists = (
        prop::collection::vec("(?s).{1,8}", 1..3),
        prop::collection::vec("[a-zé0-9-]{1,4}(\\.[a-z]{2})?", 0..3),
        prop::collection::vec((any::<[u8; 16]>(), 0..=128u8), 0..3),
        prop::collection::vec((any::<[u8; 4]>(), 96..=128u8), 0..3),
        prop::collection::vec(any::<[u8; 16]>(), 0..3),
    );
    (prop::sample::select(kinds.to_vec()), lists).prop_map(
        move |(kind, (exact, domains, mut networks, short, digests))| {
            networks.extend(short.into_iter().map(|(address, bits)| {
                (core::net::Ipv4Addr::from(address).to_ipv6_mapped().octets(), bits)
            }));
            let is_mail = kind == Kind::Email;
            let is_ip = matches!(kind, Kind::IpAddress | Kind::IpPrivate);
            Allow {
                kind: Selector::Kind(kind),
                exact,
                domains: if is_mail { domains } else { Vec::new() },
                networks: if is_ip { networks } else { Vec::new() },
                digests: if has_key { digests } else { Vec::new() },
            }
        },
    )
}

fn audit() -> impl Strategy<Value = Option<Audit>> {
    let fingerprint = prop_oneof![
        Just(Fingerprints::Run),
        Just(Fingerprints::Off),
        "(?s).{1,8}".prop_map(Fingerprints::File),
    ];
    let audit = ("(?s).{1,8}", fingerprint);
    prop::option::of(audit.prop_map(|(file, fingerprint)| Audit { file, fingerprint }))
}

prop_compose! {
    fn policies()(custom in customs(), audit in audit())(
        rules in rules(custom.len()),
        allow in prop::collection::vec(
            allow(matches!(&audit, Some(Audit { fingerprint: Fingerprints::File(_), .. }))), 0..3),
        custom in Just(custom),
        audit in Just(audit),
        texts in (prop::option::of("(?s).{0,9}"), prop::option::of("(?s).{0,9}"), "[a-z\n\t\"'\\\\]{0,9}"),
        groups in prop::sample::subsequence(Group::ALL.to_vec(), 0..=4),
        words in (
            prop::sample::select(&Level::ALL[..]),
            prop::sample::select(&TestValues::ALL[..]),
            prop::sample::select(&OnBlock::ALL[..]),
            prop::sample::select(&Style::ALL[..]),
            prop::sample::select(vec![Action::Block, Action::Redact]),
        ),
        max_risk in prop::option::of(prop_oneof![Just(1.0), Just(5e-324), 0.01..1.0f64]),
        fold in any::<bool>(),
        mask in (prop::sample::select(vec!['*', '#', '[', '$']), 0..=4usize),
    ) -> Policy {
        let (level, test_values, on_block, style, action) = words;
        Policy {
            name: texts.0, description: texts.1, notice: texts.2,
            groups, max_risk, action, level, test_values, on_block, fold,
            redaction: Redaction { style, mask_char: mask.0, keep_last: mask.1 },
            rules, allow, custom, audit,
        }
    }
}

proptest! {
    #[test]
    fn what_is_printed_is_read_again(policy in policies()) {
        let read = again(&policy);
        let contradicts = Group::ALL
            .iter()
            .any(|group| !policy.groups.contains(group) && is_named(&policy, *group));
        match contradicts {
            false => prop_assert_eq!(read, policy),
            // No file can say it in these words.
            true => {
                prop_assert_eq!(effect(&read), effect(&policy));
                prop_assert_eq!(again(&read), read);
            }
        }
    }
}
