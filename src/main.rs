//! The `duly` command: hands the arguments to the command line and leaves with
//! its exit code.

mod cli;

fn main() -> std::process::ExitCode {
    cli::main()
}
