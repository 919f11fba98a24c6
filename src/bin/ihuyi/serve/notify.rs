//! What systemd wants to know of a service of `Type=notify`.

/// Tells it, where it is there and asks.
#[cfg(target_os = "linux")]
pub fn tell(what: &str) {
    use std::os::linux::net::SocketAddrExt;
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::net::{SocketAddr, UnixDatagram};
    let Some(name) = std::env::var_os("NOTIFY_SOCKET") else { return };
    let address = match name.as_bytes().strip_prefix(b"@") {
        Some(name) => SocketAddr::from_abstract_name(name),
        None => SocketAddr::from_pathname(&name),
    };
    // Whoever does not hear it will say so himself.
    if let (Ok(socket), Ok(address)) = (UnixDatagram::unbound(), address) {
        let _ = socket.send_to_addr(what.as_bytes(), &address);
    }
}

#[cfg(not(target_os = "linux"))]
pub fn tell(_: &str) {}
