//! Starting: what is refused, and whose socket it is.

use crate::helper::*;
use crate::support::sandbox::Sandbox;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;
use std::sync::Arc;

#[test]
fn what_cannot_be_is_refused_in_words() {
    let folder = Folder::new();
    let socket = format!("unix:{}", folder.path("s"));
    let file = folder.write("file", "x");
    let (token, bad) = (folder.path("token"), folder.write("bad", &"a b ".repeat(16)));
    std::fs::set_permissions(&bad, PermissionsExt::from_mode(0o600)).unwrap();
    let tcp = ["--listen", "127.0.0.1:0"];
    for (options, word) in [
        (vec![], "--listen"),
        (vec!["--listen", "0.0.0.0:0", "--token-file", &token], "this machine alone"),
        (vec!["--listen", "192.0.2.7:80", "--token-file", &token], "this machine alone"),
        (vec!["--listen", "8089"], "unix:/ABSOLUTE/PATH"),
        (vec!["--listen", "unix:here"], "absolute path"),
        (vec!["--listen", "unix:/nowhere/at/all/s"], "there is no folder"),
        (vec!["--listen", &format!("unix:{file}")], "is no socket"),
        (tcp.to_vec(), "--token-file"),
        (vec!["--listen", &socket, "--group", "no-such-group-anywhere"], "no such group"),
        (vec!["--listen", &socket, "--workers", "0"], "0"),
        (vec!["--listen", &socket, "--wait", "x"], "x"),
        (vec!["--listen", &socket, "--push-listen", "127.0.0.1:0"], "--push-secret-file"),
        (vec!["--listen", &socket, "--push-secret-file", &folder.path("p"), "--push-from", "1.2.3"], "--push-from"),
        (vec!["--listen", &socket, "--log", "/nowhere/at/all/log"], "log /nowhere"),
        (vec!["--listen", &socket, "--config", &folder.path("none.ini")], "none.ini"),
        ([&tcp[..], &["--token-file", &bad]].concat(), "bad"),
    ] {
        let (code, words) = refused(&folder, &options);
        // A secret that cannot be used is the machine's fault and not the command line's.
        assert_eq!(code, if word == "bad" { 3 } else { 2 }, "{options:?}: {words}");
        assert!(words.contains(word), "{options:?}: {words}");
    }
    assert_eq!(std::fs::read_to_string(file).unwrap(), "x");
}

/// Whoever was there first has the port or the lock: the helper ends and says so, instead of waiting or of running beside him.
#[test]
fn what_another_user_has_already_is_not_shared_and_not_waited_for() {
    let folder = Folder::new();
    let theirs = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = theirs.local_addr().unwrap().to_string();
    let (code, words) = refused(&folder, &["--listen", &port, "--token-file", &folder.path("token")]);
    assert!(code == 2 && words.contains(&port), "{code}: {words}");
    let lock = folder.path("s.lock");
    let listen = format!("unix:{}", folder.path("s"));
    assert!(std::process::Command::new("mkfifo").arg(&lock).status().unwrap().success());
    let (code, words) = refused(&folder, &["--listen", &listen]);
    assert!(code == 2 && words.contains(&folder.path("s")), "{code}: {words}");
    std::fs::remove_file(&lock).unwrap();
    let file = folder.write("file", "x");
    std::os::unix::fs::symlink(&file, &lock).unwrap();
    let (code, words) = refused(&folder, &["--listen", &listen]);
    assert!(code == 2 && words.contains(&folder.path("s")), "{code}: {words}");
}

#[test]
fn a_socket_that_is_left_over_is_replaced_and_a_live_one_is_not() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let folder = Arc::new(Folder::new());
    let mut first = Helper::start_in(folder.clone(), Plan::of(&sandbox.url));
    let listen = format!("unix:{}", folder.path("s"));
    let (code, words) = refused(&folder, &["--listen", &listen]);
    assert!(code == 2 && words.contains("somebody answers on"), "{words}");
    assert_eq!(first.submit(MOBILE, "")["returned"], 2);
    first.signal(libc::SIGKILL);
    first.ended();
    assert!(first.socket().exists());
    let second = Helper::start_in(folder.clone(), Plan::of(&sandbox.url));
    assert_eq!(second.submit(MOBILE, "")["returned"], 2);
    // Somebody else's program, which holds no lock of ours.
    let other = folder.0.join("other");
    let theirs = UnixListener::bind(&other).unwrap();
    let (code, words) = refused(&folder, &["--listen", &format!("unix:{}", other.display())]);
    assert!(code == 2 && words.contains("somebody answers on"), "{words}");
    drop(theirs);
    assert!(other.exists());
}

#[test]
fn of_helpers_that_start_at_once_one_has_the_socket() {
    let folder = Folder::new();
    let listen = format!("unix:{}", folder.path("s"));
    let mut helpers: Vec<_> = (0..6)
        .map(|_| {
            let mut command = Plan::of("http://127.0.0.1:1").with(&["--listen", &listen]).command(&folder);
            command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::null()).spawn().unwrap()
        })
        .collect();
    // Whoever has it says so; the others end.
    let said: Vec<bool> = helpers
        .iter_mut()
        .map(|helper| {
            let mut line = String::new();
            std::io::BufRead::read_line(&mut std::io::BufReader::new(helper.stdout.as_mut().unwrap()), &mut line)
                .unwrap();
            line.starts_with("unix:")
        })
        .collect();
    assert_eq!(said.iter().filter(|said| **said).count(), 1, "{said:?}");
    for (helper, said) in helpers.iter_mut().zip(said) {
        if said {
            helper.kill().unwrap();
        }
        assert_eq!(helper.wait().unwrap().code(), (!said).then_some(2));
    }
}
