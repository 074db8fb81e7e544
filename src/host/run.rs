//! Running a module within its limits.

use std::fmt;
use std::sync::Arc;

use wasmtime::{
    Config, Engine, Instance, Memory, Module, ResourceLimiter, Store, Strategy, Trap, Val,
    WasmBacktrace,
};

use super::watch::{TICK, Watch};
use super::{HostError, Limits, Shape, inspect};

/// Runs modules, each within the same limits.
#[derive(Clone)]
pub struct Host(Arc<Inner>);

struct Inner {
    engine: Engine,
    limits: Limits,
    watch: Watch,
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Host").field("limits", &self.0.limits).finish_non_exhaustive()
    }
}

/// A module that was read and compiled, and can be started any number of times.
#[derive(Clone)]
pub struct Loaded {
    host: Host,
    module: Module,
    shape: Arc<Shape>,
}

impl fmt::Debug for Loaded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Loaded").field("exports", &self.shape.exports).finish_non_exhaustive()
    }
}

/// A module that was started: its own memory, its own globals.
pub struct Running {
    host: Host,
    store: Store<Cap>,
    instance: Instance,
}

impl fmt::Debug for Running {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Running").field("host", &self.host).finish_non_exhaustive()
    }
}

/// A number that goes in or comes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// Of 32 bits.
    I32(i32),
    /// Of 64 bits.
    I64(i64),
}

/// Holds a module to its memory.
struct Cap {
    memory: usize,
}

impl ResourceLimiter for Cap {
    fn memory_growing(
        &mut self,
        _: usize,
        desired: usize,
        _: Option<usize>,
    ) -> wasmtime::Result<bool> {
        if desired <= self.memory {
            return Ok(true);
        }
        let wanted = desired.div_ceil(1 << 20);
        Err(wasmtime::Error::new(HostError::TooMuchMemory { wanted, most: self.memory >> 20 }))
    }

    fn table_growing(
        &mut self,
        _: usize,
        desired: usize,
        _: Option<usize>,
    ) -> wasmtime::Result<bool> {
        Ok(desired <= self.memory / 100)
    }

    fn instances(&self) -> usize {
        1
    }

    fn tables(&self) -> usize {
        16
    }

    fn memories(&self) -> usize {
        1
    }
}

impl Host {
    /// A host with these limits.
    ///
    /// # Errors
    /// If this machine cannot run wasm at all.
    pub fn new(limits: Limits) -> Result<Host, HostError> {
        let mut config = Config::new();
        config
            .strategy(Strategy::Cranelift)
            .consume_fuel(limits.steps.is_some())
            .epoch_interruption(true)
            .max_wasm_stack(limits.stack)
            .cranelift_nan_canonicalization(true);
        if limits.memory < 1 << 28 {
            // Small memories are quick to make and to take away again.
            config.memory_reservation(limits.memory as u64).memory_guard_size(1 << 16);
        }
        let engine = Engine::new(&config).map_err(|error| HostError::Refused(first(&error)))?;
        Ok(Host(Arc::new(Inner { engine, limits, watch: Watch::default() })))
    }

    /// Reads a module and compiles it.
    ///
    /// # Errors
    /// If it is no module, wants imports, or is larger than modules may be.
    pub fn load(&self, bytes: &[u8]) -> Result<Loaded, HostError> {
        let shape = inspect(bytes, self.0.limits.size)?;
        let module = Module::from_binary(&self.0.engine, bytes)
            .map_err(|error| HostError::Refused(first(&error)))?;
        Ok(Loaded { host: self.clone(), module, shape: Arc::new(shape) })
    }

    fn ticks(&self) -> u64 {
        let ticks = self.0.limits.patience.as_millis() / TICK.as_millis();
        u64::try_from(ticks).unwrap_or(u64::MAX).saturating_add(1)
    }

    /// What an error of a run says in our own words.
    fn told(&self, error: &wasmtime::Error) -> HostError {
        if let Some(ours) = error.downcast_ref::<HostError>() {
            return ours.clone();
        }
        let limits = &self.0.limits;
        match error.downcast_ref::<Trap>() {
            Some(Trap::OutOfFuel) => HostError::OutOfSteps(limits.steps.unwrap_or(0)),
            Some(Trap::Interrupt) => HostError::OutOfTime(limits.patience.as_secs()),
            trap => HostError::Trapped {
                why: trap.map_or_else(|| first(error), why),
                place: error.downcast_ref::<WasmBacktrace>().and_then(place),
            },
        }
    }
}

impl Loaded {
    /// What can be said of it without running it.
    #[must_use]
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// Starts it, with a memory of its own.
    ///
    /// # Errors
    /// If it wants more memory than there is for it, or does not get through its start.
    pub fn start(&self) -> Result<Running, HostError> {
        let host = &self.host;
        let mut store = Store::new(&host.0.engine, Cap { memory: host.0.limits.memory });
        store.limiter(|cap| cap);
        ready(host, &mut store)?;
        let watched = host.0.watch.over(&host.0.engine);
        let made = Instance::new(&mut store, &self.module, &[]);
        drop(watched);
        let instance = made.map_err(|error| host.told(&error))?;
        Ok(Running { host: host.clone(), store, instance })
    }
}

/// Gives a run its steps and its time.
fn ready(host: &Host, store: &mut Store<Cap>) -> Result<(), HostError> {
    store.set_epoch_deadline(host.ticks());
    if let Some(steps) = host.0.limits.steps {
        store.set_fuel(steps).map_err(|error| HostError::Refused(first(&error)))?;
    }
    Ok(())
}

impl Running {
    /// Calls a function that gives one number.
    ///
    /// # Errors
    /// If there is no such function of this type, or it was stopped.
    pub fn call(&mut self, name: &str, given: &[Value]) -> Result<Value, HostError> {
        let host = self.host.clone();
        let function = self.instance.get_func(&mut self.store, name);
        let lacking = || HostError::NoFunction { wanted: name.to_owned(), has: Vec::new() };
        let function = function.ok_or_else(lacking)?;
        let given: Vec<Val> = given
            .iter()
            .map(|one| match one {
                Value::I32(number) => Val::I32(*number),
                Value::I64(number) => Val::I64(*number),
            })
            .collect();
        ready(&host, &mut self.store)?;
        let mut made = [Val::I64(0)];
        let watched = host.0.watch.over(&host.0.engine);
        let called = function.call(&mut self.store, &given, &mut made);
        drop(watched);
        called.map_err(|error| host.told(&error))?;
        match made {
            [Val::I32(number)] => Ok(Value::I32(number)),
            [Val::I64(number)] => Ok(Value::I64(number)),
            _ => Err(lacking()),
        }
    }

    /// A number that it exports.
    ///
    /// # Errors
    /// If it exports none of this name.
    pub fn global(&mut self, name: &str) -> Result<i32, HostError> {
        let lacking = || HostError::NoFunction { wanted: name.to_owned(), has: Vec::new() };
        let global = self.instance.get_global(&mut self.store, name).ok_or_else(lacking)?;
        global.get(&mut self.store).i32().ok_or_else(lacking)
    }

    /// Its memory, with at least so many bytes.
    ///
    /// # Errors
    /// If it exports none, or may not have as much.
    pub fn memory(&mut self, bytes: usize) -> Result<&mut [u8], HostError> {
        let memory: Option<Memory> = self.instance.get_memory(&mut self.store, "memory");
        let memory = memory.ok_or(HostError::NoMemory)?;
        let lacking = bytes.saturating_sub(memory.data_size(&self.store));
        if lacking > 0 {
            let pages = lacking.div_ceil(1 << 16) as u64;
            memory.grow(&mut self.store, pages).map_err(|error| self.host.told(&error))?;
        }
        Ok(memory.data_mut(&mut self.store))
    }
}

/// The first line of an error of the engine.
fn first(error: &wasmtime::Error) -> String {
    let said = error.root_cause().to_string();
    said.lines().next().unwrap_or("for no reason given").to_owned()
}

/// A trap in plain words.
#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the engine has more of them than can come about here, and may add to them"
)]
fn why(trap: &Trap) -> String {
    let said = match trap {
        Trap::StackOverflow => "its calls went too deep",
        Trap::MemoryOutOfBounds => "it reached beyond its memory",
        Trap::TableOutOfBounds | Trap::IndirectCallToNull | Trap::BadSignature => {
            "it called through a table that has no such function"
        }
        Trap::IntegerOverflow => "a number became too large",
        Trap::IntegerDivisionByZero => "it divided by nought",
        Trap::BadConversionToInteger => "it made a whole number of something that is none",
        Trap::UnreachableCodeReached => "it came to a place it says it never reaches",
        other => return other.to_string(),
    };
    said.to_owned()
}

fn place(trace: &WasmBacktrace) -> Option<String> {
    let frame = trace.frames().first()?;
    Some(match frame.func_name() {
        Some(name) => format!("`{name}`"),
        None => format!("function {}", frame.func_index()),
    })
}
