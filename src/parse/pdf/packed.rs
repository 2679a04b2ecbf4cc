//! Streams unpacked within a bound: Deflate, and the predictors of PNG (ISO 32000-2, 7.4.4). Tables and objects are packed so.

use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_zlib_with_limit};

use super::syntax::{field, members, whole};

/// The contents of a stream that its dictionary describes; `None` for what is packed otherwise, or unpacks to more than `most`.
pub fn unpack(dictionary: &[u8], packed: &[u8], most: usize) -> Option<Vec<u8>> {
    let filters: Vec<&[u8]> = field(dictionary, "Filter")
        .map(|filter| members(filter).collect())
        .unwrap_or_default();
    match filters.as_slice() {
        [] => (packed.len() <= most).then(|| packed.to_vec()),
        [b"/FlateDecode"] => predicted(inflate(packed, most)?, dictionary),
        _ => None,
    }
}

/// What comes before a damage is kept, as other readers do: often it is the checksum alone that is wrong.
fn inflate(packed: &[u8], most: usize) -> Option<Vec<u8>> {
    match decompress_to_vec_zlib_with_limit(packed, most) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.status == TINFLStatus::HasMoreOutput => None,
        Err(error) => Some(error.output),
    }
}

fn predicted(bytes: Vec<u8>, dictionary: &[u8]) -> Option<Vec<u8>> {
    // They stand alone, or in an array with those of other filters.
    let parameters = field(dictionary, "DecodeParms").and_then(|parameters| members(parameters).next());
    let number = |name: &str| parameters.and_then(|parameters| field(parameters, name)).and_then(whole);
    match number("Predictor").unwrap_or(1) {
        1 => Some(bytes),
        10..=15 => rows(&bytes, number("Columns").unwrap_or(1)),
        _ => None,
    }
}

/// Undoes the filters of PNG (ISO 15948, section 9) for samples of a byte.
fn rows(bytes: &[u8], columns: usize) -> Option<Vec<u8>> {
    let columns = (1..=bytes.len()).contains(&columns).then_some(columns)?;
    let mut plain = Vec::with_capacity(bytes.len());
    let mut above = vec![0; columns];
    for row in bytes.chunks(columns + 1) {
        let (filter, samples) = row.split_first()?;
        let (mut left, mut above_left) = (0_u8, 0_u8);
        for (sample, above) in samples.iter().zip(&mut above) {
            let guess = match filter {
                1 => left,
                2 => *above,
                3 => ((u16::from(left) + u16::from(*above)) / 2) as u8,
                4 => paeth(left, *above, above_left),
                _ => 0,
            };
            above_left = *above;
            left = sample.wrapping_add(guess);
            *above = left;
            plain.push(left);
        }
    }
    Some(plain)
}

/// Of the three neighbours, the one nearest to what they foretell.
fn paeth(left: u8, above: u8, above_left: u8) -> u8 {
    let foretold = i16::from(left) + i16::from(above) - i16::from(above_left);
    let distance = |neighbour: &u8| (foretold - i16::from(*neighbour)).abs();
    // The first of those that are equally near.
    [left, above, above_left].into_iter().min_by_key(distance).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filters_of_png_are_undone() {
        let rows = rows(&[0, 1, 2, 3, 1, 1, 1, 1, 2, 1, 1, 1, 3, 1, 1, 1, 4, 1, 1, 1], 3);
        let expected = [[1, 2, 3], [1, 2, 3], [2, 3, 4], [2, 3, 4], [3, 4, 5]].concat();
        assert_eq!(rows, Some(expected));
    }

    #[test]
    fn a_row_is_as_long_as_the_file_at_most() {
        for columns in [0, 5, usize::MAX] {
            assert_eq!(rows(&[0, 1, 2], columns), None);
        }
    }

    #[test]
    fn what_unpacks_to_too_much_is_not_unpacked() {
        let packed = miniz_oxide::deflate::compress_to_vec_zlib(&[7; 1000], 6);
        let dictionary = b"<< /Filter [/FlateDecode] >>";
        assert_eq!(unpack(dictionary, &packed, 1000), Some(vec![7; 1000]));
        assert_eq!(unpack(dictionary, &packed, 999), None);
        assert_eq!(unpack(b"<< /Filter [/FlateDecode /FlateDecode] >>", &packed, 1000), None);
    }
}
