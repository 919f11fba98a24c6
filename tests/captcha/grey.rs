//! Grey pictures, and what somebody would first do to clean one up.

use std::io::Cursor;

#[derive(Clone)]
pub struct Grey {
    pub width: usize,
    pub height: usize,
    pub pixels: Vec<u8>,
}

pub type Cleaning = fn(&Grey) -> Grey;

/// Ways to clean a picture up, the first of which is none. Each begins with black and white; median, darkest and lightest of the greys
/// come to the same, and are much slower.
pub const CLEANINGS: [(&str, Cleaning); 5] = [
    ("as it is", Grey::clone),
    ("black and white, larger", |grey| grey.threshold().larger()),
    ("median of 3x3", |grey| grey.threshold().median(1).larger()),
    ("median of 5x5", |grey| grey.threshold().median(2).larger()),
    ("cuts closed, thin lines opened", |grey| grey.threshold().grow(1).shrink(2).grow(1).larger()),
];

impl Grey {
    pub fn decode(png: &[u8]) -> Grey {
        let mut decoder = png::Decoder::new(Cursor::new(png));
        decoder.set_transformations(png::Transformations::EXPAND);
        let mut reader = decoder.read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut pixels).unwrap();
        assert_eq!(frame.color_type, png::ColorType::Grayscale);
        reader.finish().unwrap();
        Grey { width: frame.width as usize, height: frame.height as usize, pixels }
    }

    /// A file that every reader of pictures takes.
    pub fn pgm(&self) -> Vec<u8> {
        let mut bytes = format!("P5\n{} {}\n255\n", self.width, self.height).into_bytes();
        bytes.extend(&self.pixels);
        bytes
    }

    pub fn dark(&self) -> usize {
        self.pixels.iter().filter(|pixel| **pixel < 128).count()
    }

    fn at(&self, x: isize, y: isize) -> u8 {
        let inside = (0..self.width as isize).contains(&x) && (0..self.height as isize).contains(&y);
        if inside { self.pixels[y as usize * self.width + x as usize] } else { 255 }
    }

    /// Black where more than `most` black pixels are in the square around.
    fn count(&self, reach: usize, most: usize) -> Grey {
        // The black pixels above and left of each corner.
        let across = self.width + 1;
        let mut sums = vec![0usize; across * (self.height + 1)];
        for y in 0..self.height {
            let mut row = 0;
            for x in 0..self.width {
                row += usize::from(self.pixels[y * self.width + x] < 128);
                sums[(y + 1) * across + x + 1] = sums[y * across + x + 1] + row;
            }
        }
        let mut pixels = Vec::with_capacity(self.pixels.len());
        for y in 0..self.height {
            let (top, bottom) = (y.saturating_sub(reach), (y + reach + 1).min(self.height));
            for x in 0..self.width {
                let (left, right) = (x.saturating_sub(reach), (x + reach + 1).min(self.width));
                let sum = |x: usize, y: usize| sums[y * across + x];
                let black = sum(right, bottom) + sum(left, top) - sum(left, bottom) - sum(right, top);
                pixels.push(if black > most { 0 } else { 255 });
            }
        }
        Grey { pixels, ..*self }
    }

    fn median(&self, reach: usize) -> Grey {
        self.count(reach, (2 * reach + 1).pow(2) / 2)
    }

    fn grow(&self, reach: usize) -> Grey {
        self.count(reach, 0)
    }

    fn shrink(&self, reach: usize) -> Grey {
        self.count(reach, (2 * reach + 1).pow(2) - 1)
    }

    fn threshold(&self) -> Grey {
        Grey { pixels: self.pixels.iter().map(|pixel| if *pixel < 128 { 0 } else { 255 }).collect(), ..*self }
    }

    /// Twice as large, with soft edges.
    fn larger(&self) -> Grey {
        let times = 2;
        let (width, height) = (self.width * times, self.height * times);
        let place = |n: usize| {
            let exact = (n as f32 + 0.5) / times as f32 - 0.5;
            (exact.floor() as isize, exact - exact.floor())
        };
        let mix = |a: u8, b: u8, t: f32| f32::from(a) * (1.0 - t) + f32::from(b) * t;
        let mut pixels = Vec::with_capacity(width * height);
        for (y, down) in (0..height).map(place) {
            for (x, right) in (0..width).map(place) {
                let upper = mix(self.at(x, y), self.at(x + 1, y), right);
                let lower = mix(self.at(x, y + 1), self.at(x + 1, y + 1), right);
                pixels.push((upper * (1.0 - down) + lower * down) as u8);
            }
        }
        Grey { width, height, pixels }
    }
}
