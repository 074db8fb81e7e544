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
        "SCOPED",
        "FIRST",
        "ALONE",
        "HOW",
        "SKIPPED",
        "OWN",
    ];
    for (name, number) in names.iter().zip(1..) {
        program.constant(name, number);
    }
    for text in KERNEL {
        program.read(text).unwrap();
    }
    program.read("fn shaped(f, cases) { return plain(f, cases); }").unwrap();
    program.read(&include_str!("kernel/plain.k").replace("again trig", "while trig")).unwrap();
    let all = program.names();
    assert!(all.len() > 80);
    program.build(&all).unwrap();
}

fn said() -> Meta {
    Meta {
        abi: ABI,
        pack: "kent/reviews".to_owned(),
        title: "Reviews".to_owned(),
        version: "4".to_owned(),
        hash: "00ff".to_owned(),
        calendar: String::new(),
        listed: None,
        words: 2,
        columns: Vec::new(),
        rows: Vec::new(),
        statuses: Vec::new(),
        undecided: UNDECIDED,
        marks: Vec::new(),
        plain: 0,
        duties: Vec::new(),
        left: Vec::new(),
    }
}

#[test]
fn a_module_of_something_else_is_told_by_what_differs_first() {
    let wanted = said();
    let told = |change: fn(&mut Meta)| {
        let mut other = said();
        change(&mut other);
        fits(Some(other.json().as_bytes()), &wanted).unwrap_err().to_string()
    };
    assert_eq!(fits(Some(wanted.json().as_bytes()), &wanted), Ok(()));
    assert_eq!(
        told(|meta| meta.abi = 2),
        format!("has layout 2, and this duly calls layout {ABI}")
    );
    assert_eq!(
        told(|meta| meta.pack = "kent/plans".to_owned()),
        "was made from the pack “kent/plans”, and the pack at hand is “kent/reviews”"
    );
    assert_eq!(
        told(|meta| (meta.version, meta.hash) = ("3".to_owned(), "ff00".to_owned())),
        "was made from version 3 of “kent/reviews”, and the pack at hand is version 4"
    );
    assert_eq!(
        told(|meta| meta.hash = "ff00".to_owned()),
        "was made from “kent/reviews” before it was changed: the hash of what it meant is ff00, \
         and of the pack at hand 00ff"
    );
    assert_eq!(
        told(|meta| meta.words = 3),
        "was made from “kent/reviews” by another duly: what it says of its `words` is not what \
         this one would make"
    );
    assert_eq!(fits(None, &wanted), Err(Unfit::NoSection));
    for nonsense in [&b"{"[..], b"[]", b"{\"abi\":\"3\"}", b"{\"abi\":3}", b"\xff"] {
        assert_eq!(fits(Some(nonsense), &wanted), Err(Unfit::Unreadable));
    }
}
