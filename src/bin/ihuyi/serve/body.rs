//! Reading a request's body: so much of it, in so much time.

use hyper::body::{Body, Incoming};
use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;
use zeroize::Zeroizing;

/// What is still read of a body that is too large, so that whoever sends it gets to read the answer.
const DISCARDED: usize = 16 << 20;

/// Why there is no body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bad {
    TooLarge,
    TooSlow,
    /// The connection ended, or what came is no HTTP.
    Broken,
}

pub async fn read(body: Incoming, limit: usize, time: Duration) -> Result<Zeroizing<Vec<u8>>, Bad> {
    tokio::time::timeout(time, collected(body, limit)).await.unwrap_or(Err(Bad::TooSlow))
}

async fn collected(mut body: Incoming, limit: usize) -> Result<Zeroizing<Vec<u8>>, Bad> {
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX);
    if announced > limit.saturating_add(DISCARDED) {
        return Err(Bad::TooLarge);
    }
    // At once where its length is known: what grows leaves copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(announced.min(limit)));
    let mut length = 0usize;
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        let Ok(data) = frame.map_err(|_| Bad::Broken)?.into_data() else { continue };
        length = length.saturating_add(data.len());
        if length > limit.saturating_add(DISCARDED) {
            return Err(Bad::TooLarge);
        }
        if length <= limit {
            bytes.extend_from_slice(&data);
        }
    }
    if length > limit { Err(Bad::TooLarge) } else { Ok(bytes) }
}
