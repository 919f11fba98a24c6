//! A port that refuses.

use std::net::{SocketAddr, TcpListener};

/// A port of 127.0.0.1 that is taken and that nobody listens on: a connection to it is refused, whatever else this machine does, as long
/// as the test's process lives. One that was merely let go may be anybody's by the time it is called.
#[cfg(unix)]
pub fn closed_port() -> SocketAddr {
    static BOUND: std::sync::OnceLock<TcpListener> = std::sync::OnceLock::new();
    BOUND.get_or_init(bound).local_addr().unwrap()
}

/// Bound and not listening, which std cannot do.
#[cfg(unix)]
fn bound() -> TcpListener {
    use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
    let mut address: libc::sockaddr_in = unsafe { std::mem::zeroed() };
    address.sin_family = libc::AF_INET as libc::sa_family_t;
    address.sin_addr.s_addr = u32::from(std::net::Ipv4Addr::LOCALHOST).to_be();
    let length = size_of::<libc::sockaddr_in>() as libc::socklen_t;
    let socket = unsafe { libc::socket(libc::AF_INET, libc::SOCK_STREAM, 0) };
    assert!(socket >= 0, "{}", std::io::Error::last_os_error());
    let socket = unsafe { OwnedFd::from_raw_fd(socket) };
    let done = unsafe { libc::bind(socket.as_raw_fd(), (&raw const address).cast(), length) };
    assert_eq!(done, 0, "{}", std::io::Error::last_os_error());
    TcpListener::from(socket)
}

/// Where sockets are made in other ways, one that was let go has to do.
#[cfg(not(unix))]
pub fn closed_port() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}
