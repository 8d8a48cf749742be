//! Judges each text, and each copy of a whole text that is not what was streamed.

use crate::digest::Threads;
use crate::embed::EmbedError;
use crate::key::Keyring;
use crate::mark::Outlet;
use crate::record::metadata::Metadata;
use crate::stream::operation::{
    Effect, Failure, Operation, Place, TEXTS_MAX, TextEnd, TextError, TextMachine,
};
use crate::verdict::{Reason, Verdict, Verification};
use crate::verify::Verifier;

/// What was found in one text.
#[derive(Debug)]
pub struct Judged {
    /// Which text it is.
    pub place: Place,
    /// What was found, with offsets in bytes of the text; `None` for a record without a text.
    pub verification: Option<Verification>,
}

/// The operation.
pub struct Verify {
    keyring: Keyring,
    threads: Threads,
    judged: Vec<Judged>,
    /// Places that have had a text.
    places: Vec<Place>,
}

impl Verify {
    /// An operation for one input, with the keys to try.
    pub fn new(keyring: Keyring) -> Self {
        Self::with_threads(keyring, Threads::default())
    }

    /// The same, with threads that may hash the texts.
    pub fn with_threads(keyring: Keyring, threads: Threads) -> Self {
        Self { keyring, threads, judged: Vec::new(), places: Vec::new() }
    }

    /// Returns the texts that have ended since they were last taken, in the order of their ends.
    pub fn take(&mut self) -> Vec<Judged> {
        std::mem::take(&mut self.judged)
    }

    fn verifier(&self) -> Verifier {
        Verifier::with_threads(self.keyring.clone(), self.threads)
    }

    fn judge(&self, text: &[u8]) -> Verification {
        let mut verifier = self.verifier();
        verifier.push(text);
        verifier.finish()
    }
}

/// The machine for one text.
pub struct VerifyText {
    verifier: Verifier,
    /// Whether it is nothing but line breaks.
    blank: bool,
}

impl TextMachine for VerifyText {
    fn push(&mut self, text: &[u8], _out: &mut impl Outlet) -> Result<(), EmbedError> {
        self.blank = self.blank && text.iter().all(|byte| matches!(byte, b'\n' | b'\r'));
        self.verifier.push(text);
        Ok(())
    }

    fn finish(&mut self, _end: &TextEnd<'_>, _out: &mut impl Outlet) -> Result<(), EmbedError> {
        Ok(())
    }
}

impl Operation for Verify {
    type Text = VerifyText;
    type Error = Failure;
    const EFFECT: Effect = Effect::Reads;

    fn begin(
        &mut self,
        _place: &Place,
        _metadata: Option<Metadata>,
    ) -> Result<Option<VerifyText>, TextError> {
        Ok(Some(VerifyText { verifier: self.verifier(), blank: true }))
    }

    fn end(&mut self, place: Place, text: VerifyText) {
        if place.channel.is_some() {
            let known = self.places.contains(&place);
            if !known && self.places.len() < TEXTS_MAX {
                self.places.push(place.clone());
            }
            // Nobody signs the line breaks that a stream has after a text.
            if text.blank && known {
                return;
            }
        }
        let verification = Some(text.verifier.finish());
        self.judged.push(Judged { place, verification });
    }

    fn fail(&self, failure: Failure) -> Failure {
        failure
    }

    /// A copy that differs from the streamed text is as good as altered.
    fn copy(&mut self, place: Place, text: &[u8], streamed: bool) {
        if text.is_empty() && !streamed {
            return;
        }
        let mut verification = self.judge(text);
        let signed = verification.verdict != Verdict::Unmarked;
        if streamed && signed && verification.verdict < Verdict::Altered {
            verification.verdict = Verdict::Altered;
            verification.verdicts.push(Verdict::Altered);
            verification.reason = Some(Reason {
                code: "copy-differs",
                message: "it is not the text that was streamed".to_owned(),
                offset: None,
                line: None,
                format: None,
            });
        }
        self.judged.push(Judged { place, verification: Some(verification) });
    }

    fn no_text(&mut self, line: u64) {
        let place = Place { line: Some(line), ..Place::default() };
        self.judged.push(Judged { place, verification: None });
    }
}
