//! What clap's scripts for zsh, fish and elvish lack: lists with commas, values behind `=` only,
//! operands.

use std::fmt::Write as _;

use clap::builder::PossibleValue;
use clap::{Arg, ArgAction, Command, ValueHint, value_parser};
use clap_complete::Shell;

use crate::cli::completions::{NAME, clap, is_attached, is_list, offered, valued};

/// The end of clap's script for elvish, which knows no operands.
const ELVISH: &str = "    $completions[$command]\n}\n";

const ELVISH_FILES: &str = "    \
    # Operands are files.
    while (not (has-key $completions $command)) {
        set command = (str:join ';' [(str:split ';' $command)][..-1])
    }
    $completions[$command]
    edit:complete-filename $@words
}
";

/// The script for zsh.
pub fn zsh(program: Command) -> String {
    let mut mended = Vec::new();
    for arg in program.get_subcommands().flat_map(valued) {
        if is_list(arg) {
            let values = offered(arg).join(" ");
            mended
                .push((format!(":({})'", arg.get_id()), format!(":_sequence compadd - {values}'")));
        }
        if let Some(long) = arg.get_long().filter(|_| is_attached(arg)) {
            // Without the dash the value may be the next word as well.
            mended.push((format!("'--{long}=["), format!("'--{long}=-[")));
        }
    }
    // The name of a list stands in the place of its values at first.
    let program = each_option(program, |arg| match is_list(&arg) {
        true => {
            let name = PossibleValue::new(arg.get_id().clone());
            arg.value_parser([name])
        }
        false => arg,
    });
    let script = clap(Shell::Zsh, program);
    let mend = |script: String, (from, to): &(String, String)| script.replace(from, to);
    mended.iter().fold(script, mend)
}

/// In clap's script for fish, an option that has no value yet hides that there is no command yet.
const FISH: &str = "2>/dev/null\n    or return\n";

const FISH_NO_COMMAND: &str = "2>/dev/null\n    or return 0\n";

/// The script for fish.
pub fn fish(program: Command) -> String {
    let mut added = String::new();
    for command in program.get_subcommands() {
        let name = command.get_name();
        for arg in valued(command) {
            let (long, values) = (arg.get_long().unwrap_or_default(), offered(arg).join(" "));
            if is_list(arg) {
                let values = format!("-l {long} -r -f -a \"(__fish_append , {values})\"");
                added.push_str(&fish_line(name, &values));
            }
            if is_attached(arg) {
                added.push_str(&fish_line(name, &format!("-l {long} -f -a \"{values}\"")));
            }
        }
        for operand in command.get_positionals() {
            let values = offered(operand).join(" ");
            if operand.get_value_hint() == ValueHint::CommandWithArguments {
                added.push_str(&fish_function(&program, command));
                added.push_str(&fish_line(name, &format!("-f -a \"(__fish_{NAME}_{name})\"")));
            } else if !values.is_empty() {
                added.push_str(&fish_line(name, &format!("-f -a \"{values}\"")));
            }
        }
    }
    let names: Vec<&str> = program.get_subcommands().map(Command::get_name).collect();
    added.push_str(&fish_line("help", &format!("-f -a \"{}\"", names.join(" "))));
    let program = each_option(program, |arg| match () {
        () if is_list(&arg) => arg.value_parser(value_parser!(String)).value_hint(ValueHint::Other),
        // fish takes the next word for the value of an option that needs one.
        () if is_attached(&arg) => arg
            .num_args(0)
            .require_equals(false)
            .value_parser(value_parser!(bool))
            .action(ArgAction::SetTrue),
        () => arg,
    });
    clap(Shell::Fish, program).replace(FISH, FISH_NO_COMMAND) + &added
}

fn fish_line(command: &str, what: &str) -> String {
    format!("complete -c {NAME} -n \"__fish_{NAME}_using_subcommand {command}\" {what}\n")
}

/// The function that completes the command line behind a command and its options.
fn fish_function(program: &Command, command: &Command) -> String {
    let mut options = " 'h/help'".to_owned();
    let args = program.get_arguments().chain(command.get_arguments());
    for arg in args.filter(|arg| !arg.is_positional()) {
        let short = arg.get_short().map(|short| format!("{short}/"));
        let long = arg.get_long().unwrap_or_default();
        let value = match arg.get_action().takes_values() {
            true if is_attached(arg) => "=?",
            true => "=",
            false => "",
        };
        let _ = write!(options, " '{}{long}{value}'", short.unwrap_or_default());
    }
    let name = command.get_name();
    format!(
        "
function __fish_{NAME}_{name}
    set -l words (commandline -opc) (commandline -ct)
    set -l at (contains -i -- {name} $words)
    argparse -s{options} -- $words[(math $at + 1)..] 2>/dev/null
    or return
    set -l last $argv[-1]
    set -e argv[-1]
    set -l line (string join ' ' -- (string escape -- $argv) $last)
    # fish would run what stands in brackets.
    string match -q -- '*(*' $line
    and return
    string length -q -- $line
    and complete -C $line
end

"
    )
}

/// The script for elvish.
pub fn elvish(program: Command) -> String {
    clap(Shell::Elvish, program).replace(ELVISH, ELVISH_FILES)
}

fn each_option(program: Command, change: impl Fn(Arg) -> Arg) -> Command {
    program.mut_subcommands(|command| command.mut_args(&change))
}
