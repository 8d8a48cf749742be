//! Reads what each text says about itself.

use crate::embed::EmbedError;
use crate::extract::{Extracted, Extractor, STREAMS_MAX};
use crate::mark::Outlet;
use crate::record::metadata::Metadata;
use crate::stream::operation::{
    Effect, Failure, Operation, Place, TEXTS_MAX, TextEnd, TextError, TextMachine,
};

/// The operation. The texts of one channel are read as one.
#[derive(Debug, Default)]
pub struct Extract {
    /// The texts in the order in which they began; a text that is being read is not here.
    texts: Vec<(Place, Option<ExtractText>)>,
    found: Vec<(Place, Extracted)>,
}

impl Extract {
    /// Returns what was found, text by text, and the places of all texts that were read.
    pub fn finish(mut self) -> (Vec<(Place, Extracted)>, Vec<Place>) {
        let mut places = Vec::new();
        for (place, text) in self.texts {
            let found = text.map(|text| text.extractor.finish()).unwrap_or_default();
            self.found.extend(found.into_iter().map(|one| (place.clone(), one)));
            places.push(place);
        }
        (self.found, places)
    }
}

/// The machine for one text.
#[derive(Debug)]
pub struct ExtractText {
    extractor: Extractor,
    index: usize,
}

impl TextMachine for ExtractText {
    fn push(&mut self, text: &[u8], _out: &mut impl Outlet) -> Result<(), EmbedError> {
        self.extractor.push(text);
        Ok(())
    }

    fn finish(&mut self, _end: &TextEnd<'_>, _out: &mut impl Outlet) -> Result<(), EmbedError> {
        Ok(())
    }
}

impl Operation for Extract {
    type Text = ExtractText;
    type Error = Failure;
    const EFFECT: Effect = Effect::Reads;

    fn begin(
        &mut self,
        place: &Place,
        _metadata: Option<Metadata>,
    ) -> Result<Option<ExtractText>, TextError> {
        let new = |index| Some(ExtractText { extractor: Extractor::new(), index });
        if place.line.is_some() {
            return Ok((self.found.len() < STREAMS_MAX).then(|| new(0)).flatten());
        }
        if let Some((_, text)) = self.texts.iter_mut().find(|(known, _)| known == place) {
            return Ok(text.take());
        }
        if self.texts.len() == TEXTS_MAX {
            return Ok(None);
        }
        self.texts.push((place.clone(), None));
        Ok(new(self.texts.len() - 1))
    }

    fn end(&mut self, place: Place, text: ExtractText) {
        match place.line {
            // A record is whole.
            Some(_) => {
                let found = text.extractor.finish().into_iter();
                self.found.extend(found.map(|one| (place.clone(), one)));
            }
            None => {
                let index = text.index;
                self.texts[index].1 = Some(text);
            }
        }
    }

    fn fail(&self, failure: Failure) -> Failure {
        failure
    }
}
