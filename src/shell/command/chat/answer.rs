//! One question and its answer: the guard looks at the question, the command runs, and what it says is signed while it appears.

use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};

use encypher::embed::Ending;
use encypher::guard::machine::Guard;
use encypher::guard::policy::Action;
use encypher::report::human::count;
use encypher::strip::Stripper;
use serde_json::Value;

use super::record::{Record, Recorder};
use crate::shell::command::child::{Killer, Running};
use crate::shell::command::guarded::{Guarded, Stage};
use crate::shell::command::marker::Marker;
use crate::shell::command::spoken::{self, Spoken};
use crate::shell::command::stats;
use crate::shell::console::{self, Console};
use crate::shell::exit::Exit;
use crate::shell::flags::value::Member;
use crate::shell::flags::{ChatFlags, MarkFlags, SignFlags};
use crate::shell::keyfile::Stdin;
use crate::shell::meter::{Meter, Unit};
use crate::shell::plan::guard;
use crate::shell::plan::mark::{self, Asker, MarkPlan};
use crate::shell::pump::{Machine, Pump};
use crate::shell::sink::{Finish, Output, Sink};
use crate::shell::trouble::{Trouble, quoted};

/// The member of the metadata that tells questions from answers.
const ROLE: &str = "role";

/// The answer that is under way, for signals.
#[derive(Clone, Default)]
pub struct Current(Arc<Mutex<Option<Speaking>>>);

struct Speaking {
    pump: Pump<Recorder>,
    killer: Killer,
    breaks: u32,
}

impl Current {
    fn set(&self, speaking: Option<Speaking>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = speaking;
    }

    /// The break key: the terminal has told the command; a second time, it is ended. Says whether there was an answer.
    pub fn heed_break(&self) -> bool {
        let mut current = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(speaking) = &mut *current else {
            return false;
        };
        speaking.breaks += 1;
        if speaking.breaks > 1 {
            speaking.killer.kill();
        }
        true
    }

    /// We are about to end: seals what there is of the answer.
    pub fn cut(&self) {
        let current = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let pump = current.as_ref().map(|speaking| speaking.pump.clone());
        drop(current);
        if let Some(pump) = pump {
            let _ = pump.cut(Finish::Hasty);
        }
    }
}

/// What came of an answer.
pub struct Answer {
    /// The beginning of it, without marks.
    pub text: String,
    /// The code that it deserves.
    pub exit: Exit,
    /// Its figures, for people.
    pub figures: Vec<String>,
    /// Its words.
    pub words: u64,
}

/// Asks the command.
pub struct Asking<'a> {
    flags: &'a ChatFlags,
    /// How answers and questions are marked.
    answers: MarkFlags,
    questions: MarkFlags,
    name: String,
    record: Record,
    current: Current,
    console: Console,
}

impl<'a> Asking<'a> {
    /// Makes sure that answers can be signed.
    pub fn new(
        flags: &'a ChatFlags,
        record: Record,
        current: Current,
        console: Console,
    ) -> Result<Asking<'a>, Trouble> {
        let mut answers = flags.mark();
        if !answers.sign.meta.iter().any(|member| member.key == ROLE) {
            answers.sign.meta.push(role("assistant"));
        }
        let questions = MarkFlags {
            sign: SignFlags {
                meta: vec![role("user")],
                timestamp: flags.sign.timestamp,
                key: flags.sign.key.clone(),
                ..SignFlags::default()
            },
            ..MarkFlags::default()
        };
        let asking = Asking {
            flags,
            answers,
            questions,
            name: flags.command[0].display().to_string(),
            record,
            current,
            // Of each answer nobody needs to hear how many marks it got.
            console: console.unwatched(),
        };
        asking.plan(&asking.answers)?;
        Ok(asking)
    }

    fn plan(&self, flags: &MarkFlags) -> Result<MarkPlan, Trouble> {
        let asker = Asker {
            command: "chat",
            stdin: Stdin::Taken,
            console: self.console,
        };
        mark::plan(flags, &asker)
    }

    /// The question as it may go out: without marks, and without what the guard keeps back. A refusal is an error.
    pub fn admit(&self, question: &str) -> Result<String, Trouble> {
        let mut stripper = Stripper::default();
        let mut text = Vec::new();
        stripper.push(question.as_bytes(), &mut text);
        stripper.finish(&mut text);
        let guarding = guard::plan_questions(&self.flags.guarded.guard)?;
        if let Some(mut guarding) = guarding {
            if let Some(audit) = &mut guarding.audit {
                audit.begin("question")?;
            }
            let stage = Stage::Text(Box::new(Guard::new(guarding.terms.clone())));
            let mut guarded = Guarded::new(guarding, stage, "the question", self.console, None);
            let mut safe = guarded.push(&text)?;
            safe.extend(guarded.rest()?);
            let refusal = guarded.refusal();
            let verdict = guarded.finish(Ending::Complete)?;
            if let Some(refusal) = refusal {
                return Err(refusal.why("it was not sent".to_owned()));
            }
            let redacted = verdict.summary.count_of(Action::Redact);
            if redacted > 0 {
                let values = count(redacted, "value");
                self.console.note(&format!(
                    "the question: redacted {values} before it is sent"
                ));
            }
            text = safe;
        }
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    /// Asks: `question` is written down, `prompt` is what the command reads.
    pub fn ask(&self, question: &str, prompt: String) -> Result<Answer, Trouble> {
        self.record.question(&self.sign_question(question)?)?;
        let answered = self.answer(prompt);
        self.current.set(None);
        let (ended, marked) = self.record.end_answer()?;
        if !ended {
            let mut sink = Sink::open(&Output::Standard)?;
            sink.write(b"\n")?;
            sink.finish(Finish::Durable)?;
        }
        let mut answer = answered?;
        let mut text = Vec::new();
        let mut stripper = Stripper::default();
        stripper.push(&marked, &mut text);
        stripper.finish(&mut text);
        answer.text = String::from_utf8_lossy(&text).trim_end().to_owned();
        Ok(answer)
    }

    fn answer(&self, prompt: String) -> Result<Answer, Trouble> {
        let meter = Arc::new(Meter::new(Unit::of(&self.flags.stream)));
        let mut plan = self.plan(&self.answers)?;
        plan.begin(&self.name)?;
        let marker = Marker::new(plan, &self.answers, &self.name, &meter, self.console)?;
        let drains = marker.drains();
        let manner = marker.manner(&self.answers, false);
        let mut sink = Sink::open(&Output::Standard)?;
        sink.highlight(mark::highlighter(
            &self.answers,
            &Output::Standard,
            self.console,
        )?);
        let recorder = Recorder {
            marker,
            record: self.record.clone(),
        };
        let pump = Pump::new(recorder, sink, manner, Arc::clone(&meter));
        let mut child = Running::start(&self.flags.command, &self.name, Stdio::piped())?;
        let (stop, ending) = std::io::pipe().map_err(|error| {
            Trouble::system("a pipe", &error).fix("allow more open files: ulimit -n 1024")
        })?;
        self.current.set(Some(Speaking {
            pump: pump.clone(),
            killer: child.killer(ending),
            breaks: 0,
        }));
        let source = child.output()?.until(stop);
        child.tell(prompt);
        let (spoken, source) = spoken::listen(&mut child, source, &pump, drains)?;
        let Spoken {
            summary: finished,
            status,
            cut,
        } = spoken;
        let reading = meter.reading();
        let figures = stats::to_lines(&finished, &reading);
        stats::tell(self.flags.stats, &finished, &reading);
        let mut exit = finished.announce(&self.answers, &self.name, source.first(), self.console);
        if let Some(trouble) = cut {
            console::complain(&trouble);
            exit = exit.worst(trouble.exit);
        }
        if !status.success() {
            let what = match spoken::code(status) {
                code @ 129.. => format!("signal {} ended it", code - 128),
                code => format!("it ended with status {code}"),
            };
            let trouble = Trouble::new(Exit::CUT, &self.name, what);
            let command = quoted(Path::new(&self.name));
            console::complain(
                &trouble
                    .why("its answer is sealed as incomplete".to_owned())
                    .fix(format!(
                        "see what it says by itself: echo Hello | {command} ..."
                    )),
            );
            exit = exit.worst(Exit::CUT);
        }
        Ok(Answer {
            text: String::new(),
            exit,
            figures,
            words: reading.counts.words,
        })
    }

    /// The question, quoted and signed.
    fn sign_question(&self, question: &str) -> Result<Vec<u8>, Trouble> {
        let lines = question.lines().map(|line| format!("> {line}"));
        let quoted = lines.collect::<Vec<_>>().join("\n");
        let meter = Arc::new(Meter::new(Unit::Read));
        let plan = self.plan(&self.questions)?;
        let name = "the question";
        let mut marker = Marker::new(plan, &self.questions, name, &meter, self.console)?;
        let mut signed = Vec::new();
        marker.push(quoted.as_bytes(), &mut signed)?;
        marker.finish(Ending::Complete, &mut signed)?;
        Ok(signed)
    }
}

fn role(name: &str) -> Member {
    Member {
        key: ROLE.to_owned(),
        value: Value::from(name),
        json: false,
    }
}
