//! Checksums by which a browser refuses a file that was changed on its way (W3C, Subresource Integrity).

use sha2::{Digest, Sha384};

/// The signs of Base64 (RFC 4648, section 4).
const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// The value of an `integrity` attribute for a file with these bytes.
///
/// ```
/// use docent::formats::integrity::checksum;
/// assert_eq!(checksum(b"abc"), "sha384-ywB1P0WjXou1oD1pmsZQBycsMqsO3tFjGotgWkP/W+2AhgcroefMI1i67KE0yCWn");
/// ```
pub fn checksum(bytes: &[u8]) -> String {
    let digest = Sha384::digest(bytes);
    let mut checksum = "sha384-".to_owned();
    // 48 bytes are groups of three, each of which makes four signs; nothing is left to pad.
    for group in digest.chunks_exact(3) {
        let bits = group.iter().fold(0_usize, |bits, byte| bits << 8 | usize::from(*byte));
        let signs = [18, 12, 6, 0].map(|shift| SIGNS.get(bits >> shift & 63));
        checksum.extend(signs.into_iter().flatten().map(|sign| char::from(*sign)));
    }
    checksum
}
