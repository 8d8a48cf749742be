//! What an input is: the one enumeration of the containers.

use crate::guard::guard::CompiledPolicy;
use crate::stream::container::Container;
use crate::stream::events::{Events, Manner, Written};
use crate::stream::operation::Operation;
use crate::stream::plain::Plain;
use crate::stream::records::{Fields, Records};

/// What an input is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Format {
    /// All of it is one text.
    Plain,
    /// A stream of events, and what of it is written.
    Events(Manner, Written),
    /// A record on each line.
    Records(Fields),
}

impl Format {
    /// Makes the container that does an operation to the texts of one input, after the guard.
    pub fn open<O>(
        self,
        operation: O,
        guard: Option<CompiledPolicy>,
    ) -> Result<Box<dyn Container<O> + Send>, O::Error>
    where
        O: Operation<Text: Send> + Send + 'static,
    {
        Ok(match self {
            Self::Plain => Box::new(Plain::new(operation, guard)?),
            Self::Events(manner, written) => {
                Box::new(Events::new(manner, written, operation, guard))
            }
            Self::Records(fields) => Box::new(Records::new(fields, operation, guard)),
        })
    }
}
