//! What an old spreadsheet (xls) comes to, asked before it is read: whoever reads it follows its chains wherever they lead, and lays every
//! sheet out as one table of cells.

use super::size::{CELLS, TEXT};
use std::collections::HashMap;

/// Why it is not to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    Damaged,
    TooMany,
}

const SIGNATURE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
/// The end of a chain of sectors; what is no sector begins below it.
const END: u32 = 0xFFFF_FFFE;
const NO_SECTOR: u32 = 0xFFFF_FFFA;
/// Streams shorter than this stand in the small sectors.
const SMALL: u64 = 4096;
/// Such a sheet has no more columns and rows.
const COLUMNS: u64 = 256;
const ROWS: u64 = 65_536;

/// Looks through a whole file. What it is not, and what has no workbook in it, is told by whoever opens it.
pub fn check(file: &[u8]) -> Result<(), Why> {
    if !file.starts_with(SIGNATURE) || file.len() < 512 {
        return Ok(());
    }
    match workbook(file).ok_or(Why::Damaged)? {
        Some(stream) => check_book(&stream),
        None => Ok(()),
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]]))
}

/// One sector; the last may be cut off.
fn sector(bytes: &[u8], size: usize, first: usize, id: u32) -> Option<&[u8]> {
    let from = first.checked_add((id as usize).checked_mul(size)?)?;
    bytes.get(from..bytes.len().min(from.checked_add(size)?))
}

/// A chain of sectors, which must not be longer than the file.
fn chain(bytes: &[u8], size: usize, first: usize, start: u32, next: &[u32]) -> Option<Vec<u8>> {
    let (mut all, mut id) = (Vec::new(), start);
    while id != END {
        all.extend_from_slice(sector(bytes, size, first, id)?);
        if all.len() > bytes.len() {
            return None;
        }
        id = *next.get(id as usize)?;
    }
    Some(all)
}

/// The workbook's stream in the file. Outer None: the file's own tables are damaged; inner None: it holds something else.
fn workbook(file: &[u8]) -> Option<Option<Vec<u8>>> {
    let size = match u16_at(file, 30)? {
        9 => 512,
        12 => 4096,
        _ => return Some(None),
    };
    let sectors = (file.len() / size + 1) as u32;
    // Memory is set aside for what these say before anything is read.
    for at in [40, 44, 64] {
        if u32_at(file, at)? > sectors {
            return None;
        }
    }
    // Here calamine (0.32) reads a length two fields too early.
    if u32_at(file, 62)? > 1 << 26 {
        return None;
    }
    let mut tables: Vec<u32> = words(file.get(76..512)?).collect();
    let mut id = u32_at(file, 68)?;
    while id < NO_SECTOR {
        tables.extend(words(sector(file, size, size, id)?));
        id = tables.pop()?;
        if tables.len() > 200 + 2 * sectors as usize {
            return None;
        }
    }
    let mut next = Vec::new();
    for id in tables.into_iter().filter(|id| *id < NO_SECTOR) {
        next.extend(words(sector(file, size, size, id)?));
        if next.len() / 2 > file.len() {
            return None;
        }
    }
    let folder = chain(file, size, size, u32_at(file, 48)?, &next)?;
    let length = |entry: &[u8]| match size {
        512 => u32_at(entry, 120).map(u64::from),
        _ => Some(u64::from(u32_at(entry, 120)?) | u64::from(u32_at(entry, 124)?) << 32),
    };
    let root = folder.get(..128)?;
    let (small, small_next) = if u32_at(file, 64)? > 0 {
        let table = chain(file, size, size, u32_at(file, 60)?, &next)?;
        (chain(file, size, size, u32_at(root, 116)?, &next)?, words(&table).collect())
    } else {
        (Vec::new(), Vec::new())
    };
    let called = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        folder.chunks_exact(128).find(|entry| entry.starts_with(&name))
    };
    let Some(entry) = called("Workbook").or_else(|| called("Book")) else { return Some(None) };
    if length(entry)?.max(length(root)?) > file.len() as u64 {
        return None;
    }
    let start = u32_at(entry, 116)?;
    let mut stream = match length(entry)? {
        0..SMALL => chain(&small, 64, 0, start, &small_next)?,
        _ => chain(file, size, size, start, &next)?,
    };
    stream.truncate(length(entry)? as usize);
    Some(Some(stream))
}

/// The records from some place on: kind and content. A cut one ends them.
fn records(stream: &[u8]) -> impl Iterator<Item = (u16, &[u8])> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let (kind, length) = (u16_at(stream, at)?, u16_at(stream, at + 2)?);
        let content = stream.get(at + 4..at + 4 + usize::from(length))?;
        at += 4 + content.len();
        Some((kind, content))
    })
}

fn check_book(stream: &[u8]) -> Result<(), Why> {
    let (mut sheets, mut strings, mut before) = (HashMap::new(), Vec::new(), 0);
    for (kind, content) in records(stream) {
        match kind {
            // A sheet begins here; several may say so of one place.
            0x0085 => {
                let place = u32_at(content, 0).ok_or(Why::Damaged)? as usize;
                *sheets.entry(place).or_insert(0u64) += 1;
            }
            0x00FC => strings = vec![content],
            0x003C if before == 0x00FC || (before == 0x003C && !strings.is_empty()) => strings.push(content),
            0x000A => break,
            _ => {}
        }
        before = kind;
    }
    let lengths = lengths(strings);
    let (mut cells, mut text) = (0u64, 0u64);
    for (place, times) in sheets {
        let (area, inside) = check_sheet(stream.get(place..).ok_or(Why::Damaged)?, &lengths)?;
        cells = cells.saturating_add(area.saturating_mul(times));
        text = text.saturating_add(inside.saturating_mul(times));
        if cells > CELLS || text > TEXT {
            return Err(Why::TooMany);
        }
    }
    Ok(())
}

/// The cells of the table that a sheet becomes, and the text in it.
fn check_sheet(sheet: &[u8], lengths: &Lengths) -> Result<(u64, u64), Why> {
    let (mut top, mut bottom, mut left, mut right, mut text) = (u64::MAX, 0, u64::MAX, 0, 0u64);
    for (kind, content) in records(sheet) {
        match kind {
            // What the sheet says of itself; memory is set aside for it.
            0x0200 => {
                let (rows, columns) = match content.len() {
                    10 => (u16_at(content, 2).map(u64::from), u16_at(content, 6)),
                    _ => (u32_at(content, 4).map(u64::from), u16_at(content, 10)),
                };
                if rows.unwrap_or(0) > ROWS || columns.map_or(0, u64::from) > COLUMNS {
                    return Err(Why::Damaged);
                }
            }
            0x0006 | 0x00BD | 0x00FD | 0x0203 | 0x0204 | 0x0205 | 0x027E => {
                let at = |at| u16_at(content, at).map(u64::from).ok_or(Why::Damaged);
                let (row, first) = (at(0)?, at(2)?);
                let last = if kind == 0x00BD { at(content.len().saturating_sub(2))? } else { first };
                if first.max(last) >= COLUMNS {
                    return Err(Why::Damaged);
                }
                (top, bottom) = (top.min(row), bottom.max(row));
                (left, right) = (left.min(first), right.max(last));
                if kind == 0x00FD {
                    text = text.saturating_add(lengths.of(u32_at(content, 6).ok_or(Why::Damaged)?));
                }
            }
            0x000A => break,
            _ => {}
        }
    }
    let area = if top > bottom { 0 } else { (bottom - top + 1) * (right.saturating_sub(left) + 1) };
    Ok((area, text))
}

/// How long the strings are that cells share: at most, in UTF-8.
struct Lengths {
    known: Vec<u32>,
    /// Those behind, where the table could not be followed to its end.
    others: u64,
}

impl Lengths {
    fn of(&self, string: u32) -> u64 {
        self.known.get(string as usize).map_or(self.others, |length| u64::from(*length))
    }
}

/// Reads the table of strings, which goes over several records.
fn lengths(mut parts: Vec<&[u8]>) -> Lengths {
    let all: usize = parts.iter().map(|part| part.len()).sum();
    let Some(first) = parts.first_mut() else { return Lengths { known: Vec::new(), others: 0 } };
    *first = first.get(8..).unwrap_or_default();
    parts.reverse();
    let (mut known, mut part) = (Vec::new(), parts.pop().unwrap_or_default());
    loop {
        if part.is_empty() {
            match parts.pop() {
                Some(next) => part = next,
                None => return Lengths { known, others: 0 },
            }
            continue;
        }
        match string(&mut part, &mut parts) {
            Some(length) => known.push(length),
            None => return Lengths { known, others: 3 * all as u64 },
        }
    }
}

/// Passes over one string.
fn string<'a>(part: &mut &'a [u8], parts: &mut Vec<&'a [u8]>) -> Option<u32> {
    let (mut left, mut flags) = (usize::from(u16_at(part, 0)?), *part.get(2)?);
    let length = 3 * left as u32;
    let mut at = 3;
    let mut behind = 0;
    if flags & 8 != 0 {
        behind += 4 * usize::from(u16_at(part, at)?);
        at += 2;
    }
    if flags & 4 != 0 {
        behind = behind.checked_add(u32_at(part, at)? as usize)?;
        at += 4;
    }
    *part = part.get(at..)?;
    loop {
        let wide = 1 + usize::from(flags & 1);
        let here = left.min(part.len() / wide);
        *part = &part[here * wide..];
        left -= here;
        if left == 0 {
            break;
        }
        // Each part says anew how wide its characters are.
        let (first, rest) = parts.pop()?.split_first()?;
        (flags, *part) = (*first, rest);
    }
    while behind > part.len() {
        behind -= part.len();
        *part = parts.pop()?;
    }
    *part = &part[behind..];
    Some(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFICE: &[u8] = include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/bulk/office/office.xls"));

    fn record(kind: u16, content: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes()[..], &(content.len() as u16).to_le_bytes(), content].concat()
    }

    fn cell(row: u16, column: u16, string: u32) -> Vec<u8> {
        let place = [row, column, 0].map(u16::to_le_bytes).concat();
        record(0x00FD, &[&place[..], &string.to_le_bytes()].concat())
    }

    /// A book of one string in two parts, and of a sheet of these records, which is named so often.
    fn book(sheet: &[Vec<u8>], sheets: usize) -> Result<(), Why> {
        let string = [&[0; 8][..], &3000u16.to_le_bytes(), &[0], &[b'x'; 1000]].concat();
        let more = [&[1][..], &[b'y', 0].repeat(2000)].concat();
        let table = [record(0x00FC, &string), record(0x003C, &more), record(0x000A, &[])].concat();
        let place = (12 * sheets + table.len()) as u32;
        let names = record(0x0085, &[&place.to_le_bytes()[..], &[0; 4]].concat()).repeat(sheets);
        check_book(&[names, table, sheet.concat(), record(0x000A, &[])].concat())
    }

    #[test]
    fn a_list_of_an_office_is_no_harm() {
        assert_eq!(check(OFFICE), Ok(()));
        let stream = workbook(OFFICE).unwrap().unwrap();
        assert!(records(&stream).any(|(kind, _)| kind == 0x00FD), "it has texts in it");
        assert_eq!(book(&[cell(0, 0, 0), cell(100, 20, 0)], 3), Ok(()));
    }

    #[test]
    fn what_no_memory_holds_is_refused() {
        let corners = [cell(0, 0, 9), cell(65_535, 255, 9)];
        assert_eq!(book(&corners, 1), Err(Why::TooMany));
        // The same sheet, many times.
        let narrow = [cell(0, 0, 9), cell(65_535, 9, 9)];
        assert_eq!((book(&narrow, 1), book(&narrow, 10)), (Ok(()), Err(Why::TooMany)));
        // A long string, many times.
        let long: Vec<Vec<u8>> = (0..40_000).map(|row| cell(row, 0, 0)).collect();
        assert_eq!((book(&long[..9000], 1), book(&long, 1)), (Ok(()), Err(Why::TooMany)));
    }

    #[test]
    fn what_cannot_be_is_damaged() {
        assert_eq!(book(&[cell(0, 256, 0)], 1), Err(Why::Damaged));
        let size = [0u32, 4_000_000_000].map(u32::to_le_bytes).concat();
        assert_eq!(book(&[record(0x0200, &[&size[..], &[0; 6]].concat())], 1), Err(Why::Damaged));
        // Chains that never end, and tables that are said to be huge.
        let mut endless = OFFICE.to_vec();
        let table = 512 * (u32_at(OFFICE, 76).unwrap() as usize + 1);
        endless[table..table + 512].fill(0);
        assert_eq!(check(&endless), Err(Why::Damaged));
        for at in [40, 44, 62, 64] {
            let mut huge = OFFICE.to_vec();
            huge[at..at + 4].fill(0x7F);
            assert_eq!(check(&huge), Err(Why::Damaged), "{at}");
        }
        assert_eq!((check(b"PK"), check(SIGNATURE)), (Ok(()), Ok(())));
        for length in 512..OFFICE.len() {
            let _ = check(&OFFICE[..length]);
        }
    }
}
