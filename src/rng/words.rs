//! A stream that is opened again and again in the same place.

use std::convert::Infallible;

use rand::SeedableRng;
use rand::rand_core::TryRng;
use rand_chacha::ChaCha8Core;
use rand_chacha::rand_core::block::Generator;

use super::Purpose;

/// Words of a block of ChaCha, and of the four blocks that are worked out at once.
const BLOCK: usize = 16;
const BUFFER: usize = 4 * BLOCK;

/// The numbers of [`super::stream`], for streams that are opened for every jet: opening one moves and clears no buffer.
#[derive(Debug)]
pub(crate) struct Words {
    core: ChaCha8Core,
    words: [u32; BUFFER],
    next: usize,
    /// Words at the beginning of the next buffer that have been taken already.
    again: usize,
}

impl Default for Words {
    fn default() -> Words {
        Words { core: ChaCha8Core::from_seed([0; 32]), words: [0; BUFFER], next: BUFFER, again: 0 }
    }
}

impl Words {
    /// Begins the stream of (seed, purpose, original event, copy).
    #[inline(always)]
    pub(crate) fn open(&mut self, seed: u64, purpose: Purpose, event: u64, copy: u64) {
        self.core = ChaCha8Core::from_seed(purpose.key(seed, event, copy));
        (self.next, self.again) = (BUFFER, 0);
    }

    /// The same for a stream of which few words are wanted: the first block alone takes a quarter of the work.
    #[inline(always)]
    pub(crate) fn open_few(&mut self, seed: u64, purpose: Purpose, event: u64, copy: u64) {
        let key = purpose.key(seed, event, copy);
        self.core = ChaCha8Core::from_seed(key);
        self.words[BUFFER - BLOCK..].copy_from_slice(&first_block(&key));
        (self.next, self.again) = (BUFFER - BLOCK, BLOCK);
    }

    /// The words that come next, as many as have been worked out: at least one.
    #[inline(always)]
    pub(super) fn at_hand(&mut self) -> &[u32] {
        if self.next >= BUFFER {
            self.core.generate(&mut self.words);
            self.next = std::mem::take(&mut self.again);
        }
        &self.words[self.next..]
    }

    /// Leaves out words that were at hand.
    #[inline(always)]
    pub(super) fn skip(&mut self, count: usize) {
        self.next += count;
    }

    #[inline(always)]
    fn word(&mut self) -> u32 {
        let word = self.at_hand()[0];
        self.next += 1;
        word
    }
}

impl TryRng for Words {
    type Error = Infallible;

    #[inline(always)]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.word())
    }

    #[inline(always)]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let (low, high) = (self.word(), self.word());
        Ok(u64::from(low) | u64::from(high) << 32)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(4) {
            chunk.copy_from_slice(&self.word().to_le_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

/// Block 0 of ChaCha8 with this key (D. J. Bernstein, 2008), row by row.
fn first_block(key: &[u8; 32]) -> [u32; BLOCK] {
    type Row = [u32; 4];
    #[inline(always)]
    fn add(a: Row, b: Row) -> Row {
        std::array::from_fn(|k| a[k].wrapping_add(b[k]))
    }
    #[inline(always)]
    fn turned<const BITS: u32>(a: Row, b: Row) -> Row {
        std::array::from_fn(|k| (a[k] ^ b[k]).rotate_left(BITS))
    }
    #[inline(always)]
    fn quarters([mut a, mut b, mut c, mut d]: [Row; 4]) -> [Row; 4] {
        a = add(a, b);
        d = turned::<16>(d, a);
        c = add(c, d);
        b = turned::<12>(b, c);
        a = add(a, b);
        d = turned::<8>(d, a);
        c = add(c, d);
        b = turned::<7>(b, c);
        [a, b, c, d]
    }
    #[inline(always)]
    fn shifted<const BY: usize>(row: Row) -> Row {
        std::array::from_fn(|k| row[(k + BY) % 4])
    }
    let words = key.as_chunks::<4>().0;
    let of_key = |from: usize| std::array::from_fn(|k| u32::from_le_bytes(words[from + k]));
    let start = [[0x6170_7865, 0x3320_646e, 0x7962_2d32, 0x6b20_6574], of_key(0), of_key(4), [0; 4]];
    let mut rows: [Row; 4] = start;
    for _ in 0..4 {
        let [a, b, c, d] = quarters(rows);
        let [a, b, c, d] = quarters([a, shifted::<1>(b), shifted::<2>(c), shifted::<3>(d)]);
        rows = [a, shifted::<3>(b), shifted::<2>(c), shifted::<1>(d)];
    }
    let sums: [Row; 4] = std::array::from_fn(|k| add(rows[k], start[k]));
    std::array::from_fn(|k| sums[k / 4][k % 4])
}

#[cfg(test)]
mod tests {
    use rand::{Rng, RngExt};

    use super::*;

    /// The same numbers as the stream that moves its buffer, also across the end of a buffer, and after opening again.
    #[test]
    fn the_numbers_are_those_of_the_stream() {
        let mut words = Words::default();
        for copy in [1, 2, 3, 4] {
            match copy % 2 {
                0 => words.open(7, Purpose::of("words"), 42, copy),
                _ => words.open_few(7, Purpose::of("words"), 42, copy),
            }
            let mut stream = crate::rng::stream(7, "words", 42, copy);
            assert_eq!(words.next_u32(), stream.next_u32());
            for _ in 0..100 {
                assert_eq!(words.random::<f64>(), stream.random::<f64>());
                assert_eq!(words.next_u32(), stream.next_u32());
            }
            let (mut a, mut b) = ([0; 401], [0; 401]);
            words.fill_bytes(&mut a);
            stream.fill_bytes(&mut b);
            assert_eq!(a, b);
        }
    }
}
