//! What a module is, read without running it.

use std::fmt;

use wasmparser::{
    ExternalKind, Parser, Payload, TypeRef, ValType, Validator, WasmFeatures, types::EntityType,
};

use super::HostError;

/// A kind of number of wasm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Num {
    /// A whole number of 32 bits.
    I32,
    /// A whole number of 64 bits.
    I64,
    /// Anything else that wasm has.
    Other,
}

/// What a function takes and gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// What it takes.
    pub takes: Vec<Num>,
    /// What it gives.
    pub gives: Vec<Num>,
}

/// Something that a module exports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// Its name.
    pub name: String,
    /// Its type, where it is a function.
    pub function: Option<Signature>,
}

/// What can be said of a module without running it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// What it exports, in its own order.
    pub exports: Vec<Export>,
    /// Whether one run can leave anything behind for the next: memory, globals that
    /// change, tables, or something done at the start.
    pub keeps_state: bool,
    /// Its custom sections, by name.
    pub sections: Vec<(String, Vec<u8>)>,
}

impl Shape {
    /// Whether it has a function of this name and type.
    ///
    /// # Errors
    /// If it has none, or one of another type.
    pub fn has(&self, name: &str, wanted: &Signature) -> Result<(), HostError> {
        let export = self.exports.iter().find(|export| export.name == name);
        match export.and_then(|export| export.function.as_ref()) {
            Some(found) if found == wanted => Ok(()),
            Some(found) => Err(HostError::WrongType {
                name: name.to_owned(),
                found: found.clone(),
                wanted: wanted.clone(),
            }),
            None => Err(HostError::NoFunction {
                wanted: name.to_owned(),
                has: self.exports.iter().map(|export| export.name.clone()).collect(),
            }),
        }
    }

    /// A custom section.
    #[must_use]
    pub fn section(&self, name: &str) -> Option<&[u8]> {
        let found = self.sections.iter().find(|(known, _)| known == name);
        found.map(|(_, bytes)| bytes.as_slice())
    }
}

/// So many numbers of a function are told.
const MOST: usize = 12;

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let list = |numbers: &[Num]| {
            let words = numbers.iter().take(MOST).map(|one| match one {
                Num::I32 => "i32".to_owned(),
                Num::I64 => "i64".to_owned(),
                Num::Other => "something else".to_owned(),
            });
            let more = (numbers.len() > MOST).then(|| format!("… {} in all", numbers.len()));
            words.chain(more).collect::<Vec<_>>().join(", ")
        };
        let gives = if self.gives.is_empty() { "nothing".to_owned() } else { list(&self.gives) };
        write!(f, "`({}) -> {gives}`", list(&self.takes))
    }
}

/// The features that a module may use: those of wasm 2.0, and constants that are sums.
fn features() -> WasmFeatures {
    WasmFeatures::WASM2 | WasmFeatures::EXTENDED_CONST
}

/// Reads a module and holds it against the rules of the format.
///
/// # Errors
/// If it is larger than `most` bytes, is no module, breaks a rule, or wants imports.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the format has more parts than these, and may get others"
)]
pub fn inspect(bytes: &[u8], most: usize) -> Result<Shape, HostError> {
    begins_well(bytes)?;
    if bytes.len() > most {
        return Err(HostError::TooBig { bytes: bytes.len(), most });
    }
    let types = Validator::new_with_features(features())
        .validate_all(bytes)
        .map_err(|error| broken(&error))?;
    let mut shape = Shape { exports: Vec::new(), keeps_state: false, sections: Vec::new() };
    let mut wanted = Vec::new();
    for payload in Parser::new(0).parse_all(bytes) {
        match payload.map_err(|error| broken(&error))? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    let import = import.map_err(|error| broken(&error))?;
                    wanted.push(named(import.module, import.name, &import.ty));
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export.map_err(|error| broken(&error))?;
                    let signature = signature(&types, &export);
                    let name = export.name.to_owned();
                    shape.exports.push(Export { name, function: signature });
                }
            }
            Payload::MemorySection(_) | Payload::TableSection(_) => shape.keeps_state = true,
            Payload::StartSection { .. } => shape.keeps_state = true,
            Payload::GlobalSection(section) => {
                for global in section {
                    shape.keeps_state |= global.map_err(|error| broken(&error))?.ty.mutable;
                }
            }
            Payload::CustomSection(section) => {
                shape.sections.push((section.name().to_owned(), section.data().to_vec()));
            }
            _ => {}
        }
    }
    if wanted.is_empty() { Ok(shape) } else { Err(HostError::WantsImports(wanted)) }
}

fn signature(
    types: &wasmparser::types::Types,
    export: &wasmparser::Export<'_>,
) -> Option<Signature> {
    if export.kind != ExternalKind::Func {
        return None;
    }
    let EntityType::Func(id) = types.as_ref().entity_type_from_export(export)? else {
        return None;
    };
    let function = types.as_ref().get(id)?.unwrap_func();
    let numbers = |list: &[ValType]| list.iter().map(number).collect();
    Some(Signature { takes: numbers(function.params()), gives: numbers(function.results()) })
}

fn number(ty: &ValType) -> Num {
    match ty {
        ValType::I32 => Num::I32,
        ValType::I64 => Num::I64,
        ValType::F32 | ValType::F64 | ValType::V128 | ValType::Ref(_) => Num::Other,
    }
}

fn named(module: &str, name: &str, ty: &TypeRef) -> String {
    match ty {
        TypeRef::Memory(_) => format!("{module}.{name} (a memory)"),
        TypeRef::Global(_) => format!("{module}.{name} (a global)"),
        TypeRef::Table(_) => format!("{module}.{name} (a table)"),
        TypeRef::Func(_) | TypeRef::FuncExact(_) | TypeRef::Tag(_) => format!("{module}.{name}"),
    }
}

/// Most files that are given for a module by mistake are known by their first bytes.
fn begins_well(bytes: &[u8]) -> Result<(), HostError> {
    let said = match bytes {
        [0, b'a', b's', b'm', 1, 0, 0, 0, ..] => return Ok(()),
        [0, b'a', b's', b'm', 13, ..] => {
            "it is a wasm component, and what is wanted is a core module"
        }
        [0, b'a', b's', b'm', ..] => "it is of another version of the format than 1",
        [0x7f, b'E', b'L', b'F', ..] => "it is machine code, which is never loaded",
        [] => "it is empty",
        [b'(' | b';', ..] => "it is the text form; make a .wasm of it first, with `wat2wasm`",
        _ => "it does not begin with the four bytes that every wasm file begins with",
    };
    Err(HostError::NotWasm(said))
}

fn broken(error: &wasmparser::BinaryReaderError) -> HostError {
    HostError::Broken { why: error.message().to_owned(), at: error.offset() }
}
