//! `completions` and `man`, made from the command line's own description.

use crate::args::{Completions, Man};
use crate::exit;
use crate::output::Out;
use clap::Command;
use ihuyi::answer::Failure;
use ihuyi::codes::own;
use serde_json::json;
use std::path::Path;

pub fn completions(args: &Completions, command: Command, out: &Out) -> u8 {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command.clone(), "ihuyi", &mut script);
    document(out, "completions", &script)
}

pub fn man(args: &Man, mut command: Command, out: &Out) -> Result<u8, Failure> {
    command.build();
    let Some(dir) = &args.dir else {
        let mut page = Vec::new();
        render(&command, &mut page);
        return Ok(document(out, "man", &page));
    };
    std::fs::create_dir_all(dir).map_err(|error| {
        let dir = dir.display();
        Failure::new(
            own::FILE,
            format!("无法建立目录 {dir}：{error}。"),
            format!("Cannot make the directory {dir}: {error}."),
        )
    })?;
    let mut written = Vec::new();
    for (command, name) in pages(&command, "ihuyi".to_owned()) {
        let path = dir.join(format!("{name}.1"));
        let mut page = Vec::new();
        render(command, &mut page);
        write(&path, &page)?;
        written.push(path.display().to_string());
    }
    if out.json {
        out.object(&json!({ "command": "man", "outcome": "ok", "code": 0, "files": written, "exit_code": exit::OK }));
    } else {
        out.result(&written.join("\n"));
    }
    Ok(exit::OK)
}

/// A page for each command and each of its subcommands.
fn pages(command: &Command, name: String) -> Vec<(&Command, String)> {
    let below = command.get_subcommands().flat_map(|sub| pages(sub, format!("{name}-{}", sub.get_name())));
    std::iter::once((command, name.clone())).chain(below.collect::<Vec<_>>()).collect()
}

fn render(command: &Command, page: &mut Vec<u8>) {
    // Writing into memory does not fail.
    let _ = clap_mangen::Man::new(command.clone()).render(page);
}

fn write(path: &Path, page: &[u8]) -> Result<(), Failure> {
    std::fs::write(path, page).map_err(|error| {
        let path = path.display();
        Failure::new(own::FILE, format!("无法写入 {path}：{error}。"), format!("Cannot write {path}: {error}."))
    })
}

fn document(out: &Out, command: &str, bytes: &[u8]) -> u8 {
    let text = String::from_utf8_lossy(bytes);
    if out.json {
        out.object(&json!({ "command": command, "outcome": "ok", "code": 0, "text": text, "exit_code": exit::OK }));
    } else {
        out.result(&text);
    }
    exit::OK
}
