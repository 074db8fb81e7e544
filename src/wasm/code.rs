//! Instructions of one function, written one after another.
//!
//! In: calls that say what to do with locals. Out: a function. Never here: what a local
//! stands for. Everything is an `i32`; what is kept has a local of its own, and the
//! compiler of whoever runs the module finds out which of them share a register.

use wasm_encoder::{BlockType, Function, Instruction, MemArg, ValType};

/// A local of the function.
pub(super) type Local = u32;

/// A block that can be left, or a loop that can be gone on with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Label(u32);

/// A function that is being written.
#[derive(Debug)]
pub(super) struct Code {
    ops: Vec<Instruction<'static>>,
    params: u32,
    locals: u32,
    /// How many blocks are open.
    depth: u32,
}

impl Code {
    pub(super) fn new(params: u32) -> Code {
        Code { ops: Vec::new(), params, locals: 0, depth: 0 }
    }

    pub(super) fn finish(self) -> Function {
        let mut made = Function::new([(self.locals, ValType::I32)]);
        for op in &self.ops {
            made.instruction(op);
        }
        made.instruction(&Instruction::End);
        made
    }

    /// A local of its own; it holds 0 once, when the function begins.
    pub(super) fn local(&mut self) -> Local {
        self.locals += 1;
        self.params + self.locals - 1
    }

    pub(super) fn op(&mut self, op: Instruction<'static>) {
        self.ops.push(op);
    }

    pub(super) fn get(&mut self, local: Local) {
        self.op(Instruction::LocalGet(local));
    }

    pub(super) fn set(&mut self, local: Local) {
        self.op(Instruction::LocalSet(local));
    }

    pub(super) fn int(&mut self, number: i32) {
        self.op(Instruction::I32Const(number));
    }

    /// Keeps what is on the stack in a local of its own.
    pub(super) fn keep(&mut self) -> Local {
        let local = self.local();
        self.set(local);
        local
    }

    /// A local that holds a number from here on.
    pub(super) fn holding(&mut self, number: i32) -> Local {
        self.int(number);
        self.keep()
    }

    /// A local that holds what another does now.
    pub(super) fn copy(&mut self, of: Local) -> Local {
        self.get(of);
        self.keep()
    }

    pub(super) fn assign(&mut self, to: Local, from: Local) {
        self.get(from);
        self.set(to);
    }

    pub(super) fn put(&mut self, to: Local, number: i32) {
        self.int(number);
        self.set(to);
    }

    /// Adds a number to a local.
    pub(super) fn bump(&mut self, local: Local, by: i32) {
        self.get(local);
        self.int(by);
        self.op(Instruction::I32Add);
        self.set(local);
    }

    /// The number at an address on the stack, so many bytes on.
    pub(super) fn load(&mut self, offset: u32) {
        self.op(Instruction::I32Load(word(offset)));
    }

    /// The number at a place, from 0, of a table of numbers.
    pub(super) fn load_at(&mut self, table: Local, place: Local) {
        self.address(table, place);
        self.load(0);
    }

    /// The address of a place of a table of numbers.
    pub(super) fn address(&mut self, table: Local, place: Local) {
        self.get(table);
        self.get(place);
        self.int(2);
        self.op(Instruction::I32Shl);
        self.op(Instruction::I32Add);
    }

    /// Writes a local to a place of a table of numbers.
    pub(super) fn store_at(&mut self, table: Local, place: Local, value: Local) {
        self.address(table, place);
        self.get(value);
        self.op(Instruction::I32Store(word(0)));
    }

    /// Two locals compared: 1 or 0 on the stack.
    pub(super) fn compare(&mut self, a: Local, how: Instruction<'static>, b: Local) {
        self.get(a);
        self.get(b);
        self.op(how);
    }

    /// A local compared with a number.
    pub(super) fn compare_to(&mut self, a: Local, how: Instruction<'static>, number: i32) {
        self.get(a);
        self.int(number);
        self.op(how);
    }

    /// The smaller of two, in a local of its own.
    pub(super) fn min(&mut self, a: Local, b: Local) -> Local {
        self.get(a);
        self.get(b);
        self.compare(a, Instruction::I32LtS, b);
        self.op(Instruction::Select);
        self.keep()
    }

    /// The larger of two, in a local of its own.
    pub(super) fn max(&mut self, a: Local, b: Local) -> Local {
        self.get(a);
        self.get(b);
        self.compare(a, Instruction::I32GtS, b);
        self.op(Instruction::Select);
        self.keep()
    }

    /// What can be left at any place in it.
    pub(super) fn block(&mut self, within: impl FnOnce(&mut Code, Label)) {
        self.op(Instruction::Block(BlockType::Empty));
        self.inside(within);
    }

    /// What can be begun again; it ends where nothing does so.
    pub(super) fn again(&mut self, within: impl FnOnce(&mut Code, Label)) {
        self.op(Instruction::Loop(BlockType::Empty));
        self.inside(within);
    }

    /// Where what is on the stack is not 0.
    pub(super) fn when(&mut self, within: impl FnOnce(&mut Code)) {
        self.op(Instruction::If(BlockType::Empty));
        self.inside(|code, _| within(code));
    }

    fn inside(&mut self, within: impl FnOnce(&mut Code, Label)) {
        let label = Label(self.depth);
        self.depth += 1;
        within(self, label);
        self.depth -= 1;
        self.op(Instruction::End);
    }

    pub(super) fn br(&mut self, to: Label) {
        self.op(Instruction::Br(self.depth - to.0 - 1));
    }

    pub(super) fn br_if(&mut self, to: Label) {
        self.op(Instruction::BrIf(self.depth - to.0 - 1));
    }

    /// Once for each place from one local up to another; the body may leave by the first
    /// label, and go on to the next place by the second.
    pub(super) fn each(
        &mut self,
        from: Local,
        end: Local,
        body: impl FnOnce(&mut Code, Local, Label, Label),
    ) {
        let at = self.copy(from);
        self.block(|code, out| {
            code.again(|code, top| {
                code.compare(at, Instruction::I32GeS, end);
                code.br_if(out);
                code.block(|code, next| body(code, at, out, next));
                code.bump(at, 1);
                code.br(top);
            });
        });
    }
}

fn word(offset: u32) -> MemArg {
    MemArg { offset: u64::from(offset), align: 2, memory_index: 0 }
}
