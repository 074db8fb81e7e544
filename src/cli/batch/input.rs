//! Where many cases come from.
//!
//! In: paths. Out: a caseload, what could not be taken, and what is not recorded at all.
//! Never here: what a case says.

use std::fmt::Write;

use duly::caseload::{Builder, Caseload};
use duly::check::Checked;
use duly::names::ConceptId;
use duly::source::SourceMap;

use super::Dirty;
use crate::cli::Terminal;
use crate::cli::eval::read;
use crate::cli::files::case_files;
use crate::cli::load;

/// The cases to judge.
#[derive(clap::Args, Debug)]
pub(crate) struct Input {
    /// Case files, or folders of them
    #[arg(value_name = "CASE")]
    cases: Vec<String>,
}

/// Cases, and what was found on the way.
pub(crate) struct Source {
    /// The cases.
    pub(crate) caseload: Caseload,
    /// Every row that could not be taken as it stands.
    pub(crate) dirty: Vec<Dirty>,
    /// What the files do not record.
    pub(crate) not_recorded: Vec<ConceptId>,
    /// What could not be read, for standard error.
    pub(crate) wrong: String,
}

impl Input {
    /// Reads them.
    ///
    /// # Errors
    /// What to say where there is no case at all.
    pub(crate) fn read(
        &self,
        model: &Checked,
        map: &mut SourceMap,
        terminal: &Terminal,
    ) -> Result<Source, String> {
        self.case_files(model, map, terminal)
    }

    fn case_files(
        &self,
        model: &Checked,
        map: &mut SourceMap,
        terminal: &Terminal,
    ) -> Result<Source, String> {
        let (texts, mut complaints) = case_files(&self.cases);
        let mut builder = Builder::new(Default::default());
        for text in &texts {
            match read(text, model, None, map) {
                Ok((case, found)) => {
                    builder.push(case);
                    let complaint = load::complaint(map, &found, terminal);
                    complaints.extend((!complaint.is_empty()).then_some(complaint));
                }
                Err(found) => complaints.push(load::complaint(map, &found, terminal)),
            }
        }
        let mut wrong = String::new();
        for complaint in complaints {
            // Writing to a string cannot fail.
            let _ = writeln!(wrong, "{complaint}");
        }
        let caseload = builder.finish();
        if caseload.is_empty() {
            if wrong.is_empty() {
                wrong.push_str("error: there is no case to judge\n  help: name case files, or a folder of them\n");
            }
            return Err(wrong);
        }
        Ok(Source { caseload, dirty: Vec::new(), not_recorded: Vec::new(), wrong })
    }
}
