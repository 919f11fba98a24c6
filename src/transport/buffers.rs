//! A connection's buffers: what a request and its reply need, and while the connection is only kept, hardly more than nothing.
//!
//! The HTTP client has buffers of its own, of one size for all: 128 kB in each direction, and with TLS there are two pairs of them.

use std::cell::Cell;
use ureq::unversioned::transport::Buffers;

/// What most requests and replies have room in.
const USUAL: usize = 2 * 1024;

/// What a kept connection may keep in each direction; more is given back, and made again by the next call that needs it.
pub const KEPT: usize = 2 * USUAL;

/// A reply's head must fit as a whole; the HTTP client takes none of more than 64 kB.
const LARGEST_INPUT: usize = 128 * 1024;

/// What the request has beside its URL and its body: the rest of the head, and what TLS adds to each record.
const HEAD: usize = 1024;

/// What leaves at once of a long request: one TLS record's worth.
pub const GATHER: usize = 16 * 1024;

thread_local! {
    static REQUEST: Cell<usize> = const { Cell::new(0) };
}

/// How long the request is that this thread is about to write. The HTTP client wants room for each line of a head, so also for a GET's
/// whole URL; and what leaves together, must fit together.
pub fn make_room(url: usize, body: usize) {
    REQUEST.set(url + body.min(GATHER) + HEAD);
}

/// The buffers of one connection, or of one of its layers.
#[derive(Debug, Default)]
pub struct Room {
    input: Vec<u8>,
    /// What of the input was received, and what of that the reader is done with.
    filled: usize,
    consumed: usize,
    /// The reader could do something with what it saw last.
    progress: bool,
    output: Vec<u8>,
}

impl Room {
    /// The connection rests: whatever is large is given back.
    pub fn rest(&mut self) {
        if self.output.len() > KEPT {
            self.output = Vec::new();
        }
        if self.input.len() > KEPT && self.consumed == self.filled {
            self.input = Vec::new();
            (self.filled, self.consumed) = (0, 0);
        }
    }
}

impl Buffers for Room {
    fn output(&mut self) -> &mut [u8] {
        let need = REQUEST.get();
        if self.output.len() < need.max(USUAL) {
            self.output.resize(need.next_multiple_of(USUAL).max(USUAL), 0);
        }
        &mut self.output
    }

    fn input(&self) -> &[u8] {
        &self.input[self.consumed..self.filled]
    }

    fn input_append_buf(&mut self) -> &mut [u8] {
        if self.consumed > 0 {
            self.input.copy_within(self.consumed..self.filled, 0);
            self.filled -= self.consumed;
            self.consumed = 0;
        }
        if self.filled == self.input.len() && self.filled < LARGEST_INPUT {
            self.input.resize((2 * self.filled).max(USUAL), 0);
        }
        &mut self.input[self.filled..]
    }

    fn input_appended(&mut self, amount: usize) {
        self.filled += amount;
        assert!(self.filled <= self.input.len());
    }

    fn input_consume(&mut self, amount: usize) {
        self.progress = amount > 0;
        self.consumed += amount;
        assert!(self.consumed <= self.filled);
    }

    /// The first is for bodies sent in chunks, of which there are none.
    fn tmp_and_output(&mut self) -> (&mut [u8], &mut [u8]) {
        self.output();
        (&mut [], &mut self.output)
    }

    fn can_use_input(&self) -> bool {
        self.progress && self.consumed < self.filled
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn receive(room: &mut Room, bytes: &[u8]) {
        for &byte in bytes {
            room.input_append_buf()[0] = byte;
            room.input_appended(1);
        }
    }

    #[test]
    fn the_input_grows_with_what_is_not_read_and_moves_up_behind_what_is() {
        let mut room = Room::default();
        let bytes: Vec<u8> = (0..KEPT + 1).map(|n| n as u8).collect();
        receive(&mut room, &bytes);
        assert_eq!((room.input(), room.input.len()), (&bytes[..], 2 * KEPT));
        assert!(!room.can_use_input(), "nobody has made anything of it");
        room.input_consume(KEPT);
        assert_eq!(room.input(), &bytes[KEPT..]);
        assert!(room.can_use_input());
        receive(&mut room, b"more");
        assert_eq!(room.input(), [&bytes[KEPT..], b"more"].concat());
        room.input_consume(5);
        assert!(!room.can_use_input());
        receive(&mut room, &[7; LARGEST_INPUT]);
        assert!(room.input_append_buf().is_empty(), "no reader waits for as much as this");
    }

    #[test]
    fn a_whole_request_has_room() {
        for (url, body) in [(60, 0), (60, 300), (4096, 100), (60_000, 0), (60, GATHER), (60, 1 << 20)] {
            make_room(url, body);
            let mut room = Room::default();
            let length = room.output().len();
            assert!(length >= url + body.min(GATHER) + HEAD && length < url + GATHER + HEAD + USUAL, "{url} {body}");
            let (chunk, output) = room.tmp_and_output();
            assert_eq!((chunk.len(), output.len()), (0, length));
        }
    }

    #[test]
    fn what_rests_is_small_and_loses_nothing() {
        make_room(60_000, 0);
        let mut room = Room::default();
        room.output();
        receive(&mut room, &[7; KEPT + 1]);
        room.rest();
        assert_eq!((room.input().len(), room.output.len()), (KEPT + 1, 0));
        room.input_consume(KEPT + 1);
        room.rest();
        assert_eq!((room.input().len(), room.input.len()), (0, 0));
        receive(&mut room, b"reply");
        room.rest();
        assert_eq!(room.input(), b"reply");
        make_room(60, 0);
        assert_eq!(room.output().len(), USUAL);
    }
}
