//! The script for bash.
//!
//! clap's own splits file names at blanks, does not know `--option=VALUE`, lists with commas, `--`
//! and redirections, and takes the value of an option for a command.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use clap::{Arg, Command, ValueHint};

use crate::cli::completions::{is_attached, is_list, offered};

const HEAD: &str = r#"# Completes `encypher` in bash. Made by: encypher completions bash

# Of a command: its options, what its operands are, and how many it takes.
_encypher_command() {
    options='' operand=none values='' most=0
    case $1 in
"#;

const MIDDLE: &str = r#"    esac
}

# What stands behind an option of a command: nothing (flag), something of one's own (none), a file, a directory, one of the
# values, or a list of them. The value of an attached one stands behind "=".
_encypher_option() {
    kind=flag values='' attached=''
    case $1 in
"#;

const TAIL: &str = r#"    esac
}

# Whether the next word is the value of this option.
_encypher_takes() {
    _encypher_option "$1"
    [[ $kind != flag && ! $attached ]]
}

_encypher() {
    local IFS=$' \t\n' rest=${COMP_LINE:0:COMP_POINT} typed at word blank i
    # bash splits at = and : too. What stands together belongs together.
    typed=() at=()
    for ((i = 0; i <= COMP_CWORD; i++)); do
        blank=${rest%%[![:space:]]*}
        rest=${rest#"$blank"}
        word=${COMP_WORDS[i]}
        if ((i == COMP_CWORD)); then
            word=$rest
        fi
        rest=${rest#"$word"}
        if [[ $blank || $i -eq 0 ]]; then
            typed+=("$word") at+=("$i")
        else
            typed[${#typed[@]} - 1]+=$word
        fi
    done

    local options operand values most kind attached
    local command='' option='' closed='' count=0 begin=0 last=$((${#typed[@]} - 1)) letter
    local redirected='^([0-9]+|&)?[<>]' redirection='^([0-9]+|&)?[<>]+[|&]?$'
    for ((i = 1; i < last; i++)); do
        word=${typed[i]}
        if [[ $option ]]; then
            option=''
        elif [[ $word =~ $redirected ]]; then
            [[ $word =~ $redirection ]] && option='>'
        elif [[ $word == -- && ! $closed ]]; then
            closed=1
        elif [[ $word == --* && ! $closed ]]; then
            _encypher_takes "$command $word" && option=$word
        elif [[ $word == -?* && ! $closed ]]; then
            for ((letter = 1; letter < ${#word}; letter++)); do
                if _encypher_takes "$command -${word:letter:1}"; then
                    ((letter + 1 == ${#word})) && option=-${word:letter:1}
                    break
                fi
            done
        elif [[ ! $command ]]; then
            command=$word
        else
            ((count++ || (begin = i)))
            _encypher_command "$command"
            # What follows is the command line of another program.
            [[ $operand == command ]] && closed=1
        fi
    done

    local whole=${typed[last]} word=${typed[last]} head='' given='' cut
    COMPREPLY=()
    if [[ $option == '>' || $word =~ $redirected ]]; then
        kind=file
    elif [[ $option ]]; then
        _encypher_option "$command $option"
    elif [[ $word == --*=* && ! $closed ]]; then
        head=${word%%=*}= word=${word#*=}
        _encypher_option "$command ${head%=}"
    else
        _encypher_command "$command"
        kind=$operand
        if [[ $word == -* && ! $closed ]]; then
            kind=one values=$options
        elif ((count >= most)); then
            kind=none
        fi
    fi

    case $kind in
        one)
            COMPREPLY=($(compgen -W "$values" -- "$word"))
            ;;
        list)
            [[ $word == *,* ]] && given=${word%,*},
            for i in $values; do
                if [[ $i == "${word##*,}"* && ,$given != *,$i,* ]]; then
                    COMPREPLY+=("$given$i")
                fi
            done
            ;;
        # readline completes files better than a function can. bash 3 always does so.
        file)
            compopt -o bashdefault -o default 2>/dev/null
            ;;
        directory)
            compopt -o dirnames 2>/dev/null
            ;;
        command)
            ((begin)) || begin=$last
            if declare -F _comp_command_offset >/dev/null; then
                _comp_command_offset "${at[begin]}"
            elif declare -F _command_offset >/dev/null; then
                _command_offset "${at[begin]}"
            elif ((begin == last)); then
                IFS=$'\n'
                COMPREPLY=($(compgen -c -- "$word"))
                compopt -o filenames 2>/dev/null
            else
                compopt -o bashdefault -o default 2>/dev/null
            fi
            return
            ;;
    esac

    # readline keeps what stands before the part that it asked for.
    cut=${whole%"$2"}
    for i in "${!COMPREPLY[@]}"; do
        word=$head${COMPREPLY[i]}
        COMPREPLY[i]=${word#"$cut"}
    done
}

if [[ ${BASH_VERSINFO[0]} -lt 4 ]]; then
    complete -F _encypher -o bashdefault -o default encypher
elif [[ ${BASH_VERSINFO[0]} -eq 4 && ${BASH_VERSINFO[1]} -lt 4 ]]; then
    complete -F _encypher encypher
else
    complete -F _encypher -o nosort encypher
fi
"#;

/// What is assigned for an option without a value.
const FLAG: &str = "kind=flag";

/// The script for a command line.
pub fn script(mut program: Command) -> String {
    // The options for help and the version come with it.
    program.build();
    let commands: Vec<(&str, &Command)> = std::iter::once(("", &program))
        .chain(program.get_subcommands().map(|sub| (sub.get_name(), sub)))
        .collect();
    let mut script = HEAD.to_owned();
    for (name, command) in &commands {
        let _ = writeln!(script, "        '{name}')\n            {}", of(command));
        let _ = writeln!(script, "            ;;");
    }
    script.push_str(MIDDLE);
    for (value, patterns) in values(&commands) {
        let _ = writeln!(script, "        {})", patterns.join(" | "));
        let _ = writeln!(script, "            {value}\n            ;;");
    }
    script.push_str(TAIL);
    script
}

/// The values of options, each with the patterns of those that take it. Most commands agree on an
/// option.
fn values(commands: &[(&str, &Command)]) -> BTreeMap<String, Vec<String>> {
    let mut options: BTreeMap<String, Vec<(&str, String)>> = BTreeMap::new();
    for (name, command) in commands {
        for arg in shown(command) {
            for option in spelled(arg) {
                options.entry(option).or_default().push((name, value(arg)));
            }
        }
    }
    let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (option, mut taken) in options {
        if taken.iter().all(|(_, value)| *value == taken[0].1) {
            taken.truncate(1);
            taken[0].0 = "*";
        }
        for (name, value) in taken.into_iter().filter(|(_, value)| value != FLAG) {
            let pattern = match name {
                "*" => format!("*' {option}'"),
                _ => format!("'{name} {option}'"),
            };
            values.entry(value).or_default().push(pattern);
        }
    }
    values
}

fn shown(command: &Command) -> impl Iterator<Item = &Arg> {
    command.get_arguments().filter(|arg| !arg.is_hide_set())
}

/// `-t`, `--target`.
fn spelled(arg: &Arg) -> impl Iterator<Item = String> {
    let short = arg.get_short().map(|short| format!("-{short}"));
    let long = arg.get_long().map(|long| format!("--{long}"));
    short.into_iter().chain(long)
}

/// What is assigned for a command.
fn of(command: &Command) -> String {
    let options: Vec<String> = shown(command).flat_map(spelled).collect();
    let mut text = format!("options='{}'", options.join(" "));
    let subcommands: Vec<&str> = command.get_subcommands().map(Command::get_name).collect();
    if !subcommands.is_empty() {
        let _ = write!(text, " operand=one values='{}' most=1", subcommands.join(" "));
    } else if let Some(operand) = command.get_positionals().next() {
        let kind = kind(operand);
        let _ = write!(text, " operand={kind}");
        if matches!(kind, "one" | "list") {
            let _ = write!(text, " values='{}'", offered(operand).join(" "));
        }
        let many = operand.get_num_args().is_some_and(|count| count.max_values() > 1);
        let _ = write!(text, " most={}", if many { 9999 } else { 1 });
    }
    text
}

/// What is assigned for an option.
fn value(arg: &Arg) -> String {
    if !arg.get_action().takes_values() {
        return FLAG.to_owned();
    }
    let mut text = format!("kind={}", kind(arg));
    if is_attached(arg) {
        text.push_str(" attached=1");
    }
    let values = offered(arg);
    if !values.is_empty() {
        let _ = write!(text, " values='{}'", values.join(" "));
    }
    text
}

fn kind(arg: &Arg) -> &'static str {
    match arg.get_value_hint() {
        _ if !offered(arg).is_empty() && is_list(arg) => "list",
        _ if !offered(arg).is_empty() => "one",
        ValueHint::FilePath => "file",
        ValueHint::DirPath => "directory",
        ValueHint::CommandWithArguments => "command",
        _ => "none",
    }
}
