//! Several trainings on several threads, and the lines that say how far they are.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

use super::data::Data;
use super::fit::{Job, Progress};
use super::{Device, Training, cnn, fused, spanet};
use crate::error::{Error, Result};
use crate::model::Network;
use crate::progress;

/// Time between two progress lines.
const LINE: Duration = Duration::from_secs(4);

/// How many trainings run at once, and on how many threads each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Plan {
    /// Trainings at once.
    pub at_once: usize,
    /// Threads of each.
    pub threads: usize,
}

impl Plan {
    /// Small networks train side by side, one thread each; large ones share the threads of a batch.
    pub fn new(job: &Job, trainings: usize) -> Plan {
        let all = match job.config.threads {
            0 => std::thread::available_parallelism().map_or(1, |n| n.get()),
            threads => threads,
        };
        if job.config.device != Device::Cpu {
            return Plan { at_once: 1, threads: all };
        }
        let batch = job.config.batch_size;
        match (&job.config.model, &job.train) {
            (Network::Cnn(net), Data::Images(_)) => {
                // Side by side where that leaves no thread idle, else all threads share a batch.
                let threads = if trainings.is_multiple_of(all) { 1 } else { all.min(cnn::shard_count(net, batch)) };
                Plan { at_once: (all / threads).clamp(1, trainings.max(1)), threads }
            }
            (Network::Dense(net), data) => {
                let threads = all.min(fused::shard_count(&net.sizes(data.cols()), batch));
                Plan { at_once: (all / threads).clamp(1, trainings.max(1)), threads }
            }
            (Network::Spanet(_), Data::Jets(_)) => {
                // As for images: trainings side by side where that leaves no thread idle.
                let threads = if trainings.is_multiple_of(all) { 1 } else { all.min(spanet::shard_count(batch)) };
                Plan { at_once: (all / threads).clamp(1, trainings.max(1)), threads }
            }
            _ => Plan { at_once: 1, threads: all },
        }
    }
}

type Outcome = (u64, Result<Option<Training>>);

/// Runs the given trainings and returns those that were begun, in order.
pub(crate) fn run(job: &Job, repeats: &[u64], at_once: usize) -> Result<Vec<Training>> {
    let waiting = Mutex::new(repeats.iter().copied().collect::<VecDeque<u64>>());
    let (send, receive) = channel::<Progress>();
    let mut outcomes = std::thread::scope(|scope| {
        let worker = |send: Sender<Progress>| work(job, &waiting, &send);
        let workers: Vec<_> = (0..at_once)
            .map(|_| {
                let send = send.clone();
                scope.spawn(move || worker(send))
            })
            .collect();
        drop(send);
        report(&receive, job.config.repeats);
        let mut outcomes: Vec<Outcome> = Vec::new();
        for worker in workers {
            match worker.join() {
                Ok(done) => outcomes.extend(done),
                Err(_) => outcomes
                    .push((0, Err(Error::Unavailable("A training thread stopped by a fault of the library.".into())))),
            }
        }
        outcomes
    });
    outcomes.sort_by_key(|(repeat, _)| *repeat);
    outcomes.into_iter().filter_map(|(_, outcome)| outcome.transpose()).collect()
}

/// Takes trainings from the list until it is empty, inside a pool of its own.
fn work(job: &Job, waiting: &Mutex<VecDeque<u64>>, send: &Sender<Progress>) -> Vec<Outcome> {
    let mut done = Vec::new();
    let pool = match rayon::ThreadPoolBuilder::new().num_threads(job.threads).build() {
        Ok(pool) => pool,
        Err(error) => {
            done.push((0, Err(Error::Unavailable(format!("Threads for a training could not be started: {error}.")))));
            return done;
        }
    };
    let next = || waiting.lock().ok().and_then(|mut list| list.pop_front());
    while let Some(repeat) = next() {
        // One channel end per training: the pool's thread sends, this one waits.
        let send = Mutex::new(send.clone());
        let tell = |progress: Progress| {
            if let Ok(send) = send.lock() {
                send.send(progress).ok();
            }
        };
        done.push((repeat, pool.install(|| job.fit(repeat, &tell))));
    }
    done
}

/// Prints a line every few seconds until all trainings are done.
fn report(receive: &Receiver<Progress>, repeats: usize) {
    let begin = Instant::now();
    let (mut next, mut latest) = (begin + LINE, None);
    loop {
        match receive.recv_timeout(next.saturating_duration_since(Instant::now())) {
            Ok(progress) => latest = Some(progress),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        if Instant::now() >= next {
            if let Some(progress) = latest.take() {
                progress::line(&line(progress, repeats, begin.elapsed().as_secs_f64()));
            }
            next = Instant::now() + LINE;
        }
    }
}

fn line(progress: Progress, repeats: usize, seconds: f64) -> String {
    let Progress { repeat, epoch, loss, best, best_epoch } = progress;
    let number = repeat + 1;
    format!(
        "training {number}/{repeats} · epoch {epoch} · validation loss {loss:.4} (best {best:.4} at {best_epoch}) · {seconds:.0} s"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_where_a_training_is() {
        let progress = Progress { repeat: 2, epoch: 41, loss: 0.6132, best: 0.611, best_epoch: 31 };
        let expected = "training 3/10 · epoch 41 · validation loss 0.6132 (best 0.6110 at 31) · 12 s";
        assert_eq!(line(progress, 10, 12.3), expected);
    }
}
