//! Phone numbers: what each product takes for one, and the magic ones that ask for a code.

use super::product::Product;

/// The phones that `mobile` names, or `None` when the gateway would say 406.
pub fn phones(product: Product, mobile: &str) -> Option<Vec<String>> {
    match product {
        Product::Sms | Product::Voice => is_mobile(mobile).then(|| vec![mobile.to_owned()]),
        Product::VoiceNotice => (is_mobile(mobile) || is_landline(mobile)).then(|| vec![mobile.to_owned()]),
        Product::International => is_international(mobile).then(|| vec![mobile.to_owned()]),
        Product::Marketing => {
            let phones: Vec<String> = mobile.split(',').map(str::to_owned).collect();
            phones.iter().all(|phone| is_mobile(phone)).then_some(phones)
        }
    }
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn is_mobile(text: &str) -> bool {
    text.len() == 11 && digits(text) && text.starts_with('1') && (b'3'..=b'9').contains(&text.as_bytes()[1])
}

/// Area code and number without a separator.
fn is_landline(text: &str) -> bool {
    (10..=12).contains(&text.len()) && digits(text) && text.starts_with('0') && !text.starts_with("00")
}

/// Country code, one blank, number.
fn is_international(text: &str) -> bool {
    text.split_once(' ').is_some_and(|(country, number)| {
        digits(country)
            && country.len() <= 4
            && !country.starts_with('0')
            && digits(number)
            && (4..=14).contains(&number.len())
    })
}

/// `199` and a code in eight digits: whoever sends there is answered with the code.
pub fn magic(product: Product, phone: &str) -> Option<i64> {
    let national = match product {
        Product::International => phone.split_once(' ')?.1,
        _ => phone,
    };
    let code = national.strip_prefix("199").filter(|code| code.len() == 8)?;
    code.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_product_has_its_own_idea_of_a_number() {
        for (product, mobile, expected) in [
            (Product::Sms, "13800000000", 1),
            (Product::Sms, "1380000000", 0),
            (Product::Sms, "12800000000", 0),
            (Product::Sms, "+8613800000000", 0),
            (Product::Sms, "13800000000,13800000001", 0),
            (Product::Sms, "1 2025550100", 0),
            (Product::Voice, "02151000029", 0),
            (Product::VoiceNotice, "02151000029", 1),
            (Product::VoiceNotice, "13800000000", 1),
            (Product::International, "1 2025550100", 1),
            (Product::International, "+1 2025550100", 0),
            (Product::International, "001 2025550100", 0),
            (Product::International, "12025550100", 0),
            (Product::International, "1  2025550100", 0),
            (Product::Marketing, "13800000000,13800000001", 2),
            (Product::Marketing, "13800000000,", 0),
        ] {
            assert_eq!(phones(product, mobile).map_or(0, |p| p.len()), expected, "{product:?} {mobile}");
        }
    }

    #[test]
    fn magic_numbers_name_their_code() {
        assert_eq!(magic(Product::Sms, "19900004051"), Some(4051));
        assert_eq!(magic(Product::Sms, "19900000000"), Some(0));
        assert_eq!(magic(Product::Sms, "13800000000"), None);
        assert_eq!(magic(Product::International, "1 19900040501"), Some(40501));
        assert_eq!(magic(Product::International, "199 00040501"), None);
    }
}
