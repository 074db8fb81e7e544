//! The `duly` command.

fn main() {}
