//! Stopping, and reading the settings again.

use crate::gate::Gate;
use crate::helper::*;
use crate::support::eventually;
use crate::support::http::{converse, encode};
use crate::support::sandbox::Sandbox;
use serde_json::json;
use std::io::Write;
use std::net::TcpStream;
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::thread;

fn call(n: usize) -> Vec<u8> {
    post("/call", &[], submission(&format!("138{n:08}"), "").to_string().as_bytes())
}

#[test]
fn what_was_taken_is_answered_before_the_helper_stops() {
    let gate = Gate::new();
    let mut helper = Helper::start(Plan::of(&gate.url).with(&["--workers", "1", "--wait", "600", "--drain", "600"]));
    // A connection that asks for something only after the helper was told to stop.
    let mut late = helper.connect();
    late.write_all(&call(3)[..10]).unwrap();
    thread::scope(|scope| {
        let first = scope.spawn(|| helper.ask(&call(1)));
        gate.has_one();
        let second = scope.spawn(|| helper.ask(&call(2)));
        eventually("the second waits", || (helper.metric("ihuyi_queue_depth") == 1).then_some(()));
        helper.signal(libc::SIGTERM);
        eventually("the socket is gone", || UnixStream::connect(helper.socket()).is_err().then_some(()));
        assert!(!helper.socket().exists());
        write(&late, &call(3)[10..]);
        let told = rest(&late);
        assert!(told.is_empty() || told.starts_with(b"HTTP/1.1 503"), "{}", String::from_utf8_lossy(&told));
        gate.answer(2);
        for one in [first, second] {
            assert_eq!(object(&one.join().unwrap())["returned"], 2);
        }
    });
    assert_eq!(helper.ended().code(), Some(0));
    assert_eq!(gate.requests(), 2);
    helper.logged("stopped in_time=true running=0");
}

#[test]
fn what_takes_too_long_is_not_waited_for() {
    let gate = Gate::new();
    let mut helper = Helper::start(Plan::of(&gate.url).with(&["--workers", "1", "--wait", "600", "--drain", "0.05"]));
    thread::scope(|scope| {
        let first = scope.spawn(|| helper.ask(&call(1)));
        gate.has_one();
        let second = scope.spawn(|| helper.ask(&call(2)));
        eventually("the second waits", || (helper.metric("ihuyi_queue_depth") == 1).then_some(()));
        helper.signal(libc::SIGINT);
        // The first may have been sent: no answer says otherwise. The second was not, and if it is told anything, then that.
        assert_eq!(first.join().unwrap().status, 0);
        let second = second.join().unwrap();
        assert!(second.status == 0 || object(&second)["returned"] == -503, "{}", second.text());
    });
    assert_eq!(helper.ended().code(), Some(0));
    helper.logged("stopped in_time=false running=1");
    assert_eq!(gate.requests(), 1);
    gate.answer(1);
}

#[test]
fn settings_are_read_again_and_bad_ones_are_not_taken() {
    let (old, new) = (Sandbox::with(&["--no-limits"]), Sandbox::with(&["--no-limits"]));
    let folder = Arc::new(Folder::new());
    let settings = |gateway: &str| format!("gateway = {gateway}\naccount = C00000000\napikey = {KEY}\n");
    let file = folder.write("ihuyi.ini", &settings(&old.url));
    // Empty is as good as not set: the file decides.
    let helper = Helper::start_in(folder.clone(), Plan::of("").with(&["--config", &file]));
    let arguments = json!({"account": "C00000000", "password": KEY, "mobile": MOBILE, "content": TEXT});
    let boxed = json!({"call": "send", "arguments": arguments});
    let sent = || (old.accepted(), new.accepted());
    let send = || {
        assert_eq!(helper.submit(MOBILE, "")["returned"], 2);
        assert_eq!(helper.call(&boxed)["returned"], 2);
    };
    send();
    assert_eq!(sent(), (2, 0));
    folder.write("ihuyi.ini", "account = C00000000\nnonsense of 13800000000\n");
    helper.signal(libc::SIGHUP);
    helper.logged("reload=refused code=-123");
    send();
    assert_eq!(sent(), (4, 0));
    let told = object(&helper.ask(&post("/reload", &[], b"")));
    assert_eq!(told["returned"], -123, "{told}");
    folder.write("ihuyi.ini", &settings(&new.url));
    helper.signal(libc::SIGHUP);
    helper.logged("reload=done");
    send();
    assert_eq!(sent(), (4, 2));
    folder.write("ihuyi.ini", &settings(&old.url));
    assert_eq!(object(&helper.ask(&post("/reload", &[], b"")))["returned"], 0);
    send();
    assert_eq!(sent(), (6, 2));
    assert_eq!(helper.metric("ihuyi_reloads_total{result=\"done\"}"), 2);
    assert_eq!(helper.metric("ihuyi_reloads_total{result=\"refused\"}"), 2);
    assert!(!helper.log().contains("1380000"), "{}", helper.log());
}

/// What a site with a signature of its own is told: there is a client for each signature, made when it is first asked for.
fn submitted_as(helper: &Helper, signature: &str) -> serde_json::Value {
    let mut request = submission(MOBILE, "reference = order-1");
    request["client"] = json!({"settings": [["signature", signature]]});
    helper.call(&request)
}

#[test]
fn a_file_that_changed_is_nobodys_before_it_is_read_again() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let folder = Arc::new(Folder::new());
    let settings = |store: &str| {
        format!(
            "gateway = {}\naccount = C00000000\napikey = {KEY}\nstore = sqlite:{}\n",
            sandbox.url,
            folder.path(store)
        )
    };
    let file = folder.write("ihuyi.ini", &settings("a.db"));
    let (listen, secret) = ("127.0.0.1:0", folder.path("push"));
    let options = ["--config", &file, "--push-listen", listen, "--push-secret-file", &secret];
    let helper = Helper::start_in(folder.clone(), Plan::of("").env("IHUYI_STORE", "").with(&options));
    let first = submitted_as(&helper, "甲店");
    assert_eq!(first["returned"], 2, "{first}");
    folder.write("ihuyi.ini", &settings("b.db"));
    // Another client, made only now, knows of the message.
    let again = submitted_as(&helper, "乙店");
    assert_eq!((&again["returned"], sandbox.accepted()), (&json!(2), 1), "{again}");
    assert_eq!(again["result"]["message_id"], first["result"]["message_id"]);
    // So does the receiver of pushes, whose client is another one yet.
    let id = first["result"]["message_id"].as_str().unwrap();
    let time = "2026-01-31 09:30:00";
    let receipt =
        encode(&[("code", "2"), ("msg", "DELIVRD"), ("mobilephone", MOBILE), ("smsid", id), ("report_time", time)]);
    let path = format!("/push/{}", std::fs::read_to_string(&secret).unwrap().trim());
    let push = post(&path, &[], receipt.as_bytes());
    assert_eq!(converse(TcpStream::connect(&helper.push).unwrap(), &push).text(), "success");
    let told = helper.call(&json!({"call": "status", "arguments": {"what": "order-1"}}));
    assert_eq!(told["delivery"]["state"], 2, "{told}");
    assert!(!folder.0.join("b.db").exists());
    // Nor does one that was not taken break what is made after it.
    folder.write("ihuyi.ini", "nonsense\n");
    helper.signal(libc::SIGHUP);
    helper.logged("reload=refused code=-123");
    let last = submitted_as(&helper, "丙店");
    assert_eq!((&last["returned"], sandbox.accepted()), (&json!(2), 1), "{last}");
    // Read again, it is in force.
    folder.write("ihuyi.ini", &settings("b.db"));
    helper.signal(libc::SIGHUP);
    helper.logged("reload=done");
    assert_eq!((&submitted_as(&helper, "甲店")["returned"], sandbox.accepted()), (&json!(2), 2));
}

#[cfg(target_os = "linux")]
#[test]
fn settings_from_a_pipe_last_as_long_as_the_helper() {
    use std::os::fd::{FromRawFd, OwnedFd};
    let sandbox = Sandbox::with(&["--no-limits"]);
    let settings = format!("gateway = {}\naccount = C00000000\napikey = {KEY}\n", sandbox.url);
    let mut ends = [0; 2];
    assert_eq!(unsafe { libc::pipe2(ends.as_mut_ptr(), libc::O_CLOEXEC) }, 0);
    let [pipe, writer] = ends.map(|end| unsafe { OwnedFd::from_raw_fd(end) });
    std::fs::File::from(writer).write_all(settings.as_bytes()).unwrap();
    // Handed down, as a shell does for `<(…)`.
    assert_eq!(unsafe { libc::fcntl(ends[0], libc::F_SETFD, 0) }, 0);
    let file = format!("/dev/fd/{}", ends[0]);
    // Without the file there is no account, and nothing goes to the gateway proper.
    let plan = Plan::of("").env("IHUYI_ACCOUNT", "").env("IHUYI_APIKEY", "").with(&["--config", &file]);
    let helper = Helper::start(plan);
    drop(pipe);
    assert_eq!(helper.submit(MOBILE, "")["returned"], 2);
    let told = object(&helper.ask(&post("/reload", &[], b"")));
    assert_eq!(told["returned"], -122, "{told}");
    helper.logged("reload=refused code=-122");
    let boxed = json!({"account": "C00000000", "password": KEY, "mobile": MOBILE, "content": TEXT});
    assert_eq!(helper.call(&json!({"call": "send", "arguments": boxed}))["returned"], 2);
    assert_eq!(submitted_as(&helper, "甲店")["returned"], 2);
    assert_eq!(sandbox.accepted(), 3);
}

#[test]
fn a_log_of_its_own_is_added_to() {
    let sandbox = Sandbox::with(&["--no-limits"]);
    let folder = Arc::new(Folder::new());
    let log = folder.write("log", "what was there\n");
    let mut helper = Helper::start_in(folder.clone(), Plan::of(&sandbox.url).with(&["--log", &log]));
    assert_eq!(helper.submit(MOBILE, "")["returned"], 2);
    helper.signal(libc::SIGTERM);
    assert_eq!(helper.ended().code(), Some(0));
    let text = std::fs::read_to_string(log).unwrap();
    let ends: Vec<&str> = text.lines().map(|line| line.split_once("Z ").map_or(line, |(_, rest)| rest)).collect();
    assert!(ends[0] == "what was there" && ends[1].starts_with("started version="), "{text}");
    assert!(ends[2].starts_with("call=submit caller=uid:") && ends[3] == "stopping", "{text}");
    assert_eq!(helper.log(), "");
}

#[cfg(target_os = "linux")]
#[test]
fn a_crash_leaves_no_core() {
    use std::os::unix::process::{CommandExt, ExitStatusExt};
    use std::process::{Command, Stdio};
    // Whether one is left, where all that is asked for is one.
    let crash = |command: &mut Command, folder: &Folder| {
        command.current_dir(&folder.0).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let unlimited = || {
            let limit = libc::rlimit { rlim_cur: 64 << 20, rlim_max: 64 << 20 };
            match unsafe { libc::setrlimit(libc::RLIMIT_CORE, &limit) } {
                0 => Ok(()),
                _ => Err(std::io::Error::last_os_error()),
            }
        };
        let mut child = unsafe { command.pre_exec(unlimited) }.spawn().unwrap();
        let mut line = String::new();
        std::io::BufRead::read_line(&mut std::io::BufReader::new(child.stdout.as_mut().unwrap()), &mut line).unwrap();
        assert!(!line.is_empty());
        unsafe { libc::kill(child.id() as i32, libc::SIGABRT) };
        let ended = child.wait().unwrap();
        assert_eq!(ended.signal(), Some(libc::SIGABRT));
        ended.core_dumped()
    };
    let folder = Folder::new();
    let listen = format!("unix:{}", folder.path("s"));
    assert!(!crash(&mut Plan::of("http://127.0.0.1:1").with(&["--listen", &listen]).command(&folder), &folder));
    // Another program leaves one, on this very machine.
    let other = crash(Command::new("sh").args(["-c", "echo here; read line"]), &folder);
    assert!(
        other,
        "this machine keeps no cores, so that nothing is shown: see /proc/sys/kernel/core_pattern and ulimit -H -c"
    );
}

#[test]
fn systemd_is_told() {
    use std::os::unix::net::UnixDatagram;
    let folder = Arc::new(Folder::new());
    let ear = UnixDatagram::bind(folder.path("notify")).unwrap();
    let hears = || {
        let mut bytes = [0; 64];
        let length = ear.recv(&mut bytes).unwrap();
        String::from_utf8_lossy(&bytes[..length]).into_owned()
    };
    let path = folder.path("notify");
    let mut helper = Helper::start_in(folder, Plan::of("http://127.0.0.1:1").env("NOTIFY_SOCKET", &path));
    assert_eq!(hears(), "READY=1");
    helper.signal(libc::SIGTERM);
    assert_eq!(hears(), "STOPPING=1");
    assert_eq!(helper.ended().code(), Some(0));
}
