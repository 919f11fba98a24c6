//! The picture of a challenge.
//!
//! A letter is a few lines of a pen. They are turned, bent and pushed together until they touch; a line of the letters' own colour runs
//! through them and a thin one in the colour of the ground cuts them. People look past that. A reader of printed text wants a line of text
//! and single letters first, and finds neither. How much of each was tried out: against Tesseract, and by eye.
//!
//! The pen is our own, because a line with round ends is all it draws; the ready crates weigh several times as much. Only the file format
//! is a crate's.

use super::letters::{Stroke, letter};
use super::random::Random;
use std::f32::consts::TAU;

pub use super::letters::{ALPHABET, meant};

/// How wide a picture is, in pixels.
pub const WIDTH: usize = 200;
/// How high a picture is, in pixels.
pub const HEIGHT: usize = 70;

/// How a picture is made hard to read. The default is what is shown to people.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difficulty {
    /// Letters are turned by up to so many degrees either way.
    pub turn: f32,
    /// Letters lean by up to this part of their height either way.
    pub lean: f32,
    /// Letters are up to this part larger or smaller than the next, in height and width.
    pub size: f32,
    /// Points of the letters are off by up to this part of the letter's height.
    pub shake: f32,
    /// The whole line is bent by up to so many pixels.
    pub bend: f32,
    /// Letters are pushed together until they touch.
    pub touch: bool,
    /// Lines through the letters, of their own colour.
    pub lines: u32,
    /// How thick these are, as a part of the letters' own strokes.
    pub weight: f32,
    /// Thin lines in the colour of the ground.
    pub cuts: u32,
    /// Specks.
    pub specks: u32,
}

impl Difficulty {
    /// Plain letters in a row.
    pub const NONE: Difficulty = Difficulty {
        turn: 0.0,
        lean: 0.0,
        size: 0.0,
        shake: 0.0,
        bend: 0.0,
        touch: false,
        lines: 0,
        weight: 0.0,
        cuts: 0,
        specks: 0,
    };
}

impl Default for Difficulty {
    fn default() -> Difficulty {
        Difficulty {
            turn: 15.0,
            lean: 0.08,
            size: 0.12,
            shake: 0.02,
            bend: 5.5,
            touch: true,
            lines: 1,
            weight: 0.6,
            cuts: 1,
            specks: 18,
        }
    }
}

/// A text of so many characters of the [`ALPHABET`], each as likely as the others.
pub fn draw_text(length: usize, random: &mut Random) -> String {
    let letters = ALPHABET.as_bytes();
    (0..length).map(|_| char::from(letters[random.below(letters.len() as u32) as usize])).collect()
}

/// The picture of a text, as the bytes of a PNG. Characters that are not in the [`ALPHABET`] are left out.
pub fn picture(text: &str, random: &mut Random) -> Vec<u8> {
    picture_of(text, Difficulty::default(), random)
}

/// [`picture`] with another difficulty.
pub fn picture_of(text: &str, difficulty: Difficulty, random: &mut Random) -> Vec<u8> {
    let mut canvas = Canvas::new();
    let lines = compose(text, &difficulty, random);
    for line in &lines {
        canvas.draw(line);
    }
    encode(&canvas)
}

type Point = (f32, f32);

/// What the pen draws in one go.
struct Line {
    points: Vec<Point>,
    /// Half of its thickness.
    radius: f32,
    /// In the letters' colour, or in that of the ground.
    dark: bool,
}

const CAP: f32 = 38.0;
const MARGIN: f32 = 9.0;

fn compose(text: &str, d: &Difficulty, random: &mut Random) -> Vec<Line> {
    let radius = random.between(2.7, 3.1);
    let mut row: Vec<Vec<Vec<Point>>> = Vec::new();
    let mut before: Vec<Point> = Vec::new();
    let mut edge = 0.0;
    for c in text.chars() {
        let Some((width, strokes)) = letter(c.to_ascii_uppercase()) else { continue };
        let mut glyph = shape(width, strokes, d, random);
        let points: Vec<Point> = glyph.iter().flatten().copied().collect();
        let (left, right) = span(points.iter().map(|p| p.0));
        let shift = if row.is_empty() {
            -left
        } else if d.touch {
            close(&before, &points, edge - left, (right - left) * 0.05, radius * random.between(1.9, 2.1))
        } else {
            edge - left + 5.0 * radius
        };
        for point in glyph.iter_mut().flatten() {
            point.0 += shift;
        }
        edge = right + shift;
        before = glyph.iter().flatten().copied().collect();
        row.push(glyph);
    }
    place(&mut row, d, random);

    let mut lines: Vec<Line> = row.into_iter().flatten().map(|points| Line { points, radius, dark: true }).collect();
    for n in 0..d.lines + d.cuts {
        let dark = n < d.lines;
        lines.push(crossing(if dark { radius * d.weight } else { 0.9 }, dark, random));
    }
    for n in 0..d.specks {
        let at = (random.between(2.0, WIDTH as f32 - 2.0), random.between(2.0, HEIGHT as f32 - 2.0));
        let to = (at.0 + random.about(3.0), at.1 + random.about(3.0));
        lines.push(Line { points: vec![at, to], radius: random.between(0.6, 1.3), dark: n % 3 != 0 });
    }
    lines
}

/// One letter about the origin: its strokes shaken, sized, leaned and turned.
fn shape(width: f32, strokes: &[Stroke], d: &Difficulty, random: &mut Random) -> Vec<Vec<Point>> {
    let (high, wide) = (CAP * (1.0 + random.about(d.size)), CAP * width * (1.0 + random.about(d.size)));
    let lean = random.about(d.lean);
    let (sin, cos) = random.about(d.turn).to_radians().sin_cos();
    let lift = random.about(d.bend * 0.5);
    let mut glyph = Vec::new();
    for stroke in strokes {
        let (curved, corners) = match stroke {
            Stroke::Straight(corners) => (false, corners),
            Stroke::Curved(corners) => (true, corners),
        };
        let mut points: Vec<Point> = corners
            .iter()
            .map(|(x, y)| {
                let (x, y) =
                    ((x - 0.5) * wide + random.about(d.shake) * CAP, (y - 0.5) * high + random.about(d.shake) * CAP);
                let x = x - y * lean;
                (x * cos - y * sin, x * sin + y * cos + lift)
            })
            .collect();
        points = if curved { smooth(&points) } else { steps(&points) };
        glyph.push(points);
    }
    glyph
}

/// Bends the row of letters and puts it into the middle of the picture, narrowed where it is too long.
fn place(row: &mut [Vec<Vec<Point>>], d: &Difficulty, random: &mut Random) {
    let (left, right) = span(row.iter().flatten().flatten().map(|p| p.0));
    let fit = ((WIDTH as f32 - 2.0 * MARGIN) / (right - left).max(1.0)).min(1.2);
    let spare = (WIDTH as f32 - 2.0 * MARGIN - (right - left) * fit).max(0.0);
    let start = MARGIN + spare * if d.touch { random.between(0.2, 0.8) } else { 0.5 };
    let waves: Vec<(f32, f32)> = (0..2).map(|_| (random.between(60.0, 110.0), random.between(0.0, TAU))).collect();
    for point in row.iter_mut().flatten().flatten() {
        let (x, y) = ((point.0 - left) * fit + start, point.1 + HEIGHT as f32 / 2.0);
        point.0 = x + d.bend * 0.6 * (y / waves[1].0 * TAU + waves[1].1).sin();
        point.1 = y + d.bend * (x / waves[0].0 * TAU + waves[0].1).sin();
    }
}

/// How far to move `points` so that they come `near` to the letter `before` them: they are pushed from the right until they do, but no
/// further than `most` beyond `from`, where the two would stand side by side.
fn close(before: &[Point], points: &[Point], from: f32, most: f32, near: f32) -> f32 {
    let mut back = -2.0 * near;
    while back < most {
        let shift = from - back;
        let touches = before.iter().any(|a| {
            points.iter().any(|b| {
                let (x, y) = (a.0 - b.0 - shift, a.1 - b.1);
                x * x + y * y < near * near
            })
        });
        if touches {
            return shift;
        }
        back += 1.0;
    }
    from - most
}

/// A curve through the whole row.
fn crossing(radius: f32, dark: bool, random: &mut Random) -> Line {
    let count = 5;
    let middle = HEIGHT as f32 / 2.0;
    let step = (WIDTH as f32 + 20.0) / (count - 1) as f32;
    let points: Vec<Point> = (0..count)
        .map(|n| (step * n as f32 - 10.0 + random.about(step * 0.2), middle + random.about(CAP * 0.55)))
        .collect();
    Line { points: smooth(&points), radius, dark }
}

/// Points so close together that the line between them can be bent.
fn steps(corners: &[Point]) -> Vec<Point> {
    let mut points = corners[..1].to_vec();
    for pair in corners.windows(2) {
        for n in 1..=6 {
            let t = n as f32 / 6.0;
            points.push((pair[0].0 + (pair[1].0 - pair[0].0) * t, pair[0].1 + (pair[1].1 - pair[0].1) * t));
        }
    }
    points
}

/// A smooth line through all corners: Catmull and Rom's.
fn smooth(corners: &[Point]) -> Vec<Point> {
    let at = |n: isize| corners[n.clamp(0, corners.len() as isize - 1) as usize];
    let mut points = corners[..1].to_vec();
    for n in 0..corners.len() as isize - 1 {
        let (a, b, c, d) = (at(n - 1), at(n), at(n + 1), at(n + 2));
        let through = |a: f32, b: f32, c: f32, d: f32, t: f32| {
            b + 0.5 * t * (c - a + t * (2.0 * a - 5.0 * b + 4.0 * c - d + t * (3.0 * (b - c) + d - a)))
        };
        for n in 1..=5 {
            let t = n as f32 / 5.0;
            points.push((through(a.0, b.0, c.0, d.0, t), through(a.1, b.1, c.1, d.1, t)));
        }
    }
    points
}

fn span(values: impl Iterator<Item = f32>) -> (f32, f32) {
    let (low, high) = values.fold((f32::MAX, f32::MIN), |(low, high), v| (low.min(v), high.max(v)));
    if low > high { (0.0, 0.0) } else { (low, high) }
}

/// How much of each pixel is covered by ink, from 0 to 1.
struct Canvas {
    ink: Vec<f32>,
}

impl Canvas {
    fn new() -> Canvas {
        Canvas { ink: vec![0.0; WIDTH * HEIGHT] }
    }

    fn draw(&mut self, line: &Line) {
        for pair in line.points.windows(2) {
            self.draw_piece(pair[0], pair[1], line.radius, line.dark);
        }
    }

    /// A straight piece with round ends. A pixel is covered by how far its middle is inside.
    fn draw_piece(&mut self, a: Point, b: Point, radius: f32, dark: bool) {
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let length = (dx * dx + dy * dy).max(1e-6);
        let reach = radius + 1.0;
        // A float below 0 becomes 0: nothing outside of the picture is touched.
        let rows = (a.1.min(b.1) - reach) as usize..HEIGHT.min((a.1.max(b.1) + reach).max(0.0) as usize + 1);
        for y in rows {
            let columns = (a.0.min(b.0) - reach) as usize..WIDTH.min((a.0.max(b.0) + reach).max(0.0) as usize + 1);
            for x in columns {
                let (px, py) = (x as f32 + 0.5 - a.0, y as f32 + 0.5 - a.1);
                let t = ((px * dx + py * dy) / length).clamp(0.0, 1.0);
                let (ex, ey) = (px - t * dx, py - t * dy);
                let cover = (radius + 0.5 - (ex * ex + ey * ey).sqrt()).clamp(0.0, 1.0);
                let ink = &mut self.ink[y * WIDTH + x];
                *ink = if dark { ink.max(cover) } else { ink.min(1.0 - cover) };
            }
        }
    }
}

/// A PNG of sixteen greys.
fn encode(canvas: &Canvas) -> Vec<u8> {
    let level = |ink: f32| 15 - (ink * 15.0 + 0.5) as u8;
    let pixels: Vec<u8> = canvas.ink.chunks(2).map(|pair| level(pair[0]) << 4 | level(pair[1])).collect();
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, WIDTH as u32, HEIGHT as u32);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Four);
    encoder.set_filter(png::Filter::NoFilter);
    encoder.set_compression(png::Compression::High);
    let written = encoder.write_header().and_then(|mut writer| writer.write_image_data(&pixels));
    debug_assert!(written.is_ok(), "a Vec takes every byte, and the pixels are as many as the header says");
    bytes
}
