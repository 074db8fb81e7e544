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
//! A duty is one function: a loop over the cases, and in it loops over what a case has of
//! each kind. It works on days that are known. A case of which something that matters is
//! not known gets one row that says so ([`UNDECIDED`]), and whoever asked has it worked out
//! by the reference interpreter, or calls it not known.

mod acts;
mod code;
mod days;
mod duty;
mod instance;
mod meta;
mod months;
mod plan;
mod readers;
mod rows;
mod runs;
mod shared;
mod sharing;
mod tests_of;

use std::borrow::Cow;

use wasm_encoder::{
    CodeSection, ConstExpr, CustomSection, DataSection, ExportKind, ExportSection, FunctionSection,
    GlobalSection, GlobalType, Instruction, MemorySection, MemoryType, Module, StartSection,
    TypeSection, ValType,
};

use crate::check::Checked;
use crate::ir::{Compiled, Ir};
use crate::model::DutyId;

use code::Code;
use plan::Plan;

pub use meta::{ABI, ColumnAt, DutyAt, Key, Meta, What, meta_of};
pub use tests_of::{UNKNOWN, coded};

/// The custom section that says what a module was made from.
pub const SECTION: &str = "duly";

/// The bit of a row's status that says: not decided by this module.
pub const UNDECIDED: i32 = 1 << 7;

/// How many columns rows have.
pub const COLUMNS: usize = rows::COLUMNS as usize;

/// Columns of rows by name, in their order.
pub const COLUMN_NAMES: [&str; COLUMNS] = [
    "case",
    "duty",
    "key",
    "column",
    "number",
    "trigger",
    "due",
    "done",
    "opens",
    "closed",
    "status",
    "flags",
    "scratch 1",
    "scratch 2",
];

/// Marks of a row as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks {
    /// The last day passed without the act.
    pub breached: i32,
    /// Acts do not count yet.
    pub not_yet_open: i32,
    /// An act came too early.
    pub too_early: i32,
}

/// The bits.
pub const MARKS: Marks = Marks { breached: 1, not_yet_open: 2, too_early: 32 };

/// How many occurrences of a kind made of several, and twice how many stretches of a
/// status, one case may have; one that has more is not decided.
pub(crate) const MOST: u32 = 1024;

/// The types of functions: by how many numbers they take.
const TWO: u32 = 0;
const THREE: u32 = 1;
const FOUR: u32 = 2;
const FIVE: u32 = 3;
const SIX: u32 = 4;
const SEVEN: u32 = 5;
const ELEVEN: u32 = 6;
/// That takes and gives nothing.
const NONE: u32 = 7;

/// Why a duty is not held.
pub(crate) type Why = Cow<'static, str>;

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

/// A duty that the module holds: its function, and the columns that it reads.
struct Held {
    id: DutyId,
    function: u32,
    reads: Vec<usize>,
}

/// Makes the module of a pack.
#[must_use]
pub fn compile(model: &Checked, ir: &Ir) -> Made {
    let mut plan = Plan::new(model, ir);
    let (mut duties, mut left) = (Vec::new(), Vec::new());
    for (id, compiled) in (0_u32..).map(DutyId).zip(&ir.duties) {
        match compiled {
            Compiled::Nothing => {}
            Compiled::Fallback(fallback) => left.push((id, fallback.why.clone())),
            Compiled::Duty(one) => match duty::function(&mut plan, one) {
                Ok(made) => {
                    let function = plan.add(SIX, made);
                    let reads = plan.taken();
                    duties.push(Held { id, function, reads });
                }
                Err(why) => {
                    plan.taken();
                    left.push((id, why.into_owned()));
                }
            },
        }
    }
    let eval = plan.add(FOUR, eval(&duties));
    let start = shared::calendar(&plan, plan.bits).map(|made| plan.add(NONE, made));
    let meta = meta::of(&plan, &duties, &left);
    let bytes = module(&plan, (eval, start), &meta);
    Made { bytes, meta, left }
}

/// `eval(t, cases, columns, rows)`: one duty after another.
fn eval(duties: &[Held]) -> wasm_encoder::Function {
    let mut code = Code::new(4);
    let c = &mut code;
    let (as_of, cases, input, output) = (0, 1, 2, 3);
    let (row, first) = (c.holding(0), c.holding(0));
    for Held { function, .. } in duties {
        for given in [input, first, as_of, cases, output, row] {
            c.get(given);
        }
        c.op(Instruction::Call(*function));
        c.set(row);
        c.compare_to(row, Instruction::I32LtS, 0);
        c.when(|c| {
            c.int(-1);
            c.op(Instruction::Return);
        });
    }
    c.get(row);
    code.finish()
}

fn module(plan: &Plan<'_>, (eval, start): (u32, Option<u32>), meta: &Meta) -> Vec<u8> {
    let mut module = Module::new();
    let mut types = TypeSection::new();
    for takes in [2, 3, 4, 5, 6, 7, 11] {
        types.ty().function(vec![ValType::I32; takes], [ValType::I32]);
    }
    types.ty().function([], []);
    module.section(&types);
    let mut functions = FunctionSection::new();
    for (ty, _) in &plan.functions {
        functions.function(*ty);
    }
    module.section(&functions);
    let pages = u64::from(plan.free.div_ceil(1 << 16));
    let mut memories = MemorySection::new();
    memories.memory(MemoryType {
        minimum: pages,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    module.section(&memories);
    let mut globals = GlobalSection::new();
    let constant = GlobalType { val_type: ValType::I32, mutable: false, shared: false };
    globals.global(constant, &ConstExpr::i32_const(plan.free.cast_signed()));
    module.section(&globals);
    let mut exports = ExportSection::new();
    exports.export("memory", ExportKind::Memory, 0);
    exports.export("heap", ExportKind::Global, 0);
    exports.export("eval", ExportKind::Func, eval);
    module.section(&exports);
    if let Some(function_index) = start {
        module.section(&StartSection { function_index });
    }
    let mut code = CodeSection::new();
    for (_, function) in &plan.functions {
        code.function(function);
    }
    module.section(&code);
    if let Some(calendar) = plan.calendar {
        let mut data = DataSection::new();
        let mut bits = vec![0_u8; calendar.rank().len().div_ceil(8)];
        for day in calendar.select() {
            if let Some(byte) = bits.get_mut(usize::from(*day) / 8) {
                *byte |= 1 << (day % 8);
            }
        }
        data.active(0, &ConstExpr::i32_const(plan.bits.cast_signed()), bits);
        module.section(&data);
    }
    let said = meta.json();
    module.section(&CustomSection { name: SECTION.into(), data: said.as_bytes().into() });
    module.finish()
}
