//! All of the input is one text.

use crate::embed::{EmbedError, Ending};
use crate::guard::guard::{CompiledPolicy, Guard};
use crate::stream::container::{Container, Report};
use crate::stream::guard::Reports;
use crate::stream::operation::{Effect, Failure, Operation, Place, TextEnd, TextMachine};
use crate::strip::Stripper;

/// One text.
pub struct Plain<O: Operation> {
    operation: O,
    /// The machine for the text, unless the text passes as it is.
    text: Option<O::Text>,
    /// Takes marks out before the guard looks, where the operation replaces them.
    stripper: Option<Box<Stripper>>,
    guard: Option<Box<Guard>>,
    reports: Reports,
    refused: bool,
}

impl<O: Operation> Plain<O> {
    /// A container for one input.
    pub fn new(mut operation: O, guard: Option<CompiledPolicy>) -> Result<Self, O::Error> {
        let text = operation.begin(&Place::default(), None);
        let text = text.map_err(|error| operation.fail(Failure { line: None, error }))?;
        let guard = guard.map(|policy| Box::new(Guard::new(policy)));
        let stripper = (guard.is_some() && operation.replaces_marks()).then(Box::default);
        let reports = Reports::default();
        Ok(Self { operation, text, stripper, guard, reports, refused: false })
    }

    fn pass(&mut self, text: &[u8], out: &mut Vec<u8>) -> Result<(), O::Error> {
        match &mut self.text {
            Some(machine) => {
                machine.push(text, out).map_err(|error| self.operation.fail(error.into()))
            }
            None => {
                if O::EFFECT != Effect::Reads {
                    out.extend_from_slice(text);
                }
                Ok(())
            }
        }
    }

    /// Lets the guard look at some of the input, or with `over` at the rest of it, and passes what
    /// may pass.
    fn guard(&mut self, input: &[u8], over: bool, out: &mut Vec<u8>) -> Result<(), O::Error> {
        let mut stripped = Vec::new();
        let mut input = input;
        if let Some(stripper) = &mut self.stripper {
            stripper.push(input, &mut stripped);
            if over {
                std::mem::take(stripper.as_mut()).finish(&mut stripped);
            }
            input = &stripped;
        }
        let mut safe = Vec::with_capacity(input.len());
        if let Some(guard) = &mut self.guard {
            guard.push(input, &mut safe);
            if over {
                guard.finish(&mut safe);
            }
        }
        self.report()?;
        self.pass(&safe, out)
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
        let pushed = match self.guard {
            None => self.pass(input, out),
            Some(_) => self.guard(input, false, out),
        };
        self.refused |= pushed.is_err();
        pushed?;
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
        if self.guard.is_some() && !self.refused && !self.reports.blocked {
            self.guard(&[], true, out)?;
        }
        if self.reports.blocked {
            ending = Ending::Incomplete;
        }
        let Self { mut operation, text, guard, reports, .. } = *self;
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
