//! A pack as one wasm module, which judges many cases at once and needs nothing else.
//!
//! In: a checked model and its form ([`Ir`]). Out: the bytes of a module, the same for the
//! same pack, and the duties that it does not hold, with the reason. Never here: running a
//! module, files, facts of a case.
//!
//! # What a module does
//! It exports its memory; the address from which on memory is the caller's; one function,
//! `eval(t, cases, columns, rows) -> how many rows`; and in a custom section, as JSON, what
//! it was made from and how its columns are laid out. `docs/abi.md` says all of it to
//! somebody who has only the module.
//!
//! # How it is made
//! What all duties have in common is written once, in the `language` of `kernel/`: days,
//! what a case has of each kind and status, triggers, instances, acts, rows. Of each duty
//! there is a function that says what is its own, in calls of that; parts that several
//! duties have in common are one function. It works on days that are known. A case of which
//! something that matters is not known gets one row that says so ([`UNDECIDED`]), and
//! whoever asked has it worked out by another engine, or calls it not known.

mod days;
mod duty;
mod fits;
mod kinds;
mod language;
mod layout;
mod meta;
mod plain;
mod plan;
mod tests_of;

use std::borrow::Cow;

use wasm_encoder::{
    CodeSection, ConstExpr, CustomSection, DataSection, ElementSection, Elements, ExportKind,
    ExportSection, Function, FunctionSection, GlobalSection, GlobalType, Instruction,
    MemorySection, MemoryType, Module, RefType, StartSection, TableSection, TableType, TypeSection,
    ValType,
};

use crate::check::Checked;
use crate::ir::{Compiled, Ir};
use crate::model::DutyId;

use language::{Built, Program, Wrong};
use layout::Layout;
use plain::Plain;
use plan::{Plan, number};

pub use fits::{Unfit, fits};
pub use meta::{ABI, ColumnAt, DutyAt, Key, Meta, What, meta_of, rests_on};
pub use tests_of::{UNKNOWN, UNSAID, coded};

/// The custom section that says what a module was made from.
pub const SECTION: &str = "duly";

/// The bit of a row's status that says: not decided by this module.
pub const UNDECIDED: i32 = 1 << 7;

/// Columns of rows by name, in their order, each with how many bytes its numbers have.
pub const ROWS: [(&str, u32); COLUMNS] = [
    ("case", 4),
    ("duty", 4),
    ("key", 4),
    ("column", 4),
    ("number", 4),
    ("trigger", 4),
    ("due", 4),
    ("done", 4),
    ("opens", 4),
    ("closed", 4),
    ("status", 1),
    ("flags", 1),
    ("scratch 1", 4),
    ("scratch 2", 4),
];

/// How many columns rows have.
pub const COLUMNS: usize = 14;

/// Marks of a row as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks {
    /// The last day passed without the act.
    pub breached: i32,
    /// Acts do not count yet.
    pub not_yet_open: i32,
    /// Its event is only expected.
    pub provisional: i32,
    /// What is expected should have come by now.
    pub at_risk: i32,
    /// Its event came before the act did.
    pub too_late: i32,
    /// An act came too early.
    pub too_early: i32,
}

/// The bits, as the kernel writes them.
pub const MARKS: Marks =
    Marks { breached: 1, not_yet_open: 2, provisional: 4, at_risk: 8, too_late: 16, too_early: 32 };

/// How many of the marks of rows there are, from the first of all marks on.
const MARKED: usize = 6;

/// A number that changes.
const VARIABLE: GlobalType = GlobalType { val_type: ValType::I32, mutable: true, shared: false };

/// Functions take at most so many numbers: the type of those that take n is the n-th.
const TAKES: usize = 8;

/// Why a duty is not held.
type Why = Cow<'static, str>;

/// What all duties share.
const KERNEL: [&str; 5] = [
    include_str!("kernel/days.k"),
    include_str!("kernel/cases.k"),
    include_str!("kernel/triggers.k"),
    include_str!("kernel/instances.k"),
    include_str!("kernel/shared.k"),
];

/// A pack as a module.
#[derive(Debug, Clone)]
pub struct Made {
    /// The module.
    pub bytes: Vec<u8>,
    /// What it says of itself.
    pub meta: Meta,
    /// The duties that it does not hold, and why not, going on from the name of the duty.
    pub left: Vec<(DutyId, String)>,
}

/// Makes the module of a pack.
#[must_use]
pub fn compile(model: &Checked, ir: &Ir) -> Made {
    compile_some(model, ir, |_| true)
}

/// Makes a module of some duties of a pack; nothing is said of the others.
#[must_use]
pub fn compile_some(model: &Checked, ir: &Ir, wanted: impl Fn(DutyId) -> bool) -> Made {
    let mut left = Vec::new();
    let mut chosen = Vec::new();
    let all = (0_u32..).map(DutyId).zip(&ir.duties);
    for (id, compiled) in all.filter(|(id, _)| wanted(*id)) {
        match compiled {
            Compiled::Nothing => {}
            Compiled::Fallback(fallback) => left.push((id, fallback.why.clone())),
            Compiled::Duty(_) => chosen.push(id),
        }
    }
    loop {
        let found = with(model, ir, &chosen);
        match found {
            Ok((bytes, meta)) => {
                left.sort_by_key(|(id, _)| *id);
                let meta = meta.without(model, &left);
                return Made { bytes, meta, left };
            }
            Err(refused) => {
                chosen.retain(|id| !refused.iter().any(|(other, _)| other == id));
                left.extend(refused);
            }
        }
    }
}

type Refused = Vec<(DutyId, String)>;

/// The module that holds these duties; or those of them that it cannot hold.
fn with(model: &Checked, ir: &Ir, chosen: &[DutyId]) -> Result<(Vec<u8>, Meta), Refused> {
    let mut plan = Plan::new(model, ir, chosen.to_vec());
    let (ordered, plain) = plain::first(&plan);
    (plan.duties, plan.plain) = (ordered.clone(), plain);
    let (mut places, mut refused) = (Vec::new(), Vec::new());
    for id in &ordered {
        let Some(duty) = ir.duty(*id) else { continue };
        match duty::body(&mut plan, duty) {
            Ok(body) => places.push((plan.slot(body), id.0)),
            Err(why) => refused.push((*id, why.into_owned())),
        }
    }
    if !refused.is_empty() {
        return Err(refused);
    }
    let plain = match plain::said(&mut plan) {
        Ok(plain) => plain,
        Err(why) => return Err(chosen.iter().map(|id| (*id, why.to_string())).collect()),
    };
    let layout = Layout::of(&plan, &places, &plain);
    let built = built(&plan, &layout, &plain);
    let meta = meta::of(&plan, &plain);
    match built.and_then(|built| module(&plan, &layout, &built, &meta)) {
        Ok(bytes) => Ok((bytes, meta)),
        // Nothing is left to be held that could be at fault.
        Err(_) if chosen.is_empty() => Ok((Vec::new(), meta)),
        Err(wrong) => Err(chosen.iter().map(|id| (*id, wrong.clone())).collect()),
    }
}

fn built(plan: &Plan<'_>, layout: &Layout, plain: &Plain) -> Result<Built, Wrong> {
    let mut program = Program::default();
    for (name, number) in layout.constants() {
        program.constant(name, number);
    }
    for text in KERNEL {
        program.read(text)?;
    }
    plain.read_into(&mut program)?;
    for (at, body) in plan.bodies.iter().enumerate() {
        program.read(&format!("fn g{at}(on) {{ {body} }}"))?;
    }
    let mut from = vec!["eval".to_owned()];
    from.extend(plan.calendar.map(|_| "start".to_owned()));
    from.extend(plan.slots.iter().map(|body| format!("g{body}")));
    program.build(&from)
}

fn module(plan: &Plan<'_>, layout: &Layout, built: &Built, meta: &Meta) -> Result<Vec<u8>, Wrong> {
    let find = |name: &str| built.find(name).ok_or_else(|| format!("there is no `{name}`"));
    let mut module = Module::new();
    types(&mut module);
    let mut functions = FunctionSection::new();
    for (takes, _) in &built.functions {
        functions.function(number(*takes));
    }
    // What a module does when it starts gives nothing.
    let start = plan.calendar.map(|_| number(built.functions.len()));
    if start.is_some() {
        functions.function(number(TAKES + 1));
    }
    module.section(&functions);
    let mut tables = TableSection::new();
    let entries = plan.slots.len() as u64 + 1;
    tables.table(TableType {
        element_type: RefType::FUNCREF,
        table64: false,
        minimum: entries,
        maximum: Some(entries),
        shared: false,
    });
    module.section(&tables);
    memory(&mut module, layout, built);
    let mut exports = ExportSection::new();
    exports.export("memory", ExportKind::Memory, 0);
    exports.export("heap", ExportKind::Global, number(built.vars));
    exports.export("eval", ExportKind::Func, find("eval")?);
    module.section(&exports);
    if let Some(function_index) = start {
        module.section(&StartSection { function_index });
    }
    let slots = plan.slots.iter().map(|body| find(&format!("g{body}")));
    let slots = slots.collect::<Result<Vec<u32>, Wrong>>()?;
    let mut elements = ElementSection::new();
    elements.active(None, &ConstExpr::i32_const(1), Elements::Functions(slots.into()));
    module.section(&elements);
    let mut code = CodeSection::new();
    for (_, function) in &built.functions {
        code.function(function);
    }
    if start.is_some() {
        let mut starts = Function::new([]);
        starts.instruction(&Instruction::Call(find("start")?));
        starts.instruction(&Instruction::Drop);
        starts.instruction(&Instruction::End);
        code.function(&starts);
    }
    module.section(&code);
    let mut data = DataSection::new();
    let at = ConstExpr::i32_const(layout.data_at.cast_signed());
    data.active(0, &at, layout.data.iter().copied());
    module.section(&data);
    let said = meta.json();
    module.section(&CustomSection { name: SECTION.into(), data: said.as_bytes().into() });
    Ok(module.finish())
}

fn types(module: &mut Module) {
    let mut types = TypeSection::new();
    for takes in 0..=TAKES {
        types.ty().function(vec![ValType::I32; takes], [ValType::I32]);
    }
    types.ty().function([], []);
    module.section(&types);
}

fn memory(module: &mut Module, layout: &Layout, built: &Built) {
    let mut memories = MemorySection::new();
    memories.memory(MemoryType {
        minimum: u64::from(layout.heap.div_ceil(1 << 16)),
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    module.section(&memories);
    let mut globals = GlobalSection::new();
    for _ in 0..built.vars {
        globals.global(VARIABLE, &ConstExpr::i32_const(0));
    }
    let constant = GlobalType { mutable: false, ..VARIABLE };
    globals.global(constant, &ConstExpr::i32_const(layout.heap.cast_signed()));
    module.section(&globals);
}

#[cfg(test)]
mod tests;
