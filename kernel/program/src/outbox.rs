//! Messages on their way out: one queue for each socket, so that they arrive in the order in which they were made.

use jupyter_protocol::{JupyterMessage, JupyterMessageContent, Status};
use tokio::sync::mpsc::UnboundedSender;

/// The queues of the kernel's messages.
#[derive(Clone, Debug)]
pub struct Outbox {
    /// To everybody who listens.
    pub iopub: UnboundedSender<JupyterMessage>,
    /// To who asked.
    pub shell: UnboundedSender<JupyterMessage>,
    /// To who may be asked for input.
    pub stdin: UnboundedSender<JupyterMessage>,
}

impl Outbox {
    /// Tells everybody something about a request, or about none.
    pub fn publish(&self, content: impl Into<JupyterMessageContent>, parent: Option<&JupyterMessage>) {
        let mut message = JupyterMessage::new(content, parent);
        // Subscribers filter by the first part of a message, which is no address here.
        message.zmq_identities = Vec::new();
        let _ = self.iopub.send(message);
    }

    /// Answers a request.
    pub fn reply(&self, content: impl Into<JupyterMessageContent>, parent: &JupyterMessage) {
        let _ = self.shell.send(JupyterMessage::new(content, Some(parent)));
    }

    /// Asks the user whose request runs for a line.
    pub fn ask(&self, content: impl Into<JupyterMessageContent>, parent: &JupyterMessage) {
        let _ = self.stdin.send(JupyterMessage::new(content, Some(parent)));
    }

    /// Work on a request begins.
    pub fn busy(&self, parent: &JupyterMessage) {
        self.publish(Status::busy(), Some(parent));
    }

    /// Work on a request is done.
    pub fn idle(&self, parent: &JupyterMessage) {
        self.publish(Status::idle(), Some(parent));
    }
}
