//! The text contract of the search: how a text becomes words, the same in the index and in the browser.
//!
//! `themes/civic/assets/search.js` follows the same rules for queries; `tests/search/vectors.json` holds the two together.
//!
//! 1. Letters are folded: compatibility forms resolved (NFKD), small letters, accents dropped, curly quotes and odd hyphens
//!    made plain.
//! 2. A telephone number (3-3-4 or 3-4 digits, separated or not) gives its parts, the number in one piece and its last seven digits.
//! 3. Otherwise a run of letters and digits is a word, and single signs of `. ' / @ _ & -` inside join runs to a compound.
//! 4. A compound gives its parts, without possessive `'s` and apostrophes, dotted acronyms in one piece; then the forms in one piece
//!    that people also type: hyphens dropped (`deescalation`), a citation whole (`28a.320.124`, `9.1_102`), and what stock
//!    elasticlunr.js would make of it, so that its queries meet it.
//!
//! 5. Chinese, Japanese and Korean are written without spaces, or with few: a run of their letters gives every two neighbours.
//!
//! Words hold neither white space nor hyphens: elasticlunr's tokenizer gives them back as they are.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

/// Marks a stop word of a title, before it and after it. elasticlunr's trimmer and stop words let it pass, so that "be safe" can be
/// found, and no stemmer takes its ending, so that "is" is not "i".
pub const MARK: char = '_';

/// The signs that join runs of letters and digits to one compound.
const JOINTS: [char; 7] = ['.', '\'', '/', '@', '_', '&', '-'];

/// What a text gives, piece by piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// A run of letters, digits and joints, or a telephone number, folded: what follows, until the next, is made of it.
    Chunk(&'a str),
    /// A word of the chunk; the words together are the chunk.
    Part(&'a str),
    /// The whole chunk, as people also type it.
    Form(&'a str),
}

/// Passes every word of `text` to `word`, in order.
///
/// ```
/// let mut words = Vec::new();
/// docent::formats::search::text::each_word("The SRO’s K-12 résumé", &mut |word| words.push(word.to_string()));
/// assert_eq!(words, ["the", "sro", "k", "12", "k12", "resume"]);
/// ```
pub fn each_word(text: &str, word: &mut dyn FnMut(&str)) {
    each_piece(text, &mut |piece| match piece {
        Piece::Part(said) | Piece::Form(said) => word(said),
        Piece::Chunk(_) => {}
    });
}

/// Passes every chunk of `text` and its words to `piece`, in order.
pub fn each_piece(text: &str, piece: &mut dyn FnMut(Piece<'_>)) {
    let folded = fold(text);
    let mut rest: &str = &folded;
    while let Some(start) = rest.find(char::is_alphanumeric) {
        rest = rest.split_at(start).1;
        let phone = Phone::at_start_of(rest);
        let length = phone.as_ref().map_or_else(|| run_length(rest), |(_, length)| *length);
        let (chunk, after) = rest.split_at(length);
        piece(Piece::Chunk(chunk));
        match phone {
            Some((phone, _)) => phone.each_piece(piece),
            None if chunk.starts_with(is_unspaced) => each_pair(chunk, piece),
            None => each_piece_of_compound(chunk, piece),
        }
        rest = after;
    }
}

/// A text in small letters without accents, compatibility forms, curly quotes, soft hyphens or zero-width characters.
fn fold(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return match text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            true => text.to_ascii_lowercase().into(),
            false => text.into(),
        };
    }
    if text.chars().all(|c| c.is_ascii() || PUNCTUATION.contains(&c)) {
        return text
            .chars()
            .map(|c| if matches!(c, '‘' | '’') { '\'' } else { c.to_ascii_lowercase() })
            .collect::<String>()
            .into();
    }
    let resolved: String = text.chars().filter(|c| !matches!(c, '™' | '℠')).nfkd().collect();
    let mut folded = String::with_capacity(resolved.len());
    for c in resolved.to_lowercase().chars() {
        match plain(c) {
            Some(plain) => folded.push_str(plain),
            None => folded.push(c),
        }
    }
    // Syllables of Korean and voiced ones of Japanese become one letter again.
    folded.nfc().collect::<String>().into()
}

/// Letters of scripts without spaces: kana, Han and Hangul, by their blocks in Unicode 16.
fn is_unspaced(c: char) -> bool {
    let is_of_block = c >= '\u{3005}'
        && matches!(c, '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}');
    is_of_block && c.is_alphanumeric()
}

/// A letter or digit of a word that has spaces around it.
fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() && !is_unspaced(c)
}

fn each_pair(run: &str, piece: &mut dyn FnMut(Piece<'_>)) {
    let ends = run.char_indices().map(|(at, c)| at + c.len_utf8());
    let pairs = run.char_indices().zip(ends.skip(1)).filter_map(|((from, _), to)| run.get(from..to));
    let mut is_single = true;
    for pair in pairs {
        is_single = false;
        piece(Piece::Part(pair));
    }
    if is_single {
        piece(Piece::Part(run));
    }
}

/// The signs of ordinary prose beyond ASCII. A text with no others needs no tables of Unicode.
const PUNCTUATION: [char; 8] = ['‘', '’', '“', '”', '–', '—', '…', '§'];

/// The plain spelling of a letter or sign that Unicode does not take apart; nothing is left of accents and what has no width.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        '\u{300}'..='\u{36f}' | '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => "",
        '‘' | '’' | 'ʼ' => "'",
        '\u{2010}' | '\u{2011}' => "-",
        'æ' => "ae",
        'œ' => "oe",
        'ß' => "ss",
        'ø' => "o",
        'ł' => "l",
        'đ' => "d",
        'ı' => "i",
        _ => return None,
    })
}

/// The length of the run at the start of `text`, which begins with a letter or digit.
fn run_length(text: &str) -> usize {
    match text.starts_with(is_unspaced) {
        true => text.find(|c| !is_unspaced(c)).unwrap_or(text.len()),
        false => compound_length(text),
    }
}

/// The length of the compound at the start of `text`, which begins with a letter or digit.
fn compound_length(text: &str) -> usize {
    // Nearly every word is of plain letters alone, and what follows it is a plain sign that joins nothing.
    let plain = text.bytes().take_while(u8::is_ascii_alphanumeric).count();
    if text
        .as_bytes()
        .get(plain)
        .is_none_or(|next| next.is_ascii() && !JOINTS.contains(&char::from(*next)))
    {
        return plain;
    }
    let mut end = 0;
    let mut letters = text.char_indices().peekable();
    while let Some((at, c)) = letters.next() {
        let goes_on = is_of_word(c) || (JOINTS.contains(&c) && letters.peek().is_some_and(|(_, next)| is_of_word(*next)));
        if !goes_on {
            return at;
        }
        end = at + c.len_utf8();
    }
    end
}

fn each_piece_of_compound(compound: &str, piece: &mut dyn FnMut(Piece<'_>)) {
    let is_plain = compound.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_plain || !compound.contains(JOINTS) {
        return piece(Piece::Part(compound));
    }
    let bare = without_apostrophes(compound);
    let pieces: Vec<Cow<'_, str>> = bare.split(['/', '@', '_', '&', '-']).map(without_acronym_dots).collect();
    for part in pieces.iter().flat_map(|piece| piece.split('.')) {
        piece(Piece::Part(part));
    }
    each_stock_form(compound, &mut |form| piece(Piece::Form(form)));
    let hyphenated = pieces.len() > 1 && !bare.contains(['/', '@', '_']);
    let dotted = pieces.iter().any(|piece| piece.contains('.'));
    if hyphenated && !dotted && bare.contains(char::is_alphabetic) {
        piece(Piece::Form(&pieces.concat()));
    }
    if hyphenated && dotted && !bare.contains('&') && bare.starts_with(|c: char| c.is_ascii_digit()) {
        piece(Piece::Form(&bare.replace('-', "_")));
    }
}

/// `SRO's` without its possessive, `don't` as `dont`.
fn without_apostrophes(compound: &str) -> Cow<'_, str> {
    if !compound.contains('\'') {
        return compound.into();
    }
    let mut bare = String::with_capacity(compound.len());
    let mut pieces = compound.split('\'');
    bare.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        bare.push_str(match piece.strip_prefix('s') {
            Some(rest) if !rest.starts_with(char::is_alphanumeric) => rest,
            _ => piece,
        });
    }
    bare.into()
}

/// `s.r.o` in one piece. Parts of one or two letters make an acronym; `example.gov` and `28a.320` are none.
fn without_acronym_dots(piece: &str) -> Cow<'_, str> {
    let short = |part: &str| (1..=2).contains(&part.chars().count()) && part.chars().all(char::is_alphabetic);
    match piece.contains('.') && piece.split('.').all(short) {
        true => piece.replace('.', "").into(),
        false => piece.into(),
    }
}

/// What stock elasticlunr.js makes of the compound in a query where that differs from the parts: it divides at hyphens only.
fn each_stock_form(compound: &str, form: &mut dyn FnMut(&str)) {
    for run in compound.split('-') {
        let run = run.strip_suffix("'s").unwrap_or(run);
        if run.contains(JOINTS) {
            form(run);
        }
    }
}

/// A telephone number of the North American plan: the area code may be left out.
struct Phone<'a> {
    area: Option<&'a str>,
    exchange: &'a str,
    line: &'a str,
}

impl<'a> Phone<'a> {
    /// The number at the start of `text`, which begins with a letter or digit, and its length.
    fn at_start_of(text: &'a str) -> Option<(Self, usize)> {
        if !text.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        Self::national(text).or_else(|| Self::local(text))
    }

    /// `804-802-9084`, `804) 802-9084`, `1 (804) 802.9084`, `8048029084`.
    fn national(text: &'a str) -> Option<(Self, usize)> {
        let mut after_one = Reader { text, at: 0 };
        if after_one.skip(&['1']) {
            after_one.skip(&['-', '.', ' ']);
            after_one.skip(&['(']);
        }
        Self::area_and_rest(after_one).or_else(|| Self::area_and_rest(Reader { text, at: 0 }))
    }

    fn area_and_rest(mut read: Reader<'a>) -> Option<(Self, usize)> {
        let area = read.digits(3)?;
        read.skip(&[')']);
        read.skip(&['-', '.', ' ', '/']);
        let exchange = read.digits(3)?;
        read.skip(&['-', '.', ' ']);
        let line = read.digits(4)?;
        let phone = Self {
            area: Some(area),
            exchange,
            line,
        };
        read.at_end_of_word().then_some((phone, read.at))
    }

    /// `802-9084`, `8029084`.
    fn local(text: &'a str) -> Option<(Self, usize)> {
        let mut read = Reader { text, at: 0 };
        let exchange = read.digits(3)?;
        read.skip(&['-', '.', ' ']);
        let line = read.digits(4)?;
        let phone = Self {
            area: None,
            exchange,
            line,
        };
        read.at_end_of_word().then_some((phone, read.at))
    }

    fn each_piece(&self, piece: &mut dyn FnMut(Piece<'_>)) {
        let Self { area, exchange, line } = self;
        for part in area.iter().chain([exchange, line]) {
            piece(Piece::Part(part));
        }
        if let Some(area) = area {
            piece(Piece::Form(&format!("{area}{exchange}{line}")));
            piece(Piece::Form(&format!("{exchange}{line}")));
            piece(Piece::Form(&format!("{area}.{exchange}.{line}")));
        } else {
            piece(Piece::Form(&format!("{exchange}{line}")));
        }
    }
}

/// Reads digits and signs from the start of a text.
struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    /// The next `count` digits.
    fn digits(&mut self, count: usize) -> Option<&'a str> {
        let digits = self.text.get(self.at..self.at + count)?;
        self.at += count;
        digits.bytes().all(|byte| byte.is_ascii_digit()).then_some(digits)
    }

    /// Passes one sign if it is one of these, and tells if it was.
    fn skip(&mut self, signs: &[char]) -> bool {
        let found = self.text.get(self.at..).is_some_and(|rest| rest.starts_with(signs));
        self.at += usize::from(found);
        found
    }

    fn at_end_of_word(&self) -> bool {
        !self.text.get(self.at..).is_some_and(|rest| rest.starts_with(is_of_word))
    }
}
