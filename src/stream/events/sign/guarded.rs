//! What the guard looks at beside the texts, and what becomes of a stream that it ends.

use crate::embed::EmbedError;
use crate::guard::guard::Guard;
use crate::stream::Written;
use crate::stream::dialect::{EventInfo, Text};
use crate::stream::events::guard;
use crate::stream::events::open::Open;
use crate::stream::events::sign::Signing;
use crate::stream::frame::Frame;
use crate::stream::frame::json::Value;
use crate::stream::frame::splice::Splice;

impl Signing {
    /// The rest of the input passes as it is, but for what may not: it is one text from here on.
    pub(super) fn broken(
        &mut self,
        frame: &Frame<'_>,
        out: &mut Vec<u8>,
    ) -> Result<(), EmbedError> {
        let Some(terms) = &self.signer.guard else {
            self.write(frame, &mut Splice::default(), out);
            return Ok(());
        };
        let guard = self.tail.get_or_insert_with(|| Box::new(Guard::new(terms.clone())));
        let mut safe = Vec::new();
        guard.push(frame.bytes, &mut safe);
        self.reports.take(guard, None);
        if self.written == Written::Same {
            out.extend_from_slice(&safe);
        }
        match self.reports.blocked {
            true => Err(EmbedError::Blocked),
            false => Ok(()),
        }
    }

    /// Looks at what an event says beside its texts.
    pub(super) fn guard_rest(
        &mut self,
        json: Value<'_>,
        reading: &EventInfo<'_>,
        frame: &Frame<'_>,
        edits: &mut Splice,
    ) {
        let Some(terms) = &self.signer.guard else {
            return;
        };
        // Texts of channels that are too many have no guard of their own.
        let is_open = |text: &&Text<'_>| self.open.iter().any(|open| open.channel == text.channel);
        let texts = reading.texts.iter().filter(is_open).chain(&reading.copies);
        let but: Vec<_> = texts.map(|text| text.string.span()).collect();
        let place = |at| frame.place(at);
        guard::strings(terms, json, &but, place, edits, &mut self.reports);
    }

    /// The stream ends here: what may pass of this event goes with the last marks.
    pub(super) fn block(
        &mut self,
        json: Value<'_>,
        reading: &EventInfo<'_>,
        frame: &Frame<'_>,
    ) -> Result<(), EmbedError> {
        let spelling = self.spelling;
        let has_text = |open: &Open| reading.texts.iter().any(|text| text.channel == open.channel);
        let open = self.open.iter_mut().filter(|open| has_text(open));
        open.for_each(|open| open.keep(json, frame, spelling));
        Err(EmbedError::Blocked)
    }
}
