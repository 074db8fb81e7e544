//! The limit of time behind the count of steps: a thread that ticks while modules run.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use wasmtime::{Engine, EngineWeak};

/// How long a tick is.
pub(super) const TICK: Duration = Duration::from_millis(100);

#[derive(Debug, Default)]
struct State {
    /// Runs that go on now.
    running: usize,
    started: bool,
    over: bool,
}

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ticks while something runs, and sleeps otherwise.
#[derive(Debug, Default)]
pub(super) struct Watch(Arc<Shared>);

/// Something runs as long as this is kept.
pub(super) struct OnWatch<'w>(&'w Shared);

impl Watch {
    /// Something begins to run.
    pub(super) fn over(&self, engine: &Engine) -> OnWatch<'_> {
        let mut state = self.0.lock();
        state.running += 1;
        if !state.started {
            let (shared, engine) = (Arc::clone(&self.0), engine.weak());
            // Without a thread there is still the count of steps.
            state.started = thread::Builder::new().spawn(move || tick(&shared, &engine)).is_ok();
        }
        if state.running == 1 {
            self.0.changed.notify_one();
        }
        OnWatch(&self.0)
    }
}

impl Drop for OnWatch<'_> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.running = state.running.saturating_sub(1);
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.0.lock().over = true;
        self.0.changed.notify_one();
    }
}

fn tick(shared: &Shared, engine: &EngineWeak) {
    loop {
        let idle = |state: &mut State| state.running == 0 && !state.over;
        let state = shared.lock();
        let state = shared.changed.wait_while(state, idle).unwrap_or_else(PoisonError::into_inner);
        let waited = shared.changed.wait_timeout_while(state, TICK, |state| !state.over);
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let over = state.over;
        drop(state);
        match engine.upgrade() {
            Some(engine) if !over => engine.increment_epoch(),
            Some(_) | None => return,
        }
    }
}
