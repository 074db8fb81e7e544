//! The canonical forms of standing duties, powers and rules across cases.

use super::{Canon, line};
use crate::source::Phrase;
use crate::syntax::phrase::Reading;
use crate::syntax::print::Printed;
use crate::syntax::tree::Clause;

/// The form of a clause that is one phrase: read, printed, and read again.
macro_rules! forms {
    ($($name:ident)*) => {
        impl Canon<'_> {
            $(
                pub(super) fn $name(
                    &self,
                    clause: &Clause,
                    reading: &mut Reading<'_>,
                ) -> Option<Printed> {
                    if !clause.items.is_empty() {
                        return None;
                    }
                    let read = reading.$name(&clause.phrase)?;
                    let printed = self.printer().$name(&read);
                    let again = reading.$name(&Phrase::plain(&printed, clause.phrase.span()))?;
                    (again == read).then(|| line(printed))
                }
            )*
        }
    };
}

forms! { holding measure during may use_limit changes extends waives group }
