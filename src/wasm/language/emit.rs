//! Functions as instructions.
//!
//! In: a function. Out: its instructions, and what it calls. Never here: texts.

use rustc_hash::FxHashMap;
use wasm_encoder::{BlockType, Function, Instruction as I, MemArg, ValType};

use super::{Expr, Fun, Stmt, Width, Wrong};

/// What functions that are called through the table take: one number.
pub(in crate::wasm) const THROUGH_TABLE: u32 = 1;

/// Every function that something calls by name.
pub(super) fn calls<'s>(body: &'s [Stmt], found: &mut Vec<&'s str>) {
    for stmt in body {
        match stmt {
            Stmt::Let(_, one) | Stmt::Set(_, one) | Stmt::Return(one) | Stmt::Do(one) => {
                called(one, found);
            }
            Stmt::Store(_, a, b) => {
                called(a, found);
                called(b, found);
            }
            Stmt::If(so, yes, no) => {
                called(so, found);
                calls(yes, found);
                calls(no, found);
            }
            Stmt::While(so, body) => {
                called(so, found);
                calls(body, found);
            }
            Stmt::Break | Stmt::Next => {}
        }
    }
}

fn called<'s>(expr: &'s Expr, found: &mut Vec<&'s str>) {
    match expr {
        Expr::Num(_) | Expr::Name(_) => {}
        Expr::Load(_, inner) | Expr::Not(inner) => called(inner, found),
        Expr::Two(_, a, b) => {
            called(a, found);
            called(b, found);
        }
        Expr::Call(name, given) => {
            given.iter().for_each(|one| called(one, found));
            if !matches!(name.as_str(), "sel" | "below" | "call") {
                found.push(name);
            }
        }
    }
}

struct Writer<'w> {
    ops: Vec<I<'static>>,
    /// Names of locals, those of inner blocks last.
    names: Vec<(String, u32)>,
    params: usize,
    locals: u32,
    depth: u32,
    /// The depths of the loop at hand: what leaves it, and what begins it again.
    around: Vec<(u32, u32)>,
    places: &'w FxHashMap<&'w str, (u32, usize)>,
    vars: &'w FxHashMap<&'w str, u32>,
}

/// The instructions of a function.
pub(super) fn function(
    fun: &Fun,
    places: &FxHashMap<&str, (u32, usize)>,
    vars: &FxHashMap<&str, u32>,
) -> Result<Function, Wrong> {
    let names = fun.params.iter().cloned().zip(0_u32..).collect();
    let mut writer = Writer {
        ops: Vec::new(),
        names,
        params: fun.params.len(),
        locals: 0,
        depth: 0,
        around: Vec::new(),
        places,
        vars,
    };
    if let Some((Stmt::Return(last), before)) = fun.body.split_last() {
        writer.body(before)?;
        writer.expr(last)?;
    } else {
        writer.body(&fun.body)?;
        writer.ops.push(I::I32Const(0));
    }
    let locals = (writer.locals > 0).then_some((writer.locals, ValType::I32));
    let mut made = Function::new(locals);
    for op in &writer.ops {
        made.instruction(op);
    }
    made.instruction(&I::End);
    Ok(made)
}

impl Writer<'_> {
    fn body(&mut self, body: &[Stmt]) -> Result<(), Wrong> {
        body.iter().try_for_each(|stmt| self.stmt(stmt))
    }

    /// A body whose names end with it.
    fn inside(&mut self, body: &[Stmt]) -> Result<(), Wrong> {
        let known = self.names.len();
        self.depth += 1;
        self.body(body)?;
        self.depth -= 1;
        self.names.truncate(known);
        Ok(())
    }

    fn stmt(&mut self, stmt: &Stmt) -> Result<(), Wrong> {
        match stmt {
            Stmt::Let(name, value) => {
                self.expr(value)?;
                let local = u32::try_from(self.params).unwrap_or(0) + self.locals;
                self.locals += 1;
                self.names.push((name.clone(), local));
                self.ops.push(I::LocalSet(local));
            }
            Stmt::Set(name, value) => {
                self.expr(value)?;
                let op = match (self.local(name), self.vars.get(name.as_str())) {
                    (Some(local), _) => I::LocalSet(local),
                    (None, Some(var)) => I::GlobalSet(*var),
                    (None, None) => return Err(format!("there is no `{name}`")),
                };
                self.ops.push(op);
            }
            Stmt::Store(width, at, value) => {
                let offset = self.address(at)?;
                self.expr(value)?;
                self.ops.push(match width {
                    Width::Word => I::I32Store(mem(offset, 2)),
                    Width::Half => I::I32Store16(mem(offset, 1)),
                    Width::Byte => I::I32Store8(mem(offset, 0)),
                });
            }
            Stmt::If(so, yes, no) => {
                self.expr(so)?;
                self.ops.push(I::If(BlockType::Empty));
                self.inside(yes)?;
                if !no.is_empty() {
                    self.ops.push(I::Else);
                    self.inside(no)?;
                }
                self.ops.push(I::End);
            }
            Stmt::While(so, body) => self.again(so, body)?,
            Stmt::Return(value) => {
                self.expr(value)?;
                self.ops.push(I::Return);
            }
            Stmt::Break | Stmt::Next => {
                let (out, top) = *self.around.last().ok_or("there is no loop around it")?;
                let to = if *stmt == Stmt::Break { out } else { top };
                self.ops.push(I::Br(self.depth - to));
            }
            Stmt::Do(value) => {
                self.expr(value)?;
                self.ops.push(I::Drop);
            }
        }
        Ok(())
    }

    fn again(&mut self, so: &Expr, body: &[Stmt]) -> Result<(), Wrong> {
        self.ops.push(I::Block(BlockType::Empty));
        self.ops.push(I::Loop(BlockType::Empty));
        self.depth += 2;
        let (out, top) = (self.depth - 1, self.depth);
        if let Expr::Not(inner) = so {
            self.expr(inner)?;
        } else if *so != Expr::Num(1) {
            self.expr(so)?;
            self.ops.push(I::I32Eqz);
        }
        if *so != Expr::Num(1) {
            self.ops.push(I::BrIf(1));
        }
        self.around.push((out, top));
        let known = self.names.len();
        self.body(body)?;
        self.names.truncate(known);
        self.around.pop();
        self.ops.push(I::Br(0));
        self.depth -= 2;
        self.ops.extend([I::End, I::End]);
        Ok(())
    }

    fn local(&self, name: &str) -> Option<u32> {
        self.names.iter().rev().find(|(known, _)| known == name).map(|(_, local)| *local)
    }

    /// The address of a load or store but for the number added to it, which is answered.
    fn address(&mut self, at: &Expr) -> Result<u32, Wrong> {
        if let Expr::Two("+", base, more) = at
            && let Expr::Num(offset) = **more
            && let Ok(offset) = u32::try_from(offset)
        {
            self.expr(base)?;
            return Ok(offset);
        }
        self.expr(at)?;
        Ok(0)
    }

    fn expr(&mut self, expr: &Expr) -> Result<(), Wrong> {
        match expr {
            Expr::Num(number) => self.ops.push(I::I32Const(*number)),
            Expr::Name(name) => match (self.local(name), self.vars.get(name.as_str())) {
                // What was just set is still at hand.
                (Some(local), _) if matches!(self.ops.last(), Some(I::LocalSet(at)) if *at == local) =>
                {
                    self.ops.pop();
                    self.ops.push(I::LocalTee(local));
                }
                (Some(local), _) => self.ops.push(I::LocalGet(local)),
                (None, Some(var)) => self.ops.push(I::GlobalGet(*var)),
                (None, None) => return Err(format!("there is no `{name}`")),
            },
            Expr::Load(width, at) => {
                let offset = self.address(at)?;
                self.ops.push(match width {
                    Width::Word => I::I32Load(mem(offset, 2)),
                    Width::Half => I::I32Load16U(mem(offset, 1)),
                    Width::Byte => I::I32Load8U(mem(offset, 0)),
                });
            }
            Expr::Not(inner) => {
                self.expr(inner)?;
                self.ops.push(I::I32Eqz);
            }
            Expr::Two(sign, a, b) => self.two(sign, a, b)?,
            Expr::Call(name, given) => self.call(name, given)?,
        }
        Ok(())
    }

    fn two(&mut self, sign: &str, a: &Expr, b: &Expr) -> Result<(), Wrong> {
        self.expr(a)?;
        if sign == "&&" || sign == "||" {
            self.ops.push(I::If(BlockType::Result(ValType::I32)));
            self.depth += 1;
            if sign == "&&" {
                self.expr(b)?;
                self.ops.extend([I::Else, I::I32Const(0)]);
            } else {
                self.ops.extend([I::I32Const(1), I::Else]);
                self.expr(b)?;
            }
            self.depth -= 1;
            self.ops.push(I::End);
            return Ok(());
        }
        if sign == "==" && *b == Expr::Num(0) {
            self.ops.push(I::I32Eqz);
            return Ok(());
        }
        self.expr(b)?;
        self.ops.push(match sign {
            "==" => I::I32Eq,
            "!=" => I::I32Ne,
            "<" => I::I32LtS,
            "<=" => I::I32LeS,
            ">" => I::I32GtS,
            ">=" => I::I32GeS,
            "|" => I::I32Or,
            "^" => I::I32Xor,
            "&" => I::I32And,
            "<<" => I::I32Shl,
            ">>" => I::I32ShrS,
            ">>>" => I::I32ShrU,
            "+" => I::I32Add,
            "-" => I::I32Sub,
            "*" => I::I32Mul,
            "/" => I::I32DivS,
            "%" => I::I32RemS,
            other => return Err(format!("`{other}` is no sign between two numbers")),
        });
        Ok(())
    }

    fn call(&mut self, name: &str, given: &[Expr]) -> Result<(), Wrong> {
        match (name, given) {
            ("sel", [so, a, b]) => {
                for one in [a, b, so] {
                    self.expr(one)?;
                }
                self.ops.push(I::Select);
            }
            ("below", [a, b]) => {
                self.expr(a)?;
                self.expr(b)?;
                self.ops.push(I::I32LtU);
            }
            ("call", [at, given]) => {
                self.expr(given)?;
                self.expr(at)?;
                self.ops.push(I::CallIndirect { type_index: THROUGH_TABLE, table_index: 0 });
            }
            (_, given) => {
                let found = self.places.get(name).copied();
                let (at, takes) = found.ok_or_else(|| format!("there is no function `{name}`"))?;
                if takes != given.len() {
                    return Err(format!("`{name}` takes {takes}, not {}", given.len()));
                }
                given.iter().try_for_each(|one| self.expr(one))?;
                self.ops.push(I::Call(at));
            }
        }
        Ok(())
    }
}

fn mem(offset: u32, align: u32) -> MemArg {
    MemArg { offset: u64::from(offset), align, memory_index: 0 }
}
