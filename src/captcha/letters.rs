//! The letters of the picture challenge, as strokes of a pen.

/// What a text is made of. None of these can be taken for another once it is turned, pushed against its neighbour and crossed out; what
/// fell out when pictures were read by eye: H beside 4 and K, W beside K, N beside both, Y beside T and X, J beside L, R beside P, E beside a C
/// with a line through it.
/// No vowels, so that no text is a word.
pub const ALPHABET: &str = "CKLPTX234";

/// The character of the [`ALPHABET`] that somebody means who writes this capital: itself, or the one that a line through it makes into it.
/// None of the others is ever shown, so that takes nobody's guess for an answer.
pub fn meant(c: char) -> char {
    match c {
        'A' => '4',
        'B' | '8' => '3',
        'E' | 'G' | '6' => 'C',
        'H' | 'W' => 'K',
        'R' => 'P',
        'Y' => 'X',
        'Z' => '2',
        other => other,
    }
}

/// A line that the pen draws, in a box one wide and one high, y downwards.
pub(super) enum Stroke {
    /// Straight from point to point.
    Straight(&'static [(f32, f32)]),
    /// Smoothly through every point.
    Curved(&'static [(f32, f32)]),
}
use Stroke::{Curved, Straight};

const STEM: Stroke = Straight(&[(0.1, 0.0), (0.1, 1.0)]);
const BOWL: Stroke = Curved(&[(0.1, 0.02), (0.62, 0.02), (0.88, 0.26), (0.62, 0.5), (0.1, 0.52)]);

/// How wide a letter is for its height, and its strokes; None for what is not in the alphabet.
pub(super) fn letter(c: char) -> Option<(f32, &'static [Stroke])> {
    Some(match c {
        'C' => (
            0.74,
            &[Curved(&[(0.9, 0.2), (0.6, 0.01), (0.22, 0.14), (0.06, 0.5), (0.22, 0.86), (0.6, 0.99), (0.92, 0.8)])],
        ),
        'K' => (0.7, &[STEM, Straight(&[(0.9, 0.0), (0.1, 0.6)]), Straight(&[(0.36, 0.4), (0.94, 1.0)])]),
        'L' => (0.58, &[Straight(&[(0.1, 0.0), (0.1, 1.0), (0.95, 1.0)])]),
        'P' => (0.64, &[STEM, BOWL]),
        'T' => (0.72, &[Straight(&[(0.0, 0.0), (1.0, 0.0)]), Straight(&[(0.5, 0.0), (0.5, 1.0)])]),
        'X' => (0.74, &[Straight(&[(0.05, 0.0), (0.95, 1.0)]), Straight(&[(0.95, 0.0), (0.05, 1.0)])]),
        '2' => (
            0.64,
            &[
                Curved(&[(0.08, 0.24), (0.3, 0.02), (0.7, 0.02), (0.9, 0.28), (0.6, 0.62), (0.06, 1.0)]),
                Straight(&[(0.06, 1.0), (0.95, 1.0)]),
            ],
        ),
        '3' => (
            0.62,
            &[
                Curved(&[(0.06, 0.12), (0.45, -0.01), (0.84, 0.2), (0.74, 0.4), (0.36, 0.47)]),
                Curved(&[(0.36, 0.47), (0.78, 0.54), (0.94, 0.76), (0.5, 1.01), (0.03, 0.86)]),
            ],
        ),
        '4' => (0.68, &[Straight(&[(0.7, 1.0), (0.7, 0.0), (0.04, 0.7), (0.98, 0.7)])]),
        _ => return None,
    })
}
