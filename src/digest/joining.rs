//! The line break that ends the word beside a record: to wrapping tools marks are letters of it,
//! and they break it as if it were longer than the line.

/// What becomes of that line break. Places are bytes of words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Joining {
    /// Nothing: nobody asked.
    #[default]
    Unasked,
    /// It is taken out, if it comes behind at most so many bytes of the word.
    Asked {
        /// Where the word begins, unless a run of white space is open before it.
        from: u64,
        in_run: bool,
        longest: u64,
    },
    /// It was taken out.
    Done,
    /// None came.
    Missed,
}

impl Joining {
    /// Whether a word is being watched.
    pub fn is_asked(self) -> bool {
        matches!(self, Self::Asked { .. })
    }

    /// Whether no line break came, or none can come any more when the words have come to `at`.
    pub fn missed(self, at: u64) -> bool {
        match self {
            Self::Missed => true,
            Self::Asked { from, longest, .. } => at > from + longest + 1,
            Self::Unasked | Self::Done => false,
        }
    }

    /// More of an open run: white space stands between the record and the word, so this does not
    /// touch it.
    pub fn lengthen_run(&mut self) {
        if let Self::Asked { in_run: true, .. } = self {
            *self = Self::Missed;
        }
    }

    /// White space that is no line break ends the word; a run that was open before it does not
    /// count.
    pub fn miss(&mut self) {
        if let Self::Asked { in_run: false, .. } = self {
            *self = Self::Missed;
        }
    }

    /// A run closes at `at` which is a line break or is not: whether it is to be taken out.
    pub fn takes_out(&mut self, at: u64, line_break: bool) -> bool {
        let Self::Asked { from, in_run: false, longest } = *self else {
            return false;
        };
        let taken = line_break && (1..=longest).contains(&(at - from));
        *self = if taken { Self::Done } else { Self::Missed };
        taken
    }

    /// The run that was open is over, and a word begins at `at`.
    pub fn begin_word(&mut self, at: u64) {
        if let Self::Asked { from, in_run, .. } = self
            && std::mem::take(in_run)
        {
            *from = at;
        }
    }
}
