//! Modules of nothing, and what the kernel is held to.

use super::*;

/// Every function of the kernel is sound, be it called by a duty or not.
#[test]
fn the_whole_kernel_is_sound() {
    let mut program = Program::default();
    let names = [
        "FIRST",
        "CALENDAR",
        "RANKS",
        "LISTED",
        "RANK",
        "SELECT",
        "BITS",
        "SAID_KINDS",
        "SAID_STATUSES",
        "SAID_DUTIES",
        "WHOLE",
        "KINDS",
        "STATUSES",
        "DUTIES",
        "SPANS",
        "TRIGS",
        "WAITS",
        "ARENA",
        "FAST",
        "SAID_PLAIN",
        "KNOWN",
        "END",
        "MOST",
        "MOST_SPANS",
        "DUTY_COUNT",
        "COLUMNS",
        "UNDECIDED",
    ];
    for (name, number) in names.iter().zip(1..) {
        program.constant(name, number);
    }
    for text in KERNEL {
        program.read(text).unwrap();
    }
    let all = program.names();
    assert!(all.len() > 80);
    program.build(&all).unwrap();
}
