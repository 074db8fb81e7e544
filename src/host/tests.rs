//! Modules that behave, and modules that do not.

use std::time::Duration;

use super::*;

fn host() -> Host {
    Host::new(Limits::EXTENSION).expect("a host")
}

fn wasm(text: &str) -> Vec<u8> {
    wat::parse_str(text).expect("the text form is right")
}

fn run(text: &str, given: &[Value]) -> Result<Value, HostError> {
    host().load(&wasm(text))?.start()?.call("go", given)
}

fn said(text: &str) -> String {
    run(text, &[]).expect_err("it is stopped").to_string()
}

#[test]
fn a_module_answers() {
    let text = r#"(module (func (export "go") (param i64 i32) (result i64)
        local.get 0 local.get 1 i64.extend_i32_s i64.add))"#;
    assert_eq!(run(text, &[Value::I64(40), Value::I32(2)]), Ok(Value::I64(42)));
}

#[test]
fn what_is_no_module_is_told() {
    let of = |bytes: &[u8]| host().load(bytes).expect_err("it is no module").to_string();
    assert_eq!(of(b""), "is not a wasm module: it is empty");
    assert_eq!(
        of(b"(module)"),
        "is not a wasm module: it is the text form; make a .wasm of it first, with `wat2wasm`"
    );
    assert_eq!(
        of(b"\x7fELF\x02\x01"),
        "is not a wasm module: it is machine code, which is never loaded"
    );
    assert_eq!(
        of(b"risk: low"),
        "is not a wasm module: it does not begin with the four bytes that every wasm file begins with"
    );
    assert!(of(b"\0asm\x0d\0\x01\0").contains("component"));
    let mut cut = wasm(r#"(module (func (export "go") (result i64) i64.const 1))"#);
    cut.truncate(cut.len() - 3);
    assert!(of(&cut).contains("is not a wasm module that can be used"), "{}", of(&cut));
    let big = [wasm("(module)"), vec![0; 2 << 20]].concat();
    assert_eq!(of(&big), format!("has {} bytes, and a module may have 1048576", big.len()));
}

#[test]
fn nothing_is_given_from_outside() {
    let text =
        r#"(module (import "env" "now" (func (result i64))) (import "wasi" "mem" (memory 1)))"#;
    assert_eq!(
        host().load(&wasm(text)).expect_err("it wants imports").to_string(),
        "wants to be given `env.now` and `wasi.mem (a memory)`, and a module gets nothing from outside"
    );
}

#[test]
fn exports_are_told_by_name_and_type() {
    let text = r#"(module (memory (export "memory") 1) (func (export "compute") (param i32) (result i64) i64.const 0))"#;
    let shape = host().load(&wasm(text)).expect("it is a module").shape().clone();
    assert!(shape.keeps_state);
    let wanted = Signature { takes: vec![Num::I64], gives: vec![Num::I64] };
    assert_eq!(
        shape.has("compute", &wanted).expect_err("of another type").to_string(),
        "has a function `compute` that is `(i32) -> i64`; it must be `(i64) -> i64`"
    );
    assert_eq!(
        shape.has("band", &wanted).expect_err("of another name").to_string(),
        "has no function `band` among what it exports (`memory` and `compute`)"
    );
    let none = host().load(&wasm("(module)")).expect("it is a module");
    assert!(!none.shape().keeps_state);
    assert_eq!(
        none.shape().has("band", &wanted).expect_err("it has none").to_string(),
        "has no function `band` among what it exports (nothing at all)"
    );
}

#[test]
fn a_trap_is_told_with_its_place() {
    assert_eq!(
        said(
            r#"(module (func $divide (export "go") (result i64) i64.const 1 i64.const 0 i64.div_s))"#
        ),
        "stopped: it divided by nought (in `divide`)"
    );
    assert_eq!(
        said(r#"(module (func (export "go") (result i64) unreachable))"#),
        "stopped: it came to a place it says it never reaches (in function 0)"
    );
    assert_eq!(
        said(r#"(module (func $deep (export "go") (result i64) call $deep i64.const 1 i64.add))"#),
        "stopped: its calls went too deep (in `deep`)"
    );
    assert_eq!(
        said(r#"(module (memory 1) (func (export "go") (result i64) i32.const -8 i64.load))"#),
        "stopped: it reached beyond its memory (in function 0)"
    );
}

#[test]
fn an_endless_module_runs_out_of_steps() {
    let endless = r#"(module (func (export "go") (result i64) (loop $on br $on) i64.const 1))"#;
    assert_eq!(said(endless), "did not finish within 10,000,000 steps");
    let at_start = r#"(module (func $on (loop $on br $on)) (start $on))"#;
    let loaded = host().load(&wasm(at_start)).expect("it is a module");
    assert_eq!(loaded.start().expect_err("it does not start"), HostError::OutOfSteps(10_000_000));
}

#[test]
fn behind_the_steps_is_a_limit_of_time() {
    let limits = Limits { steps: None, patience: Duration::from_secs(1), ..Limits::EXTENSION };
    let host = Host::new(limits).expect("a host");
    let endless = r#"(module (func (export "go") (result i64) (loop $on br $on) i64.const 1))"#;
    let mut running = host.load(&wasm(endless)).and_then(|it| it.start()).expect("it starts");
    let error = running.call("go", &[]).expect_err("it is stopped");
    assert_eq!(error.to_string(), "did not finish within 1 seconds");
}

#[test]
fn memory_has_a_limit() {
    let bomb = r#"(module (memory 1) (func (export "go") (result i64)
        (loop $more i32.const 16 memory.grow drop br $more) i64.const 1))"#;
    assert_eq!(said(bomb), "asked for 17 MiB of memory, and may have 16");
    let large = r#"(module (memory 1000) (func (export "go") (result i64) i64.const 1))"#;
    assert_eq!(said(large), "asked for 63 MiB of memory, and may have 16");
    let fill = r#"(module (memory 200) (func (export "go") (result i64)
        (loop $on (memory.fill (i32.const 0) (i32.const 1) (i32.const 13000000)) br $on) i64.const 1))"#;
    assert!(said(fill).starts_with("did not finish within"));
}

#[test]
fn memory_is_read_and_written() {
    let text = r#"(module (memory (export "memory") 1)
        (func (export "go") (param i32) (result i32) local.get 0 i32.load))"#;
    let mut running = host().load(&wasm(text)).and_then(|it| it.start()).expect("it starts");
    let memory = running.memory(100_000).expect("it grows");
    assert!(memory.len() >= 100_000);
    memory[99_992..99_996].copy_from_slice(&7_i32.to_le_bytes());
    assert_eq!(running.call("go", &[Value::I32(99_992)]), Ok(Value::I32(7)));
    assert!(matches!(running.memory(20 << 20), Err(HostError::TooMuchMemory { .. })));
}
