//! Proofs that what is wrong in a policy is found, with its line and what to do.

use super::*;

fn bad(text: &str) -> PolicyError {
    read(text).unwrap_err()
}

/// Texts, the line of what is wrong, what is said, and what is said to be done.
#[rustfmt::skip]
const WRONG: &[(&str, usize, &str, &str)] = &[
    ("", 1, "the policy is empty", "say at least what to look for"),
    ("# nothing\n\n", 1, "the policy is empty", "say at least"),
    ("fold = true\nschema = 'encypher.guard/2'", 2, "schema is not \"encypher.guard/1\"", "this version"),
    ("schema = 1", 1, "schema is not a string", ""),
    // A later format's name comes before its keys.
    ("new = 1\nschema = 'encypher.guard/2'", 2, "schema is not", "this version"),
    ("fold = true\n\nlevle = 'strict'\nzzz = 1", 3, "unknown key \"levle\"", "did you mean \"level\"?"),
    ("weather = 1", 1, "unknown key \"weather\"", ""),
    ("[rules]", 1, "unknown key \"rules\"", "did you mean \"rule\"?"),
    ("[redact]\nstile = 1", 2, "unknown key \"stile\" in [redact]", "did you mean \"style\"?"),
    ("[redact]\n\nlevel = 'strict'", 3, "unknown key \"level\" in [redact]", "move it above the first table"),
    ("[[rule]]\nkind = ['pci']", 2, "unknown key \"kind\" in [[rule]]", "did you mean \"kinds\"?"),
    ("[[allow]]\nkinds = 1", 2, "unknown key \"kinds\" in [[allow]]", "did you mean \"kind\"?"),
    ("[[custom]]\npatern = 'x'", 2, "unknown key \"patern\" in [[custom]]", "did you mean \"pattern\"?"),
    ("[audit]\nfingerprnit = 1", 2, "unknown key \"fingerprnit\" in [audit]", "did you mean \"fingerprint\"?"),
    ("name = 1", 1, "name is not a string", "set it to a string, or leave name out"),
    ("\ndescription = []", 2, "description is not a string", ""),
    ("enable_pci_detection = 'yes'", 1, "enable_pci_detection is not true or false", ""),
    ("enable_phi_detection = 1", 1, "enable_phi_detection is not true or false", ""),
    ("block_on_violation = 0", 1, "block_on_violation is not true or false", ""),
    ("fold = 'no'", 1, "fold is not true or false", ""),
    ("\n\nmax_risk_score = 'x'", 3, "max_risk_score is not a number", ""),
    ("max_risk_score = 0", 1, "max_risk_score is not a number over 0 and up to 1", ""),
    ("max_risk_score = -0.5", 1, "max_risk_score is not a number over 0", ""),
    ("max_risk_score = 1.01", 1, "max_risk_score is not a number over 0", ""),
    ("max_risk_score = 2", 1, "max_risk_score is not a number over 0", ""),
    ("max_risk_score = nan", 1, "max_risk_score is not a number over 0", ""),
    ("max_risk_score = inf", 1, "max_risk_score is not a number over 0", ""),
    ("max_risk_score = 99999999999999999999", 1, "max_risk_score is not a number", ""),
    ("level = 'strikt'", 1, "unknown level \"strikt\"", "did you mean \"strict\"?"),
    ("level = 3", 1, "level is not a string", ""),
    ("test_values = 'never'", 1, "unknown test_values \"never\"", "the possible ones are match, warn, ignore"),
    ("on_block = 'drian'", 1, "unknown on_block \"drian\"", "did you mean \"drain\"?"),
    ("notice = \"a\\u001b\"", 1, "notice has a control character", "newlines and tabs"),
    ("redact = 1", 1, "redact is not a table", "write [redact] above its keys"),
    ("[redact]\nstyle = 'mark'", 2, "unknown style \"mark\"", "did you mean \"mask\"?"),
    ("[redact]\nmask_char = '**'", 2, "mask_char is not one character", "such as * or #"),
    ("[redact]\nmask_char = ''", 2, "mask_char is not one character", "such as"),
    ("[redact]\nmask_char = 'x'", 2, "mask_char is not one character", "such as"),
    ("[redact]\nmask_char = ' '", 2, "mask_char is not one character", "such as"),
    ("[redact]\nmask_char = '•'", 2, "mask_char is not one character", "such as"),
    ("[redact]\nmask_char = 1", 2, "mask_char is not a string", ""),
    ("[redact]\nkeep_last = 5", 2, "keep_last is not a whole number from 0 to 4", ""),
    ("[redact]\nkeep_last = -1", 2, "keep_last is not a whole number from 0 to 4", ""),
    ("[redact]\nkeep_last = 1.0", 2, "keep_last is not a whole number from 0 to 4", ""),
    ("rule = 1", 1, "rule is not a list of tables", "write [[rule]] above each of them"),
    ("fold = true\n[rule]\nkinds = []", 2, "rule is not a list of tables", "write [[rule]]"),
    ("rule = [1]", 1, "rule is not a list of tables", "write [[rule]]"),
    ("fold = true\n[[rule]]\naction = 'warn'", 2, "[[rule]] has no kinds", ""),
    ("fold = true\n[[rule]]\nkinds = ['pci']", 2, "[[rule]] has no action", "add a line to it: action = ..."),
    ("[[rule]]\nkinds = []\naction = 'warn'", 2, "kinds is empty", "such as kinds = [\"pci\"]"),
    ("[[rule]]\nkinds = 'pci'\naction = 'warn'", 2, "kinds is not a list of strings", ""),
    ("[[rule]]\nkinds = ['pci',\n1]\naction = 'warn'", 3, "kinds is not a list of strings", ""),
    ("[[rule]]\nkinds = ['pci',\n'us_sns']\naction = 'warn'", 3, "unknown kind \"us_sns\"", "did you mean \"us_ssn\"?"),
    ("[[rule]]\nkinds = ['pcl']\naction = 'warn'", 2, "unknown kind \"pcl\"", "did you mean \"pci\"?"),
    ("[[rule]]\nkinds = ['weather']\naction = 'warn'", 2, "unknown kind \"weather\"", "the groups are pci, pii, phi, secret and custom"),
    ("[[rule]]\nkinds = ['badge']\naction = 'warn'\n[[custom]]\nkind = 'badges'\npattern = 'x'", 2, "unknown kind \"badge\"", "did you mean \"badges\"?"),
    ("[[rule]]\nkinds = ['pci']\naction = 'blok'", 3, "unknown action \"blok\"", "did you mean \"block\"?"),
    ("[[rule]]\nkinds = ['pci']\naction = 'warn'\nmin_confidence = 80", 4, "min_confidence is not a number from 0 to 1", ""),
    ("[[rule]]\nkinds = ['pci']\naction = 'warn'\nmin_confidence = nan", 4, "min_confidence is not a number from 0 to 1", ""),
    ("[[rule]]\nkinds = ['pci']\naction = 'warn'\ndirection = 'out'", 4, "unknown direction \"out\"", "the possible ones are input, output, both"),
    ("enable_pii_detection = false\n[[rule]]\nkinds = ['pci', 'pii']\naction = 'warn'", 3, "rule[0] names \"pii\", and enable_pii_detection is false", "leave out enable_pii_detection, or \"pii\""),
    ("enable_pii_detection = false\n[[rule]]\nkinds = ['pci']\naction = 'warn'\n[[rule]]\nkinds = [\n'vin']\naction = 'redact'", 7, "rule[1] names \"vin\", and enable_pii_detection is false", "leave out"),
    ("allow = 1", 1, "allow is not a list of tables", "write [[allow]]"),
    ("[[allow]]\nexact = ['x']", 1, "[[allow]] has no kind", ""),
    ("[[allow]]\nkind = 'pii'\nexact = ['x']", 2, "\"pii\" is a group", "an [[allow]] is for one kind"),
    ("[[allow]]\nkind = 'custom'\nexact = ['x']", 2, "\"custom\" is a group", "an [[allow]] is for one kind"),
    ("[[allow]]\nkind = 'mail'\nexact = ['x']", 2, "unknown kind \"mail\"", "did you mean \"email\"?"),
    ("\n[[allow]]\nkind = 'email'", 2, "[[allow]] allows nothing", "add exact, domains, cidr or hmac"),
    ("[[allow]]\nkind = 'email'\nexact = []", 1, "[[allow]] allows nothing", "add"),
    ("[[allow]]\nkind = 'email'\nexact = ['']", 3, "exact holds what is not a value", "mend that entry"),
    ("[[allow]]\nkind = 'phone'\ndomains = ['x.de']", 3, "phone has no domains", "leave out domains"),
    ("[[allow]]\nkind = 'email'\ndomains = ['x.de',\n'secret@x.de']", 4, "domains holds what is not a domain", ""),
    ("[[allow]]\nkind = 'email'\ndomains = ['@']", 3, "domains holds what is not a domain", ""),
    ("[[allow]]\nkind = 'email'\ndomains = ['x..de']", 3, "domains holds what is not a domain", ""),
    ("[[allow]]\nkind = 'email'\ncidr = ['::1']", 3, "email has no cidr", ""),
    ("[[allow]]\nkind = 'ip_address'\ncidr = ['::1/129']", 3, "cidr holds what is not a network", ""),
    ("[[allow]]\nkind = 'email'\nhmac = ['00000000000000000000000000000000']", 3, "hmac needs a key", "set fingerprint = \"key-file\""),
    ("[audit]\nfile='f'\n[[allow]]\nkind = 'email'\nhmac = ['00000000000000000000000000000000']", 5, "hmac needs a key", "set fingerprint"),
    ("[audit]\nfile='f'\nfingerprint='key-file'\nkey_file='k'\n[[allow]]\nkind = 'email'\nhmac = ['00']", 7, "hmac holds what is not a digest", ""),
    ("[[custom]]\nkind = 'x'", 1, "[[custom]] has no pattern", ""),
    ("[[custom]]\npattern = 'x'", 1, "[[custom]] has no kind", ""),
    ("[[custom]]\nlabel = 'x'\npattern = 'x'", 2, "unknown key \"label\" in [[custom]]", "the possible ones are kind, pattern"),
    ("[[custom]]\npattern = 'x'\nkind = 'Badge'", 3, "kind is not a name for a kind", "take small letters"),
    ("[[custom]]\npattern = 'x'\nkind = ''", 3, "kind is not a name for a kind", "take small letters"),
    ("[[custom]]\npattern = 'x'\nkind = '1x'", 3, "kind is not a name for a kind", "take small letters"),
    ("[[custom]]\npattern = 'x'\nkind = 'a2345678901234567890123456789012345678901'", 3, "kind is not a name for a kind", "take small letters"),
    ("[[custom]]\npattern = 'x'\nkind = 'email'", 3, "\"email\" is a kind or group already", "take another"),
    ("[[custom]]\npattern = 'x'\nkind = 'custom'", 3, "\"custom\" is a kind or group already", "take another"),
    ("[[custom]]\nkind = 'x'\npattern = 'x'\n[[custom]]\nkind = 'x'\npattern = 'y'", 5, "\"x\" is defined twice", "ONE|OTHER"),
    ("[[custom]]\nkind = 'x'\npattern = 'x'\n[[custom]]\nkind = 'y'\n\npattern = '(['", 7, "the pattern of \"y\" cannot be used", "mend the pattern"),
    ("[[custom]]\nkind = 'x'\npattern = 'x*'", 3, "the pattern of \"x\" cannot be used", ""),
    ("[[custom]]\nkind = 'x'\npattern = '(?=x)y'", 3, "the pattern of \"x\" cannot be used", ""),
    ("[[custom]]\nkind = 'x'\npattern = 'x'\ncontext = 'x'", 4, "context is not a list of strings", ""),
    ("[[custom]]\nkind = 'x'\npattern = 'x'\ncontext = ['badge', \n'badge-no']", 5, "context has a word that is none", "take letters, digits and spaces"),
    ("[[custom]]\nkind = 'x'\npattern = 'x'\ncontext = [' ']", 4, "context has a word that is none", "take letters"),
    ("[[custom]]\nkind = 'x'\npattern = 'x'\nweight = 1.5", 4, "weight is not a number from 0 to 1", ""),
    ("[[custom]]\nkind = 'x'\npattern = 'x'\nweight = '1'", 4, "weight is not a number", ""),
    ("[[custom]]\nkind = 'x'\npattern = 'x'\naction = 'deny'", 4, "unknown action \"deny\"", "the possible ones are allow, warn, redact, block"),
    ("audit = 'f'", 1, "audit is not a table", "write [audit] above its keys"),
    ("[audit]", 1, "[audit] has no file", ""),
    ("[audit]\nfile = ''", 2, "file is not the name of a file", ""),
    ("[audit]\nfile = 1", 2, "file is not a string", ""),
    ("[audit]\nfile = 'f'\nfingerprint = 'keyfile'", 3, "unknown fingerprint \"keyfile\"", "did you mean \"key-file\"?"),
    ("[audit]\nfile = 'f'\nfingerprint = 'key-file'", 3, "fingerprint is \"key-file\", and no key_file is given", "add key_file"),
    ("[audit]\nfile = 'f'\nfingerprint = 'key-file'\nkey_file = ''", 4, "key_file is not the name of a file", ""),
    ("[audit]\nfile = 'f'\nkey_file = 'k'", 3, "key_file is given, and fingerprint is \"run\"", "set fingerprint = \"key-file\""),
    ("[audit]\nfile = 'f'\nfingerprint = 'off'\nkey_file = 'k'", 4, "key_file is given, and fingerprint is \"off\"", "set fingerprint"),
    // What TOML itself says.
    ("fold = true\nfold = false", 2, "duplicate key", "write KEY = VALUE once for each key"),
    ("fold = true\n\nname = ", 3, "", ""),
    ("fold = true\nname = \"x", 2, "", ""),
];

#[test]
fn what_is_wrong_is_found_at_its_line() {
    for (text, line, message, fix) in WRONG {
        let error = bad(text);
        let said = error.fix.as_deref().unwrap_or_default();
        assert!(error.to_string().starts_with(message), "{text}: {error:?}");
        assert_eq!(error.line, *line, "{text}: {error:?}");
        assert!(said.starts_with(fix) || said.contains(fix), "{text}: {error:?}");
        // Only an unknown name that is near none of many leaves the answer to the caller.
        assert_eq!(said.is_empty(), *text == "weather = 1", "{text}: {error:?}");
        assert!(!error.message.is_empty());
    }
}

#[test]
fn why_it_is_wrong_is_said() {
    let why = |text: &str| bad(text).why.unwrap_or_default();
    let custom = "[[custom]]\nkind = 'x'\npattern = ";
    assert_eq!(why(&format!("{custom}'x?'")), "it matches the empty text");
    assert!(why(&format!("{custom}'x+'")).contains("no longest length"));
    assert_eq!(why("[redact]\nfold = true"), "it stands below [redact]");
    let hmac = "[[allow]]\nkind = 'email'\nhmac = ['0']";
    assert_eq!(why(hmac), "the random key of a run matches nothing");
    let cidr = "[[allow]]\nkind = 'email'\ncidr = ['::1']";
    assert_eq!(why(cidr), "only ip_address or ip_private has any");
}

#[test]
fn what_may_pass_is_not_repeated() {
    let text = "[[allow]]\nkind = 'email'\ndomains = ['hidden@word']";
    assert!(!format!("{:?}", bad(text)).contains("hidden"));
    let text = "[[allow]]\nkind = 'ip_address'\ncidr = ['hidden']";
    assert!(!format!("{:?}", bad(text)).contains("hidden"));
}
