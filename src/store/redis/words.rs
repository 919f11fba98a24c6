//! What a server is told: a command is a row of words, each with its length before it.

use std::fmt::Display;

/// Words of a command.
#[derive(Default)]
pub struct Words {
    count: usize,
    bytes: Vec<u8>,
}

impl Words {
    pub fn new(name: &str) -> Words {
        let mut words = Words::default();
        words.arg(name);
        words
    }

    /// A text or a number.
    pub fn arg(&mut self, value: impl Display) -> &mut Words {
        self.word(value.to_string().as_bytes())
    }

    pub fn word(&mut self, word: &[u8]) -> &mut Words {
        self.count += 1;
        self.bytes.extend_from_slice(format!("${}\r\n", word.len()).as_bytes());
        self.bytes.extend_from_slice(word);
        self.bytes.extend_from_slice(b"\r\n");
        self
    }

    pub fn append(&mut self, others: &Words) -> &mut Words {
        self.count += others.count;
        self.bytes.extend_from_slice(&others.bytes);
        self
    }

    pub fn count(&self) -> usize {
        self.count
    }

    /// The whole command as it is sent.
    pub fn command(&self) -> Vec<u8> {
        [format!("*{}\r\n", self.count).as_bytes(), &self.bytes].concat()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_packed_as_the_redis_package_packs_it() {
        let long = "中".repeat(5_000);
        let mut rest = Words::default();
        rest.word(b"\r\n$1\0\xff").arg("").arg(-7).arg(u64::MAX);
        assert_eq!(rest.count(), 4);
        let mut ours = Words::new("EVALSHA");
        ours.arg(&long).append(&rest);
        let mut theirs = redis::cmd("EVALSHA");
        theirs.arg(&long).arg(b"\r\n$1\0\xff").arg("").arg(-7).arg(u64::MAX);
        assert_eq!(ours.command(), theirs.get_packed_command());
    }
}
