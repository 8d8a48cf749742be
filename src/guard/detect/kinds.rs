//! The kinds of values that the guard knows by itself: one row for each.
//!
//! A row has all that is particular to a kind. What finds its values is derived from it: the
//! scanners of numbers, ids and secrets, the keywords, the prefilter, the completions, and the test
//! of docs/guard.md. A new kind is a row here and its check in `guard/checksum`. One whose form is
//! none of the [shapes](crate::guard::detect::shape::Shape) has a function of its own in a scanner
//! as well. The example is found by a test in every surrounding that the prefilter tells apart.

use crate::guard::checksum::crypto::npm_token;
use crate::guard::checksum::digits::*;
use crate::guard::checksum::letters::{in_pan, it_fiscal_code, swift_bic, us_dea, vin};
use crate::guard::checksum::phones::{is_test_nanp, nanp_dialled, national};
use crate::guard::detect::class::{ALNUM, BASE64URL};
use crate::guard::detect::shape::Group::{self, *};
use crate::guard::detect::shape::Shape::*;
use crate::guard::detect::shape::{REACH, Row, number, prefix, word};

/// What most kinds have.
const ON: Row = Row {
    name: "",
    about: "",
    group: Group::Custom,
    on: true,
    weight: 0.0,
    shapes: &[],
    keywords: "",
    reach: REACH,
    #[cfg(test)]
    example: "",
};

const FR_NIR: &[&str] = &["15", "1-2-2-2-3-3-2", "1 2 2 2 3 3 2", "1.2.2.2.3.3.2", "13-2", "13 2"];
const IMEI: &[&str] = &["15", "2-6-6-1", "2 6 6 1", "6-2-6-1", "6 2 6 1"];
const NANP: &[&str] = &["1-3-3-4", "1.3.3.4", "3-3-4", "3.3.4"];

macro_rules! kinds {
    ($($kind:ident $about:literal, $example:expr => $row:expr;)*) => {
        /// A built-in kind.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $(
                #[doc = $about]
                $kind,
            )*
        }

        impl Kind {
            /// All of them, the more certain ones first.
            pub const ALL: &[Kind] = &[$(Kind::$kind),*];
        }

        /// What is known of each kind.
        pub static ROWS: [Row; Kind::ALL.len()] = [$(Row {
            about: $about,
            #[cfg(test)]
            example: $example,
            ..$row
        }),*];
    };
}

kinds! {
    PrivateKey "private keys in PEM",
        concat!("-----BEGIN ", "PRIVATE KEY-----\ntpOrC8tyEN71wEP4xcmB\n") => Row {
        name: "private_key", group: Secret, weight: 1.0,
        ..ON
    };
    AwsAccessKey "access key ids of AWS", "AKIAIOSFODNN7EXAMPLE" => Row {
        name: "aws_access_key", group: Secret, weight: 1.0,
        shapes: &[OwnSecret(&[b"AK", b"AS"])],
        ..ON
    };
    AwsSecretKey "secret access keys of AWS",
        "aws_secret_access_key = FfdRUxcL/4RiKinEkUAVmtzkzk6yExnbBbKPdAlF" => Row {
        name: "aws_secret_key", group: Secret, weight: 1.0,
        keywords: "secret access key, aws secret, secret key, secret",
        reach: 40,
        ..ON
    };
    GithubToken "tokens of GitHub", concat!("ghp", "_1qeIQMsp0tTjgU8Whvi1QHoFU22iZy3BDa72") => Row {
        name: "github_token", group: Secret, weight: 1.0,
        shapes: &[OwnSecret(&[b"gh", b"gi"])],
        ..ON
    };
    GitlabToken "tokens of GitLab", concat!("glpat", "-4Lf90eRldybfF3Mtjz6h") => Row {
        name: "gitlab_token", group: Secret, weight: 1.0,
        shapes: &[Prefix(prefix(b"glpat-", BASE64URL, 20).open())],
        ..ON
    };
    GoogleApiKey "API keys of Google",
        concat!("AIza", "vZZHYRiRM9BMi_DT-CN0H20lDDfVZn3_eJI") => Row {
        name: "google_api_key", group: Secret, weight: 1.0,
        shapes: &[Prefix(prefix(b"AIza", BASE64URL, 35))],
        ..ON
    };
    NpmToken "tokens of npm", concat!("npm", "_0RkADO9VJlGa7uxDpTIeWylr7Z6owP2uPT8c") => Row {
        name: "npm_token", group: Secret, weight: 1.0,
        shapes: &[Prefix(prefix(b"npm_", ALNUM, 36).crc32(npm_token))],
        ..ON
    };
    HuggingfaceToken "tokens of Hugging Face",
        concat!("hf", "_CgZcTRHruWGGuvMBllnQoKQfSQBPzvjDUy") => Row {
        name: "huggingface_token", group: Secret, weight: 1.0,
        shapes: &[Prefix(prefix(b"hf_", ALNUM, 34))],
        ..ON
    };
    SendgridKey "API keys of SendGrid",
        concat!("SG", ".8VKnddue02tBmySgW4R1P6.Gh3DZ4_obq37C6osOJwksKXhnVC_0k8b7xE6md_KfI1")
    => Row {
        name: "sendgrid_key", group: Secret, weight: 1.0,
        shapes: &[OwnSecret(&[b"SG"])],
        ..ON
    };
    SlackToken "tokens of Slack",
        concat!("xox", "p-932982046804-287724194780-fa2de191af82ddf810830f4dadf2f755") => Row {
        name: "slack_token", group: Secret, weight: 1.0,
        shapes: &[OwnSecret(&[b"xo"])],
        ..ON
    };
    SlackWebhook "webhook addresses of Slack",
        concat!("https://hooks.", "slack.com/services/T4JZ6LH49/B8EP77TM/aTIcHogklkZyAHCZ") => Row {
        name: "slack_webhook", group: Secret, weight: 1.0,
        shapes: &[OwnSecret(&[b"ht"])],
        ..ON
    };
    StripeKey "secret keys of Stripe", concat!("sk", "_test_OvylwT3qLg8RNIj7X8q7yZoF") => Row {
        name: "stripe_key", group: Secret, weight: 1.0,
        shapes: &[OwnSecret(&[b"sk", b"rk"])],
        ..ON
    };
    OpenaiKey "API keys of OpenAI",
        concat!("sk", "-jXjbaVpLNlBK6A4NdDS5T3BlbkFJ2g4nZJB358PLBePrigwD") => Row {
        name: "openai_key", group: Secret, weight: 1.0,
        shapes: &[OwnSecret(&[b"sk-"])],
        ..ON
    };
    AnthropicKey "API keys of Anthropic",
        concat!("sk", "-ant-api03-i2XBX9i9uV9UfmRTBdmAOYtaBqsiHcrl5d7X7xIRMV") => Row {
        name: "anthropic_key", group: Secret, weight: 1.0,
        shapes: &[OwnSecret(&[b"sk-an"])],
        ..ON
    };
    PypiToken "tokens of PyPI",
        concat!("pypi", "-AgEIcHlwaS5vcmc", "XomLwq33954BdKERD30o5h1PVVhim5ncMc38P2jXLgLlnK0UWd") => Row {
        name: "pypi_token", group: Secret, weight: 1.0,
        shapes: &[Prefix(prefix(b"pypi-AgEIcHlwaS5vcmc", BASE64URL, 50).open())],
        ..ON
    };
    Jwt "JSON web tokens",
        concat!("eyJ", "hbGciOiJIUzI1NiJ9.", "eyJ", "zdWIiOiI0MzY3In0.ExT9PqzaqsCM5UB7") => Row {
        name: "jwt", group: Secret, weight: 0.9,
        shapes: &[OwnSecret(&[b"ey"])],
        ..ON
    };
    UrlPassword "passwords in URLs", "amqp://bot:Q7kl-4LA4Bn@mq.example.com" => Row {
        name: "url_password", group: Secret, weight: 0.9,
        ..ON
    };
    BearerToken "tokens in Authorization headers",
        "Authorization: Bearer Bm0uK94nQ752jvpmqbL-MO5aoy8Oj40snQ_4IC" => Row {
        name: "bearer_token", group: Secret, weight: 0.9,
        ..ON
    };
    BtcAddress "addresses of Bitcoin", "13vonkJqLzjaQwRL3NLctYvv68svnDdGxJ" => Row {
        name: "btc_address", group: Secret, weight: 0.5,
        shapes: &[OwnSecret(&[b"1", b"3", b"bc", b"BC"])],
        ..ON
    };
    EthAddress "addresses of Ethereum", "0xc6cb2c3be070da19d22728143d6caa8b4e85cb8e" => Row {
        name: "eth_address", group: Secret, weight: 0.5,
        shapes: &[OwnSecret(&[b"0x"])],
        ..ON
    };
    CreditCard "card numbers", "4242 4242 4242 4242" => Row {
        name: "credit_card", group: Pci, weight: 1.0,
        shapes: &[OwnNumber],
        ..ON
    };
    CardCvv "card verification codes", "cvc=129" => Row {
        name: "card_cvv", group: Pci, weight: 1.0,
        shapes: &[OwnNumber],
        keywords: "cvv, cvv2, cvc, cvc2, csc, CID, CVN, security code, card verification value, \
            card verification code, verification value, prüfziffer, prüfnummer, \
            kartenprüfnummer, código de seguridad, code de sécurité, cryptogramme, 安全码, \
            セキュリティコード",
        ..ON
    };
    Iban "international bank account numbers", "FI54 1680 4695 4614 85" => Row {
        name: "iban", group: Pci, weight: 0.9,
        shapes: &[OwnId(15, 34)],
        ..ON
    };
    UsBankRouting "routing numbers of US banks", "ABA: 065870505" => Row {
        name: "us_bank_routing", group: Pci, weight: 0.9,
        shapes: &[Number(number(aba_routing, "mod10", 85, &["9"]))],
        keywords: "ABA, RTN, routing, routing number, routing transit, transit number",
        ..ON
    };
    UsSsn "US social security numbers", "078-05-1120" => Row {
        name: "us_ssn", group: Pii, weight: 1.0,
        shapes: &[
            Number(number(us_ssn, "area", 85, &["3-2-4"]).alone().test(is_test_us_ssn)),
            Number(number(us_ssn, "area", 85, &["9", "3 2 4", "3.2.4"]).test(is_test_us_ssn)),
        ],
        keywords: "ss number, ssn, social security, social security number, social sec, \
            seguro social, seguridad social, 社会安全号, 社会保障号",
        ..ON
    };
    UsItin "US taxpayer ids", "968-97-6673" => Row {
        name: "us_itin", group: Pii, weight: 0.9,
        shapes: &[
            Number(number(us_itin, "group", 80, &["3-2-4"]).alone()),
            Number(number(us_itin, "group", 80, &["9", "3 2 4", "3.2.4"])),
        ],
        keywords: "itin, TIN, taxpayer identification, taxpayer id, individual taxpayer",
        ..ON
    };
    Email "e-mail addresses", "umat@eu.support.example.net" => Row {
        name: "email", group: Pii, weight: 0.4,
        ..ON
    };
    IpAddress "public IP addresses", "198.51.100.147" => Row {
        name: "ip_address", group: Pii, weight: 0.2,
        shapes: &[Address],
        ..ON
    };
    BrCpf "Brazilian CPF numbers", "999.951.683-16" => Row {
        name: "br_cpf", group: Pii, weight: 0.9,
        shapes: &[
            Number(number(br_cpf, "mod11", 97, &["3.3.3-2"]).alone()),
            Number(number(br_cpf, "mod11", 97, &["11"])),
        ],
        keywords: "cpf, cadastro de pessoas, pessoas físicas",
        ..ON
    };
    CnResidentId "Chinese resident ids", "44010618590821384X" => Row {
        name: "cn_resident_id", group: Pii, weight: 0.9,
        shapes: &[
            Number(number(cn_resident_id, "mod11,2", 97, &["18"]).alone()),
            Word(word(cn_resident_id, "mod11,2", 97, &[18]).alone()),
        ],
        ..ON
    };
    ItFiscalCode "Italian fiscal codes", "SBVVDG30E28Z247P" => Row {
        name: "it_fiscal_code", group: Pii, weight: 0.9,
        shapes: &[Word(word(it_fiscal_code, "mod26", 97, &[16]).alone().small())],
        ..ON
    };
    UsNpi "US national provider ids", "NPI 2412628028" => Row {
        name: "us_npi", group: Phi, weight: 0.8,
        shapes: &[Number(
            number(us_npi, "luhn", 95, &["10", "3-3-4", "3 3 4", "3.3.4"]).test(is_test_us_npi),
        )],
        keywords: "npi, national provider, provider identifier",
        ..ON
    };
    UsDea "US DEA numbers", "DEA number X94373130" => Row {
        name: "us_dea", group: Phi, weight: 0.8,
        shapes: &[Word(word(us_dea, "weights", 90, &[9]))],
        keywords: "DEA, drug enforcement",
        ..ON
    };
    UsMbi "US Medicare beneficiary ids", "MBI: 7CV8-XG6-DX99" => Row {
        name: "us_mbi", group: Phi, weight: 0.8,
        shapes: &[OwnId(11, 11)],
        keywords: "mbi, medicare beneficiary, beneficiary identifier, medicare, medicare number, \
            medicare id",
        ..ON
    };
    UkNhs "UK NHS numbers", "NHS no: 999-271-3267" => Row {
        name: "uk_nhs", group: Pii, weight: 0.9,
        shapes: &[Number(
            number(uk_nhs, "mod11", 95, &["10", "3-3-4", "3 3 4", "3.3.4"])
                .test(|digits| digits.starts_with(b"999")),
        )],
        keywords: "nhs, national health service, chi number",
        ..ON
    };
    UkNino "UK national insurance numbers", "NINO: WE 00 74 64 C" => Row {
        name: "uk_nino", group: Pii, weight: 0.9,
        shapes: &[OwnId(9, 9)],
        keywords: "NINO, national insurance, insurance number, NI, ni number, ni no",
        ..ON
    };
    CaSin "Canadian social insurance numbers", "SIN 046438735" => Row {
        name: "ca_sin", group: Pii, weight: 0.9,
        shapes: &[Number(
            number(ca_sin, "luhn", 90, &["9", "3-3-3", "3 3 3"])
                .test(|digits| digits.starts_with(b"0")),
        )],
        keywords: "SIN, NAS, social insurance, assurance sociale",
        ..ON
    };
    AuTfn "Australian tax file numbers", "tax file number 008 332 172" => Row {
        name: "au_tfn", group: Pii, weight: 0.9,
        shapes: &[Number(number(au_tfn, "mod11", 90, &["9", "3-3-3", "3 3 3"]))],
        keywords: "tfn, tax file number, tax file",
        ..ON
    };
    AuMedicare "Australian Medicare numbers", "Medicare card: 6993 87701 4" => Row {
        name: "au_medicare", group: Pii, weight: 0.9,
        shapes: &[Number(number(
            au_medicare,
            "mod10",
            90,
            &["10", "11", "4-5-1", "4 5 1", "4-5-1-1", "4 5 1 1"],
        ))],
        keywords: "medicare",
        ..ON
    };
    DeTaxId "German tax ids", "Steuer-ID: 04957283176" => Row {
        name: "de_tax_id", group: Pii, weight: 0.9,
        shapes: &[Number(
            number(de_tax_id, "mod11,10", 95, &["11", "2-3-3-3", "2 3 3 3"])
                .test(is_test_de_tax_id),
        )],
        keywords: "tax number, steuer id, steuerid, idnr, id nr, identifikationsnummer, \
            steuerliche identifikationsnummer, steueridentifikationsnummer, steuernummer, \
            steuer identifikationsnummer, TIN, tax id, tax identification, \
            tax identification number",
        ..ON
    };
    FrNir "French social security numbers", "INSEE: 2 61 06 99 723 115 77" => Row {
        name: "fr_nir", group: Pii, weight: 0.9,
        shapes: &[
            Number(number(fr_nir, "mod97", 95, FR_NIR)),
            Word(word(fr_nir, "mod97", 95, &[15])),
        ],
        keywords: "social security, nir, insee, sécurité sociale, securite sociale, NSS, \
            numéro de sécu, secu, sécu",
        ..ON
    };
    EsNif "Spanish DNI and NIE", "DNI: Z9921363L" => Row {
        name: "es_nif", group: Pii, weight: 0.9,
        shapes: &[OwnId(9, 9)],
        keywords: "dni, nif, NIE, documento nacional, documento de identidad, \
            identificación fiscal, identidad de extranjero",
        ..ON
    };
    NlBsn "Dutch BSN", "BSN: 999781789" => Row {
        name: "nl_bsn", group: Pii, weight: 0.9,
        shapes: &[Number(
            number(nl_bsn, "mod11", 90, &["9", "3-3-3", "3 3 3", "4.2.3", "4 2 3"])
                .test(|digits| digits.starts_with(b"999")),
        )],
        keywords: "sofi nummer, burger service nummer, bsn, burgerservicenummer, sofinummer, \
            citizen service number",
        ..ON
    };
    PlPesel "Polish PESEL", "PESEL 88880432283" => Row {
        name: "pl_pesel", group: Pii, weight: 0.9,
        shapes: &[Number(number(pl_pesel, "weights", 95, &["11"]))],
        keywords: "peselu, pesel",
        ..ON
    };
    InAadhaar "Indian Aadhaar numbers", "aadhaar: 9999 7132 8753" => Row {
        name: "in_aadhaar", group: Pii, weight: 0.9,
        shapes: &[Number(
            number(in_aadhaar, "verhoeff", 90, &["12", "4-4-4", "4 4 4"])
                .test(|digits| digits.starts_with(b"9999")),
        )],
        keywords: "adhar, aadhaar, aadhar, adhaar, uidai, UID, आधार",
        ..ON
    };
    InPan "Indian PAN", "PAN card: ZZZPF7576A" => Row {
        name: "in_pan", group: Pii, weight: 0.9,
        shapes: &[Word(word(in_pan, "positions", 85, &[10]).small())],
        keywords: "PAN, permanent account, permanent account number, pan card, pan number, \
            pan no, पैन",
        ..ON
    };
    Imei "device ids (IMEI)", "IMEI 00-184519-560380-5" => Row {
        name: "imei", group: Pii, weight: 0.5,
        shapes: &[Number(
            number(imei, "luhn", 85, IMEI).test(|digits| digits.starts_with(b"00")),
        )],
        keywords: "imei1, imei2, imei, equipment identity",
        ..ON
    };
    DateOfBirth "dates of birth", "DOB: 7.12.1944" => Row {
        name: "date_of_birth", group: Pii, weight: 0.6,
        keywords: "do b, date naissance, 생년, 출생, 生于, dob, d o b, date of birth, \
            birth date, birthdate, birthday, birth, born, geburtsdatum, geburtstag, geboren, \
            geb, date de naissance, né le, née le, né, née, fecha de nacimiento, nacimiento, \
            nacido, nacida, data de nascimento, nascimento, nascido, nascida, data di nascita, \
            nascita, nato il, nata il, nato, nata, geboortedatum, data urodzenia, urodzenia, \
            urodzony, urodzona, ur, дата рождения, рождения, родился, родилась, doğum tarihi, \
            födelsedatum, född, fødselsdato, født, syntymäaika, syntynyt, datum narození, 出生, \
            生日, 生年月日, 誕生日, 생년월일, 생일, تاريخ الميلاد, الميلاد, जन्म तिथि, जन्म",
        reach: 32,
        ..ON
    };
    Phone "telephone numbers", "+46 8 465 004 64" => Row {
        name: "phone", group: Pii, weight: 0.4,
        shapes: &[
            Number(number(nanp_dialled, "nanp", 85, NANP).alone().test(is_test_nanp)),
            Number(number(nanp_dialled, "nanp", 70, &["10", "3 3 4"]).test(is_test_nanp)),
            Number(number(national, "national", 70, &["10", "11", "12", "13", "14"])),
        ],
        keywords: "contact number, msisdn, mobiltelefon, ph, phone, phone number, telephone, \
            tel, mobile, cell, cellphone, cellular, call, fax, whatsapp, sms, text me, landline, \
            telefon, telefonnummer, handy, handynummer, mobil, mobilnummer, rufnummer, anrufen, \
            téléphone, portable, tél, appeler, appelez, teléfono, telefono, móvil, celular, \
            llamar, llame, telefone, telemóvel, ligar, cellulare, chiamare, telefoon, \
            telefoonnummer, mobiel, bellen, komórka, komórkowy, numer telefonu, zadzwoń, \
            телефон, тел, мобильный, звоните, puhelin, puhelinnumero, 电话, 手机, 電話, 携帯, \
            手機, 联系方式, 전화, 휴대폰, هاتف, جوال, الهاتف, फ़ोन, फोन, मोबाइल",
        reach: 32,
        ..ON
    };
    MacAddress "MAC addresses", "00-00-5e-00-53-e8" => Row {
        name: "mac_address", group: Pii, weight: 0.2, on: false,
        ..ON
    };
    Vin "vehicle ids", "1ZZTTD371GA683993" => Row {
        name: "vin", group: Pii, weight: 0.5, on: false,
        shapes: &[Word(word(vin, "mod11", 80, &[17]).alone())],
        ..ON
    };
    UsBankAccount "account numbers of US banks", "bank account 000615450" => Row {
        name: "us_bank_account", group: Pci, weight: 0.9, on: false,
        shapes: &[OwnNumber],
        keywords: "account, acct, bank account",
        ..ON
    };
    SwiftBic "bank codes (BIC)", "BIC: QQTTUS48XXX" => Row {
        name: "swift_bic", group: Pci, weight: 0.3, on: false,
        shapes: &[Word(word(swift_bic, "country", 70, &[8, 11]).plain())],
        keywords: "bic, swift, swift code",
        reach: 24,
        ..ON
    };
    GenericSecret "values that are called a password, secret, key or token",
        "passphrase: zx9V&43lshFn" => Row {
        name: "generic_secret", group: Secret, weight: 0.6, on: false,
        keywords: "password, passwd, passphrase, passcode, pwd, pass, secret, token, api key, \
            apikey, access key, auth token, client secret, private key, secret key, \
            encryption key, signing key, credential, passwort, kennwort, contraseña, \
            mot de passe, senha, hasło, пароль, 密码, パスワード, 비밀번호",
        ..ON
    };
    IpPrivate "IP addresses of private networks", "192.168.0.1" => Row {
        name: "ip_private", group: Pii, weight: 0.1, on: false,
        shapes: &[Address],
        ..ON
    };
}
