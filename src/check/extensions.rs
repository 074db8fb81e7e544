//! Facts that a module works out: whether it is there, and whether it can.

use super::Check;
use crate::diag::{Code, Diagnostic};
use crate::names::{FactInfo, FactType, Given, Input, Owner};

/// D0521: the file of an extension is not there.
pub(super) fn not_there(check: &mut Check<'_>) {
    for extension in &check.model.extensions {
        let Err(why) = &extension.module else { continue };
        let message = format!("`{}` cannot be read: {why}", extension.file);
        check.found.push(
            Diagnostic::new(Code::D0521, extension.span, message)
                .help("put the module there; the path is counted from the folder of the pack"),
        );
    }
}

/// D0522: an extension is no module, wants imports, or exports nothing that fits.
pub(super) fn not_usable(check: &mut Check<'_>) {
    for extension in &check.model.extensions {
        let Err(error) = extension.usable() else { continue };
        let message = format!("`{}` {error}", extension.file);
        let takes = vec!["i64"; extension.from.len()].join(", ");
        let help =
            format!("export a function `compute` that is `({takes}) -> i64` and nothing imported");
        check.found.push(Diagnostic::new(Code::D0522, extension.span, message).help(help));
    }
}

/// D0523: a fact that no extension can work out, or be given.
pub(super) fn not_numbers(check: &mut Check<'_>) {
    let words = &check.model.vocabulary;
    for extension in &check.model.extensions {
        let Some(fact) = words.get(extension.fact) else { continue };
        if let Some(why) = fact.fact().and_then(cannot_be) {
            let message = format!("“{}” {why}: an extension cannot work it out", fact.noun());
            let help = "take `computed by` out, or declare a fact of the case that is a number, a date, a choice or yes or no";
            check.found.push(Diagnostic::new(Code::D0523, extension.span, message).help(help));
        }
        let wrong: Vec<Diagnostic> =
            extension.from.iter().filter_map(|input| given(check, input)).collect();
        check.found.extend(wrong);
    }
}

fn given(check: &Check<'_>, input: &Input) -> Option<Diagnostic> {
    let Given::Fact(fact) = input.what else { return None };
    let concept = check.model.vocabulary.get(fact)?;
    let info = concept.fact()?;
    let computed = info.computed.is_some().then_some("is computed itself");
    let why = cannot_be(info).or(computed)?;
    let message = format!("“{}” {why}: an extension cannot be given it", concept.noun());
    let help = "name a fact of the case that is recorded: a number, a date, a choice or yes or no";
    Some(Diagnostic::new(Code::D0523, input.span, message).help(help))
}

/// Why a fact is none that an extension can have to do with.
fn cannot_be(info: &FactInfo) -> Option<&'static str> {
    match (info.owner, &info.ty) {
        (Owner::Of(_), _) => Some("is no fact of the case itself"),
        (Owner::Subject, FactType::Name) => Some("is a name"),
        (
            Owner::Subject,
            FactType::YesNo
            | FactType::Number
            | FactType::Decimal
            | FactType::Date
            | FactType::OneOf(_),
        ) => None,
    }
}
