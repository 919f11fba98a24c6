//! Inputs are texts that people can read and write: seeds are reviewed like everything else.

/// The first line, and what follows it.
pub fn line(data: &[u8]) -> (&[u8], &[u8]) {
    match data.iter().position(|&b| b == b'\n') {
        Some(at) => (&data[..at], &data[at + 1..]),
        None => (data, &[]),
    }
}

/// The columns of a line: parted by `|`, with `\n` for a line break, `\p` for the `|` itself and `\\` for the backslash.
pub fn columns(line: &[u8]) -> Vec<Vec<u8>> {
    let mut columns = vec![Vec::new()];
    let mut bytes = line.iter().copied();
    while let Some(byte) = bytes.next() {
        let last = columns.len() - 1;
        match byte {
            b'|' => columns.push(Vec::new()),
            b'\\' => match bytes.next() {
                Some(b'n') => columns[last].push(b'\n'),
                Some(b'p') => columns[last].push(b'|'),
                Some(other) => columns[last].push(other),
                None => {}
            },
            other => columns[last].push(other),
        }
    }
    columns
}

/// A column as text, what is no UTF-8 replaced.
pub fn text(columns: &[Vec<u8>], at: usize) -> String {
    columns.get(at).map_or(String::new(), |bytes| String::from_utf8_lossy(bytes).into_owned())
}

/// The number that the digits in these bytes make, at most nine of them.
pub fn number(bytes: &[u8]) -> u32 {
    let digits = bytes.iter().filter(|b| b.is_ascii_digit()).take(9);
    digits.fold(0, |number, digit| number * 10 + u32::from(digit - b'0'))
}

/// The longest run of ASCII digits in a text.
pub fn longest_run(text: &str) -> &str {
    text.split(|c: char| !c.is_ascii_digit()).max_by_key(|run| run.len()).unwrap_or("")
}

/// What messages of `deny` have for an example: whoever has this number in his file is shown it as everybody is.
const EXAMPLE: &str = "mobile 13800000000";

/// No error shows a whole phone number, or anything that could be one.
pub fn shows_no_number(failure: &ihuyi::answer::Failure, input: &str) {
    for text in [&failure.zh, &failure.en] {
        let text = text.replace(EXAMPLE, "");
        let run = longest_run(&text);
        assert!(run.len() < 11 || !input.contains(run), "an error shows a whole number: {text}");
    }
}
