//! Named random streams: the same event gets the same numbers whatever the order, thread
//! count or subset.

mod normal;
mod words;
mod ziggurat;

use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

pub use normal::normals;
pub(crate) use words::Words;

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
    ChaCha8Rng::from_seed(Purpose::of(purpose).key(seed, event, copy))
}

/// A purpose whose name is worked out once, for streams that are opened for every jet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Purpose(u64);

impl Purpose {
    /// FNV-1a of the name: fixed for all time, unlike the standard library's hasher.
    pub(crate) const fn of(name: &str) -> Purpose {
        let (bytes, mut hash, mut k) = (name.as_bytes(), 0xcbf2_9ce4_8422_2325u64, 0);
        while k < bytes.len() {
            hash = (hash ^ bytes[k] as u64).wrapping_mul(0x0100_0000_01b3);
            k += 1;
        }
        Purpose(hash)
    }

    /// The key of a stream.
    #[inline(always)]
    fn key(self, seed: u64, event: u64, copy: u64) -> [u8; 32] {
        let mut key = [0u8; 32];
        for (slot, word) in key.chunks_exact_mut(8).zip([seed, self.0, event, copy]) {
            slot.copy_from_slice(&word.to_le_bytes());
        }
        key
    }
}
