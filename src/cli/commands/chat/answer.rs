//! One question and its answer: the guard looks at the question, the command runs, and what it says
//! is signed while it appears.

use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use encypher::embed::{Ending, StreamId};
use encypher::guard::policy::{Action, Direction};
use encypher::json::Json;
use encypher::report::human::count;
use encypher::stream::Format;
use encypher::strip::{Stripper, debris};
use encypher::text::utf8;

use crate::cli::args::value::Member;
use crate::cli::args::{ChatFlags, MarkFlags, SignFlags};
use crate::cli::commands::chat::record::{Record, Recorder};
use crate::cli::commands::embed::machine::Marker;
use crate::cli::commands::embed::marking::{Marking, Signing};
use crate::cli::commands::embed::outcome::Finished;
use crate::cli::commands::embed::plan::{self, Asker, MarkPlan};
use crate::cli::commands::embed::stats;
use crate::cli::console::{self, Console};
use crate::cli::error::{CliError, quoted};
use crate::cli::exit::Exit;
use crate::cli::guard::{self, GuardLog};
use crate::cli::io::child::{Killer, Running};
use crate::cli::io::listen::{self, Spoken};
use crate::cli::io::pump::{Machine, Pump};
use crate::cli::io::signals::Interruption;
use crate::cli::io::sink::{Finish, Output, Sink};
use crate::cli::io::source::Source;
use crate::cli::keys::keyfile::Stdin;
use crate::cli::progress::meter::{Meter, Unit};

/// The members of the metadata that say what belongs together: who speaks, in which conversation,
/// and which question it is.
const ROLE: &str = "role";
const CONVERSATION: &str = "conversation";
const TURN: &str = "turn";

/// The answer that is under way, for signals.
#[derive(Clone, Default)]
pub struct Current {
    state: Arc<Mutex<State>>,
    /// Whether Ctrl-C was pressed while it was under way. A command may end well for all that.
    pub interruption: Interruption,
}

#[derive(Default)]
struct State {
    speaking: Option<Speaking>,
    /// When the last answer was over.
    over: Option<Instant>,
}

/// So long after an answer its Ctrl-C may still be on its way: the command has it first.
const LATE: Duration = Duration::from_secs(1);

struct Speaking {
    pump: Pump<Recorder>,
    killer: Killer,
    breaks: u32,
}

impl Current {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn begin(&self, speaking: Speaking) {
        self.interruption.forget();
        self.state().speaking = Some(speaking);
    }

    /// The answer is over; says whether somebody wanted it to end.
    fn end(&self) -> bool {
        let mut state = self.state();
        state.over = Some(Instant::now());
        state.speaking = None;
        self.interruption.has_come()
    }

    /// Ctrl-C: the terminal has told the command; a second time, it is ended. Says whether it was
    /// meant for an answer.
    pub fn heed_break(&self) -> bool {
        let mut state = self.state();
        let late = state.over.is_some_and(|over| over.elapsed() < LATE);
        let Some(speaking) = &mut state.speaking else {
            return late;
        };
        speaking.breaks += 1;
        if speaking.breaks > 1 {
            speaking.killer.kill();
        }
        true
    }

    /// We are about to end: seals what there is of the answer.
    pub fn cut(&self) {
        let pump = self.state().speaking.as_ref().map(|speaking| speaking.pump.clone());
        if let Some(pump) = pump {
            let _ = pump.cut(Finish::Hasty);
        }
        if let Some(speaking) = &mut self.state().speaking {
            speaking.killer.terminate();
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
    name: String,
    /// What tells this conversation from others.
    conversation: StreamId,
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
    ) -> Result<Asking<'a>, CliError> {
        let asking = Asking {
            flags,
            name: flags.command[0].display().to_string(),
            conversation: plan::random_id()?,
            record,
            current,
            // Of each answer nobody needs to hear how many marks it got.
            console: console.unwatched(),
        };
        asking.plan(&asking.answers(0))?;
        Ok(asking)
    }

    /// How an answer is marked.
    fn answers(&self, turn: u64) -> MarkFlags {
        let mut flags = self.flags.mark();
        for member in self.members("assistant", turn) {
            // What the user says about it counts.
            if !flags.sign.meta.iter().any(|own| own.key == member.key) {
                flags.sign.meta.push(member);
            }
        }
        flags
    }

    /// How a question is marked.
    fn questions(&self, turn: u64) -> MarkFlags {
        MarkFlags {
            sign: SignFlags {
                meta: self.members("user", turn).into(),
                timestamp: self.flags.sign.timestamp,
                key: self.flags.sign.key.clone(),
                ..SignFlags::default()
            },
            ..MarkFlags::default()
        }
    }

    fn members(&self, role: &str, turn: u64) -> [Member; 3] {
        let member = |key: &str, value: Json| Member { key: key.to_owned(), value, json: false };
        [
            member(ROLE, role.into()),
            member(CONVERSATION, self.conversation.to_string().into()),
            member(TURN, turn.into()),
        ]
    }

    fn plan(&self, flags: &MarkFlags) -> Result<MarkPlan, CliError> {
        let asker = Asker { command: "chat", stdin: Stdin::Taken, console: self.console };
        plan::plan(flags, &asker)
    }

    /// The question as it may go out: without marks, and without what the guard keeps back. A
    /// refusal is an error.
    pub fn admit(&self, question: &str) -> Result<String, CliError> {
        let mut text = without_marks(question.as_bytes()).into_bytes();
        let guarding = guard::plan(&self.flags.guarded.guard, Direction::Input)?;
        if let Some(mut guarding) = guarding {
            if let Some(audit) = &mut guarding.audit {
                audit.begin("question")?;
            }
            let policy = guarding.terms.clone();
            let name = "the question";
            let mut log = GuardLog::new(guarding, name, self.console, None);
            log.sniff(&text)?;
            let marking = Marking {
                signing: Signing::None { bytes: 0 },
                log: Some(log),
                name: name.to_owned(),
                meter: None,
            };
            let mut container = Format::Plain.open(marking, Some(policy))?;
            let mut safe = Vec::new();
            container.push(&text, &mut safe)?;
            let (marking, report) = container.finish(Ending::Complete, &mut safe)?;
            if let Some(log) = marking.log {
                let refusal = log.refusal_of_a_question();
                let verdict = log.finish(report.guard, Ending::Complete)?;
                if let Some(refusal) = refusal {
                    return Err(refusal);
                }
                let redacted = verdict.summary.count_of(Action::Redact);
                if redacted > 0 {
                    let values = count(redacted, "value");
                    let what = format!("the question: redacted {values} before it is sent");
                    self.console.note(&what);
                }
            }
            text = safe;
        }
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    /// Asks: `question` is written down, `prompt` is what the command reads.
    pub fn ask(&self, turn: u64, question: &str, prompt: String) -> Result<Answer, CliError> {
        self.record.question(&self.sign_question(turn, question)?)?;
        let flags = self.answers(turn);
        let meter = Arc::new(Meter::new(Unit::of(&self.flags.stream)));
        let answered = self.answer(&flags, &meter, prompt);
        let broken = self.current.end();
        let (ended, marked) = self.record.end_answer()?;
        if !ended {
            let mut sink = Sink::open(&Output::Standard)?;
            sink.write(b"\n")?;
            sink.finish(Finish::Durable)?;
        }
        let text = without_marks(&marked);
        let reading = meter.reading();
        let (figures, exit) = match answered {
            Ok((spoken, source)) => {
                let exit = self.failure(&spoken, broken);
                let finished = spoken.summary;
                stats::tell(self.flags.stats, Some(&finished), &reading);
                let figures = stats::to_lines(Some(&finished), &reading);
                let said = finished.announce(&flags, &self.name, source.first(), self.console);
                (figures, exit.worst(said))
            }
            // What there was of it counts.
            Err(trouble) if trouble.is_refusal => {
                console::complain(&trouble);
                stats::tell(self.flags.stats, None, &reading);
                (stats::to_lines(None, &reading), trouble.exit)
            }
            Err(trouble) => return Err(trouble),
        };
        Ok(Answer { text: text.trim_end().to_owned(), exit, figures, words: reading.counts.words })
    }

    fn answer(
        &self,
        flags: &MarkFlags,
        meter: &Arc<Meter>,
        prompt: String,
    ) -> Result<(Spoken<Finished>, Source), CliError> {
        let mut plan = self.plan(flags)?;
        plan.begin(&self.name)?;
        let marker = Marker::new(plan, flags, &self.name, meter, self.console)?;
        let drains = marker.drains();
        let manner = marker.manner(flags, false);
        let mut sink = Sink::open(&Output::Standard)?;
        // The transcript gets its seal first.
        sink.survive();
        sink.highlight(plan::highlighter(flags, &Output::Standard, self.console)?);
        let recorder = Recorder { marker, record: self.record.clone() };
        let pump = Pump::new(recorder, sink, manner, Arc::clone(meter));
        let mut child = Running::start(&self.flags.command, &self.name, Stdio::piped())?;
        let (stop, ending) = std::io::pipe().map_err(|error| {
            CliError::system("a pipe", &error).fix("allow more open files: ulimit -n 1024")
        })?;
        child.heed(self.current.interruption.clone());
        self.current.begin(Speaking {
            pump: pump.clone(),
            killer: child.killer(ending),
            breaks: 0,
        });
        let source = child.output()?.until(stop);
        child.tell(prompt);
        listen::listen(&mut child, source, &pump, drains)
    }

    /// Says why the command did not come to its end, if it did not.
    fn failure(&self, spoken: &Spoken<Finished>, broken: bool) -> Exit {
        let mut exit = Exit::DONE;
        if let Some(trouble) = &spoken.cut {
            console::complain(trouble);
            exit = exit.worst(trouble.exit);
        }
        if broken || !spoken.status.success() {
            let what = match listen::code(spoken.status) {
                _ if broken => "you ended its answer".to_owned(),
                code @ 129.. => format!("signal {} ended it", code - 128),
                code => format!("it ended with status {code}"),
            };
            let fix = match broken {
                true => "ask again".to_owned(),
                false => {
                    let command = quoted(Path::new(&self.name));
                    format!("see what it says by itself: echo Hello | {command} ...")
                }
            };
            let trouble = CliError::new(Exit::CUT, &self.name, what)
                .why("its answer is sealed as incomplete".to_owned())
                .fix(fix);
            console::complain(&trouble);
            exit = exit.worst(trouble.exit);
        }
        exit
    }

    /// The question, quoted and signed.
    fn sign_question(&self, turn: u64, question: &str) -> Result<Vec<u8>, CliError> {
        let lines = question.lines().map(|line| format!("> {line}"));
        let quoted = lines.collect::<Vec<_>>().join("\n");
        let meter = Arc::new(Meter::new(Unit::Read));
        let flags = self.questions(turn);
        let plan = self.plan(&flags)?;
        let name = "the question";
        let mut marker = Marker::new(plan, &flags, name, &meter, self.console)?;
        let mut signed = Vec::new();
        marker.push(quoted.as_bytes(), &mut signed)?;
        marker.finish(Ending::Complete, &mut signed)?;
        Ok(signed)
    }
}

/// The text as a model may read it: without marks, and without what is left of broken ones.
fn without_marks(text: &[u8]) -> String {
    let mut stripper = Stripper::default();
    let mut plain = Vec::new();
    stripper.push(&text[..text.len() - utf8::unfinished_tail(text)], &mut plain);
    stripper.finish(&mut plain);
    debris::clear(&String::from_utf8_lossy(&plain))
}
