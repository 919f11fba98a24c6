//! The digits of a one-time code: drawn without bias, compared in constant time. Pure.

use crate::secret::Secret;
use zeroize::Zeroizing;

/// No code is longer, so that two fit into numbers that are compared at once.
pub const LONGEST: usize = 8;

/// The code that a nonce means for a purpose and a number: the same each time, and unguessable without the secret.
///
/// Each digit string is as likely as any other: of the numbers that the secret gives, those above the largest multiple of 10^n are passed over.
pub fn draw(secret: &Secret, nonce: &[u8; 16], purpose: &str, mobile: &str, digits: usize) -> Zeroizing<String> {
    let digits = digits.clamp(1, LONGEST);
    let span = 10u64.pow(digits as u32);
    let fair = u64::MAX - u64::MAX % span;
    let mut input = Zeroizing::new(Vec::with_capacity(64));
    input.extend_from_slice(nonce);
    for part in [purpose, mobile] {
        input.extend_from_slice(&(part.len() as u64).to_be_bytes());
        input.extend_from_slice(part.as_bytes());
    }
    let round = input.len();
    input.push(0);
    loop {
        let tag = secret.derive(&input);
        for bytes in tag.as_ref().chunks_exact(8) {
            let number = u64::from_be_bytes(bytes.try_into().unwrap_or_default());
            if number < fair {
                return Zeroizing::new(format!("{:0digits$}", number % span));
            }
        }
        // One in ten billion comes here.
        input[round] = input[round].wrapping_add(1);
    }
}

/// A code as people type it: full-width digits, blanks and dashes are read; anything else stays, and will not match.
pub fn typed(text: &str) -> Zeroizing<String> {
    let kept = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '－' | '\u{FEFF}'));
    let digits = kept.map(|c| match c {
        '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
        other => other,
    });
    Zeroizing::new(digits.collect())
}

/// Whether two codes are the same. It takes the same instructions whatever digits they share.
#[inline(never)]
pub fn same(right: &str, entered: &str) -> bool {
    // Lengths are no secret: the page says how many digits there are.
    if right.len() != entered.len() || right.len() > LONGEST {
        return false;
    }
    std::hint::black_box(packed(right) ^ packed(entered)) == 0
}

fn packed(code: &str) -> u64 {
    let mut bytes = [0; LONGEST];
    bytes[..code.len()].copy_from_slice(code.as_bytes());
    u64::from_ne_bytes(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_its_nonces_purposes_and_numbers_own() {
        let secret = Secret::new(b"one");
        let code = |nonce: u8, purpose, mobile| draw(&secret, &[nonce; 16], purpose, mobile, 8).to_string();
        let first = code(1, "login", "13800000000");
        assert_eq!(first, code(1, "login", "13800000000"));
        let others =
            [code(2, "login", "13800000000"), code(1, "reset", "13800000000"), code(1, "login", "13800000001")];
        assert!(!others.contains(&first));
        assert_ne!(first, *draw(&Secret::new(b"two"), &[1; 16], "login", "13800000000", 8));
        for digits in 4..=8 {
            let code = draw(&secret, &[1; 16], "login", "13800000000", digits);
            assert!(code.len() == digits && code.bytes().all(|b| b.is_ascii_digit()));
        }
    }

    /// A million codes of six digits: thousands by their first three digits and by their last three, the chance of each digit in each place.
    #[test]
    fn codes_are_uniform() {
        const DRAWN: usize = 1_000_000;
        let secret = Secret::new(b"a secret of the tests, which never changes");
        let (mut first, mut last) = (vec![0u32; 1000], vec![0u32; 1000]);
        let mut places = [[0u32; 10]; 6];
        let mut nonce = [0; 16];
        for n in 0..DRAWN {
            nonce[..8].copy_from_slice(&(n as u64).to_be_bytes());
            let code = draw(&secret, &nonce, "login", "13800000000", 6);
            let number: usize = code.parse().unwrap();
            first[number / 1000] += 1;
            last[number % 1000] += 1;
            for (place, digit) in code.bytes().enumerate() {
                places[place][usize::from(digit - b'0')] += 1;
            }
        }
        let chi_square = |found: &[u32]| {
            let expected = DRAWN as f64 / found.len() as f64;
            found.iter().map(|n| (f64::from(*n) - expected).powi(2) / expected).sum::<f64>()
        };
        // The 0.1 % points of chi-square with 999 and with 9 degrees of freedom. The draw is fixed, so this passes always or never.
        for (what, found) in [("first", &first), ("last", &last)] {
            let x = chi_square(found);
            assert!((850.0..1142.0).contains(&x), "{what} three digits: chi-square {x}");
        }
        for (place, found) in places.iter().enumerate() {
            let x = chi_square(found);
            assert!(x < 27.88, "place {place}: chi-square {x}");
        }
        // The measure can fail: a code of four hexadecimal letters, as another plugin draws it, is far off.
        let poor: Vec<u32> = (0..1000).map(|n| if n % 16 < 10 { 1600 } else { 0 }).collect();
        assert!(chi_square(&poor) > 100_000.0);
    }

    #[test]
    fn what_people_type_is_read() {
        for text in ["123456", " 123 456\n", "１２３４５６", "123-456"] {
            assert_eq!(*typed(text), "123456", "{text}");
        }
        assert!(!same("123456", &typed("12345a")) && !same("123456", &typed("")) && !same("123456", &typed("1234567")));
        assert!(same("123456", "123456") && !same("123456", "123457") && !same("123456", "023456"));
    }
}
