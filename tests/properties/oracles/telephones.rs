//! Telephone numbers: what is dialled is a number of the world's plan, and what is shown dials the same.

use docent::schema::dialing::Dialing;
use docent::schema::reach::Telephone;
use phonenumber::country;

use super::text;

/// The promises of the reader of telephone numbers.
pub fn check(data: &[u8]) {
    let text = text(data);
    for country in [country::US, country::MX, country::DE] {
        let dialing = Dialing::of(country);
        match Telephone::parse(&text, &dialing) {
            Ok(telephone) => is_right(&telephone, &dialing),
            Err(why) => assert!(!why.trim().is_empty()),
        }
    }
}

fn is_right(telephone: &Telephone, dialing: &Dialing) {
    let Telephone { text, number } = telephone;
    let digits = number.strip_prefix('+').unwrap_or(number);
    let longest = if number.starts_with('+') { 15 } else { 6 };
    assert!(digits.bytes().all(|byte| byte.is_ascii_digit()), "{number:?}");
    assert!((3..=longest).contains(&digits.len()), "{number:?} is no number (E.164, section 6)");
    assert_eq!(telephone.href(), format!("tel:{number}"));
    for written in [text, number] {
        let again = Telephone::parse(written, dialing);
        assert_eq!(again.as_ref().map(|again| &again.number), Ok(number), "{written:?}");
    }
}
