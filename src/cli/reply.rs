//! What a command answers, and the one place that writes it.

use std::io::{ErrorKind, Write};
use std::process::ExitCode;

/// It did what was asked, and the answer is no: an error in a pack, a duty that
/// the caller wanted to hear of.
pub(crate) const NO: u8 = 1;
/// It could not do what was asked.
pub(crate) const UNREADABLE: u8 = 2;

/// Everything a command says, and its exit code.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Reply {
    /// For standard output: the answer.
    pub(crate) out: String,
    /// For standard error: what stands in the way of it.
    pub(crate) err: String,
    /// The exit code.
    pub(crate) code: u8,
}

impl Reply {
    /// An answer and nothing else.
    pub(crate) fn done(out: impl Into<String>) -> Reply {
        Reply { out: out.into(), ..Reply::default() }
    }

    /// No answer: what was asked could not be read.
    pub(crate) fn unreadable(err: impl Into<String>) -> Reply {
        Reply { err: err.into(), code: UNREADABLE, ..Reply::default() }
    }

    /// Writes it to the streams. A reader that has gone away wanted no more of
    /// it: that is no failure.
    pub(crate) fn write(&self) -> ExitCode {
        let complaint = put(&mut std::io::stderr().lock(), &self.err);
        let answer = put(&mut std::io::stdout().lock(), &self.out);
        match complaint.and(answer) {
            Ok(()) => ExitCode::from(self.code),
            Err(error) => {
                let _ = writeln!(std::io::stderr(), "error: the answer cannot be written: {error}");
                ExitCode::from(UNREADABLE)
            }
        }
    }
}

/// Standard output, for answers that are written while they are found.
pub(crate) fn stream() -> Box<dyn Write + Send> {
    Box::new(std::io::BufWriter::new(std::io::stdout()))
}

fn put(stream: &mut dyn Write, text: &str) -> std::io::Result<()> {
    match stream.write_all(text.as_bytes()).and_then(|()| stream.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
