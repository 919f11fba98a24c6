//! `ihuyi call`: one call of the C interface as JSON, for whoever can start a process and can load no library.

pub mod abi;
pub mod answer;
pub mod base;
pub mod help;
pub mod request;
pub mod table;

use crate::args::Call;
use crate::exit;
use abi::Members;
use base::Base;
use ihuyi::answer::Failure;
use ihuyi::codes::own;
use request::{Refusal, Request};
use std::io::{Read, Write};
use table::Function;
use zeroize::Zeroizing;

/// The largest request that is read.
pub const LIMIT: usize = 1 << 20;

/// Reads one request, prints one answer. Speaks as the C interface does, whatever the terminal's language.
pub fn run(args: &Call) -> u8 {
    let base = Base::find(args.config.as_deref(), &[]);
    let (code, answer) = match read(&mut std::io::stdin().lock()) {
        Ok(body) => match request::parse(&body) {
            Ok(request) => (exit::OK, perform(&request, &base)),
            Err(Refusal::Impossible(failure)) => (exit::OK, answer::failed(&failure, base.speech())),
            Err(Refusal::Unreadable(failure)) => (exit::USAGE, answer::failed(&failure, base.speech())),
        },
        Err(failure) => (exit::USAGE, answer::failed(&failure, base.speech())),
    };
    let line = answer::line(answer);
    let mut out = std::io::stdout().lock();
    match out.write_all(line.as_bytes()).and_then(|()| out.flush()) {
        Ok(()) => code,
        // Nobody has the answer: whoever asked must take the call for one that got lost.
        Err(_) => exit::UNEXPECTED,
    }
}

/// What a request comes to.
fn perform(request: &Request, base: &Base) -> Members {
    if let (Some(failure), true) = (base.failure(), boxed(request)) {
        return answer::failed(failure, base.speech());
    }
    if !request.call.client {
        return abi::perform(request, None);
    }
    match base.client(&request.client, opens(request)) {
        Ok(client) => abi::perform(request, Some(&client)),
        Err(answer) => answer,
    }
}

/// Whether it is a function that uses the default client.
pub fn boxed(request: &Request) -> bool {
    matches!(request.call.function, Function::Send | Function::Voice)
}

/// Whether it is `open`, which wants a file even where none is named.
pub fn opens(request: &Request) -> bool {
    request.call.function == Function::Open
}

fn read(from: &mut impl Read) -> Result<Zeroizing<Vec<u8>>, Failure> {
    // At once, and not grown: what grows leaves copies behind.
    let mut body = Zeroizing::new(Vec::with_capacity(LIMIT + 1));
    from.take(LIMIT as u64 + 1).read_to_end(&mut body).map_err(|error| {
        Failure::new(
            own::ARGUMENT,
            format!("无法读取标准输入：{error}。没有执行。"),
            format!("Standard input cannot be read: {error}. Nothing was done."),
        )
    })?;
    if body.len() > LIMIT { Err(request::too_large(LIMIT)) } else { Ok(body) }
}
