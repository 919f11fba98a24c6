//! Which charset a text file is in, decided over the whole of it: a name in the last row counts as much as the titles.

use super::{failure, unreadable};
use encoding_rs::{Decoder, DecoderResult, Encoding, GB18030, GBK, UTF_8};
use ihuyi::answer::Failure;
use ihuyi::codes::own;
use ihuyi::message::mask_name;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Take};
use std::path::Path;

/// How a charset was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// The command line names it.
    Told,
    /// A byte order mark at the file's beginning.
    Mark,
    /// Nothing but ASCII is in it.
    Ascii,
    /// All of it is valid UTF-8.
    Valid,
    /// It is no UTF-8, and all of it is GBK.
    Left,
}

impl How {
    /// The name used in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            How::Told => "told",
            How::Mark => "mark",
            How::Ascii => "ascii",
            How::Valid => "valid",
            How::Left => "not_utf8",
        }
    }
}

/// A file's charset.
#[derive(Debug, Clone, Copy)]
pub struct Found {
    pub encoding: &'static Encoding,
    pub how: How,
}

impl Found {
    /// The name that users know. GBK is read as its superset GB18030.
    pub fn name(self) -> &'static str {
        if self.encoding == GB18030 { "GBK" } else { self.encoding.name() }
    }
}

/// Finds out which charset a file is in, and reads it to its end in doing so: what does not decode is said before anything is planned.
pub fn find(path: &Path, told: Option<&str>) -> Result<Found, Failure> {
    if let Some(told) = told {
        let found = Found { encoding: named(told)?, how: How::Told };
        return match survey(path, found.encoding)? {
            Survey::Undecodable(line) => Err(undecodable(path, found.name(), line)),
            Survey::NoText(line) => Err(no_text(path, line)),
            Survey::Ascii | Survey::Text => Ok(found),
        };
    }
    let mut head = [0; 3];
    let length = File::open(path).and_then(|mut file| super::fill(&mut file, &mut head));
    let length = length.map_err(|error| unreadable(path, &error))?;
    let marked = Encoding::for_bom(&head[..length]).map(|(encoding, _)| encoding);
    let first = marked.unwrap_or(UTF_8);
    match survey(path, first)? {
        Survey::NoText(line) => Err(no_text(path, line)),
        Survey::Undecodable(line) if marked.is_some() => Err(undecodable(path, first.name(), line)),
        Survey::Ascii if marked.is_none() => Ok(Found { encoding: UTF_8, how: How::Ascii }),
        Survey::Ascii | Survey::Text => {
            Ok(Found { encoding: first, how: if marked.is_some() { How::Mark } else { How::Valid } })
        }
        Survey::Undecodable(utf8) => match survey(path, GB18030)? {
            Survey::Text | Survey::Undecodable(_) if mostly_utf8(path)? => Err(mixed(path, utf8)),
            Survey::Undecodable(gbk) => Err(neither(path, utf8, gbk)),
            Survey::NoText(line) => Err(no_text(path, line)),
            Survey::Ascii | Survey::Text => Ok(Found { encoding: GB18030, how: How::Left }),
        },
    }
}

/// A charset by its name.
fn named(name: &str) -> Result<&'static Encoding, Failure> {
    let label = match name.trim().to_ascii_lowercase().as_str() {
        "936" | "cp936" | "ansi" => "gb18030".to_owned(),
        "950" | "cp950" => "big5".to_owned(),
        "utf16" | "unicode" => "utf-16le".to_owned(),
        "65001" | "cp65001" => "utf-8".to_owned(),
        other => other.to_owned(),
    };
    match Encoding::for_label_no_replacement(label.as_bytes()) {
        Some(encoding) if encoding == GBK => Ok(GB18030),
        Some(encoding) => Ok(encoding),
        None => {
            let shown = mask_name(name);
            Err(Failure::new(
                own::VALUE,
                format!("没有名为“{shown}”的字符集，没有建立计划。--charset 常用的有 utf-8、gbk、utf-16le、big5。"),
                format!(
                    "No charset is called \"{shown}\"; no plan was made. For --charset there are utf-8, gbk, utf-16le, big5 and others."
                ),
            ))
        }
    }
}

/// What a look at a whole file finds.
enum Survey {
    Ascii,
    Text,
    /// In this line is something that the charset does not have.
    Undecodable(u64),
    /// In this line is a NUL: no text has one.
    NoText(u64),
}

fn survey(path: &Path, encoding: &'static Encoding) -> Result<Survey, Failure> {
    let mut text = Decoded::open(path, encoding, None)?;
    let (mut line, mut ascii) = (1, true);
    loop {
        match text.chunk() {
            Ok("") => return Ok(if ascii { Survey::Ascii } else { Survey::Text }),
            Ok(chunk) => {
                if let Some(at) = chunk.find('\0') {
                    return Ok(Survey::NoText(line + newlines(&chunk[..at])));
                }
                line += newlines(chunk);
                ascii &= chunk.is_ascii();
            }
            Err(Broken::Charset) => return Ok(Survey::Undecodable(line + newlines(text.rest()))),
            Err(Broken::Disk(error)) => return Err(unreadable(path, &error)),
        }
    }
}

/// Whether most of the lines that are not ASCII are UTF-8: then the others were put in from somewhere else, and as GBK all of it would be
/// nonsense that decodes.
fn mostly_utf8(path: &Path) -> Result<bool, Failure> {
    /// A longer line is looked at in parts.
    const LONGEST: u64 = 1 << 20;
    let mut file = BufReader::new(File::open(path).map_err(|error| unreadable(path, &error))?);
    let (mut line, mut valid, mut invalid) = (Vec::new(), 0u64, 0u64);
    loop {
        line.clear();
        let read = file.by_ref().take(LONGEST).read_until(b'\n', &mut line);
        if read.map_err(|error| unreadable(path, &error))? == 0 {
            return Ok(valid > invalid);
        }
        match std::str::from_utf8(&line) {
            Ok(text) => valid += u64::from(!text.is_ascii()),
            Err(_) => invalid += 1,
        }
    }
}

fn newlines(text: &str) -> u64 {
    text.bytes().filter(|b| *b == b'\n').count() as u64
}

/// Why text ends before the file does.
pub enum Broken {
    /// Here are bytes that the charset does not have; what stands before them is in [`Decoded::rest`].
    Charset,
    Disk(std::io::Error),
}

/// A file's text, part by part. A byte order mark is taken off.
pub struct Decoded {
    file: Take<File>,
    decoder: Decoder,
    raw: Box<[u8]>,
    /// What of `raw` is not decoded yet.
    from: usize,
    to: usize,
    out: String,
    /// Only the file's beginning is read, and may end within a character.
    partial: bool,
    ended: bool,
}

impl Decoded {
    /// Opens a file. `most`: only so many bytes of it.
    pub fn open(path: &Path, encoding: &'static Encoding, most: Option<u64>) -> Result<Decoded, Failure> {
        const PART: usize = 64 << 10;
        let file = File::open(path).map_err(|error| unreadable(path, &error))?;
        Ok(Decoded {
            file: file.take(most.unwrap_or(u64::MAX)),
            decoder: encoding.new_decoder_with_bom_removal(),
            raw: vec![0; PART].into_boxed_slice(),
            from: 0,
            to: 0,
            out: String::with_capacity(2 * PART),
            partial: most.is_some(),
            ended: false,
        })
    }

    /// The next part; empty: that was all.
    pub fn chunk(&mut self) -> Result<&str, Broken> {
        self.out.clear();
        while self.out.is_empty() && !self.ended {
            if self.from == self.to {
                self.from = 0;
                self.to = self.file.read(&mut self.raw).map_err(Broken::Disk)?;
            }
            let last = self.to == 0;
            if last && self.partial {
                self.ended = true;
                break;
            }
            let raw = &self.raw[self.from..self.to];
            let (result, read) = self.decoder.decode_to_string_without_replacement(raw, &mut self.out, last);
            self.from += read;
            match result {
                DecoderResult::InputEmpty => self.ended = last,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => return Err(Broken::Charset),
            }
        }
        Ok(&self.out)
    }

    /// What was decoded before something was not.
    pub fn rest(&self) -> &str {
        &self.out
    }
}

fn undecodable(path: &Path, name: &str, line: u64) -> Failure {
    failure(
        path,
        &format!("第 {line} 行有不是 {name} 的内容"),
        &format!("holds something in line {line} that is no {name}"),
        "请核对 --charset，或用 Excel 另存为“CSV UTF-8”",
        "check --charset, or save it as \"CSV UTF-8\" in Excel",
    )
}

fn mixed(path: &Path, line: u64) -> Failure {
    failure(
        path,
        &format!("多数行是 UTF-8，第 {line} 行却不是：里面混有两种字符集"),
        &format!("is mostly UTF-8, but line {line} is not: two charsets are mixed in it"),
        "请改正这一行（多半是从别处贴进来的）；若全部都是 GBK，请给出 --charset gbk",
        "mend that line, which was probably put in from elsewhere; if all of it is GBK, give --charset gbk",
    )
}

fn neither(path: &Path, utf8: u64, gbk: u64) -> Failure {
    failure(
        path,
        &format!("既不是 UTF-8（第 {utf8} 行起），也不是 GBK（第 {gbk} 行起）"),
        &format!("is neither UTF-8 (from line {utf8} on) nor GBK (from line {gbk} on)"),
        "请用 --charset 指明字符集，或用 Excel 另存为 xlsx",
        "name its charset with --charset, or save it as xlsx in Excel",
    )
}

fn no_text(path: &Path, line: u64) -> Failure {
    failure(
        path,
        &format!("第 {line} 行有空字节，不是 CSV 文本"),
        &format!("holds a NUL byte in line {line} and is no CSV text"),
        "若是不带标记的 UTF-16，请给出 --charset utf-16le；否则请用 Excel 另存为 xlsx",
        "if it is UTF-16 without a mark, give --charset utf-16le; otherwise save it as xlsx in Excel",
    )
}
