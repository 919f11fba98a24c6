//! A source as words, numbers, texts and marks: comments gone, every token with its line. What differs between the languages is a [`Rules`].

/// What a language's comments and texts look like.
pub struct Rules {
    pub line_comments: &'static [&'static str],
    pub block_comments: &'static [(&'static str, &'static str)],
    /// Lines that begin with `#` are one token each, but for this second character.
    pub hash_lines: bool,
    /// Pascal's `{$...}`.
    pub dollar_directives: bool,
    pub quotes: &'static [char],
    /// `\"` inside a text; without it a quote is doubled, which reads as two texts.
    pub backslash: bool,
    pub triple_quotes: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    Word,
    Number,
    /// Without its quotes.
    Text,
    Mark,
    Directive,
}

#[derive(Clone, Debug)]
pub struct Token {
    pub kind: Kind,
    pub text: String,
    pub line: usize,
    /// How far the line is indented, for the first token of one.
    pub indent: Option<usize>,
}

/// Errors begin with `file:line:`.
pub type Read<T> = Result<T, String>;

pub fn tokens(path: &str, source: &str, rules: &Rules) -> Read<Vec<Token>> {
    let mut lexer = Lexer { path, rest: source, line: 1, fresh: Some(0), rules, out: Vec::new() };
    while !lexer.rest.is_empty() {
        lexer.step()?;
    }
    Ok(lexer.out)
}

struct Lexer<'a> {
    path: &'a str,
    rest: &'a str,
    line: usize,
    /// The columns of blanks so far, until the line's first token.
    fresh: Option<usize>,
    rules: &'a Rules,
    out: Vec<Token>,
}

impl Lexer<'_> {
    fn step(&mut self) -> Read<()> {
        let first = self.rest.chars().next().unwrap();
        if first.is_whitespace() || first == '\u{feff}' {
            self.skip(first.len_utf8());
            match first {
                '\n' => self.fresh = Some(0),
                ' ' => self.fresh = self.fresh.map(|columns| columns + 1),
                _ => {}
            }
            return Ok(());
        }
        if self.rules.hash_lines && self.fresh.is_some() && first == '#' {
            // A directive goes on behind a backslash; a comment behind it is none of its business.
            let mut end = 0;
            for line in self.rest.split_inclusive('\n') {
                end += line.len();
                if !line.trim_end().ends_with('\\') {
                    break;
                }
            }
            let end = self.rest[..end].trim_end().len();
            let end = self.rest[..end].find("/*").unwrap_or(end);
            let end = self.rest[..end].find("//").unwrap_or(end);
            return self.push(Kind::Directive, self.rest[..end].trim_end().to_owned(), end);
        }
        if self.rules.dollar_directives && self.rest.starts_with("{$") {
            let end = self.find("}")?;
            return self.push(Kind::Directive, self.rest[..end].to_owned(), end);
        }
        if self.rules.line_comments.iter().any(|mark| self.rest.starts_with(mark)) {
            self.skip(self.rest.find('\n').unwrap_or(self.rest.len()));
            return Ok(());
        }
        if let Some((open, close)) = self.rules.block_comments.iter().find(|(open, _)| self.rest.starts_with(open)) {
            let end = self.rest[open.len()..].find(close).ok_or_else(|| self.never_closed(open))?;
            self.skip(open.len() + end + close.len());
            return Ok(());
        }
        if self.rules.quotes.contains(&first) {
            return self.text(first);
        }
        if first.is_alphanumeric() || first == '_' {
            let end = self.rest.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(self.rest.len());
            let kind = if first.is_ascii_digit() { Kind::Number } else { Kind::Word };
            return self.push(kind, self.rest[..end].to_owned(), end);
        }
        self.push(Kind::Mark, first.to_string(), first.len_utf8())
    }

    fn text(&mut self, quote: char) -> Read<()> {
        let triple = quote.to_string().repeat(3);
        if self.rules.triple_quotes && self.rest.starts_with(&triple) {
            let end = 3 + self.rest[3..].find(&triple).ok_or_else(|| self.never_closed(&triple))?;
            return self.push(Kind::Text, self.rest[3..end].to_owned(), end + 3);
        }
        let mut escaped = false;
        for (at, c) in self.rest.char_indices().skip(1) {
            if !escaped && c == quote {
                return self.push(Kind::Text, self.rest[1..at].to_owned(), at + 1);
            }
            escaped = self.rules.backslash && !escaped && c == '\\';
        }
        Err(self.never_closed(&quote.to_string()))
    }

    fn find(&self, close: &str) -> Read<usize> {
        self.rest.find(close).map(|at| at + close.len()).ok_or_else(|| self.never_closed("{$"))
    }

    fn never_closed(&self, open: &str) -> String {
        format!("{}:{}: {open} is never closed", self.path, self.line)
    }

    fn push(&mut self, kind: Kind, text: String, length: usize) -> Read<()> {
        self.out.push(Token { kind, text, line: self.line, indent: self.fresh.take() });
        self.skip(length);
        Ok(())
    }

    fn skip(&mut self, length: usize) {
        self.line += self.rest[..length].matches('\n').count();
        self.rest = &self.rest[length..];
    }
}

/// Goes through tokens; what it does not find is an error that names the place.
#[derive(Clone)]
pub struct Cursor<'a> {
    pub path: &'a str,
    tokens: &'a [Token],
    at: usize,
}

impl<'a> Cursor<'a> {
    pub fn new(path: &'a str, tokens: &'a [Token]) -> Self {
        Cursor { path, tokens, at: 0 }
    }

    pub fn peek(&self) -> Option<&'a Token> {
        self.tokens.get(self.at)
    }

    /// The line of the next token, or the last one's.
    pub fn line(&self) -> usize {
        self.peek().or(self.tokens.last()).map_or(1, |token| token.line)
    }

    pub fn is(&self, text: &str) -> bool {
        self.peek().is_some_and(|token| token.kind != Kind::Text && token.text == text)
    }

    /// Whether these tokens come next, written with blanks between them.
    pub fn are(&self, texts: &str) -> bool {
        let mut ahead = self.clone();
        texts.split(' ').all(|text| ahead.accept(text))
    }

    pub fn accept(&mut self, text: &str) -> bool {
        let found = self.is(text);
        self.at += usize::from(found);
        found
    }

    /// Takes these tokens, written with blanks between them.
    pub fn take(&mut self, texts: &str) -> Read<()> {
        texts.split(' ').try_for_each(|text| if self.accept(text) { Ok(()) } else { Err(self.wants(text)) })
    }

    pub fn next(&mut self) -> Option<&'a Token> {
        let token = self.peek();
        self.at += usize::from(token.is_some());
        token
    }

    pub fn word(&mut self) -> Read<&'a str> {
        self.of(Kind::Word, "a name")
    }

    pub fn text(&mut self) -> Read<&'a str> {
        self.of(Kind::Text, "a text in quotes")
    }

    pub fn directive(&mut self) -> Read<&'a str> {
        self.of(Kind::Directive, "a directive")
    }

    pub fn length(&mut self) -> Read<usize> {
        let line = self.line();
        usize::try_from(self.integer()?).map_err(|_| format!("{}:{line}: a length below 0", self.path))
    }

    /// A decimal number, with its sign or without.
    pub fn integer(&mut self) -> Read<i64> {
        let minus = self.accept("-");
        let line = self.line();
        let digits = self.of(Kind::Number, "a number")?;
        let number: i64 =
            digits.parse().map_err(|_| format!("{}:{line}: cannot read the number {digits}", self.path))?;
        Ok(if minus { -number } else { number })
    }

    fn of(&mut self, kind: Kind, what: &str) -> Read<&'a str> {
        let token = self.peek().filter(|token| token.kind == kind).ok_or_else(|| self.wants(what))?;
        self.at += 1;
        Ok(&token.text)
    }

    /// The error that something else is expected here.
    pub fn wants(&self, what: &str) -> String {
        let found = self.peek().map_or("the end", |token| &token.text);
        format!("{}:{}: cannot read `{found}`, expected {what}", self.path, self.line())
    }

    /// Goes behind the mark that closes the one that comes next.
    pub fn skip_group(&mut self, open: &str, close: &str) -> Read<()> {
        let start = self.clone();
        self.take(open)?;
        let mut depth = 1;
        while depth > 0 {
            if self.is(open) {
                depth += 1;
            } else if self.is(close) {
                depth -= 1;
            }
            self.next().ok_or_else(|| start.wants(&format!("a {close} somewhere behind it")))?;
        }
        Ok(())
    }

    /// The places where these tokens come in a row, as cursors behind them.
    pub fn occurrences(&self, texts: &str) -> Vec<Cursor<'a>> {
        let mut found = Vec::new();
        for at in self.at..self.tokens.len() {
            let mut here = Cursor { at, ..self.clone() };
            if here.take(texts).is_ok() {
                found.push(here);
            }
        }
        found
    }

    /// Behind the one place where these tokens come in a row. Without one, the error is about the place that comes nearest.
    pub fn only(&self, texts: &str) -> Read<Cursor<'a>> {
        let mut found = self.occurrences(texts);
        match found.len() {
            1 => Ok(found.remove(0)),
            0 => Err(self.nearest(texts)),
            n => Err(format!("{}:{}: `{texts}` is expected once and comes {n} times", self.path, found[1].line())),
        }
    }

    fn nearest(&self, texts: &str) -> String {
        let (mut best, mut error) = (0, format!("{}:{}: `{texts}` is expected and not there", self.path, self.line()));
        for at in self.at..self.tokens.len() {
            let mut here = Cursor { at, ..self.clone() };
            let common = texts.split(' ').take_while(|text| here.accept(text)).count();
            if common > best {
                let wanted = texts.split(' ').nth(common).unwrap_or_default();
                (best, error) = (common, here.wants(&format!("{wanted} of `{texts}`")));
            }
        }
        error
    }
}
