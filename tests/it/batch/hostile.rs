//! Modules that somebody changed: whatever their bytes, they end with an answer or a plain
//! reason, and nothing else happens.

use std::time::Duration;

use super::*;
use duly::host::{Host, HostError, Limits, Value, inspect};
use duly::wasm::{compile, meta_of};

const PACK: &str = "example-district/temporary-event-notices";

struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n.max(1)
    }
}

/// The module with a few of its bytes changed, left out or doubled.
fn changed(module: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut made = module.to_vec();
    for _ in 0..=dice.below(3) {
        // The first bytes say that it is a module.
        let at = 8 + dice.below(made.len() - 9);
        match dice.below(4) {
            0 => made[at] = dice.below(256) as u8,
            1 => made[at] ^= 1 << dice.below(8),
            2 => {
                made.remove(at);
            }
            _ => made.insert(at, made[at]),
        }
    }
    made
}

fn told(error: &HostError) {
    let said = error.to_string();
    assert!(said.len() > 10 && !said.contains("panick") && !said.contains("Error("), "{said}");
}

#[test]
fn changed_modules_are_refused_or_run_within_their_limits() {
    let model = shipped(PACK).model;
    let module = compile(&model, Program::new(&model).ir()).bytes;
    let limits =
        Limits { steps: Some(3_000_000), patience: Duration::from_secs(5), ..Limits::PACK };
    let host = Host::new(limits).unwrap();
    let mut dice = Dice(20_101_122);
    let (mut refused, mut run) = (0, 0);
    for _ in 0..1_500 {
        let made = changed(&module, &mut dice);
        let shape = match inspect(&made, limits.size) {
            Ok(shape) => shape,
            Err(error) => {
                told(&error);
                refused += 1;
                continue;
            }
        };
        // What it says of itself may be anything.
        let _ = shape.section("duly").map(meta_of);
        if run >= 12 {
            continue;
        }
        run += 1;
        let called = host.load(&made).and_then(|loaded| loaded.start()).and_then(|mut running| {
            let heap = running.global("heap")?;
            running.memory(usize::try_from(heap).unwrap_or(0).min(1 << 20) + (1 << 16))?;
            running.call("eval", &[20_779, 3, heap, heap + 4_096].map(Value::I32))
        });
        if let Err(error) = called {
            told(&error);
        }
    }
    assert!(refused > 200 && run > 5, "{refused} {run}");
}

#[test]
fn a_module_that_is_cut_short_is_told() {
    let model = shipped(PACK).model;
    let module = compile(&model, Program::new(&model).ir()).bytes;
    for end in (0..module.len()).step_by(97) {
        let error = match inspect(&module[..end], Limits::PACK.size) {
            // Between two sections it may be whole by chance.
            Ok(_) => continue,
            Err(error) => error,
        };
        told(&error);
    }
    let big = vec![0; Limits::PACK.size + 1];
    let mut large = module.clone();
    large.extend(big);
    let error = inspect(&large, Limits::PACK.size).unwrap_err().to_string();
    assert!(error.contains("bytes, and a module may have"), "{error}");
}
