//! Completion scripts, made from the command line's own description.
//!
//! The script for bash is [ours](bash); those for the others are clap's, and [mended](mend) where
//! they do not know what the description says.

mod bash;
mod mend;

use clap::builder::PossibleValuesParser;
use clap::{Arg, Command, ValueHint};
use clap_complete::{Shell, generate};
use encypher::guard::detect::kind::{Group, Kind};
use encypher::stream::dialect::Dialect;

use crate::cli::args;

/// The name of the program.
const NAME: &str = "encypher";

/// The script for a shell.
pub fn script(shell: Shell) -> Vec<u8> {
    let described = described();
    match shell {
        Shell::Bash => bash::script(described),
        Shell::Zsh => mend::zsh(described),
        Shell::Fish => mend::fish(described),
        Shell::Elvish => mend::elvish(described),
        _ => clap(shell, described),
    }
    .into_bytes()
}

/// What clap makes for a shell.
fn clap(shell: Shell, mut command: Command) -> String {
    let mut script = Vec::new();
    generate(shell, &mut command, NAME, &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

/// The command line as it is shown, with all that can be completed. Help and messages about
/// mistakes know nothing of it.
fn described() -> Command {
    args::shown().mut_subcommands(|command| command.mut_args(offering))
}

/// An option or operand with the values that it offers. Those that functions read are not known to
/// clap.
fn offering(arg: Arg) -> Arg {
    let arg = match arg.get_id().as_str() {
        "provider" => {
            let names = Dialect::ALL.iter().flat_map(|dialect| dialect.names());
            arg.value_parser(PossibleValuesParser::new(names))
        }
        "block" | "redact" | "warn" => {
            let groups = Group::ALL.into_iter().map(Group::name);
            let kinds = Kind::ALL.iter().map(|kind| kind.name());
            arg.value_parser(PossibleValuesParser::new(groups.chain(kinds))).value_delimiter(',')
        }
        "timestamp" => arg.value_parser(["now", "none"]),
        "every" => arg.value_parser(["off"]),
        _ => arg,
    };
    match arg.get_value_hint() {
        // A path without a hint is that of a file.
        ValueHint::AnyPath => arg.value_hint(ValueHint::FilePath),
        // Names and numbers are not files.
        ValueHint::Unknown if arg.get_action().takes_values() && offered(&arg).is_empty() => {
            arg.value_hint(ValueHint::Other)
        }
        _ => arg,
    }
}

/// The options of a command that take a value.
fn valued(command: &Command) -> impl Iterator<Item = &Arg> {
    command.get_opts().filter(|arg| !arg.is_hide_set())
}

/// The names of the values that are offered; none if it is not one of a few.
fn offered(arg: &Arg) -> Vec<String> {
    let values = arg.get_possible_values().into_iter();
    let shown = values.filter(|value| !value.is_hide_set());
    shown.map(|value| value.get_name().to_owned()).collect()
}

/// Whether it takes several of them, with commas between.
fn is_list(arg: &Arg) -> bool {
    arg.get_value_delimiter() == Some(',')
}

/// Whether its value can be left out, and otherwise stands behind `=`.
fn is_attached(arg: &Arg) -> bool {
    arg.is_require_equals_set()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::{described, offered, script, valued};
    use clap_complete::Shell;

    #[test]
    fn values_that_functions_read_are_offered() {
        let described = described();
        for (command, option, value) in [
            ("embed", "provider", "mistral"),
            ("verify", "provider", "anthropic"),
            ("check", "block", "us_ssn"),
            ("run", "redact", "pii"),
            ("embed", "warn", "email"),
            ("embed", "timestamp", "none"),
            ("embed", "every", "off"),
        ] {
            let command = described.find_subcommand(command).unwrap();
            let arg = valued(command).find(|arg| arg.get_id() == option);
            assert!(offered(arg.unwrap()).contains(&value.to_owned()), "{option}");
        }
    }

    #[test]
    fn what_clap_writes_is_mended() {
        for (shell, mended) in [
            (Shell::Zsh, ":KIND,...:_sequence compadd - pci pii "),
            (Shell::Zsh, ":VERDICT:_sequence compadd - reflowed "),
            (Shell::Zsh, "'--stats=-["),
            (Shell::Fish, "2>/dev/null\n    or return 0\n"),
            (Shell::Fish, "(__fish_append , pci pii "),
            (Shell::Elvish, "    edit:complete-filename $@words\n}\n"),
        ] {
            let script = String::from_utf8(script(shell)).unwrap();
            assert!(script.contains(mended), "{shell}: {mended}");
        }
    }
}
