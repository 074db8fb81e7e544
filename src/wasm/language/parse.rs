//! Words as functions.
//!
//! In: a text. Out: its functions, with every named number in its place and what can be
//! worked out beforehand worked out. Never here: instructions.

use rustc_hash::FxHashMap;

use super::lex::{Tok, words};
use super::{Expr, Fun, Stmt, Wrong};

/// How much is read or written at an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::wasm) enum Width {
    Word,
    Half,
    Byte,
}

/// Signs between two numbers, those that bind least first.
const LEVELS: [&[&str]; 9] = [
    &["||"],
    &["&&"],
    &["==", "!=", "<", "<=", ">", ">="],
    &["|"],
    &["^"],
    &["&"],
    &["<<", ">>", ">>>"],
    &["+", "-"],
    &["*", "/", "%"],
];

struct Reader<'r> {
    words: Vec<Tok>,
    at: usize,
    consts: &'r FxHashMap<String, i32>,
}

/// Reads a text into what was read before.
pub(super) fn read(
    text: &str,
    consts: &mut FxHashMap<String, i32>,
    vars: &mut Vec<String>,
    funs: &mut Vec<Fun>,
) -> Result<(), Wrong> {
    let mut words = words(text)?;
    while !words.is_empty() {
        let mut reader = Reader { words, at: 0, consts };
        match reader.name()?.as_str() {
            "const" => {
                let name = reader.name()?;
                reader.sign("=")?;
                let Expr::Num(number) = reader.expr(0)? else {
                    return Err(format!("`{name}` is no number"));
                };
                reader.sign(";")?;
                words = reader.rest();
                consts.insert(name, number);
            }
            "var" => {
                vars.push(reader.name()?);
                reader.sign(";")?;
                words = reader.rest();
            }
            "fn" => {
                funs.push(reader.fun()?);
                words = reader.rest();
            }
            other => return Err(format!("`{other}` begins nothing")),
        }
    }
    Ok(())
}

impl Reader<'_> {
    fn rest(self) -> Vec<Tok> {
        self.words.into_iter().skip(self.at).collect()
    }

    fn next(&mut self) -> Result<Tok, Wrong> {
        self.at += 1;
        self.words.get(self.at - 1).cloned().ok_or_else(|| "the text ends too soon".to_owned())
    }

    fn is(&self, sign: &str) -> bool {
        matches!(self.words.get(self.at), Some(Tok::Sign(known)) if *known == sign)
    }

    fn is_name(&self, name: &str) -> bool {
        matches!(self.words.get(self.at), Some(Tok::Name(known)) if known == name)
    }

    fn take(&mut self, sign: &str) -> bool {
        let so = self.is(sign);
        self.at += usize::from(so);
        so
    }

    fn sign(&mut self, sign: &str) -> Result<(), Wrong> {
        if self.take(sign) {
            return Ok(());
        }
        Err(format!("`{sign}` is wanted, not {:?}", self.words.get(self.at)))
    }

    fn name(&mut self) -> Result<String, Wrong> {
        match self.next()? {
            Tok::Name(name) => Ok(name),
            other @ (Tok::Num(_) | Tok::Sign(_)) => Err(format!("a name is wanted, not {other:?}")),
        }
    }

    fn fun(&mut self) -> Result<Fun, Wrong> {
        let name = self.name()?;
        self.sign("(")?;
        let mut params = Vec::new();
        while !self.take(")") {
            params.push(self.name()?);
            self.take(",");
        }
        let body = self.block().map_err(|wrong| format!("in `{name}`: {wrong}"))?;
        Ok(Fun { name, params, body })
    }

    fn block(&mut self) -> Result<Vec<Stmt>, Wrong> {
        self.sign("{")?;
        let mut all = Vec::new();
        while !self.take("}") {
            match self.stmt()? {
                // What is settled beforehand is not asked again.
                Stmt::If(Expr::Num(0), _, no) => all.extend(no),
                Stmt::If(Expr::Num(_), yes, _) => all.extend(yes),
                other @ (Stmt::If(..)
                | Stmt::Let(..)
                | Stmt::Set(..)
                | Stmt::Store(..)
                | Stmt::While(..)
                | Stmt::Return(_)
                | Stmt::Break
                | Stmt::Next
                | Stmt::Do(_)) => all.push(other),
            }
        }
        Ok(all)
    }

    fn stmt(&mut self) -> Result<Stmt, Wrong> {
        if self.is_name("if") {
            return self.asked();
        }
        if self.is_name("while") {
            self.at += 1;
            return Ok(Stmt::While(self.expr(0)?, self.block()?));
        }
        let made = if self.is_name("let") {
            self.at += 1;
            let name = self.name()?;
            self.sign("=")?;
            Stmt::Let(name, self.expr(0)?)
        } else if self.is_name("return") {
            self.at += 1;
            Stmt::Return(if self.is(";") { Expr::Num(0) } else { self.expr(0)? })
        } else if self.is_name("break") {
            self.at += 1;
            Stmt::Break
        } else if self.is_name("next") {
            self.at += 1;
            Stmt::Next
        } else {
            let left = self.expr(0)?;
            match (self.take("="), left) {
                (false, left) => Stmt::Do(left),
                (true, Expr::Name(name)) => Stmt::Set(name, self.expr(0)?),
                (true, Expr::Load(width, at)) => Stmt::Store(width, *at, self.expr(0)?),
                (true, other) => return Err(format!("{other:?} cannot be set")),
            }
        };
        self.sign(";")?;
        Ok(made)
    }

    fn asked(&mut self) -> Result<Stmt, Wrong> {
        self.at += 1;
        let so = self.expr(0)?;
        let yes = self.block()?;
        if !self.is_name("else") {
            return Ok(Stmt::If(so, yes, Vec::new()));
        }
        self.at += 1;
        let no = if self.is_name("if") { vec![self.asked()?] } else { self.block()? };
        Ok(Stmt::If(so, yes, no))
    }

    fn expr(&mut self, level: usize) -> Result<Expr, Wrong> {
        let Some(signs) = LEVELS.get(level) else { return self.one() };
        let mut left = self.expr(level + 1)?;
        while let Some(sign) = signs.iter().find(|sign| self.is(sign)) {
            self.at += 1;
            let right = self.expr(level + 1)?;
            left = two(sign, left, right);
        }
        Ok(left)
    }

    fn one(&mut self) -> Result<Expr, Wrong> {
        Ok(match self.next()? {
            Tok::Num(number) => Expr::Num(number),
            Tok::Sign("-") => two("-", Expr::Num(0), self.one()?),
            Tok::Sign("!") => Expr::Not(Box::new(self.one()?)),
            Tok::Sign("(") => {
                let inner = self.expr(0)?;
                self.sign(")")?;
                inner
            }
            Tok::Sign("[") => self.address(Width::Word)?,
            Tok::Sign(other) => return Err(format!("`{other}` begins no number")),
            Tok::Name(name) => self.named(name)?,
        })
    }

    fn named(&mut self, name: String) -> Result<Expr, Wrong> {
        let width = match name.as_str() {
            "u16" => Some(Width::Half),
            "u8" => Some(Width::Byte),
            _ => None,
        };
        if let Some(width) = width.filter(|_| self.take("[")) {
            return self.address(width);
        }
        if self.take("(") {
            let mut given = Vec::new();
            while !self.take(")") {
                given.push(self.expr(0)?);
                self.take(",");
            }
            return Ok(Expr::Call(name, given));
        }
        Ok(self.consts.get(&name).map_or(Expr::Name(name), |number| Expr::Num(*number)))
    }

    fn address(&mut self, width: Width) -> Result<Expr, Wrong> {
        let at = self.expr(0)?;
        self.sign("]")?;
        Ok(Expr::Load(width, Box::new(at)))
    }
}

/// Two numbers as one, worked out where both are there.
fn two(sign: &'static str, left: Expr, right: Expr) -> Expr {
    if let Expr::Num(b) = right {
        if let Expr::Num(a) = left
            && let Some(number) = worked_out(sign, a, b)
        {
            return Expr::Num(number);
        }
        if sign == "+" && b == 0 {
            return left;
        }
        // (x + 1) + 2, so that addresses keep one number.
        if sign == "+"
            && let Expr::Two("+", inner, more) = &left
            && let Expr::Num(a) = **more
        {
            return Expr::Two("+", inner.clone(), Box::new(Expr::Num(a.wrapping_add(b))));
        }
    }
    Expr::Two(sign, Box::new(left), Box::new(right))
}

fn worked_out(sign: &str, a: i32, b: i32) -> Option<i32> {
    let so = |so: bool| Some(i32::from(so));
    match sign {
        "+" => Some(a.wrapping_add(b)),
        "-" => Some(a.wrapping_sub(b)),
        "*" => Some(a.wrapping_mul(b)),
        "|" => Some(a | b),
        "&" => Some(a & b),
        "<<" => a.checked_shl(b.unsigned_abs()),
        "==" => so(a == b),
        "!=" => so(a != b),
        "<" => so(a < b),
        ">" => so(a > b),
        _ => None,
    }
}
