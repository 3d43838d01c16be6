//! The session: one thread that compiles and runs cells, one after the other.

use crate::cell;
use crate::edits::Edits;
use crate::errors::{self, Failure};
use crate::hints;
use crate::inspect;
use crate::interrupt::{Interrupt, Outcome, PATIENCE};
use crate::moves::Moves;
use crate::outbox::Outbox;
use crate::output::{Ended, Output, media};
use crossbeam_channel::{Receiver, unbounded};
use evcxr::{CommandContext, Error, EvalCallbacks, EvalOutputs};
use jupyter_protocol::{
    CompleteRequest, ErrorOutput, ExecuteInput, ExecuteReply, ExecuteRequest, ExecuteResult, ExecutionCount,
    InputRequest, InspectRequest, JupyterMessage, ReplyError, ReplyStatus,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// Something to do with the session.
#[derive(Debug)]
pub enum Job {
    /// Run a cell.
    Execute(ExecuteRequest),
    /// Names that fit at the cursor.
    Complete(CompleteRequest),
    /// Help on the name at the cursor.
    Inspect(InspectRequest),
}

/// What the kernel runs when it starts.
#[derive(Debug, Clone, Default)]
pub struct Startup {
    /// Commands of evcxr.
    pub init: String,
    /// Code that every cell builds on; run again when the program of the cells had to be started again.
    pub prelude: String,
}

/// How other threads reach the session.
#[derive(Debug, Clone)]
pub struct Handle {
    /// Requests, each with its job.
    pub jobs: crossbeam_channel::Sender<(JupyterMessage, Job)>,
    /// Requests that are not finished.
    pub pending: Arc<AtomicUsize>,
    /// Lines that the user typed for `evcxr_input`.
    pub lines: crossbeam_channel::Sender<String>,
}

/// Starts the thread of the session.
pub fn start(startup: Startup, outbox: Outbox, interrupt: Interrupt) -> Handle {
    let (jobs, received) = unbounded();
    let (lines, typed) = unbounded();
    let pending = Arc::new(AtomicUsize::new(0));
    let counter = pending.clone();
    std::thread::spawn(move || match Session::new(startup, outbox.clone(), interrupt, typed) {
        Ok(mut session) => session.work(&received, &counter),
        Err(failure) => refuse(&failure, &outbox, &received, &counter),
    });
    Handle { jobs, pending, lines }
}

/// The session could not be made: every cell says why.
fn refuse(failure: &Failure, outbox: &Outbox, jobs: &Receiver<(JupyterMessage, Job)>, pending: &AtomicUsize) {
    for (parent, job) in jobs {
        outbox.busy(&parent);
        if let Job::Execute(_) = job {
            fail(outbox, &parent, ExecutionCount::new(0), failure);
        }
        outbox.idle(&parent);
        pending.fetch_sub(1, Ordering::Relaxed);
    }
}

fn fail(outbox: &Outbox, parent: &JupyterMessage, count: ExecutionCount, failure: &Failure) {
    let (ename, evalue, traceback) = (failure.name.to_string(), failure.value.clone(), failure.lines.clone());
    outbox.publish(
        ErrorOutput { ename: ename.clone(), evalue: evalue.clone(), traceback: traceback.clone() },
        Some(parent),
    );
    let error = Some(Box::new(ReplyError { ename, evalue, traceback }));
    let reply = ExecuteReply { status: ReplyStatus::Error, execution_count: count, error, ..ExecuteReply::default() };
    outbox.reply(reply, parent);
}

struct Session {
    context: CommandContext,
    startup: Startup,
    outbox: Outbox,
    output: Output,
    interrupt: Interrupt,
    typed: Receiver<String>,
    moves: Moves,
    count: usize,
}

impl Session {
    fn new(
        startup: Startup,
        outbox: Outbox,
        interrupt: Interrupt,
        typed: Receiver<String>,
    ) -> Result<Session, Failure> {
        let cannot = |error: Error| Failure::told("KernelError", &format!("The kernel cannot start: {error}"));
        let (context, streams) = CommandContext::new().map_err(cannot)?;
        interrupt.watch(context.process_handle());
        let output = Output::start(streams.stdout, streams.stderr, outbox.clone(), interrupt.clone());
        let mut session =
            Session { context, startup, outbox, output, interrupt, typed, moves: Moves::default(), count: 0 };
        // In one go: each costs a compilation.
        let all = format!("{}\n{}", session.startup.init, session.startup.prelude);
        session.context.execute(&all).map_err(cannot)?;
        Ok(session)
    }

    fn work(&mut self, jobs: &Receiver<(JupyterMessage, Job)>, pending: &AtomicUsize) {
        for (parent, job) in jobs {
            self.outbox.busy(&parent);
            match job {
                Job::Execute(request) => {
                    let succeeded = self.execute(&parent, &request);
                    self.outbox.idle(&parent);
                    if !succeeded && request.stop_on_error {
                        self.abort(jobs, pending);
                    }
                }
                Job::Complete(request) => {
                    self.outbox.reply(inspect::complete(&mut self.context, &request), &parent);
                    self.outbox.idle(&parent);
                }
                Job::Inspect(request) => {
                    self.outbox.reply(inspect::inspect(&mut self.context, &request), &parent);
                    self.outbox.idle(&parent);
                }
            }
            pending.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// Cells that wait behind a failed one are not run; requests on their way are given a moment to arrive.
    fn abort(&mut self, jobs: &Receiver<(JupyterMessage, Job)>, pending: &AtomicUsize) {
        while let Ok((parent, job)) = jobs.recv_timeout(Duration::from_millis(50)) {
            self.outbox.busy(&parent);
            if let Job::Execute(_) = job {
                let count = ExecutionCount::new(self.count);
                let reply =
                    ExecuteReply { status: ReplyStatus::Aborted, execution_count: count, ..ExecuteReply::default() };
                self.outbox.reply(reply, &parent);
            }
            self.outbox.idle(&parent);
            pending.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// Runs a cell and says what came of it; true when it succeeded.
    fn execute(&mut self, parent: &JupyterMessage, request: &ExecuteRequest) -> bool {
        if !request.silent {
            self.count += 1;
        }
        let count = ExecutionCount::new(self.count);
        if !request.silent {
            self.outbox.publish(ExecuteInput { code: request.code.clone(), execution_count: count }, Some(parent));
        }
        self.output.begin(parent, count);
        self.interrupt.start();
        let before = self.variables();
        let mut edits = cell::prepare(&request.code);
        let mut result = self.run(&mut edits, parent, request.allow_stdin);
        if matches!(&result, Err(Error::CompilationErrors(errors)) if errors.iter().any(errors::of_display)) {
            // Without the traits of the toolkit (after `:clear`), or a type without `Debug`: evcxr's own way.
            let mut plain = Edits::of(&request.code);
            let again = self.run(&mut plain, parent, request.allow_stdin);
            if again.is_ok() {
                (result, edits) = (again, plain);
            }
        }
        let ended = self.output.end();
        let interrupted = self.interrupt.end();
        let after = self.variables();
        let failure = self.judge(&result, &ended, interrupted, &edits, &before);
        if ended.died.is_some() || matches!(result, Err(Error::SubprocessTerminated(_))) {
            self.moves.forget();
            // The new program does not know yet what every cell needs.
            let prelude = self.startup.prelude.clone();
            let _ = self.context.execute(&prelude);
            self.output.end();
        } else {
            self.moves.record(&before, &after, self.count, &request.code);
        }
        if let Some(failure) = failure {
            fail(&self.outbox, parent, count, &failure);
            return false;
        }
        if let Ok(shown) = &result {
            self.show(shown, parent, count);
        }
        let reply = ExecuteReply { execution_count: count, ..ExecuteReply::default() };
        self.outbox.reply(reply, parent);
        true
    }

    fn variables(&self) -> Vec<String> {
        self.context.variables_and_types().map(|(name, _)| name.to_string()).collect()
    }

    /// Compiles and runs; a variable whose type only the compiler knows is given it.
    fn run(&mut self, edits: &mut Edits, parent: &JupyterMessage, may_ask: bool) -> Result<EvalOutputs, Error> {
        for _ in 0..4 {
            let result = self.evaluate(&edits.code(), parent, may_ask);
            let Err(Error::Message(message)) = &result else { return result };
            let Some(name) = hints::variable_without_type(message).map(String::from) else { return result };
            let Some(place) = cell::type_position(edits.original(), &name) else { return result };
            let Some(found) = self.type_of(edits.original(), &name) else { return result };
            edits.insert(place, &format!(": {found}"));
        }
        self.evaluate(&edits.code(), parent, may_ask)
    }

    fn evaluate(&mut self, code: &str, parent: &JupyterMessage, may_ask: bool) -> Result<EvalOutputs, Error> {
        let (outbox, typed) = (&self.outbox, &self.typed);
        let mut callbacks = EvalCallbacks {
            input_reader: &|request| {
                if !may_ask {
                    return String::new();
                }
                outbox.ask(InputRequest { prompt: request.prompt, password: request.is_password }, parent);
                typed.recv().unwrap_or_default()
            },
        };
        self.context.execute_with_callbacks(code, &mut callbacks)
    }

    /// The type of a variable, from what the compiler says when it is given to something else.
    fn type_of(&mut self, cell: &str, name: &str) -> Option<String> {
        let place = cell::behind_binding(cell, name)?;
        let probe = format!("{} let _: () = {name};{}", &cell[..place], &cell[place..]);
        let errors = self.context.check(&probe).ok()?;
        errors
            .iter()
            .filter(|error| error.code() == Some("E0308"))
            .find_map(|error| error.spanned_messages().iter().find_map(|message| found_type(&message.label)))
    }

    /// Why the cell failed, when it did.
    fn judge(
        &self,
        result: &Result<EvalOutputs, Error>,
        ended: &Ended,
        interrupted: Outcome,
        edits: &Edits,
        before: &[String],
    ) -> Option<Failure> {
        if let Some(signal) = ended.died {
            return Some(died(signal, interrupted, before));
        }
        if let Some(text) = &ended.panicked {
            let text = text.trim_end();
            return Some(Failure::told("Panic", text.strip_prefix("The cell panicked: ").unwrap_or(text)));
        }
        if let Some(text) = &ended.failed {
            let name = if interrupted == Outcome::Asked { "Interrupted" } else { "Error" };
            return Some(Failure::told(name, text));
        }
        match result {
            Ok(_) if interrupted == Outcome::Asked => Some(Failure::told(
                "Interrupted",
                "The cell had ended already, or has stopped; its variables are kept.",
            )),
            Ok(_) => None,
            Err(Error::CompilationErrors(errors)) => Some(errors::of_compiler(errors, edits, &self.moves)),
            Err(Error::SubprocessTerminated(_)) => Some(died(None, interrupted, before)),
            Err(Error::Message(message)) => match hints::variable_without_type(message) {
                Some(name) => Some(Failure::told("CompileError", &hints::needs_type(name))),
                None => Some(Failure::told("Error", message)),
            },
            Err(error) => Some(Failure::told("Error", &error.to_string())),
        }
    }

    /// What evcxr itself has to show: answers to its commands, and values of crates that follow its convention.
    fn show(&self, outputs: &EvalOutputs, parent: &JupyterMessage, count: ExecutionCount) {
        if outputs.is_empty() {
            return;
        }
        let json = |(mime, text): (&String, &String)| {
            let value = if mime.contains("json") { serde_json::from_str(text).ok() } else { None };
            (mime.clone(), value.unwrap_or_else(|| text.as_str().into()))
        };
        let data = serde_json::Value::Object(outputs.content_by_mime_type.iter().map(json).collect());
        self.outbox.publish(ExecuteResult::new(count, media(&data)), Some(parent));
    }
}

/// The program of the cells is gone: why, and what is lost with it.
fn died(signal: Option<i32>, interrupted: Outcome, before: &[String]) -> Failure {
    let why = match (interrupted, signal) {
        (Outcome::Killed, _) => {
            format!("The cell did not stop within {} s of the interrupt, so it was ended.", PATIENCE.as_secs())
        }
        (_, Some(libc::SIGKILL)) => {
            "The program of the cells was killed, most likely because memory ran out.".to_string()
        }
        (_, Some(libc::SIGSEGV)) => "The program of the cells ended with a memory fault (signal 11).".to_string(),
        (_, Some(libc::SIGABRT)) => "The program of the cells was aborted (signal 6).".to_string(),
        (_, Some(signal)) => format!("The program of the cells was ended by signal {signal}."),
        (_, None) => "The program of the cells has ended.".to_string(),
    };
    let lost = match before.len() {
        0 => "No variable is lost".to_string(),
        1 => format!("The variable `{}` is lost", before[0]),
        n => format!("The {n} variables are lost"),
    };
    let name = if interrupted == Outcome::None { "Died" } else { "Interrupted" };
    Failure::told(
        name,
        &format!(
            "{why} {lost}: run the cells above again. Trainings, scans and toys that were finished are kept and found \
             again; an interrupted training goes on from its last checkpoint."
        ),
    )
}

/// The type in a label such as "expected `()`, found `DataFrame`".
fn found_type(label: &str) -> Option<String> {
    let (_, found) = label.split_once("found `")?;
    let (found, _) = found.split_once('`')?;
    // What the compiler shortens or cannot name is no type that can be written.
    let open = ["…", "...", "{", "&", "_>", "<_", "_,", "impl "].iter().any(|part| found.contains(part));
    (!open).then(|| found.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_from_labels() {
        assert_eq!(found_type("expected `()`, found `DataFrame`").as_deref(), Some("DataFrame"));
        assert_eq!(found_type("expected `()`, found `Vec<f64>`").as_deref(), Some("Vec<f64>"));
        assert_eq!(found_type("expected `()`, found closure"), None);
        assert_eq!(found_type("expected `()`, found `Map<…, …>`"), None);
    }

    #[test]
    fn what_is_lost_is_said() {
        let failure = died(Some(11), Outcome::None, &["run".into()]);
        assert!(failure.value.contains("memory fault") && failure.value.contains("`run` is lost"));
        assert!(died(Some(9), Outcome::Killed, &[]).value.contains("did not stop within 3 s"));
    }
}
