//! One connection after the other is taken, and each served until it ends or the helper stops.

use super::patience::Patient;
use axum::body::Body;
use axum::http::Response;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{Request, server::conn::http1};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc, watch};

/// Connections of one address at one time, where the system lets the helper have so many.
const CONNECTIONS: usize = 1024;
/// The largest head of a request.
const HEAD: usize = 32 << 10;

/// What ends a conversation, and what tells that it has ended.
#[derive(Clone)]
pub struct Leave {
    pub stop: watch::Receiver<bool>,
    pub alive: mpsc::Sender<()>,
    pub room: Arc<Semaphore>,
    /// How long a request's head may take, how long a connection may be idle, and how long its other end may read nothing.
    pub reading: Duration,
}

/// Connections that each of so many addresses may have. Half of the files that may be open are left to the calls, whoever fills the addresses.
pub fn room(addresses: usize) -> usize {
    #[cfg(unix)]
    let files = super::users::raise_files();
    #[cfg(not(unix))]
    let files = usize::MAX;
    (files / 2 / addresses.max(1)).clamp(1, CONNECTIONS)
}

/// What connections come from.
pub trait Accept {
    type Stream;

    fn next(&self) -> impl Future<Output = io::Result<Self::Stream>> + Send;
}

impl Accept for TcpListener {
    type Stream = TcpStream;

    async fn next(&self) -> io::Result<TcpStream> {
        let (stream, _) = self.accept().await?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}

#[cfg(unix)]
impl Accept for super::listen::Socket {
    type Stream = tokio::net::UnixStream;

    async fn next(&self) -> io::Result<tokio::net::UnixStream> {
        self.listener.accept().await.map(|(stream, _)| stream)
    }
}

/// Takes connections until it is time to stop. `meet` says who it is, and gives what answers him.
pub async fn take<L, M, F, H, A>(listener: L, meet: M, mut leave: Leave)
where
    L: Accept,
    L::Stream: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    M: Fn(&L::Stream) -> F,
    F: Future<Output = H> + Send + 'static,
    H: Fn(Request<Incoming>) -> A + Send + 'static,
    A: Future<Output = Response<Body>> + Send + 'static,
{
    loop {
        let next = async {
            let room = leave.room.clone().acquire_owned().await;
            (room, listener.next().await)
        };
        let (room, accepted) = tokio::select! {
            next = next => next,
            _ = stopped(&leave.stop) => return,
        };
        let Ok(stream) = accepted else {
            // Out of file handles, mostly: the next one may be luckier.
            tokio::select! {
                () = tokio::time::sleep(Duration::from_millis(20)) => continue,
                _ = leave.stop.changed() => return,
            }
        };
        let (met, leave) = (meet(&stream), leave.clone());
        tokio::spawn(async move {
            let handler = met.await;
            converse(stream, handler, leave).await;
            drop(room);
        });
    }
}

async fn stopped(stop: &watch::Receiver<bool>) {
    let mut stop = stop.clone();
    let _ = stop.wait_for(|stop| *stop).await;
}

async fn converse<S, H, A>(stream: S, handler: H, leave: Leave)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    H: Fn(Request<Incoming>) -> A + Send + 'static,
    A: Future<Output = Response<Body>> + Send + 'static,
{
    let service = service_fn(move |request| {
        let answer = handler(request);
        async move { Ok::<_, Infallible>(answer.await) }
    });
    let mut http = http1::Builder::new();
    // A caller that hangs up is noticed while his call still waits: half a hang-up is none that any HTTP client makes.
    http.timer(TokioTimer::new()).header_read_timeout(leave.reading).max_buf_size(HEAD).half_close(false);
    let mut conversation = pin!(http.serve_connection(TokioIo::new(Patient::new(stream, leave.reading)), service));
    let ended = tokio::select! {
        ended = &mut conversation => Some(ended),
        () = stopped(&leave.stop) => None,
    };
    if ended.is_none() {
        conversation.as_mut().graceful_shutdown();
        let _ = conversation.await;
    }
    drop(leave.alive);
}
