//! All of the input is one text.

use crate::embed::{EmbedError, Ending};
use crate::guard::guard::{CompiledPolicy, Guard};
use crate::stream::container::{Container, Report};
use crate::stream::guard::Reports;
use crate::stream::operation::{Failure, Operation, Place, TextEnd, TextMachine};

/// One text.
pub struct Plain<O: Operation> {
    operation: O,
    /// The machine for the text, unless the text passes as it is.
    text: Option<O::Text>,
    guard: Option<Box<Guard>>,
    reports: Reports,
}

impl<O: Operation> Plain<O> {
    /// A container for one input.
    pub fn new(mut operation: O, guard: Option<CompiledPolicy>) -> Result<Self, O::Error> {
        let text = operation.begin(&Place::default(), None);
        let text = text.map_err(|error| operation.fail(Failure { line: None, error }))?;
        let guard = guard.map(|policy| Box::new(Guard::new(policy)));
        Ok(Self { operation, text, guard, reports: Reports::default() })
    }

    fn pass(&mut self, text: &[u8], out: &mut Vec<u8>) -> Result<(), O::Error> {
        match &mut self.text {
            Some(machine) => {
                machine.push(text, out).map_err(|error| self.operation.fail(error.into()))
            }
            None => {
                out.extend_from_slice(text);
                Ok(())
            }
        }
    }

    /// Reports what the guard has found, before anything of it passes.
    fn report(&mut self) -> Result<(), O::Error> {
        if let Some(guard) = &mut self.guard {
            self.reports.take(guard, None);
        }
        self.reports.tell(&mut self.operation)
    }
}

impl<O: Operation> Container<O> for Plain<O> {
    fn push(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<(), O::Error> {
        let Some(guard) = &mut self.guard else {
            return self.pass(input, out);
        };
        let mut safe = Vec::with_capacity(input.len());
        guard.push(input, &mut safe);
        self.report()?;
        self.pass(&safe, out)?;
        match self.reports.blocked {
            true => Err(self.operation.fail(EmbedError::Blocked.into())),
            false => Ok(()),
        }
    }

    fn finish(
        mut self: Box<Self>,
        mut ending: Ending,
        out: &mut Vec<u8>,
    ) -> Result<(O, Report), O::Error> {
        if let Some(guard) = &mut self.guard
            && !self.reports.blocked
        {
            let mut safe = Vec::new();
            guard.finish(&mut safe);
            self.report()?;
            self.pass(&safe, out)?;
        }
        if self.reports.blocked {
            ending = Ending::Incomplete;
        }
        let Self { mut operation, text, guard, reports } = *self;
        let guard = guard.as_ref().map(|guard| guard.summary());
        let end = TextEnd { ending, reason: None, guard };
        if let Some(mut text) = text {
            text.finish(&end, out).map_err(|error| operation.fail(error.into()))?;
            operation.end(Place::default(), text);
        }
        let report = Report {
            texts: 1,
            guard: guard.cloned().unwrap_or_default(),
            blocked: reports.blocked,
            ..Report::default()
        };
        Ok((operation, report))
    }

    fn operation(&mut self) -> &mut O {
        &mut self.operation
    }

    fn pieces(&self) -> u64 {
        0
    }
}
