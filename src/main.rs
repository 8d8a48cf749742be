//! The door. Everything that touches the world is behind it, in the shell; everything that thinks
//! is in the library.

mod shell;

fn main() -> std::process::ExitCode {
    shell::run()
}
