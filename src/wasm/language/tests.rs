//! The language, run.

use wasm_encoder::{
    CodeSection, ExportKind, ExportSection, FunctionSection, GlobalSection, MemorySection,
    MemoryType, Module, TypeSection, ValType,
};

use wasmtime::{Engine, Instance, Store};

use super::*;

/// What `go(n)` of a text gives.
fn run(text: &str, n: i32) -> i32 {
    let mut program = Program::default();
    program.read(text).expect("it is read");
    let built = program.build(&["go".to_owned()]).expect("it is built");
    let mut module = Module::new();
    let mut types = TypeSection::new();
    for takes in 0..4 {
        types.ty().function(vec![ValType::I32; takes], [ValType::I32]);
    }
    module.section(&types);
    let mut functions = FunctionSection::new();
    for (takes, _) in &built.functions {
        functions.function(u32::try_from(*takes).unwrap());
    }
    module.section(&functions);
    let mut memories = MemorySection::new();
    memories.memory(MemoryType {
        minimum: 1,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    module.section(&memories);
    let mut globals = GlobalSection::new();
    for _ in 0..built.vars {
        globals.global(crate::wasm::VARIABLE, &wasm_encoder::ConstExpr::i32_const(0));
    }
    module.section(&globals);
    let mut exports = ExportSection::new();
    exports.export("go", ExportKind::Func, built.find("go").unwrap());
    module.section(&exports);
    let mut code = CodeSection::new();
    for (_, function) in &built.functions {
        code.function(function);
    }
    module.section(&code);
    let engine = Engine::default();
    let module = wasmtime::Module::new(&engine, module.finish()).expect("valid");
    let mut store = Store::new(&engine, ());
    let instance = Instance::new(&mut store, &module, &[]).expect("starts");
    let go = instance.get_typed_func::<i32, i32>(&mut store, "go").expect("it is there");
    go.call(&mut store, n).expect("runs")
}

#[test]
fn numbers_are_worked_out() {
    assert_eq!(run("fn go(n) { return n + 2 * 3 - 1; }", 4), 9);
    assert_eq!(run("const A = 5; fn go(n) { return (n & A | 8) == 12; }", 4), 1);
    assert_eq!(run("fn go(n) { return -n >> 1; }", 7), -4);
    assert_eq!(run("fn go(n) { return sel(n < 3, 10, 20) + below(-1, n); }", 2), 10);
    assert_eq!(run("fn go(n) { return !n || n && 0; }", 1), 0);
}

#[test]
fn loops_end_and_go_on() {
    let text = "var TOTAL;
        fn more(by) { TOTAL = TOTAL + by; }
        fn go(n) {
            let at = 0;
            while 1 {
                at = at + 1;
                if at > n { break; }
                if at % 2 == 0 { next; }
                more(at);
            }
            return TOTAL;
        }";
    assert_eq!(run(text, 10), 25);
}

#[test]
fn memory_is_written_and_read() {
    let text = "fn go(n) { let at = 64; [at + 8] = n; u16[at + 8] = 7; u8[73] = 1;
        if [72] == 263 { return u16[at + 10] + [at + 8]; } else { return 0; } }";
    assert_eq!(run(text, -1), 0);
    assert_eq!(run(text, 5), 263);
}

#[test]
fn mistakes_are_told() {
    let wrong = |text: &str| {
        let mut program = Program::default();
        let read = program.read(text);
        read.and_then(|()| program.build(&["go".to_owned()]).map(|_| ())).expect_err(text)
    };
    assert!(wrong("fn go(n) { return m; }").contains("there is no `m`"));
    assert!(wrong("fn go(n) { return f(n); }").contains("no function `f`"));
    assert!(wrong("fn go(n) { return go(); }").contains("takes 1, not 0"));
    assert!(wrong("fn go(n) { return n }").contains("`;` is wanted"));
    assert!(wrong("fn go(n) { break; }").contains("no loop"));
    assert!(wrong("fn go(n) { $ }").contains("no sign"));
}
