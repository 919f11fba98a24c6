//! The addresses that the helper answers on: a Unix socket, or a port that only this machine reaches.

use super::refused::{cannot, refused};
use ihuyi::answer::Failure;
use std::net::SocketAddr;
use std::path::PathBuf;
use tokio::net::TcpListener;

/// Where to listen.
#[cfg_attr(not(unix), allow(dead_code))] // where there are sockets
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Address {
    // Where there are none it is understood all the same, to say so.
    #[cfg_attr(not(unix), allow(dead_code))]
    Unix(PathBuf),
    Tcp(SocketAddr),
}

impl Address {
    /// The address that the command line means.
    pub fn parse(text: &str) -> Result<Address, Failure> {
        if let Some(path) = text.strip_prefix("unix:") {
            return unix(path);
        }
        match text.parse::<SocketAddr>() {
            Ok(address) if address.ip().is_loopback() => Ok(Address::Tcp(address)),
            Ok(_) => Err(refused(
                &format!("--listen {text}：本机服务只监听本机（127.0.0.1 或 [::1]），别的机器不能用它发短信"),
                &format!(
                    "--listen {text}: the helper listens on this machine alone (127.0.0.1 or [::1]); no other machine may send with it"
                ),
            )),
            Err(_) => Err(refused(
                &format!("--listen {text}：应为 unix:/绝对路径、127.0.0.1:端口 或 [::1]:端口"),
                &format!("--listen {text}: wanted is unix:/ABSOLUTE/PATH, 127.0.0.1:PORT or [::1]:PORT"),
            )),
        }
    }
}

#[cfg(unix)]
fn unix(path: &str) -> Result<Address, Failure> {
    let path = PathBuf::from(path);
    if !path.is_absolute() {
        return Err(refused(
            "unix: 后面必须是绝对路径，如 unix:/run/ihuyi/ihuyi.sock",
            "unix: wants an absolute path, as unix:/run/ihuyi/ihuyi.sock",
        ));
    }
    Ok(Address::Unix(path))
}

#[cfg(not(unix))]
fn unix(_: &str) -> Result<Address, Failure> {
    Err(refused(
        "这个系统上没有 Unix 套接字，请用 --listen 127.0.0.1:端口 和 --token-file",
        "there are no Unix sockets on this system; use --listen 127.0.0.1:PORT with --token-file",
    ))
}

/// Listens on a port.
pub async fn tcp(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| cannot(&address.to_string(), &error))
}

#[cfg(unix)]
pub use socket::Socket;

#[cfg(unix)]
mod socket {
    use super::super::refused::{cannot, refused};
    use super::super::users;
    use ihuyi::answer::Failure;
    use std::fs::{File, Permissions};
    use std::io::{self, ErrorKind};
    use std::os::unix::fs::{FileTypeExt, OpenOptionsExt, PermissionsExt};
    use std::os::unix::net::{UnixListener as StdListener, UnixStream as StdStream};
    use std::path::{Path, PathBuf};
    use tokio::net::UnixListener;

    /// A socket in the file system, which goes away with the helper.
    pub struct Socket {
        pub listener: UnixListener,
        path: PathBuf,
        /// Held as long as the socket is ours, so that two helpers that start at once do not both find it free.
        _lock: File,
    }

    impl Socket {
        /// Listens there. One that is left over is replaced; one on which somebody answers is not.
        pub fn bind(path: &Path, group: Option<u32>) -> Result<Socket, Failure> {
            let lock = lock(path)?;
            match std::fs::symlink_metadata(path) {
                Ok(found) if !found.file_type().is_socket() => {
                    let shown = path.display();
                    return Err(refused(
                        &format!("{shown} 已经在那里，而且不是套接字，没有动它。请换一个路径"),
                        &format!("{shown} is there already and is no socket; it was left alone. Take another path"),
                    ));
                }
                Ok(_) => match StdStream::connect(path) {
                    Ok(_) => return Err(taken(path)),
                    Err(error) if error.kind() == ErrorKind::ConnectionRefused => {
                        std::fs::remove_file(path).map_err(|error| cannot(&shown(path), &error))?;
                    }
                    // Nobody can tell whether somebody is there.
                    Err(error) => return Err(cannot(&shown(path), &error)),
                },
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => return Err(cannot(&shown(path), &error)),
            }
            let listener = made(path).map_err(|error| cannot(&shown(path), &error))?;
            let socket = Socket { listener, path: path.to_owned(), _lock: lock };
            match group.map_or(Ok(()), |group| std::os::unix::fs::chown(path, None, Some(group))) {
                Ok(()) => Ok(socket),
                Err(error) => {
                    let shown = path.display();
                    Err(refused(
                        &format!("无法把 {shown} 交给 --group 的组：{error}。请确认本帐号属于该组"),
                        &format!(
                            "{shown} cannot be given to the group of --group: {error}. See that this account belongs to it"
                        ),
                    ))
                }
            }
        }
    }

    impl Drop for Socket {
        fn drop(&mut self) {
            let _ = std::fs::remove_file(&self.path);
        }
    }

    fn made(path: &Path) -> io::Result<UnixListener> {
        let listener = StdListener::bind(path)?;
        std::fs::set_permissions(path, Permissions::from_mode(0o660))?;
        listener.set_nonblocking(true)?;
        UnixListener::from_std(listener)
    }

    /// The file beside the socket that tells who has it. It stays: a name that is never removed is the same file for everybody.
    fn lock(path: &Path) -> Result<File, Failure> {
        let mut name = path.as_os_str().to_owned();
        name.push(".lock");
        // Where others may make files, too: no link of theirs is followed, and no pipe waited for.
        let flags = libc::O_NOFOLLOW | libc::O_NONBLOCK;
        let opened =
            File::options().write(true).create(true).truncate(false).mode(0o600).custom_flags(flags).open(&name);
        let file = opened.map_err(|error| match error.kind() {
            ErrorKind::NotFound => {
                let folder = path.parent().unwrap_or(path).display();
                refused(
                    &format!("没有目录 {folder}。请先建立它（systemd 单元用 RuntimeDirectory 建立），并让本帐号可写"),
                    &format!("there is no folder {folder}. Make it first (RuntimeDirectory does in a systemd unit), writable for this account"),
                )
            }
            _ => cannot(&shown(path), &error),
        })?;
        match users::hold(&file) {
            Ok(true) => Ok(file),
            Ok(false) => Err(taken(path)),
            Err(error) => Err(cannot(&shown(path), &error)),
        }
    }

    fn shown(path: &Path) -> String {
        path.display().to_string()
    }

    fn taken(path: &Path) -> Failure {
        let shown = path.display();
        refused(
            &format!("{shown} 上已经有一个服务在应答，没有接管。请先停止它，或换一个路径"),
            &format!(
                "somebody answers on {shown} already; it was not taken over. Stop that first, or take another path"
            ),
        )
    }
}
