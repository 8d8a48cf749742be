//! How the texts of an input are found and put back: the *container*, one of two axes. The other
//! one is the [operation](crate::stream::operation), which is done to each text.
//!
//! There are three: [plain text](crate::stream::plain) is one text, a stream of
//! [events](crate::stream::events) has one for each channel, and each of the
//! [records](crate::stream::records) has one. A guard looks at the texts before the operation does,
//! in each container in the same place, and at all other strings of events and records as well.

use crate::embed::Ending;
use crate::guard::summary::Summary;
use crate::stream::dialect::{Channel, Dialect, Fault};
use crate::stream::frame::Broken;
use crate::stream::operation::{Operation, TextError};

/// Finds the texts of one input, guards them, and splices what an operation makes of them back.
pub trait Container<O: Operation> {
    /// Takes the next bytes of the input and adds all that can be passed on to the end of `out`,
    /// also when it fails.
    fn push(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<(), O::Error>;

    /// Finishes the input and adds what is left to the end of `out`. Of an input that was refused
    /// before, nothing is added but what completes the texts that were written.
    fn finish(self: Box<Self>, ending: Ending, out: &mut Vec<u8>) -> Result<(O, Report), O::Error>;

    /// The operation.
    fn operation(&mut self) -> &mut O;

    /// Pieces of text in events so far, or records whose text was handled.
    fn pieces(&self) -> u64;
}

/// What was found out about an input besides its texts. Of plain text only what the guard did.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Report {
    /// Texts on which the operation was done.
    pub texts: u64,
    /// Pieces of text in events, or records whose text was handled.
    pub pieces: u64,
    /// Channels that carried text.
    pub channels: Vec<Channel>,
    /// Pieces of text that passed as they were, for too many texts were open, and seals that had no
    /// place.
    pub unsigned: u64,
    /// Copies of a whole text that differ from the text, and were left alone.
    pub strange_copies: u64,
    /// The dialect of the last event that was understood.
    pub dialect: Option<Dialect>,
    /// Whether there were events and none was understood.
    pub unknown: bool,
    /// Whether the stream was cut short.
    pub cut: bool,
    /// Whether a text ended before its time.
    pub texts_cut: bool,
    /// The first event in which clients may see other text than was handled, in bytes of the input.
    pub unclear: Option<u64>,
    /// The first thing that went wrong at the provider's.
    pub fault: Option<Fault>,
    /// Records that passed as they were; blank lines do not count.
    pub passed: u64,
    /// The line of the first of these, and why.
    pub first_passed: Option<(u64, TextError)>,
    /// Why the rest of the input passed as it was, if it did.
    pub broken: Option<Broken>,
    /// What the guard did to all texts.
    pub guard: Summary,
    /// Whether the guard ended the input.
    pub blocked: bool,
}
