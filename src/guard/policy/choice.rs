//! The words of a policy.

/// What becomes of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// It passes, and nothing is said.
    Allow,
    /// It passes, and is reported.
    Warn,
    /// Something else is written in its place.
    Redact,
    /// The text ends before it.
    Block,
}

impl Action {
    /// All of them.
    pub const ALL: [Action; 4] = [Self::Allow, Self::Warn, Self::Redact, Self::Block];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Warn => "warn",
            Self::Redact => "redact",
            Self::Block => "block",
        }
    }
}

/// How certain a finding must be, unless a rule says otherwise.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Level {
    /// 0.9 or more.
    Relaxed,
    /// 0.7 or more.
    #[default]
    Moderate,
    /// 0.5 or more.
    Strict,
}

impl Level {
    /// All of them.
    pub const ALL: [Level; 3] = [Self::Relaxed, Self::Moderate, Self::Strict];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Relaxed => "relaxed",
            Self::Moderate => "moderate",
            Self::Strict => "strict",
        }
    }

    /// The confidence in percent from which a finding counts.
    pub fn confidence(self) -> u8 {
        match self {
            Self::Relaxed => 90,
            Self::Moderate => 70,
            Self::Strict => 50,
        }
    }
}

/// What becomes of values that are published for tests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TestValues {
    /// The same as of all others.
    #[default]
    Match,
    /// They are reported and pass.
    Warn,
    /// They pass.
    Ignore,
}

impl TestValues {
    /// All of them.
    pub const ALL: [TestValues; 3] = [Self::Match, Self::Warn, Self::Ignore];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Match => "match",
            Self::Warn => "warn",
            Self::Ignore => "ignore",
        }
    }
}

/// What a blocked stream does with who writes it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OnBlock {
    /// The input is closed: the writer gets SIGPIPE and stops.
    #[default]
    Close,
    /// The input is read to its end.
    Drain,
}

impl OnBlock {
    /// All of them.
    pub const ALL: [OnBlock; 2] = [Self::Close, Self::Drain];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Close => "close",
            Self::Drain => "drain",
        }
    }
}

/// What is written in the place of a value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Style {
    /// `[EMAIL]`.
    #[default]
    Label,
    /// Its own length and separators: `****-****-****-4242`.
    Mask,
    /// `[REDACTED]`.
    Fixed,
    /// `[EMAIL_1]`; the same value has the same number.
    Token,
}

impl Style {
    /// All of them.
    pub const ALL: [Style; 4] = [Self::Label, Self::Mask, Self::Fixed, Self::Token];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Label => "label",
            Self::Mask => "mask",
            Self::Fixed => "fixed",
            Self::Token => "token",
        }
    }
}

/// Which way a text goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// To a model: prompts.
    Input,
    /// From a model: answers.
    Output,
}

/// For which directions a rule is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Directions {
    /// For prompts.
    Input,
    /// For answers.
    Output,
    /// For both.
    #[default]
    Both,
}

impl Directions {
    /// All of them.
    pub const ALL: [Directions; 3] = [Self::Input, Self::Output, Self::Both];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Input => "input",
            Self::Output => "output",
            Self::Both => "both",
        }
    }

    /// Whether it is for texts that go this way.
    pub fn includes(self, direction: Direction) -> bool {
        match self {
            Self::Input => direction == Direction::Input,
            Self::Output => direction == Direction::Output,
            Self::Both => true,
        }
    }
}
