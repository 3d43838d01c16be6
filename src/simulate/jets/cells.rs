//! Cells of the calorimeters, as in Delphes' card of CMS.

use std::f64::consts::{PI, TAU};

/// A calorimeter: equal cells in the middle, a list of rings outside.
#[derive(Debug)]
pub(crate) struct Grid {
    /// Half-width in η of the part with equal cells, their size in η, their number in φ.
    inner: (f64, f64, f64),
    /// Upper |η| of each outer ring and its number of cells in φ.
    outer: &'static [(f64, f64)],
}

/// A cell by number, its range in η and its number and width in φ.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct CellId {
    pub key: u32,
    pub eta: (f64, f64),
    pub phi: f64,
    pub width: f64,
}

pub(crate) const ECAL: Grid = Grid {
    inner: (2.958, 0.0174, 360.0),
    outer: &[
        (3.125, 36.0),
        (3.3, 36.0),
        (3.475, 36.0),
        (3.65, 36.0),
        (3.825, 36.0),
        (4.0, 36.0),
        (4.175, 36.0),
        (4.35, 36.0),
        (4.525, 36.0),
        (4.7, 36.0),
        (5.0, 36.0),
    ],
};

pub(crate) const HCAL: Grid = Grid {
    inner: (1.653, 0.087, 72.0),
    outer: &[
        (1.74, 36.0),
        (1.83, 36.0),
        (1.93, 36.0),
        (2.043, 36.0),
        (2.172, 36.0),
        (2.322, 36.0),
        (2.5, 36.0),
        (2.65, 36.0),
        (2.868, 36.0),
        (2.95, 36.0),
        (3.125, 36.0),
        (3.3, 36.0),
        (3.475, 36.0),
        (3.65, 36.0),
        (3.825, 36.0),
        (4.0, 36.0),
        (4.175, 36.0),
        (4.35, 36.0),
        (4.525, 36.0),
        (4.7, 18.0),
        (5.0, 18.0),
    ],
};

impl Grid {
    /// The cell at (η, φ), if the calorimeter reaches there.
    #[inline]
    pub fn cell(&self, eta: f64, phi: f64) -> Option<CellId> {
        let (reach, step, count) = self.inner;
        let (ring, range, count) = if eta.abs() < reach {
            let ring = ((eta + reach) / step) as u32;
            let low = f64::from(ring) * step - reach;
            (ring, (low, low + step), count)
        } else {
            let k = self.outer.iter().position(|(edge, _)| eta.abs() < *edge)?;
            let low = if k == 0 { reach } else { self.outer[k - 1].0 };
            let (high, count) = self.outer[k];
            let (side, range) = if eta > 0.0 { (1000, (low, high)) } else { (1100, (-high, -low)) };
            (side + k as u32, range, count)
        };
        let width = TAU / count;
        let column = (((phi + PI) / width) as u32).min(count as u32 - 1);
        Some(CellId { key: ring * 512 + column, eta: range, phi: f64::from(column) * width - PI, width })
    }
}

/// What a cell has collected in an event.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Tower {
    pub cell: CellId,
    /// Energy that came in, GeV.
    pub energy: f64,
    /// Energy of the tracks that point to it, and the variance of that, GeV and GeV².
    pub tracks: f64,
    pub variance: f64,
    /// Factor for the momenta of these tracks.
    pub scale: f64,
}

/// The towers of one event, found by cell.
#[derive(Debug, Clone)]
pub(crate) struct Towers {
    pub list: Vec<Tower>,
    /// Hash table: (number of the event, tower).
    slots: Vec<(u32, u32)>,
    event: u32,
}

impl Default for Towers {
    fn default() -> Towers {
        Towers { list: Vec::new(), slots: vec![(0, 0); 4096], event: 0 }
    }
}

impl Towers {
    pub fn clear(&mut self) {
        self.list.clear();
        self.event = self.event.wrapping_add(1);
        if self.event == 0 {
            self.slots.fill((0, 0));
            self.event = 1;
        }
    }

    /// The number of the tower of a cell, a new one when nothing was there; towers keep the order in which they came.
    #[inline]
    pub fn at(&mut self, cell: CellId) -> usize {
        if self.list.len() * 2 > self.slots.len() {
            self.grow();
        }
        let mask = self.slots.len() - 1;
        let mut slot = (cell.key.wrapping_mul(0x9E37_79B1) >> 16) as usize & mask;
        loop {
            let (event, tower) = self.slots[slot];
            if event != self.event {
                self.slots[slot] = (self.event, self.list.len() as u32);
                self.list.push(Tower { cell, scale: 1.0, ..Tower::default() });
                return self.list.len() - 1;
            }
            if self.list[tower as usize].cell.key == cell.key {
                return tower as usize;
            }
            slot = (slot + 1) & mask;
        }
    }

    /// Doubles the table.
    fn grow(&mut self) {
        let size = 2 * self.slots.len();
        self.slots = vec![(0, 0); size];
        self.event = 1;
        for (k, tower) in self.list.iter().enumerate() {
            let mut slot = (tower.cell.key.wrapping_mul(0x9E37_79B1) >> 16) as usize & (size - 1);
            while self.slots[slot].0 == 1 {
                slot = (slot + 1) & (size - 1);
            }
            self.slots[slot] = (1, k as u32);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_inside_its_cell_and_cells_do_not_overlap() {
        for grid in [&ECAL, &HCAL] {
            let mut seen = std::collections::HashMap::new();
            for k in 0..4000 {
                let eta = -4.9995 + 0.0025 * f64::from(k);
                let Some(cell) = grid.cell(eta, 1.0) else { panic!("no cell at η = {eta}") };
                assert!(cell.eta.0 <= eta + 1e-9 && eta <= cell.eta.1 + 1e-9, "{eta} {cell:?}");
                assert!(cell.phi <= 1.0 && 1.0 <= cell.phi + cell.width);
                let range = *seen.entry(cell.key).or_insert(cell.eta);
                assert_eq!(range, cell.eta);
            }
            assert!(grid.cell(5.1, 0.0).is_none());
        }
        assert_eq!(HCAL.cell(0.01, 0.0).unwrap().width, TAU / 72.0);
    }

    #[test]
    fn towers_are_found_again_when_the_table_grows() {
        let mut towers = Towers::default();
        for _ in 0..3 {
            towers.clear();
            for round in 0..2 {
                for k in 0..5000u32 {
                    let cell = CellId { key: k * 7, ..CellId::default() };
                    assert_eq!(towers.at(cell), k as usize, "round {round}");
                }
            }
        }
    }
}
