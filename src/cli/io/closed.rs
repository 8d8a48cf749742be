//! Finding the standard streams that were closed when we were started.
//!
//! Rust's runtime opens `/dev/null` in the place of each, for reading and writing, before a line of
//! ours runs; a filter that wrote its text there would lose it and report success. Once it is open,
//! nothing tells that null device from one that was handed to us: flags, position, mount and inode
//! are the same, and what runs before the runtime cannot be written in safe code. So the question
//! is who may have put it there:
//!
//! - most programs, and the redirections of shells, open the null device one way only;
//! - one that our parent has in the same place was inherited, and one that it has not was closed;
//! - a shell is told by its name, and after `exec` by what it did to our environment;
//! - Python, node and git do hand out null devices for both ways, and hardly ever close a stream
//!   themselves: what comes from them is meant. One that they did close goes unnoticed.
//!
//! Where that does not settle it, whoever asks says what to assume.

/// What to assume where nothing settles it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// A text would be lost: a needless error is better.
    Closed,
    /// Nothing would be lost that the exit code does not say.
    Open,
}

/// The number of standard input.
pub const STDIN: u8 = 0;
/// The number of standard output.
pub const STDOUT: u8 = 1;

#[cfg(target_os = "linux")]
pub use linux::is_closed;

/// Elsewhere nothing tells a closed stream from the null device.
#[cfg(not(target_os = "linux"))]
pub fn is_closed(_stream: u8, _doubt: Doubt) -> bool {
    false
}

#[cfg(target_os = "linux")]
mod linux {
    use std::fs;
    use std::io::ErrorKind;
    use std::path::Path;

    use zeroize::Zeroizing;

    use super::Doubt;

    /// The shells whose `<&-` and `>&-` close a stream.
    const SHELLS: [&str; 9] =
        ["sh", "bash", "dash", "zsh", "ksh", "mksh", "fish", "ash", "busybox"];

    /// How the names of the programs begin that discard output into a null device for both ways.
    const DISCARDING: [&str; 4] = ["python", "pypy", "node", "git"];

    /// Whether a stream was closed, as far as can be told.
    pub fn is_closed(stream: u8, doubt: Doubt) -> bool {
        if !is_two_way_null("self", stream) {
            return false;
        }
        let parent = std::os::unix::process::parent_id().to_string();
        if is_two_way_null(&parent, stream) {
            return false;
        }
        let name = name(&parent);
        let settled = SHELLS.contains(&name.as_str())
            || is_missing(&parent, stream)
            || Environment::of("self").came_through_a_shell(&Environment::of(&parent));
        settled || (doubt == Doubt::Closed && !DISCARDING.iter().any(|word| name.starts_with(word)))
    }

    /// Whether a process has `/dev/null` there, open for reading and writing.
    fn is_two_way_null(process: &str, stream: u8) -> bool {
        let link = fs::read_link(format!("/proc/{process}/fd/{stream}"));
        let about = fs::read_to_string(format!("/proc/{process}/fdinfo/{stream}"));
        let about = about.unwrap_or_default();
        let flags = about.lines().find_map(|line| line.strip_prefix("flags:"));
        let flags = flags.and_then(|flags| u32::from_str_radix(flags.trim(), 8).ok());
        link.is_ok_and(|path| path.as_os_str() == "/dev/null")
            && flags.is_some_and(|flags| flags & 0o3 == 0o2)
    }

    /// Whether a process, whose streams we may see, has none there.
    fn is_missing(process: &str, stream: u8) -> bool {
        let folder = format!("/proc/{process}/fd");
        let link = fs::read_link(format!("{folder}/{stream}"));
        link.is_err_and(|error| error.kind() == ErrorKind::NotFound) && fs::read_dir(folder).is_ok()
    }

    /// The program that a process runs. Its other name is that of a script, if it runs one.
    fn name(process: &str) -> String {
        let program = fs::read_link(format!("/proc/{process}/exe")).ok();
        let program = program.as_deref().and_then(Path::file_name);
        match program {
            Some(name) => name.to_string_lossy().into_owned(),
            None => {
                let name = fs::read_to_string(format!("/proc/{process}/comm"));
                name.unwrap_or_default().trim_end().to_owned()
            }
        }
    }

    /// The environment that a process was started with. There may be a secret in it.
    struct Environment(Zeroizing<Vec<u8>>);

    impl Environment {
        fn of(process: &str) -> Environment {
            let bytes = fs::read(format!("/proc/{process}/environ"));
            Environment(Zeroizing::new(bytes.unwrap_or_default()))
        }

        fn members(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
            self.0.split(|byte| *byte == 0).filter_map(|member| {
                let at = memchr::memchr(b'=', member)?;
                Some((&member[..at], &member[at + 1..]))
            })
        }

        fn get(&self, name: &[u8]) -> Option<&[u8]> {
            let mut members = self.members();
            members.find(|member| member.0 == name).map(|found| found.1)
        }

        /// Whether a shell stood between our parent and us, and left by `exec`. Some count
        /// themselves or name the command; the others see to it that there is a PWD and put the
        /// environment into an order of their own. Other programs keep the order, sort it as Rust's
        /// do, or make an environment of a few members.
        fn came_through_a_shell(&self, parent: &Environment) -> bool {
            let is_new =
                |name: &[u8]| self.get(name).is_some_and(|_| self.get(name) != parent.get(name));
            let names: Vec<&[u8]> = self.members().map(|member| member.0).collect();
            let theirs: Vec<&[u8]> = parent.members().map(|member| member.0).collect();
            let places =
                names.iter().filter_map(|name| theirs.iter().position(|other| other == name));
            let is_shuffled = !(places.is_sorted() || names.is_sorted());
            is_new(b"_") || is_new(b"SHLVL") || (is_shuffled && self.get(b"PWD").is_some())
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_shell_is_told_by_what_it_did_to_the_environment() {
            let of = |text: &str| Environment(Zeroizing::new(text.as_bytes().to_vec()));
            let parent = of("A=1\0HOME=/\0LANG=C\0PATH=/bin\0SHLVL=1\0_=/bin/python3\0");
            for (ours, shell) in [
                ("A=1\0HOME=/\0LANG=C\0PATH=/bin\0SHLVL=1\0_=/bin/python3\0", false),
                ("HOME=/tmp\0PATH=/bin\0NEW=1\0", false),
                ("A=1\0B=2\0HOME=/\0", false),
                ("", false),
                ("PATH=/bin\0HOME=/\0LANG=C\0", false),
                ("PATH=/bin\0HOME=/\0PWD=/\0", true),
                ("HOME=/\0SHLVL=2\0", true),
                ("HOME=/\0_=/bin/encypher\0", true),
            ] {
                assert_eq!(of(ours).came_through_a_shell(&parent), shell, "{ours:?}");
            }
        }
    }
}
