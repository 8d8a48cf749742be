//! What the guard knows by itself: kinds of values, in four groups.

use std::fmt;

/// A set of kinds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kinds(u64);

impl Kinds {
    /// Whether a kind is in the set.
    #[inline(always)]
    pub fn contains(self, kind: Kind) -> bool {
        self.0 & (1 << kind as u32) != 0
    }

    /// These kinds.
    pub const fn of(kinds: &[Kind]) -> Self {
        let (mut set, mut at) = (0, 0);
        while at < kinds.len() {
            set |= 1 << kinds[at] as u32;
            at += 1;
        }
        Self(set)
    }

    /// Whether one of these kinds is in the set.
    #[inline(always)]
    pub const fn meets(self, kinds: Kinds) -> bool {
        self.0 & kinds.0 != 0
    }

    /// Whether there is none in it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl FromIterator<Kind> for Kinds {
    fn from_iter<T: IntoIterator<Item = Kind>>(kinds: T) -> Self {
        Self(kinds.into_iter().fold(0, |set, kind| set | 1 << kind as u32))
    }
}

/// A group of kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Cards and accounts.
    Pci,
    /// Personal data.
    Pii,
    /// Health ids.
    Phi,
    /// Keys, tokens and passwords.
    Secret,
    /// Kinds that a policy defines.
    Custom,
}

impl Group {
    /// The groups of built-in kinds.
    pub const ALL: [Group; 4] = [Group::Pci, Group::Pii, Group::Phi, Group::Secret];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pci => "pci",
            Self::Pii => "pii",
            Self::Phi => "phi",
            Self::Secret => "secret",
            Self::Custom => "custom",
        }
    }
}

macro_rules! kinds {
    ($($variant:ident $name:literal $group:ident $on:literal $weight:literal $doc:literal;)*) => {
        /// A built-in kind.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind {
            $(
                #[doc = $doc]
                $variant,
            )*
        }

        impl Kind {
            /// All of them, the more certain ones first.
            pub const ALL: &[Kind] = &[$(Kind::$variant),*];

            /// Its name.
            pub fn name(self) -> &'static str {
                match self {
                    $(Kind::$variant => $name,)*
                }
            }

            /// What it is, in words.
            pub fn about(self) -> &'static str {
                match self {
                    $(Kind::$variant => $doc,)*
                }
            }

            /// Its group.
            pub fn group(self) -> Group {
                match self {
                    $(Kind::$variant => Group::$group,)*
                }
            }

            /// Whether it is looked for unless a policy says otherwise.
            pub fn is_default(self) -> bool {
                match self {
                    $(Kind::$variant => $on,)*
                }
            }

            /// What one of it adds to the risk, from 0 to 1.
            pub fn weight(self) -> f64 {
                match self {
                    $(Kind::$variant => $weight,)*
                }
            }
        }
    };
}

kinds! {
    PrivateKey "private_key" Secret true 1.0 "private keys in PEM";
    AwsAccessKey "aws_access_key" Secret true 1.0 "access key ids of AWS";
    AwsSecretKey "aws_secret_key" Secret true 1.0 "secret access keys of AWS";
    GithubToken "github_token" Secret true 1.0 "tokens of GitHub";
    GitlabToken "gitlab_token" Secret true 1.0 "tokens of GitLab";
    GoogleApiKey "google_api_key" Secret true 1.0 "API keys of Google";
    NpmToken "npm_token" Secret true 1.0 "tokens of npm";
    HuggingfaceToken "huggingface_token" Secret true 1.0 "tokens of Hugging Face";
    SendgridKey "sendgrid_key" Secret true 1.0 "API keys of SendGrid";
    SlackToken "slack_token" Secret true 1.0 "tokens of Slack";
    SlackWebhook "slack_webhook" Secret true 1.0 "webhook addresses of Slack";
    StripeKey "stripe_key" Secret true 1.0 "secret keys of Stripe";
    OpenaiKey "openai_key" Secret true 1.0 "API keys of OpenAI";
    AnthropicKey "anthropic_key" Secret true 1.0 "API keys of Anthropic";
    PypiToken "pypi_token" Secret true 1.0 "tokens of PyPI";
    Jwt "jwt" Secret true 0.9 "JSON web tokens";
    UrlPassword "url_password" Secret true 0.9 "passwords in URLs";
    BearerToken "bearer_token" Secret true 0.9 "tokens in Authorization headers";
    BtcAddress "btc_address" Secret true 0.5 "addresses of Bitcoin";
    EthAddress "eth_address" Secret true 0.5 "addresses of Ethereum";
    CreditCard "credit_card" Pci true 1.0 "card numbers";
    CardCvv "card_cvv" Pci true 1.0 "card verification codes";
    Iban "iban" Pci true 0.9 "international bank account numbers";
    UsBankRouting "us_bank_routing" Pci true 0.9 "routing numbers of US banks";
    UsSsn "us_ssn" Pii true 1.0 "US social security numbers";
    UsItin "us_itin" Pii true 0.9 "US taxpayer ids";
    Email "email" Pii true 0.4 "e-mail addresses";
    IpAddress "ip_address" Pii true 0.2 "public IP addresses";
    BrCpf "br_cpf" Pii true 0.9 "Brazilian CPF numbers";
    CnResidentId "cn_resident_id" Pii true 0.9 "Chinese resident ids";
    ItFiscalCode "it_fiscal_code" Pii true 0.9 "Italian fiscal codes";
    UsNpi "us_npi" Phi true 0.8 "US national provider ids";
    UsDea "us_dea" Phi true 0.8 "US DEA numbers";
    UsMbi "us_mbi" Phi true 0.8 "US Medicare beneficiary ids";
    UkNhs "uk_nhs" Pii true 0.9 "UK NHS numbers";
    UkNino "uk_nino" Pii true 0.9 "UK national insurance numbers";
    CaSin "ca_sin" Pii true 0.9 "Canadian social insurance numbers";
    AuTfn "au_tfn" Pii true 0.9 "Australian tax file numbers";
    AuMedicare "au_medicare" Pii true 0.9 "Australian Medicare numbers";
    DeTaxId "de_tax_id" Pii true 0.9 "German tax ids";
    FrNir "fr_nir" Pii true 0.9 "French social security numbers";
    EsNif "es_nif" Pii true 0.9 "Spanish DNI and NIE";
    NlBsn "nl_bsn" Pii true 0.9 "Dutch BSN";
    PlPesel "pl_pesel" Pii true 0.9 "Polish PESEL";
    InAadhaar "in_aadhaar" Pii true 0.9 "Indian Aadhaar numbers";
    InPan "in_pan" Pii true 0.9 "Indian PAN";
    Imei "imei" Pii true 0.5 "device ids (IMEI)";
    DateOfBirth "date_of_birth" Pii true 0.6 "dates of birth";
    Phone "phone" Pii true 0.4 "telephone numbers";
    MacAddress "mac_address" Pii false 0.2 "MAC addresses";
    Vin "vin" Pii false 0.5 "vehicle ids";
    UsBankAccount "us_bank_account" Pci false 0.9 "account numbers of US banks";
    SwiftBic "swift_bic" Pci false 0.3 "bank codes (BIC)";
    GenericSecret "generic_secret" Secret false 0.6 "values that are called a password, secret, key or token";
    IpPrivate "ip_private" Pii false 0.1 "IP addresses of private networks";
}

impl Kind {
    /// The kind of this name.
    pub fn named(name: &str) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|kind| kind.name() == name)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The name of a kind that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Name {
    /// A built-in one.
    Known(Kind),
    /// A policy's, by its number.
    Custom(usize),
}

impl From<Kind> for Name {
    fn from(kind: Kind) -> Self {
        Self::Known(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_name_of_its_own() {
        assert_eq!(Kind::ALL.len(), 55);
        for kind in Kind::ALL {
            assert_eq!(Kind::named(kind.name()), Some(*kind));
            assert!(kind.weight() > 0.0 && kind.weight() <= 1.0);
        }
    }
}
