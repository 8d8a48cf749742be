//! Proofs that policies are read as they are written, and that what is wrong in them is found.

use super::*;
use crate::guard::detect::custom;
use crate::guard::detect::kind::Kind;
use crate::guard::policy::{Allow, CustomKind, Directions, Rule, Selector};

fn good(text: &str) -> Policy {
    read(text).unwrap()
}

fn bad(text: &str) -> PolicyError {
    read(text).unwrap_err()
}

/// Section 4 of the design, with `name` for the kind that is defined.
const EXAMPLE: &str = r#"
schema = "encypher.guard/1"          # unknown keys, kinds, groups: error, exit 6, with line and nearest name
name = "strict-streaming-policy"     # the six fields of the seed keep their names and now mean something
description = "Strict policy for streaming responses"
enable_pii_detection = true          # groups; also enable_phi_detection, enable_secret_detection
enable_pci_detection = true
max_risk_score = 0.6                 # cumulative, monotone; reached -> block, whatever the single actions say
block_on_violation = true            # default action: true -> block, false -> redact

level = "moderate"                   # relaxed: conf >= .9, moderate: >= .7, strict: >= .5
test_values = "match"                # match | warn | ignore
on_block = "close"                   # close (producer gets SIGPIPE) | drain
notice = ""                          # written in place of the rest of a blocked stream; empty: nothing
fold = false                         # look through full-width digits, no-break spaces, dashes

[redact]
style = "label"
mask_char = "*"
keep_last = 4                        # at most 4, and never more than a quarter of the value

[[rule]]                             # first rule that names the kind decides
kinds = ["pci", "us_ssn"]            # groups or kinds
action = "block"                     # block | redact | warn | allow

[[rule]]
kinds = ["email", "phone", "ip_address"]
action = "redact"
min_confidence = 0.8
direction = "output"                 # input (check, prompts) | output (embed, run, chat) | both

[[allow]]
kind = "email"
domains = ["example.com"]            # or exact = [...], cidr = [...], hmac = [...]

[[custom]]
kind = "employee_id"
pattern = 'EMP-[0-9]{6}'             # no look-around; longest match <= 256 bytes, computed at load time
context = ["employee", "badge"]      # optional
weight = 0.5
action = "redact"

[audit]
file = "guard.jsonl"                 # 0600, append, O_APPEND one write per event; "-" = stderr
fingerprint = "run"                  # run (random key, equal values can be matched within a run) | key-file | off
"#;

#[test]
fn the_example_of_the_design_is_read() {
    let expected = Policy {
        name: Some("strict-streaming-policy".to_owned()),
        description: Some("Strict policy for streaming responses".to_owned()),
        max_risk: Some(0.6),
        rules: vec![
            Rule {
                kinds: vec![Selector::Group(Group::Pci), Selector::Kind(Kind::UsSsn)],
                action: Action::Block,
                min_confidence: None,
                direction: Directions::Both,
                name: "rule[0]".to_owned(),
            },
            Rule {
                kinds: vec![
                    Selector::Kind(Kind::Email),
                    Selector::Kind(Kind::Phone),
                    Selector::Kind(Kind::IpAddress),
                ],
                action: Action::Redact,
                min_confidence: Some(80),
                direction: Directions::Output,
                name: "rule[1]".to_owned(),
            },
        ],
        allow: vec![Allow {
            kind: Selector::Kind(Kind::Email),
            exact: Vec::new(),
            domains: vec!["example.com".to_owned()],
            networks: Vec::new(),
            digests: Vec::new(),
        }],
        custom: vec![CustomKind {
            name: "employee_id".to_owned(),
            rule: custom::Rule {
                pattern: "EMP-[0-9]{6}".to_owned(),
                context: vec!["employee".to_owned(), "badge".to_owned()],
            },
            weight: 0.5,
            action: Some(Action::Redact),
        }],
        audit: Some(Audit { file: "guard.jsonl".to_owned(), fingerprint: Fingerprints::Run }),
        ..Policy::default()
    };
    assert_eq!(good(EXAMPLE), expected);
}

#[test]
fn what_is_not_said_is_the_default() {
    let text = "schema = \"encypher.guard/1\"";
    assert_eq!(good(text), Policy::default());
    assert_eq!(good("enable_pii_detection = true"), Policy::default());
    assert_eq!(good("[redact]"), Policy::default());
    assert_eq!(good("rule = []"), Policy::default());
    let kind = good("[[custom]]\nkind = 'x'\npattern = 'y'").custom.remove(0);
    assert_eq!((kind.weight, kind.action), (0.5, None));
    assert_eq!(kind.rule.context, Vec::<String>::new());
}

#[test]
fn every_switch_and_word_counts() {
    for group in Group::ALL {
        let groups = good(&format!("{} = false", switch(group))).groups;
        let others: Vec<Group> = Group::ALL.into_iter().filter(|one| *one != group).collect();
        assert_eq!(groups, others);
    }
    assert_eq!(good("block_on_violation = false").action, Action::Redact);
    assert_eq!(good("block_on_violation = true").action, Action::Block);
    for level in Level::ALL {
        assert_eq!(good(&format!("level = '{}'", level.name())).level, level);
    }
    for values in TestValues::ALL {
        let text = format!("test_values = '{}'", values.name());
        assert_eq!(good(&text).test_values, values);
    }
    for on_block in OnBlock::ALL {
        let text = format!("on_block = '{}'", on_block.name());
        assert_eq!(good(&text).on_block, on_block);
    }
    for style in Style::ALL {
        let text = format!("redact.style = '{}'", style.name());
        assert_eq!(good(&text).redaction.style, style);
    }
    for direction in Directions::ALL {
        let text = format!(
            "rule = [{{kinds = ['pci'], action = 'warn', direction = '{}'}}]",
            direction.name()
        );
        assert_eq!(good(&text).rules[0].direction, direction);
    }
    for action in Action::ALL {
        let text = format!("[[rule]]\nkinds = ['pci']\naction = '{}'", action.name());
        assert_eq!(good(&text).rules[0].action, action);
    }
    assert!(good("fold = true").fold);
    assert_eq!(good("notice = \"a\\n\\tb\"").notice, "a\n\tb");
    let notice = "é".repeat(NOTICE_MAX / 2);
    assert_eq!(good(&format!("notice = '{notice}'")).notice, notice);
    for (text, risk) in [("1", 1.0), ("1.0", 1.0), ("0.25", 0.25), ("5e-324", 5e-324)] {
        let text = format!("max_risk_score = {text}");
        assert_eq!(good(&text).max_risk, Some(risk));
    }
    let redaction = good("[redact]\nstyle = 'mask'\nmask_char = '#'\nkeep_last = 0").redaction;
    let expected = Redaction { style: Style::Mask, mask_char: '#', keep_last: 0 };
    assert_eq!(redaction, expected);
}

#[test]
fn rules_name_groups_kinds_and_kinds_of_the_policy() {
    let text = "[[rule]]\nkinds = ['custom', 'b', 'phi', 'generic_secret', 'a']\naction = 'warn'\n\
                min_confidence = 1\n[[custom]]\nkind = 'a'\npattern = 'x'\n[[custom]]\nkind = 'b'\npattern = 'y'\n\
                weight = 0\naction = 'block'\ncontext = ['Badge  No', '工号']";
    let policy = good(text);
    let kinds = vec![
        Selector::Group(Group::Custom),
        Selector::Custom(1),
        Selector::Group(Group::Phi),
        Selector::Kind(Kind::GenericSecret),
        Selector::Custom(0),
    ];
    assert_eq!(policy.rules[0].kinds, kinds);
    assert_eq!(policy.rules[0].min_confidence, Some(100));
    assert_eq!(policy.custom[1].weight, 0.0);
    assert_eq!(policy.custom[1].action, Some(Action::Block));
    assert_eq!(policy.custom[1].rule.context, ["Badge No", "工号"]);
    for (share, percent) in [("0.29", 29), ("0.145", 14), ("0.999", 100), ("-0.0", 0)] {
        let text = format!("[[rule]]\nkinds=['pci']\naction='warn'\nmin_confidence = {share}");
        assert_eq!(good(&text).rules[0].min_confidence, Some(percent));
    }
}

#[test]
fn what_may_pass_is_read() {
    let text = "[audit]\nfile = '-'\nfingerprint = 'key-file'\nkey_file = 'k'\n\
                [[allow]]\nkind = 'email'\nexact = ['A@b.de']\ndomains = ['@A.de', '*.b.de', '@*.c.de', 'd']\n\
                hmac = ['hmac:000102030405060708090a0b0c0d0e0F']\n\
                [[allow]]\nkind = 'ip_private'\ncidr = ['10.0.0.0/8', '::1']\n\
                [[allow]]\nkind = 'own'\nexact = ['x']\n[[custom]]\nkind = 'own'\npattern = 'x'";
    let policy = good(text);
    let [mail, network, own] = &policy.allow[..] else {
        panic!("{:?}", policy.allow);
    };
    assert_eq!(mail.exact, ["A@b.de"]);
    assert_eq!(mail.domains, ["a.de", "b.de", "c.de", "d"]);
    assert_eq!(mail.digests, [std::array::from_fn(|at| at as u8)]);
    let bits: Vec<u8> = network.networks.iter().map(|(_, bits)| *bits).collect();
    assert_eq!(bits, [104, 128]);
    assert_eq!(network.kind, Selector::Kind(Kind::IpPrivate));
    assert_eq!(own.kind, Selector::Custom(0));
    let audit = policy.audit.unwrap();
    assert_eq!(audit.file, "-");
    assert_eq!(audit.fingerprint, Fingerprints::File("k".to_owned()));
    let off = good("[audit]\nfile = 'f'\nfingerprint = 'off'").audit;
    assert_eq!(off.unwrap().fingerprint, Fingerprints::Off);
    let run = good("[audit]\nfile = 'f'").audit;
    assert_eq!(run.unwrap().fingerprint, Fingerprints::Run);
}

#[test]
fn masks_are_signs_that_mean_nothing_else() {
    let masks: String = (0..=127u8)
        .map(char::from)
        .filter(|c| read(&format!("[redact]\nmask_char = \"\\u{:04X}\"", u32::from(*c))).is_ok())
        .collect();
    assert_eq!(
        masks,
        "!#$&),*:;?[]^{|}~"
            .chars()
            .collect::<std::collections::BTreeSet<_>>()
            .into_iter()
            .collect::<String>()
    );
}

#[test]
fn a_group_that_is_off_may_be_allowed() {
    let text = "enable_pii_detection = false\n[[rule]]\nkinds = ['pii', 'email']\naction = 'allow'";
    assert_eq!(good(text).rules[0].action, Action::Allow);
    // Kinds of the policy have no switch.
    let text = "enable_pii_detection = false\n[[rule]]\nkinds = ['custom']\naction = 'block'";
    assert_eq!(good(text).rules[0].action, Action::Block);
}

#[test]
fn what_is_too_large_is_refused() {
    let kind = |at: usize| format!("[[custom]]\nkind = 'k{at}'\npattern = 'x{at}'\n");
    let kinds: String = (0..1000).map(kind).collect();
    assert_eq!(good(&kinds).custom.len(), 1000);
    let error = bad(&(kinds + &kind(1000)));
    assert_eq!(error.message, "the policy defines more than 1000 kinds");
    assert_eq!(error.line, 3001);
    let pattern = |length: usize| {
        let pattern = "(?:)".repeat(length / 4 - 1) + "abcd";
        read(&format!("[[custom]]\nkind = 'x'\npattern = '{pattern}'"))
    };
    assert!(pattern(4096).is_ok());
    let error = pattern(4100).unwrap_err();
    assert_eq!(error.message, "pattern has 4100 bytes; the most is 4096");
    assert_eq!(error.line, 3);
    let error = bad(&format!("fold = true\nnotice = '{}'", "x".repeat(4097)));
    assert_eq!(error.message, "notice has 4097 bytes; the most is 4096");
    assert_eq!(error.line, 2);
    // A name is shown to a length that a terminal can bear.
    let error = bad(&format!("{} = 1", "k".repeat(1 << 20)));
    assert!(error.message.len() < 100, "{}", error.message.len());
    // Many rules are read in a time that one waits for.
    let rule = "[[rule]]\nkinds = ['pci', 'us_ssn']\naction = 'warn'\n";
    assert_eq!(good(&rule.repeat(20_000)).rules.len(), 20_000);
    let deep = format!("name = {}", "[".repeat(1 << 20));
    assert_eq!(bad(&deep).line, 1);
}

proptest::proptest! {
    #[test]
    fn nothing_makes_it_fall(text in "(?s).{0,60}", at in 0..EXAMPLE.len(), length in 0..40usize) {
        let _ = read(&text);
        let (Some(front), Some(back)) = (EXAMPLE.get(..at), EXAMPLE.get(at + length..)) else {
            return Ok(());
        };
        let lines = EXAMPLE.lines().count() + text.lines().count() + 1;
        if let Err(error) = read(&format!("{front}{text}{back}")) {
            proptest::prop_assert!((1..=lines).contains(&error.line));
            proptest::prop_assert!(!error.message.is_empty());
        }
    }
}
