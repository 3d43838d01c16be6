//! Named random streams: the same event gets the same numbers whatever the order, thread
//! count or subset.

mod normal;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

pub use normal::normals;

/// Returns the random stream of (seed, purpose, original event, copy).
///
/// Two streams are independent when any of the four differs. The stream is ChaCha8, which does
/// not change between versions of the random number library.
///
/// # Example
/// ```
/// use rand::Rng;
/// let mut a = cwola::rng::stream(1, "rotate", 42, 0);
/// let mut b = cwola::rng::stream(1, "rotate", 42, 0);
/// let mut c = cwola::rng::stream(1, "rotate", 42, 1);
/// let (a, b, c) = (a.next_u64(), b.next_u64(), c.next_u64());
/// assert_eq!(a, b);
/// assert_ne!(a, c);
/// ```
pub fn stream(seed: u64, purpose: &str, event: u64, copy: u64) -> ChaCha8Rng {
    let mut key = [0u8; 32];
    for (slot, word) in key.chunks_exact_mut(8).zip([seed, name(purpose), event, copy]) {
        slot.copy_from_slice(&word.to_le_bytes());
    }
    ChaCha8Rng::from_seed(key)
}

/// FNV-1a of a name: fixed for all time, unlike the standard library's hasher.
fn name(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
