//! Jupyter's five sockets.
//!
//! Questions about the kernel itself are answered at once, also while a cell runs or the session is still being made: a
//! client that asks again and again while it waits gets its answers, and a slow start loses nothing.

use crate::cell;
use crate::home;
use crate::interrupt::Interrupt;
use crate::outbox::Outbox;
use crate::session::{self, Handle, Job, Startup};
use jupyter_protocol::{
    CodeMirrorMode, CommClose, CommInfoReply, CompleteReply, ConnectionInfo, HelpLink, HistoryReply, InspectReply,
    InterruptReply, IsCompleteReply, JupyterMessage, JupyterMessageContent, KernelInfoReply, LanguageInfo, ReplyStatus,
    ShutdownReply, Status,
};
use jupyter_zmq_client::{
    KernelControlConnection, create_kernel_control_connection, create_kernel_heartbeat_connection,
    create_kernel_iopub_connection, create_kernel_shell_connection, create_kernel_stdin_connection,
};
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

type Fallible<T> = Result<T, Box<dyn std::error::Error>>;

/// Serves until the kernel is told to end.
///
/// # Errors
/// When a port is taken.
pub fn serve(connection: &ConnectionInfo, startup: Startup) -> Fallible<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
    runtime.block_on(all(connection, startup))
}

async fn all(connection: &ConnectionInfo, startup: Startup) -> Fallible<()> {
    let id = format!("cwola-{}", std::process::id());
    let mut heartbeat = create_kernel_heartbeat_connection(connection).await?;
    let (mut shell_out, mut shell_in) = create_kernel_shell_connection(connection, &id).await?.split();
    let control = create_kernel_control_connection(connection, &id).await?;
    let (mut stdin_out, mut stdin_in) = create_kernel_stdin_connection(connection, &id).await?.split();
    let mut iopub_out = create_kernel_iopub_connection(connection, &id).await?;

    let (iopub, mut iopub_queue) = unbounded_channel();
    let (shell, mut shell_queue) = unbounded_channel();
    let (stdin, mut stdin_queue) = unbounded_channel();
    let outbox = Outbox { iopub, shell, stdin };
    let interrupt = Interrupt::default();
    let session = session::start(startup, outbox.clone(), interrupt.clone());

    tokio::spawn(async move {
        loop {
            if heartbeat.single_heartbeat().await.is_err() {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    });
    // A client that went away is no reason to stop: the next message goes to those that are left.
    macro_rules! forward {
        ($queue:ident, $socket:ident) => {
            tokio::spawn(async move {
                while let Some(message) = next(&mut $queue).await {
                    if let Err(error) = $socket.send(message).await {
                        eprintln!("A message was not delivered: {error}.");
                    }
                }
            })
        };
    }
    forward!(iopub_queue, iopub_out);
    forward!(shell_queue, shell_out);
    forward!(stdin_queue, stdin_out);

    let lines = session.lines.clone();
    tokio::spawn(async move {
        loop {
            match stdin_in.read().await {
                Ok(JupyterMessage { content: JupyterMessageContent::InputReply(reply), .. }) => {
                    let _ = lines.send(reply.value);
                }
                Ok(_) => {}
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    });
    let answers = outbox.clone();
    tokio::spawn(async move {
        loop {
            match shell_in.read().await {
                Ok(message) => shell_request(message, &session, &answers),
                Err(error) => {
                    eprintln!("A request was not understood: {error}.");
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            }
        }
    });
    outbox.publish(Status::starting(), None);
    tokio::select! {
        () = control_requests(control, &outbox, &interrupt) => {}
        () = signals(&interrupt) => {}
    }
    Ok(())
}

async fn next(queue: &mut UnboundedReceiver<JupyterMessage>) -> Option<JupyterMessage> {
    queue.recv().await
}

fn shell_request(message: JupyterMessage, session: &Handle, outbox: &Outbox) {
    let free = session.pending.load(Ordering::Relaxed) == 0;
    let job = match message.content.clone() {
        JupyterMessageContent::ExecuteRequest(request) => Some(Job::Execute(request)),
        JupyterMessageContent::CompleteRequest(request) if free => Some(Job::Complete(request)),
        JupyterMessageContent::InspectRequest(request) if free => Some(Job::Inspect(request)),
        _ => None,
    };
    if let Some(job) = job {
        session.pending.fetch_add(1, Ordering::Relaxed);
        let _ = session.jobs.send((message, job));
        return;
    }
    outbox.busy(&message);
    match &message.content {
        JupyterMessageContent::KernelInfoRequest(_) => outbox.reply(kernel_info(), &message),
        JupyterMessageContent::IsCompleteRequest(request) => outbox.reply(
            match cell::is_complete(&request.code) {
                true => IsCompleteReply::complete(),
                false => IsCompleteReply::incomplete("    ".into()),
            },
            &message,
        ),
        // While a cell runs, the session cannot be asked.
        JupyterMessageContent::CompleteRequest(request) => {
            let (cursor_start, cursor_end) = (request.cursor_pos, request.cursor_pos);
            outbox.reply(CompleteReply { cursor_start, cursor_end, ..CompleteReply::default() }, &message);
        }
        JupyterMessageContent::InspectRequest(_) => outbox.reply(InspectReply::default(), &message),
        JupyterMessageContent::HistoryRequest(_) => outbox.reply(HistoryReply::default(), &message),
        JupyterMessageContent::CommInfoRequest(_) => {
            outbox.reply(CommInfoReply { status: ReplyStatus::Ok, comms: Default::default(), error: None }, &message)
        }
        JupyterMessageContent::CommOpen(open) => {
            outbox.publish(CommClose { comm_id: open.comm_id.clone(), data: Default::default() }, Some(&message));
        }
        _ => {}
    }
    outbox.idle(&message);
}

async fn control_requests(mut control: KernelControlConnection, outbox: &Outbox, interrupt: &Interrupt) {
    loop {
        let message = match control.read().await {
            Ok(message) => message,
            Err(_) => {
                tokio::time::sleep(Duration::from_millis(20)).await;
                continue;
            }
        };
        outbox.busy(&message);
        let reply: Option<JupyterMessageContent> = match &message.content {
            JupyterMessageContent::KernelInfoRequest(_) => Some(kernel_info().into()),
            JupyterMessageContent::InterruptRequest(_) => {
                interrupt.ask();
                Some(InterruptReply::default().into())
            }
            JupyterMessageContent::ShutdownRequest(request) => {
                Some(ShutdownReply { restart: request.restart, status: ReplyStatus::Ok, error: None }.into())
            }
            _ => None,
        };
        if let Some(reply) = reply {
            let _ = control.send(JupyterMessage::new(reply, Some(&message))).await;
        }
        outbox.idle(&message);
        if let JupyterMessageContent::ShutdownRequest(_) = message.content {
            // What was sent last leaves first.
            tokio::time::sleep(Duration::from_millis(50)).await;
            return;
        }
    }
}

/// Returns when the kernel is told to end by a signal; Ctrl-C interrupts the cell.
async fn signals(interrupt: &Interrupt) {
    use tokio::signal::unix::{SignalKind, signal};
    let (Ok(mut int), Ok(mut term), Ok(mut hangup)) =
        (signal(SignalKind::interrupt()), signal(SignalKind::terminate()), signal(SignalKind::hangup()))
    else {
        home::leave(1)
    };
    loop {
        tokio::select! {
            _ = int.recv() => interrupt.ask(),
            _ = term.recv() => return,
            _ = hangup.recv() => return,
        }
    }
}

fn kernel_info() -> KernelInfoReply {
    KernelInfoReply {
        status: ReplyStatus::Ok,
        protocol_version: "5.3".into(),
        implementation: "cwola".into(),
        implementation_version: env!("CARGO_PKG_VERSION").into(),
        language_info: LanguageInfo {
            name: "rust".into(),
            version: String::new(),
            mimetype: Some("text/rust".into()),
            file_extension: Some(".rs".into()),
            pygments_lexer: Some("rust".into()),
            codemirror_mode: Some(CodeMirrorMode::Simple("rust".into())),
            nbconvert_exporter: None,
        },
        banner: format!("cwola {}: Rust cells by evcxr", env!("CARGO_PKG_VERSION")),
        help_links: vec![HelpLink {
            text: "Rust standard library".into(),
            url: "https://doc.rust-lang.org/stable/std/".into(),
        }],
        debugger: false,
        error: None,
    }
}
