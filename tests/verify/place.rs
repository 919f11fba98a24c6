//! The default place of store and key, as another account has it: in a process of its own.

use std::process::Command;

/// With nothing set, the program keeps its records in a folder of its own, which is below no web root and which nobody else can enter.
#[cfg(unix)]
#[test]
fn the_default_place_is_private_and_not_served() {
    use std::os::unix::fs::PermissionsExt;
    let folder = ihuyi::secret::default_folder().unwrap();
    let mode = std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777;
    assert!(mode & 0o022 == 0, "{} {mode:o}", folder.display());
    for part in folder.components() {
        assert!(!["www", "html", "htdocs"].iter().any(|served| part.as_os_str() == *served), "{}", folder.display());
    }
}

/// As php-fpm's account on Debian: its home is /var/www, which is somebody else's and served.
#[cfg(unix)]
#[test]
fn an_account_whose_home_is_a_web_root_keeps_its_records_elsewhere() {
    let program = env!("CARGO_BIN_EXE_ihuyi");
    if crate::support::is_root() {
        let copy = std::env::temp_dir().join(format!("ihuyi-place-{}", std::process::id()));
        std::fs::create_dir_all(&copy).unwrap();
        let own = copy.join("ihuyi");
        crate::support::copy_program(program, &own);
        for path in [&copy, &own] {
            std::fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
        }
        // In empty folders of its own: what this machine has there neither helps nor is touched. 33 is www-data's number on Debian; a
        // picture makes the store.
        let script = r#"
            for folder in /var/tmp /var/lib; do mount -t tmpfs -o mode=1777 tmpfs "$folder" || exit 90; done
            setpriv --reuid=33 --regid=33 --clear-groups -- "$1" captcha new /var/tmp/picture.png || exit 91
            ls -d /var/tmp/ihuyi-33/ihuyi.db
            ls -d /var/www/.local && exit 92
            exit 0"#;
        let run = Command::new("unshare")
            .args(["--mount", "--", "sh", "-c", script, "sh"])
            .arg(&own)
            .env_remove("IHUYI_STORE")
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
        let _ = std::fs::remove_dir_all(&copy);
        assert!(run.status.success(), "{text}");
        assert!(text.contains("/var/tmp/ihuyi-33/ihuyi.db\n"), "{text}");
        return;
    }
    // Without root nobody can become another account; then this account's own place is what can be looked at.
    let run = Command::new(program).args(["guard", "status", "--json"]).output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}

/// Half a key, or none, would be in the way of the one that is made as soon as there is room.
#[cfg(unix)]
#[test]
fn a_disk_that_is_full_leaves_no_key_behind() {
    let folder = std::env::temp_dir().join(format!("ihuyi-full-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let key = folder.join("secret.key");
    let asked = |script: &str| {
        let run = Command::new("sh")
            .args(["-c", script, "sh", env!("CARGO_BIN_EXE_ihuyi")])
            .arg(folder.join("picture.png"))
            .envs([("IHUYI_STORE", "memory:".as_ref()), ("IHUYI_SECRET_FILE", key.as_os_str())])
            .output()
            .unwrap();
        (run.status.code(), String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr))
    };
    // No file may be longer than nothing, and who tries is told so and not killed.
    let (status, text) = asked("trap '' XFSZ; ulimit -f 0; exec \"$1\" captcha new \"$2\"");
    assert!(status != Some(0) && text.contains("-442"), "{status:?}: {text}");
    let left = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let left: Vec<String> = left.filter(|name| name.starts_with("secret")).collect();
    assert!(left.is_empty(), "{left:?}");
    let (status, text) = asked("exec \"$1\" captcha new \"$2\"");
    assert_eq!((status, key.is_file()), (Some(0), true), "{text}");
    let _ = std::fs::remove_dir_all(&folder);
}
