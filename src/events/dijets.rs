//! The two leading jets of events, with their constituents.

use std::sync::Arc;

use super::{Constituents, JetView};
use crate::error::{Error, Result};

/// Leading (0) and sub-leading (1) jet of each event, with constituents.
///
/// Selections and mixtures share the constituents with the sample that they came from: only a row
/// index of 8 bytes per event is new. Cloning copies nothing.
///
/// # Example
/// ```
/// use cwola::events::{Constituents, Dijets};
/// let jet = Constituents::new(vec![0, 1, 3], vec![9.0, 5.0, 4.0], vec![0.0; 3], vec![0.0; 3])?;
/// let dijets = Dijets::new([jet.clone(), jet])?;
/// let twice = dijets.rows(&[1, 1, 0])?;
/// assert_eq!(twice.len(), 3);
/// assert_eq!(twice.jet(0, 0).pt, [5.0, 4.0]);
/// assert_eq!(twice.followed_by(&dijets).len(), 5);
/// # Ok::<(), cwola::Error>(())
/// ```
#[derive(Clone)]
pub struct Dijets {
    stores: Arc<[Arc<[Constituents; 2]>]>,
    /// Store and event in it, for each row.
    rows: Arc<[(u32, u32)]>,
}

impl std::fmt::Debug for Dijets {
    /// Numbers of events, not the millions of constituents.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dijets").field("events", &self.len()).field("stores", &self.stores.len()).finish()
    }
}

impl Dijets {
    /// Takes over the constituents of the leading and the sub-leading jets.
    ///
    /// # Errors
    /// Different numbers of jets, or more than 2³² − 1.
    pub fn new(jets: [Constituents; 2]) -> Result<Dijets> {
        if jets[0].len() != jets[1].len() {
            let expected = format!("{}, as of leading jets", jets[0].len());
            return Err(Error::value("the number of sub-leading jets", &expected, jets[1].len()));
        }
        let count = u32::try_from(jets[0].len())
            .map_err(|_| Error::value("the number of events", "below 2^32", jets[0].len()))?;
        Ok(Dijets { stores: Arc::new([Arc::new(jets)]), rows: (0..count).map(|row| (0, row)).collect() })
    }

    /// Number of events.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no event.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// One jet: `which` is 0 for the leading and 1 for the sub-leading one; empty when either number is
    /// out of range.
    #[inline]
    pub fn jet(&self, event: usize, which: usize) -> JetView<'_> {
        let jets = self.rows.get(event).and_then(|&(store, row)| Some((self.stores.get(store as usize)?, row)));
        match jets {
            Some((store, row)) => store.get(which).map_or(JetView::default(), |jets| jets.of(row as usize)),
            None => JetView::default(),
        }
    }

    /// Both jets of an event; empty when the number is out of range.
    #[inline]
    pub(crate) fn pair(&self, event: usize) -> [JetView<'_>; 2] {
        match self.rows.get(event).and_then(|&(store, row)| Some((self.stores.get(store as usize)?, row as usize))) {
            Some((store, row)) => [store[0].of(row), store[1].of(row)],
            None => Default::default(),
        }
    }

    /// The given events, in the given order (repeats allowed); constituents are shared, not copied.
    ///
    /// # Errors
    /// A row that is not below the number of events.
    pub fn rows(&self, rows: &[usize]) -> Result<Dijets> {
        if let Some(row) = rows.iter().find(|&&row| row >= self.len()) {
            return Err(Error::value("the row", &format!("below {}", self.len()), row));
        }
        let rows = rows.iter().map(|&row| self.rows[row]).collect();
        Ok(Dijets { stores: self.stores.clone(), rows })
    }

    /// The events of `self` followed by those of `other`; constituents are shared, not copied.
    pub fn followed_by(&self, other: &Dijets) -> Dijets {
        let mut stores: Vec<Arc<[Constituents; 2]>> = self.stores.to_vec();
        let mut place = |store: &Arc<[Constituents; 2]>| match stores.iter().position(|known| Arc::ptr_eq(known, store))
        {
            Some(known) => known as u32,
            None => {
                stores.push(store.clone());
                stores.len() as u32 - 1
            }
        };
        let places: Vec<u32> = other.stores.iter().map(&mut place).collect();
        let moved = other.rows.iter().map(|&(store, row)| (places[store as usize], row));
        let rows = self.rows.iter().copied().chain(moved).collect();
        Dijets { stores: stores.into(), rows }
    }

    /// Copies the constituents of all leading (0) or sub-leading (1) jets into new flat arrays, in the order of
    /// the events.
    ///
    /// # Errors
    /// More constituents than fit into 32-bit offsets.
    ///
    /// # Example
    /// ```
    /// use cwola::events::{Constituents, Dijets};
    /// let jet = Constituents::new(vec![0, 1, 3], vec![9.0, 5.0, 4.0], vec![0.0; 3], vec![0.0; 3])?;
    /// let dijets = Dijets::new([jet.clone(), jet])?.rows(&[1])?;
    /// assert_eq!(dijets.flat(1)?.offsets, [0, 2]);
    /// # Ok::<(), cwola::Error>(())
    /// ```
    pub fn flat(&self, which: usize) -> Result<Constituents> {
        let mut flat = Constituents::default();
        let total: usize = (0..self.len()).map(|event| self.jet(event, which).len()).sum();
        flat.offsets.reserve_exact(self.len());
        for values in [&mut flat.pt, &mut flat.eta, &mut flat.phi] {
            values.reserve_exact(total);
        }
        for event in 0..self.len() {
            flat.push(self.jet(event, which))?;
        }
        Ok(flat)
    }

    /// Largest number of constituents of a jet.
    pub fn most_constituents(&self) -> usize {
        let numbers = (0..self.len()).flat_map(|event| [self.jet(event, 0).len(), self.jet(event, 1).len()]);
        numbers.max().unwrap_or(0)
    }

    /// Bytes that the constituents and the row index take, shared ones included.
    pub fn bytes(&self) -> usize {
        let stores: usize = self.stores.iter().flat_map(|store| store.iter()).map(Constituents::bytes).sum();
        stores + 8 * self.rows.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn three(first: f32) -> Dijets {
        let jet = |pt: f32| {
            let pt = vec![pt, pt + 2.0, pt + 1.0, pt + 3.0];
            Constituents::new(vec![0, 1, 3, 4], pt, vec![0.0; 4], vec![0.0; 4]).unwrap()
        };
        Dijets::new([jet(first), jet(first + 100.0)]).unwrap()
    }

    #[test]
    fn rows_of_rows_and_joined_samples_find_their_jets() {
        let (a, b) = (three(10.0), three(50.0));
        let mixed = a.rows(&[2, 0]).unwrap().followed_by(&b.rows(&[1]).unwrap()).followed_by(&a);
        let leading: Vec<f32> = (0..mixed.len()).map(|event| mixed.jet(event, 0).pt[0]).collect();
        assert_eq!(leading, [13.0, 10.0, 52.0, 10.0, 12.0, 13.0]);
        assert_eq!(mixed.jet(2, 1).pt, [152.0, 151.0]);
        assert_eq!(mixed.stores.len(), 2, "the same constituents are held once");
        assert_eq!(mixed.rows(&[5, 2]).unwrap().jet(1, 0).pt, [52.0, 51.0]);
    }

    #[test]
    fn what_is_not_there_is_empty_or_refused() {
        let jets = three(1.0);
        assert!(jets.jet(3, 0).is_empty() && jets.jet(0, 2).is_empty());
        assert_eq!(jets.rows(&[3]).unwrap_err().to_string(), "the row should be below 3, but is 3.");
        let short = Constituents::new(vec![0, 1], vec![1.0], vec![0.0], vec![0.0]).unwrap();
        let error = Dijets::new([short, Constituents::default()]).unwrap_err().to_string();
        assert_eq!(error, "the number of sub-leading jets should be 1, as of leading jets, but is 0.");
    }
}
