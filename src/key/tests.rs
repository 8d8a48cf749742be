//! Proofs for the key room.

use super::text::{parse, print_ed25519_private, print_ed25519_public, print_hmac};
use super::*;

const SECRET: &[u8] = b"0123456789abcdef0123456789abcdef";
const SEED: [u8; 32] = [7; 32];

#[test]
fn a_signature_checks_and_a_changed_message_does_not() {
    let public = Key::ed25519_public(&Key::ed25519_seed(&SEED).public_bytes().unwrap()).unwrap();
    for (signer, checker) in [
        (Key::hmac(SECRET).unwrap(), Key::hmac(SECRET).unwrap()),
        (Key::ed25519_seed(&SEED), Key::ed25519_seed(&SEED)),
        (Key::ed25519_seed(&SEED), public),
    ] {
        let signature = signer.authenticate(&[b"one ", b"message"]);
        assert!(checker.check(&[b"one message"], signature.as_bytes()));
        assert!(!checker.check(&[b"one massage"], signature.as_bytes()));
        assert_eq!(signer.id(), checker.id());
    }
}

#[test]
fn only_hmac_tags_may_be_cut_and_not_below_the_minimum() {
    let hmac = Key::hmac(SECRET).unwrap();
    let tag = hmac.authenticate(&[b"m"]);
    for length in 0..=32 {
        assert_eq!(hmac.check(&[b"m"], &tag.as_bytes()[..length]), length >= HMAC_TAG_MIN);
    }
    assert!(!hmac.check(&[b"m"], &[tag.as_bytes(), b"x"].concat()));
    let pair = Key::ed25519_seed(&SEED);
    assert!(!pair.check(&[b"m"], &pair.authenticate(&[b"m"]).as_bytes()[..63]));
}

#[test]
fn who_may_sign() {
    assert_eq!(Key::hmac(b"").unwrap_err(), KeyError::Empty);
    let short = Key::hmac(&[1; 15]).unwrap();
    assert_eq!(short.require_signing(), Err(KeyError::TooShort { bytes: 15 }));
    assert_eq!(Key::hmac(&[1; 16]).unwrap().require_signing(), Ok(()));
    let pair = Key::ed25519_seed(&SEED);
    let public = Key::ed25519_public(&pair.public_bytes().unwrap()).unwrap();
    assert_eq!(public.require_signing(), Err(KeyError::PublicOnly));
    assert!(!public.check(&[b"m"], public.authenticate(&[b"m"]).as_bytes()));
    assert!(pair.is_secret() && short.is_secret() && !public.is_secret());
}

#[test]
fn debug_never_shows_a_secret() {
    let key = Key::hmac(b"sentinel-sentinel-sentinel").unwrap();
    assert_eq!(format!("{key:?}"), format!("Key(HMAC-SHA256 {})", key.id()));
}

#[test]
fn weak_public_keys_are_refused() {
    // The identity point: under it, one signature fits every message.
    let mut identity = [0; 32];
    identity[0] = 1;
    assert_eq!(Key::ed25519_public(&identity).unwrap_err(), KeyError::WeakPublicKey);
}

#[test]
fn the_ring_finds_by_id_and_algorithm() {
    let mut ring = Keyring::new();
    let key = Key::hmac(SECRET).unwrap();
    ring.add(key.clone());
    ring.add(Key::ed25519_seed(&SEED));
    assert_eq!(ring.len(), 2);
    assert_eq!(ring.find(key.id(), Algorithm::HmacSha256).count(), 1);
    assert_eq!(ring.find(key.id(), Algorithm::Ed25519).count(), 0);
}

#[test]
fn what_is_printed_is_read_back() {
    let printed = print_hmac(SECRET, "two lines\nof comment");
    assert!(printed.starts_with("# two lines\n# of comment\nencypher-hmac-sha256:"));
    assert_eq!(parse(printed.as_bytes()).unwrap().id(), Key::hmac(SECRET).unwrap().id());

    let pair = Key::ed25519_seed(&SEED);
    let private = parse(print_ed25519_private(&SEED).as_bytes()).unwrap();
    let public = parse(print_ed25519_public(&pair).as_bytes()).unwrap();
    assert!(private.is_secret() && !public.is_secret());
    assert_eq!((private.id(), public.id()), (pair.id(), pair.id()));
}

#[test]
fn a_line_is_the_secret_itself_without_its_line_ending() {
    let id = Key::hmac(b" a secret # of mine ").unwrap().id();
    for file in [
        " a secret # of mine ",
        " a secret # of mine \n",
        "# who\r\n\r\n a secret # of mine \r\n",
        "\u{feff} a secret # of mine \n   \n",
    ] {
        assert_eq!(parse(file.as_bytes()).unwrap().id(), id, "{file:?}");
    }
}

#[test]
fn openssl_keys_are_read() {
    let private = "-----BEGIN PRIVATE KEY-----\n\
                   MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n\
                   -----END PRIVATE KEY-----\n";
    let public = "# from RFC 8410\n-----BEGIN PUBLIC KEY-----\r\n\
                  MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\r\n\
                  -----END PUBLIC KEY-----\r\n";
    let (private, public) = (parse(private.as_bytes()).unwrap(), parse(public.as_bytes()).unwrap());
    assert_eq!(private.public_bytes(), public.public_bytes());
}

#[test]
fn every_bad_file_has_its_own_error() {
    let rsa = "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n";
    let locked =
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
    let old = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nAAAA\n-----END RSA PRIVATE KEY-----\n";
    let broken = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
    let ec = "-----BEGIN PUBLIC KEY-----\n\
              MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt\n\
              6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==\n\
              -----END PUBLIC KEY-----\n";
    let curve = "an elliptic-curve (ECDSA) key";
    let pem = print_ed25519_private(&SEED);
    let cases: [(&[u8], KeyError); 15] = [
        (ec.as_bytes(), KeyError::WrongPem { found: curve }),
        (b"", KeyError::Empty),
        (b"# nothing\n\n  \n", KeyError::Empty),
        (b"encypher-hmac-sha256:\n", KeyError::Empty),
        (b"encypher-hmac-sha256:!!!\n", KeyError::BadBase64),
        (b"encypher-ed448:AAAA\n", KeyError::UnknownKind),
        (b"one\ntwo\n", KeyError::SeveralSecrets),
        (b"\xff\xfes\0e\0", KeyError::NotText),
        (b"a\0b", KeyError::NotText),
        (rsa.as_bytes(), KeyError::WrongPem { found: "an RSA key" }),
        (locked.as_bytes(), KeyError::Encrypted),
        (old.as_bytes(), KeyError::Encrypted),
        (broken.as_bytes(), KeyError::BadPem),
        (b"-----BEGIN PRIVATE KEY-----\nMC4C", KeyError::BadPem),
        (&[pem.as_bytes(), b"and a secret\n"].concat(), KeyError::SeveralSecrets),
    ];
    for (file, error) in cases {
        assert_eq!(parse(file).unwrap_err(), error, "{}", String::from_utf8_lossy(file));
        assert!(!error.to_string().is_empty());
    }
}

#[test]
fn a_key_has_a_name_unless_two_of_its_id_differ_in_it() {
    let key = Key::hmac(b"a secret of 32 bytes for testing").unwrap();
    let name = |names: &[Option<&str>]| {
        let mut keyring = Keyring::new();
        for name in names {
            match name {
                Some(name) => keyring.add_of(name, key.clone()),
                None => keyring.add(key.clone()),
            }
        }
        let found = keyring.name(key.id(), Algorithm::HmacSha256);
        assert_eq!(keyring.name(key.id(), Algorithm::Ed25519), None);
        found.map(str::to_owned)
    };
    assert_eq!(name(&[Some("one")]).as_deref(), Some("one"));
    assert_eq!(name(&[Some("one"), Some("one")]).as_deref(), Some("one"));
    for none in [&[][..], &[None], &[Some("one"), Some("two")], &[Some("one"), None]] {
        assert_eq!(name(none), None);
    }
}
