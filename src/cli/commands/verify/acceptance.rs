//! What is good enough: `--accept`, `--expect`, `--max-age`. Pure, and in doubt it says no.
//!
//! Only metadata that a key vouches for counts; whoever changes the text cannot satisfy a policy.

use encypher::json::Json;
use encypher::record::metadata::Metadata;
use encypher::verify::{Document, Reason, Verdict, Verification};

use crate::cli::args::value::Member;
use crate::cli::exit::Exit;

/// How far a signer's clock may be ahead of ours, in seconds.
const CLOCK_SKEW: u64 = 5 * 60;

/// What the user asks of signed text.
#[derive(Debug, Default)]
pub struct Policy {
    /// Verdicts that are also good enough.
    pub accept: Vec<Verdict>,
    /// What the signed metadata must say.
    pub expect: Vec<Member>,
    /// How old the signed timestamp may be, in seconds.
    pub max_age: Option<u64>,
    /// The time, in seconds since 1970.
    pub now: u64,
}

impl Policy {
    /// The code of an input, and why the policy refuses it, if it does.
    pub fn judge(&self, verification: &Verification) -> (Exit, Option<Reason>) {
        let reached = verification.verdicts.iter().chain([&verification.verdict]);
        let exit = reached
            .filter(|verdict| !self.accept.contains(verdict))
            .fold(Exit::DONE, |exit, verdict| exit.worst(Exit::of(*verdict)));
        match self.refuses(verification, exit) {
            None => (exit, None),
            refusal => (exit.worst(Exit::NO), refusal),
        }
    }

    fn refuses(&self, verification: &Verification, exit: Exit) -> Option<Reason> {
        if self.expect.is_empty() && self.max_age.is_none() {
            return None;
        }
        if verification.documents.is_empty() {
            let message = "nothing is signed here, so nothing says what is expected".to_owned();
            // Where the verdict itself says no, it says so better.
            return (exit == Exit::DONE).then(|| mismatch(message, None));
        }
        if verification.documents_total > verification.documents.len() as u64 {
            let message = "there are too many signed texts to look into each".to_owned();
            return Some(mismatch(message, None));
        }
        verification
            .documents
            .iter()
            // What our seal covers is text to it, whatever it says.
            .filter(|document| !document.covered)
            .find_map(|document| self.refuses_document(document))
    }

    fn refuses_document(&self, document: &Document) -> Option<Reason> {
        let at = Some(document.span.start);
        let Some(metadata) = document.metadata.as_ref().filter(|_| document.metadata_trusted)
        else {
            let message = "no key at hand vouches for the metadata, so it is not what is expected";
            return Some(mismatch(message.to_owned(), at));
        };
        let unmet = self.expect.iter().find(|member| !says(metadata, member));
        if let Some(member) = unmet {
            return Some(mismatch(difference(metadata, member), at));
        }
        self.max_age.and_then(|limit| self.too_old(metadata, limit, at))
    }

    fn too_old(&self, metadata: &Metadata, limit: u64, offset: Option<u64>) -> Option<Reason> {
        let message = match metadata.get("timestamp").and_then(Json::as_u64) {
            None => "the metadata has no timestamp in seconds, so its age is unknown".to_owned(),
            Some(time) if time > self.now.saturating_add(CLOCK_SKEW) => {
                format!("the timestamp is {} s in the future", time - self.now)
            }
            Some(time) => match self.now.saturating_sub(time) {
                age if age > limit => {
                    format!("signed {age} s ago, and at most {limit} s are allowed")
                }
                _ => return None,
            },
        };
        Some(Reason { code: "too-old", message, offset, line: None, format: None })
    }
}

/// Whether the metadata says what a member asks for. What was typed as a plain VALUE also stands
/// for the number or the truth value that is written so.
fn says(metadata: &Metadata, member: &Member) -> bool {
    metadata.get(&member.key).is_some_and(|found| {
        let is_written_so = || Some(found.to_string()) == member.value.as_string();
        found.is_same(&member.value) || (!member.json && found.is_bare() && is_written_so())
    })
}

fn difference(metadata: &Metadata, member: &Member) -> String {
    let Member { key, value, .. } = member;
    match metadata.get(key) {
        None => format!("the metadata has no {key}, and {value} is expected"),
        Some(found) => format!("{key} is {found}, and {value} is expected"),
    }
}

fn mismatch(message: String, offset: Option<u64>) -> Reason {
    Reason { code: "metadata-mismatch", message, offset, line: None, format: None }
}

#[cfg(test)]
#[path = "acceptance_tests.rs"]
mod tests;
