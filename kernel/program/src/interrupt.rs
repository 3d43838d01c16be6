//! Interrupting a cell: first by a signal, which the toolkit's long work obeys and which keeps the variables; after a
//! while by ending the program.

use std::process::Child;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Time that a cell has to stop.
pub const PATIENCE: Duration = Duration::from_secs(3);

/// The interrupt of the cell that runs, if one does.
#[derive(Clone, Default)]
pub struct Interrupt {
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    program: Option<Arc<Mutex<Child>>>,
    /// Number of the cell that is compiled or runs.
    cell: Option<u64>,
    cells: u64,
    /// Its code runs; before that it is compiled.
    runs: bool,
    asked: bool,
    killed: bool,
}

impl std::fmt::Debug for Interrupt {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Interrupt")
    }
}

/// How far the interrupt of a cell went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Outcome {
    /// Nobody asked.
    #[default]
    None,
    /// The cell was asked to stop.
    Asked,
    /// The program was ended, because the cell did not stop.
    Killed,
}

impl Interrupt {
    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The program whose cells can be interrupted.
    pub fn watch(&self, program: Arc<Mutex<Child>>) {
        self.state().program = Some(program);
    }

    /// A cell is taken up.
    pub fn start(&self) {
        let mut state = self.state();
        state.cells += 1;
        let cell = state.cells;
        *state = State { program: state.program.take(), cell: Some(cell), cells: cell, ..State::default() };
    }

    /// The cell's code runs now; an interrupt that came while it was compiled is passed on.
    pub fn cell_begins(&self) {
        let asked = {
            let mut state = self.state();
            state.runs = state.cell.is_some();
            state.asked
        };
        if asked {
            self.signal();
        }
    }

    /// The cell has ended.
    pub fn end(&self) -> Outcome {
        let mut state = self.state();
        state.cell = None;
        state.runs = false;
        match (state.asked, state.killed) {
            (_, true) => Outcome::Killed,
            (true, false) => Outcome::Asked,
            _ => Outcome::None,
        }
    }

    /// The user wants the cell to stop.
    pub fn ask(&self) {
        let signal = {
            let mut state = self.state();
            state.asked |= state.cell.is_some();
            state.runs
        };
        if signal {
            self.signal();
        }
    }

    /// Asks the program, and ends it if the same cell still runs after [`PATIENCE`].
    fn signal(&self) {
        let (program, cell) = {
            let state = self.state();
            (state.program.clone(), state.cell)
        };
        let (Some(program), Some(cell)) = (program, cell) else { return };
        if let Ok(child) = program.try_lock() {
            // SAFETY: the process is a child that was not waited for, so its number is still its own.
            unsafe { libc::kill(child.id() as libc::pid_t, libc::SIGINT) };
        }
        let interrupt = self.clone();
        std::thread::spawn(move || {
            std::thread::sleep(PATIENCE);
            let mut state = interrupt.state();
            if state.cell == Some(cell) && state.runs {
                state.killed = true;
                if let Ok(mut child) = program.try_lock() {
                    let _ = child.kill();
                }
            }
        });
    }
}
