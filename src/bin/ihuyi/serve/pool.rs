//! A fixed number of threads and a bounded queue before them: what has no room is turned away, and what nobody waits for any more is not done.

use std::collections::VecDeque;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Notify, oneshot};

type Job = Box<dyn FnOnce() + Send>;

/// Why there is no answer.
#[derive(Debug, PartialEq, Eq)]
pub enum Lost {
    /// The queue is full, or closed. Nothing was done.
    Full,
    /// It waited too long for a free thread. Nothing was done.
    Late,
    /// It was begun, and a defect ended it.
    Broken,
}

#[derive(Default)]
struct Queue {
    waiting: VecDeque<(u64, Job)>,
    next: u64,
    running: usize,
    closed: bool,
}

struct Shared {
    queue: Mutex<Queue>,
    ready: Condvar,
    idle: Notify,
    workers: usize,
    room: usize,
}

/// The threads.
pub struct Pool(Arc<Shared>);

impl Pool {
    /// Starts so many threads; so many jobs may wait for one.
    pub fn start(name: &str, workers: usize, room: usize) -> std::io::Result<Pool> {
        let shared =
            Arc::new(Shared { queue: Mutex::default(), ready: Condvar::new(), idle: Notify::new(), workers, room });
        for n in 0..workers {
            let shared = shared.clone();
            std::thread::Builder::new().name(format!("{name}-{n}")).spawn(move || work(&shared))?;
        }
        Ok(Pool(shared))
    }

    /// Does this on one of the threads. Whoever stops waiting before it has begun takes it back.
    pub async fn run<T: Send + 'static>(
        &self,
        patience: Duration,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Lost> {
        let (send, mut done) = oneshot::channel();
        let begun = Arc::new(AtomicBool::new(false));
        let id = {
            let begun = begun.clone();
            self.0.add(Box::new(move || {
                begun.store(true, Ordering::Release);
                let _ = send.send(job());
            }))?
        };
        let _ticket = Ticket { shared: &self.0, id };
        let done = tokio::select! {
            done = &mut done => done,
            () = tokio::time::sleep(patience) => {
                if self.0.remove(id) {
                    return Err(Lost::Late);
                }
                done.await
            }
        };
        done.map_err(|_| if begun.load(Ordering::Acquire) { Lost::Broken } else { Lost::Late })
    }

    /// Jobs that wait, and jobs that run.
    pub fn load(&self) -> (usize, usize) {
        let queue = self.0.lock();
        (queue.waiting.len(), queue.running)
    }

    /// Takes no more jobs; returns when those that are there are done, or after so long. Then those that have not begun are turned away.
    pub async fn drain(&self, limit: Duration) -> bool {
        self.0.lock().closed = true;
        let done = async {
            loop {
                let idle = self.0.idle.notified();
                if self.load() == (0, 0) {
                    return;
                }
                idle.await;
            }
        };
        let in_time = tokio::time::timeout(limit, done).await.is_ok();
        let turned_away = std::mem::take(&mut self.0.lock().waiting);
        drop(turned_away);
        in_time
    }
}

/// A place in the queue, given up by whoever goes away.
struct Ticket<'a> {
    shared: &'a Shared,
    id: u64,
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        self.shared.remove(self.id);
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, job: Job) -> Result<u64, Lost> {
        let mut queue = self.lock();
        let free = self.workers.saturating_sub(queue.running);
        if queue.closed || queue.waiting.len() >= self.room + free {
            return Err(Lost::Full);
        }
        let id = queue.next;
        queue.next += 1;
        queue.waiting.push_back((id, job));
        self.ready.notify_one();
        Ok(id)
    }

    /// Whether it was still waiting.
    fn remove(&self, id: u64) -> bool {
        let mut queue = self.lock();
        let at = queue.waiting.iter().position(|(waiting, _)| *waiting == id);
        let job = at.and_then(|at| queue.waiting.remove(at));
        if queue.waiting.is_empty() && queue.running == 0 {
            self.idle.notify_waiters();
        }
        drop(queue);
        job.is_some()
    }
}

fn work(shared: &Shared) {
    loop {
        let mut queue = shared.lock();
        let job = loop {
            if let Some((_, job)) = queue.waiting.pop_front() {
                queue.running += 1;
                break job;
            }
            queue = shared.ready.wait(queue).unwrap_or_else(PoisonError::into_inner);
        };
        drop(queue);
        // A defect ends its job alone.
        let _ = std::panic::catch_unwind(AssertUnwindSafe(job));
        let mut queue = shared.lock();
        queue.running -= 1;
        if queue.waiting.is_empty() && queue.running == 0 {
            shared.idle.notify_waiters();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    const LONG: Duration = Duration::from_secs(600);

    /// A job that says when it has begun and waits for leave to end.
    fn held() -> (impl FnOnce() + Send + 'static, mpsc::Receiver<()>, mpsc::Sender<()>) {
        let (begun, has_begun) = mpsc::channel();
        let (end, ending) = mpsc::channel::<()>();
        let job = move || {
            begun.send(()).unwrap();
            let _ = ending.recv();
        };
        (job, has_begun, end)
    }

    fn runtime() -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap()
    }

    #[test]
    fn what_has_no_room_and_what_waits_too_long_is_not_done() {
        let runtime = runtime();
        let pool = Arc::new(Pool::start("test", 1, 1).unwrap());
        let (job, begun, end) = held();
        let first = runtime.spawn({
            let pool = pool.clone();
            async move { pool.run(LONG, job).await }
        });
        begun.recv().unwrap();
        runtime.block_on(async {
            assert_eq!(pool.run(Duration::ZERO, || panic!("it was done")).await, Err(Lost::Late));
            let second = pool.run(LONG, || 2);
            tokio::pin!(second);
            // Once asked, it is in the queue, and the queue is full.
            tokio::select! {
                biased;
                _ = &mut second => panic!("there was no thread"),
                () = std::future::ready(()) => {}
            }
            assert_eq!(pool.load(), (1, 1));
            assert_eq!(pool.run(LONG, || 3).await, Err(Lost::Full));
            end.send(()).unwrap();
            assert_eq!(second.await, Ok(2));
        });
        assert_eq!(runtime.block_on(first).unwrap(), Ok(()));
    }

    #[test]
    fn whoever_goes_away_takes_the_job_along_unless_it_has_begun() {
        let runtime = runtime();
        let pool = Arc::new(Pool::start("test", 1, 8).unwrap());
        let (job, begun, end) = held();
        let first = runtime.spawn({
            let pool = pool.clone();
            async move { pool.run(LONG, job).await }
        });
        begun.recv().unwrap();
        runtime.block_on(async {
            {
                let gone = pool.run(LONG, || panic!("it was done"));
                tokio::pin!(gone);
                tokio::select! {
                    biased;
                    _ = &mut gone => panic!("there was no thread"),
                    () = std::future::ready(()) => {}
                }
                assert_eq!(pool.load(), (1, 1));
            }
            assert_eq!(pool.load(), (0, 1));
            first.abort();
            assert!(first.await.is_err());
            // Begun is begun.
            assert_eq!(pool.load(), (0, 1));
            end.send(()).unwrap();
            assert!(pool.drain(LONG).await);
            assert_eq!(pool.run(LONG, || 1).await, Err(Lost::Full));
        });
    }

    #[test]
    fn a_defect_ends_one_job_and_no_thread() {
        let runtime = runtime();
        let pool = Pool::start("test", 1, 8).unwrap();
        runtime.block_on(async {
            assert_eq!(pool.run(LONG, || -> i32 { panic!("on purpose") }).await, Err(Lost::Broken));
            assert_eq!(pool.run(LONG, || 7).await, Ok(7));
        });
    }

    #[test]
    fn what_has_not_begun_when_the_time_is_over_is_turned_away() {
        let runtime = runtime();
        let pool = Arc::new(Pool::start("test", 1, 8).unwrap());
        let (job, begun, _end) = held();
        runtime.spawn({
            let pool = pool.clone();
            async move { pool.run(LONG, job).await }
        });
        begun.recv().unwrap();
        runtime.block_on(async {
            let waiting = pool.run(LONG, || panic!("it was done"));
            tokio::pin!(waiting);
            tokio::select! {
                biased;
                _ = &mut waiting => panic!("there was no thread"),
                () = std::future::ready(()) => {}
            }
            assert!(!pool.drain(Duration::from_millis(1)).await);
            assert_eq!(waiting.await, Err::<(), _>(Lost::Late));
        });
    }
}
