//! The program `ihuyi`: the library for shells, cron, and whoever starts a process to send a message.

#![deny(unsafe_code)]

mod args;
mod bulk;
mod call;
mod captcha;
mod chinese;
mod defect;
mod doctor;
mod exit;
mod explain;
mod guard;
#[cfg_attr(windows, allow(unsafe_code))]
mod lang;
mod manual;
mod meaning;
mod output;
mod push;
mod report;
mod sandbox;
mod segments;
mod serve;
mod settings;
mod submit;
mod text;
mod told;
mod track;
mod usage;
mod verify;

use args::{Cli, Command};
use clap::{CommandFactory, FromArgMatches};
use ihuyi::answer::Failure;
use ihuyi::codes::Lang;
use output::Out;
use std::cell::OnceCell;
use std::ffi::OsString;
use std::panic::AssertUnwindSafe;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().collect();
    let lang = lang::choose(&args);
    // What a defect would print by itself could hold anything.
    std::panic::set_hook(Box::new(|_| ()));
    let read = OnceCell::new();
    let outcome = std::panic::catch_unwind(AssertUnwindSafe(|| run(&args, lang, &read)));
    outcome.unwrap_or_else(|_| {
        let command = read.get().map(|cli: &Cli| &cli.command);
        ExitCode::from(defect::report(&Out::new(lang, wants_json(&args)), command))
    })
}

/// For when the command line itself could not be read.
fn wants_json(args: &[OsString]) -> bool {
    args.iter().take_while(|arg| *arg != "--").any(|arg| arg == "--json")
}

/// In the charset that the command line names, from the first word on.
fn speaking(lang: Lang, json: bool, args: &[OsString]) -> Out {
    let mut out = Out::new(lang, json);
    if let Some(charset) = text::named(args) {
        out.speak(charset);
    }
    out
}

/// Leaves the command line in `read` as soon as it is: should anything go wrong after that, it tells what was being done.
fn run(args: &[OsString], lang: Lang, read: &OnceCell<Cli>) -> ExitCode {
    let command = command(lang);
    let cli = command.clone().try_get_matches_from(args).and_then(|matches| Cli::from_arg_matches(&matches));
    let cli = match cli {
        Ok(cli) => read.get_or_init(|| cli),
        Err(error) => {
            return ExitCode::from(usage::report(&error, args, &command, &speaking(lang, wants_json(args), args)));
        }
    };
    if let Command::Sandbox(args) = &cli.command {
        return sandbox::run(args, lang == Lang::Zh);
    }
    if let Command::Call(args) = &cli.command {
        return ExitCode::from(call::run(args));
    }
    let mut out = speaking(lang, cli.common.json, args);
    let code = match dispatch(&cli.command, command, &mut out) {
        // Whoever sent must learn the outcome, even where its words could not be written.
        Ok(exit::OK) if out.failed() && !cli.command.sends() => exit::UNEXPECTED,
        Ok(code) => code,
        Err(failure) => report::failure(&out, cli.command.name(), &failure),
    };
    ExitCode::from(code)
}

fn dispatch(asked: &Command, command: clap::Command, out: &mut Out) -> Result<u8, Failure> {
    match asked {
        Command::Send(args) => submit::send(args, out),
        Command::Voice(args) => submit::voice(args, out),
        Command::Balance(args) => submit::balance(args, out),
        Command::AddTemplate(args) => submit::add_template(args, out),
        Command::Segments(args) => segments::run(args, out),
        Command::Explain(args) => explain::run(args, out),
        Command::Verify(args) => verify::run(args, out),
        Command::Guard(args) => guard::run(args, out),
        Command::Captcha(args) => captcha::run(args, out),
        Command::Bulk(args) => bulk::run(args, out),
        Command::Push(args) => push::run(args, out),
        Command::Status(args) => track::status(args, out),
        Command::Inbox(args) => track::inbox(args, out),
        Command::Doctor(args) => doctor::run(args, out),
        Command::Serve(args) => serve::run(args),
        Command::Completions(args) => Ok(manual::completions(args, command, out)),
        Command::Man(args) => manual::man(args, command, out),
        // With their own ways of speaking and ending: see `run`.
        Command::Call(_) | Command::Sandbox(_) => Ok(exit::OK),
    }
}

/// The command line, with its help in this language.
fn command(lang: Lang) -> clap::Command {
    let command = Cli::command().after_help(format!("{}\n{}", settings::help(lang), exit::table(lang)));
    let command = command.mut_subcommand("call", |call| call.after_help(call::help::text(lang)));
    match lang {
        Lang::Zh => chinese::translate(command),
        Lang::En => command,
    }
}
