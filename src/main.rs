//! The command line. Everything that reads, writes or asks the system is in `cli`; the library is
//! pure.

mod cli;

fn main() -> std::process::ExitCode {
    cli::run()
}
