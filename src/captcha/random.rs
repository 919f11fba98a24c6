//! Where a picture's chances come from.

use crate::answer::Failure;
use ring::digest::{Context, SHA256};

/// Bytes nobody can foresee, from one seed: SHA-256 of the seed and a counter.
///
/// Each picture asks the system once for a seed. Nothing is kept from one to the next, so two processes after a `fork()` have nothing in
/// common; and a test that brings its own seed gets the same picture again.
pub struct Random {
    seed: [u8; 32],
    blocks: u64,
    block: [u8; 32],
    used: usize,
}

impl Random {
    /// With a seed of the system's.
    pub fn new() -> Result<Random, Failure> {
        Ok(Random::from_seed(crate::secret::random()?))
    }

    /// With this seed. For tests: whoever knows the seed knows the text.
    pub fn from_seed(seed: [u8; 32]) -> Random {
        Random { seed, blocks: 0, block: [0; 32], used: 32 }
    }

    fn word(&mut self) -> u32 {
        if self.used == 32 {
            let mut hash = Context::new(&SHA256);
            hash.update(&self.seed);
            hash.update(&self.blocks.to_le_bytes());
            self.block.copy_from_slice(hash.finish().as_ref());
            self.blocks += 1;
            self.used = 0;
        }
        let word = self.block[self.used..self.used + 4].iter().fold(0, |word, byte| word << 8 | u32::from(*byte));
        self.used += 4;
        word
    }

    /// One of the numbers below `end`, each as likely as the others; 0 when there is none.
    pub fn below(&mut self, end: u32) -> u32 {
        if end == 0 {
            return 0;
        }
        // What is left over above the last whole multiple would make the small numbers likelier.
        let whole = u32::MAX - u32::MAX % end;
        loop {
            let word = self.word();
            if word < whole {
                return word % end;
            }
        }
    }

    /// A number from `low` up to `high`.
    pub fn between(&mut self, low: f32, high: f32) -> f32 {
        low + (high - low) * (self.word() >> 8) as f32 / (1 << 24) as f32
    }

    /// A number from `-size` up to `size`.
    pub fn about(&mut self, size: f32) -> f32 {
        self.between(-size, size)
    }
}
