//! What a cell writes, on its way to the notebook.
//!
//! One thread takes the lines and knows whose they are. When a cell has ended it is asked for what came of it; by then it
//! has passed on every line, so nothing appears under the next cell.

use crate::interrupt::Interrupt;
use crate::outbox::Outbox;
use crate::wire::{Event, MARK};
use crossbeam_channel::{Receiver, Sender, bounded, select, unbounded};
use jupyter_protocol::{DisplayData, ExecuteResult, ExecutionCount, JupyterMessage, Media, Stdio, StreamContent};
use serde_json::Value;

/// Text is sent on when it is this long, or when no more of it is there.
const ENOUGH: usize = 1 << 16;

/// How a cell ended, besides what evcxr says.
#[derive(Debug, Default, Clone)]
pub struct Ended {
    /// Text of the `?` that ended the cell.
    pub failed: Option<String>,
    /// Message of the panic that ended it.
    pub panicked: Option<String>,
    /// The program is gone, by this signal.
    pub died: Option<Option<i32>>,
}

enum Order {
    Begin(Box<JupyterMessage>, ExecutionCount, Sender<()>),
    End(Sender<Ended>),
}

/// The thread that passes output on.
#[derive(Debug, Clone)]
pub struct Output {
    orders: Sender<Order>,
}

impl Output {
    /// Starts the thread on the two streams of evcxr.
    pub fn start(stdout: Receiver<String>, stderr: Receiver<String>, outbox: Outbox, interrupt: Interrupt) -> Output {
        let (orders, received) = unbounded();
        let mut passing = Passing { outbox, interrupt, parent: None, ended: Ended::default(), text: Vec::new() };
        std::thread::spawn(move || {
            loop {
                select! {
                    recv(received) -> order => match order {
                        Ok(order) => {
                            passing.all(&stdout, &stderr);
                            passing.obey(order);
                        }
                        Err(_) => return,
                    },
                    recv(stdout) -> line => match line {
                        Ok(line) => {
                            passing.line(&line);
                            passing.all(&stdout, &stderr);
                        }
                        Err(_) => return,
                    },
                    recv(stderr) -> line => match line {
                        Ok(line) => passing.stream(Stdio::Stderr, &format!("{line}\n")),
                        Err(_) => return,
                    },
                }
            }
        });
        Output { orders }
    }

    /// From here on output belongs to this request. Returns when the thread knows it: on a busy machine the first line of
    /// the cell could else be taken before the order, and appear under no cell.
    pub fn begin(&self, parent: &JupyterMessage, count: ExecutionCount) {
        let (sender, receiver) = bounded(1);
        let _ = self.orders.send(Order::Begin(Box::new(parent.clone()), count, sender));
        let _ = receiver.recv();
    }

    /// Everything that was written is on its way; what came of the cell.
    pub fn end(&self) -> Ended {
        let (sender, receiver) = bounded(1);
        let _ = self.orders.send(Order::End(sender));
        receiver.recv().unwrap_or_default()
    }
}

struct Passing {
    outbox: Outbox,
    interrupt: Interrupt,
    parent: Option<(Box<JupyterMessage>, ExecutionCount)>,
    ended: Ended,
    /// Text that was not sent yet, in pieces of one stream each.
    text: Vec<(Stdio, String)>,
}

impl Passing {
    fn obey(&mut self, order: Order) {
        match order {
            Order::Begin(parent, count, known) => {
                self.parent = Some((parent, count));
                self.ended = Ended::default();
                let _ = known.send(());
            }
            Order::End(answer) => {
                let _ = answer.send(std::mem::take(&mut self.ended));
            }
        }
    }

    /// Passes on all that is there.
    fn all(&mut self, stdout: &Receiver<String>, stderr: &Receiver<String>) {
        while let Ok(line) = stdout.try_recv() {
            self.line(&line);
        }
        while let Ok(line) = stderr.try_recv() {
            self.stream(Stdio::Stderr, &format!("{line}\n"));
        }
        self.flush();
    }

    fn line(&mut self, line: &str) {
        // `print!` without an end of line stands before an event.
        let (text, event) = match line.find(MARK).map(|at| (&line[..at], Event::parse(&line[at..]))) {
            Some((text, Some(event))) => (text, event),
            _ => return self.stream(Stdio::Stdout, &format!("{line}\n")),
        };
        if !text.is_empty() {
            self.stream(Stdio::Stdout, text);
        }
        match event {
            Event::Begins => self.interrupt.cell_begins(),
            Event::Stderr(text) => self.stream(Stdio::Stderr, &text),
            Event::Display(data) => self.show(&data, false),
            Event::Result(data) => self.show(&data, true),
            Event::Failed(text) => self.ended.failed = Some(text),
            Event::Panicked(text) => self.ended.panicked = Some(text),
            Event::Died(signal) => self.ended.died = Some(signal),
        }
    }

    fn stream(&mut self, name: Stdio, text: &str) {
        match self.text.last_mut() {
            Some((last, held)) if std::mem::discriminant(last) == std::mem::discriminant(&name) => held.push_str(text),
            _ => self.text.push((name, text.to_string())),
        }
        if self.text.iter().map(|(_, text)| text.len()).sum::<usize>() > ENOUGH {
            self.flush();
        }
    }

    fn flush(&mut self) {
        for (name, text) in std::mem::take(&mut self.text) {
            self.outbox.publish(StreamContent { name, text }, self.parent.as_ref().map(|(parent, _)| &**parent));
        }
    }

    fn show(&mut self, data: &Value, is_result: bool) {
        self.flush();
        let Some((parent, count)) = &self.parent else { return };
        let data = media(data);
        if is_result {
            self.outbox.publish(ExecuteResult::new(*count, data), Some(parent));
        } else {
            self.outbox.publish(DisplayData::new(data), Some(parent));
        }
    }
}

/// A map of media types as Jupyter has it; JSON types hold JSON.
pub fn media(data: &Value) -> Media {
    serde_json::from_value(data.clone()).unwrap_or_default()
}
