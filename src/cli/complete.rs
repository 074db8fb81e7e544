//! `duly completions`: what a shell needs to complete duly's own words.

use super::Reply;

/// Print completions for a shell
#[derive(clap::Args, Debug)]
#[command(
    name = "completions",
    after_help = "Examples:\n  \
        duly completions bash > ~/.local/share/bash-completion/completions/duly\n  \
        duly completions fish > ~/.config/fish/completions/duly.fish"
)]
pub(crate) struct Args {
    /// Which shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: clap_complete::Shell,
}

/// The completions as a script.
pub(crate) fn run(args: &Args) -> Reply {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::command(), "duly", &mut script);
    Reply::done(String::from_utf8_lossy(&script))
}
