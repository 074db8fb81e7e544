//! Lines that begin with `by` and go on with somebody: who has to do it, not by when.
//!
//! In: blocks with lines that could not be read, and the names of the pack and its bases.
//! Out: better help in what was said of those lines. Never here: what a line says.

use crate::diag::{Code, Diagnostic};
use crate::names::{Sort, Vocabulary, is_article};
use crate::syntax::{Block, ClauseKey};

/// Says of each such line how a person is written.
pub(super) fn told<'b>(
    found: &mut [Diagnostic],
    blocks: impl Iterator<Item = &'b Block>,
    vocabulary: &Vocabulary,
) {
    let takes_who = |block: &&Block| block.kind.value.clause(ClauseKey::Who).is_some();
    for block in blocks.filter(takes_who) {
        let by = block.unread.iter().filter(|(word, _)| word.value.eq_ignore_ascii_case("by"));
        for (word, rest) in by {
            let Some((role, end)) = role(vocabulary, rest.text()) else { continue };
            let is_this =
                |one: &&mut Diagnostic| one.code == Code::D0101 && one.span() == Some(word.span);
            let Some(one) = found.iter_mut().find(is_this) else { continue };
            let (fix, help) = match (block.clause(ClauseKey::Who), rest.text().get(end..)) {
                (Some(_), _) => {
                    (false, "who has to do it stands after `who`, which this block has")
                }
                (None, None | Some("")) => (true, "write `who` in place of `by`"),
                (None, Some(_)) => {
                    (false, "write who has to do it after `who`, and by when after `due`")
                }
            };
            let said = one.clone().label(format!("“{role}” is a role")).help(help);
            *one = if fix { said.fix(word.span, "who") } else { Diagnostic { fix: None, ..said } };
        }
    }
}

/// The role that a text begins with, and where its words end.
fn role<'v>(vocabulary: &'v Vocabulary, text: &str) -> Option<(&'v str, usize)> {
    let hit = vocabulary.find_all(text).into_iter().next()?;
    let before = text.get(..hit.start)?.trim();
    let role = hit.of(vocabulary, Sort::Role).filter(|_| before.is_empty() || is_article(before));
    role.map(|role| (vocabulary.noun(role), hit.end))
}
