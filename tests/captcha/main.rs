//! The pictures of the picture challenge: what they are, and that Tesseract does not read them.

mod grey;
mod tesseract;

use grey::Grey;
use ihuyi::captcha::picture::{ALPHABET, Difficulty, HEIGHT, WIDTH, draw_text, picture, picture_of};
use ihuyi::captcha::{Random, data_uri};
use tesseract::{Reader, read};

/// The same pictures in every run.
fn seeded(kind: u8, number: u32) -> Random {
    let mut seed = [kind; 32];
    seed[..4].copy_from_slice(&number.to_le_bytes());
    Random::from_seed(seed)
}

/// Texts of 4, 5 and 6 characters and their pictures.
fn samples(kind: u8, count: u32, difficulty: Difficulty) -> Vec<(String, Grey)> {
    (0..count)
        .map(|n| {
            let mut random = seeded(kind, n);
            let text = draw_text(4 + n as usize % 3, &mut random);
            let grey = Grey::decode(&picture_of(&text, difficulty, &mut random));
            (text, grey)
        })
        .collect()
}

/// How many of a hundred are read right.
fn rate(name: &str, samples: &[(String, Grey)], reader: Reader, clean: impl Fn(&Grey) -> Grey) -> f64 {
    let pictures: Vec<Grey> = samples.iter().map(|(_, grey)| clean(grey)).collect();
    let read = read(&pictures, reader);
    let right = samples.iter().zip(&read).filter(|((text, _), read)| text == *read).count();
    let rate = 100.0 * right as f64 / samples.len() as f64;
    println!("{name}, {reader:?}: {right} of {} right, {rate:.1} %", samples.len());
    rate
}

#[test]
fn ten_thousand_pictures() {
    let mut seen = std::collections::HashSet::new();
    for n in 0..10_000 {
        let mut random = seeded(1, n);
        let text = draw_text(4 + n as usize % 3, &mut random);
        let png = picture(&text, &mut random);
        assert!(png.len() <= 16_000, "{text}: {} bytes", png.len());
        let grey = Grey::decode(&png);
        assert_eq!((grey.width, grey.height), (WIDTH, HEIGHT), "{text}");
        // Letters cover a part of it that neither an empty nor a blackened picture has.
        let dark = grey.dark() * 100 / (WIDTH * HEIGHT);
        assert!((5..45).contains(&dark), "{text}: {dark} % of it is dark");
        assert!(seen.insert(png), "{text} was drawn twice");
    }
}

#[test]
fn odd_texts_are_pictures_too() {
    for text in ["", "?", "汉字", "k", &"W".repeat(300)] {
        let grey = Grey::decode(&picture(text, &mut seeded(2, 0)));
        assert_eq!((grey.width, grey.height), (WIDTH, HEIGHT), "{text}");
    }
    let lower = picture("kt4x", &mut seeded(2, 1));
    assert_eq!(lower, picture("KT4X", &mut seeded(2, 1)));
    assert_ne!(lower, picture("KT4X", &mut seeded(2, 2)));
}

#[test]
fn two_processes_or_calls_share_no_picture() {
    let draw = || {
        let mut random = Random::new().unwrap();
        let text = draw_text(5, &mut random);
        (picture(&text, &mut random), text)
    };
    let drawn: std::collections::HashSet<_> = (0..50).map(|_| draw()).collect();
    assert_eq!(drawn.len(), 50);
}

#[test]
fn every_character_is_as_likely_as_the_others_at_every_place() {
    const DRAWS: u32 = 110_000;
    let letters: Vec<char> = ALPHABET.chars().collect();
    let mut random = seeded(3, 0);
    let mut counts = vec![vec![0u32; letters.len()]; 6];
    for _ in 0..DRAWS {
        for (place, c) in draw_text(6, &mut random).chars().enumerate() {
            counts[place][letters.iter().position(|letter| *letter == c).unwrap()] += 1;
        }
    }
    let expected = f64::from(DRAWS) / letters.len() as f64;
    for place in counts {
        let chi: f64 = place.iter().map(|n| (f64::from(*n) - expected).powi(2) / expected).sum();
        // Ten degrees of freedom: one in a million goes beyond 45.
        assert!(chi < 45.0, "chi-square {chi}");
    }
}

#[test]
fn ink_and_ground_are_black_and_white() {
    // No colour to tell apart, and the strongest contrast there is.
    let grey = Grey::decode(&picture("KT4X", &mut seeded(4, 0)));
    assert_eq!((grey.pixels.iter().min(), grey.pixels.iter().max()), (Some(&0), Some(&255)));
    let between = grey.pixels.iter().filter(|p| (1..255).contains(*p)).count();
    assert!(between * 5 < grey.pixels.len(), "{between} pixels are neither");
}

#[test]
fn data_uris() {
    for (bytes, expected) in
        [(&b""[..], ""), (b"M", "TQ=="), (b"Ma", "TWE="), (b"Man", "TWFu"), (b"\xff\xfb\xf0", "//vw")]
    {
        assert_eq!(data_uri(bytes), format!("data:image/png;base64,{expected}"));
    }
}

#[test]
fn tesseract_reads_plain_letters_and_no_pictures() {
    // What cannot read plain letters proves nothing by failing at ours.
    let plain = samples(5, 100, Difficulty::NONE);
    for reader in [Reader::Default, Reader::Line, Reader::Word] {
        assert!(rate("plain", &plain, reader, Grey::clone) > 80.0);
    }

    let drawn = samples(6, 1_000, Difficulty::default());
    let mut rates = Vec::new();
    for (name, clean) in grey::CLEANINGS {
        rates.push(rate(name, &drawn, Reader::Default, clean));
    }
    // Told that it is one line, or one word, of our alphabet.
    for (name, clean) in grey::CLEANINGS {
        for reader in [Reader::Line, Reader::Word] {
            rates.push(rate(name, &drawn[..300], reader, clean));
        }
    }
    assert!(rates.iter().all(|rate| *rate < 5.0), "{rates:?}");
}
