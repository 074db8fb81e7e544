//! A small language of numbers, in which what every module shares is written, and what is
//! made for each duty.
//!
//! In: texts, and names for numbers. Out: functions of a module. Never here: what the
//! texts are about.
//!
//! # The language
//! Everything is an `i32`. `const NAME = 1;` names a number, `var NAME;` a number that
//! changes, kept by the module. `fn name(a, b) { … }` is a function; it gives what it
//! `return`s, else 0. A function does `let x = …;`, `x = …;`, `if … { } else { }`,
//! `while … { }` with `break;` and `next;`. `[a]` is the word at an address, `u16[a]` and
//! `u8[a]` shorter ones; `[a] = …;` writes. `&&` and `||` look at their second side only
//! where they have to. `sel(so, a, b)` is `a` where `so` is not 0, else `b`, and works both
//! out; `below(a, b)` compares as numbers without a sign; `call(n, a)` calls the function
//! at a place of the table of functions.

mod emit;
mod lex;
mod parse;

#[cfg(test)]
mod tests;

use rustc_hash::FxHashMap;
use wasm_encoder::Function;

pub(super) use parse::Width;

/// What is wrong with a text, for those who work on duly.
pub(super) type Wrong = String;

/// A number, worked out.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expr {
    Num(i32),
    Name(String),
    Load(Width, Box<Expr>),
    Two(&'static str, Box<Expr>, Box<Expr>),
    Not(Box<Expr>),
    Call(String, Vec<Expr>),
}

/// Something done.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Stmt {
    Let(String, Expr),
    Set(String, Expr),
    Store(Width, Expr, Expr),
    If(Expr, Vec<Stmt>, Vec<Stmt>),
    While(Expr, Vec<Stmt>),
    Return(Expr),
    Break,
    Next,
    Do(Expr),
}

/// A function.
#[derive(Debug, Clone)]
pub(super) struct Fun {
    pub(super) name: String,
    pub(super) params: Vec<String>,
    pub(super) body: Vec<Stmt>,
}

/// Texts that were read.
#[derive(Debug, Default)]
pub(super) struct Program {
    consts: FxHashMap<String, i32>,
    vars: Vec<String>,
    funs: Vec<Fun>,
}

/// Functions as a module has them.
#[derive(Debug)]
pub(super) struct Built {
    /// Each with how many numbers it takes.
    pub(super) functions: Vec<(usize, Function)>,
    /// Their names, in their order.
    pub(super) names: Vec<String>,
    /// How many numbers that change there are.
    pub(super) vars: usize,
}

impl Built {
    /// The number of a function.
    pub(super) fn find(&self, name: &str) -> Option<u32> {
        let at = self.names.iter().position(|known| known == name)?;
        u32::try_from(at).ok()
    }
}

impl Program {
    /// Names a number.
    pub(super) fn constant(&mut self, name: &str, number: i32) {
        self.consts.insert(name.to_owned(), number);
    }

    /// Reads a text.
    pub(super) fn read(&mut self, text: &str) -> Result<(), Wrong> {
        parse::read(text, &mut self.consts, &mut self.vars, &mut self.funs)
    }

    /// The names of all functions.
    #[cfg(test)]
    pub(super) fn names(&self) -> Vec<String> {
        self.funs.iter().map(|fun| fun.name.clone()).collect()
    }

    /// Makes those functions that are called, from these on.
    pub(super) fn build(&self, from: &[String]) -> Result<Built, Wrong> {
        let by_name: FxHashMap<&str, usize> =
            self.funs.iter().enumerate().map(|(at, fun)| (fun.name.as_str(), at)).collect();
        let mut called = vec![false; self.funs.len()];
        let mut left: Vec<&str> = from.iter().map(String::as_str).collect();
        while let Some(name) = left.pop() {
            let Some(at) = by_name.get(name).copied() else {
                return Err(format!("there is no function `{name}`"));
            };
            if let (Some(mark), Some(fun)) = (called.get_mut(at), self.funs.get(at))
                && !std::mem::replace(mark, true)
            {
                emit::calls(&fun.body, &mut left);
            }
        }
        let chosen: Vec<&Fun> =
            self.funs.iter().zip(&called).filter(|(_, so)| **so).map(|(fun, _)| fun).collect();
        let mut places = FxHashMap::default();
        for (at, fun) in (0_u32..).zip(&chosen) {
            places.insert(fun.name.as_str(), (at, fun.params.len()));
        }
        let vars: FxHashMap<&str, u32> =
            self.vars.iter().map(String::as_str).zip(0_u32..).collect();
        let mut functions = Vec::new();
        for fun in &chosen {
            let made = emit::function(fun, &places, &vars)
                .map_err(|wrong| format!("in `{}`: {wrong}", fun.name))?;
            functions.push((fun.params.len(), made));
        }
        let names = chosen.iter().map(|fun| fun.name.clone()).collect();
        Ok(Built { functions, names, vars: self.vars.len() })
    }
}
