//! Events as lists of particles: clustered into jets while they are read.

use polars::prelude::{Column, DataFrame};
use rayon::prelude::*;

use super::h5::{H5, tuple};
use super::two_jets::{COLUMNS, MJJ};
use super::{Constituents, Dijets, Events, JetView};
use crate::error::{Error, Result};
use crate::physics::{FourVector, JetDefinition};

/// pT, η and φ of the particles of one event.
pub(super) type Particles = Vec<[f32; 3]>;

/// The two leading jets of one event.
struct Found {
    number: usize,
    momenta: [[f32; 4]; 2],
    mass: f32,
    constituents: [Particles; 2],
}

/// Collects the two leading jets of events, some events at a time.
pub(super) struct Collector {
    file: String,
    definition: JetDefinition,
    jets: [Constituents; 2],
    momenta: [[Vec<f32>; 4]; 2],
    mass: Vec<f32>,
    number: Vec<i32>,
}

impl Collector {
    pub(super) fn new(file: &str, definition: &JetDefinition) -> Collector {
        Collector {
            file: file.into(),
            definition: *definition,
            jets: Default::default(),
            momenta: Default::default(),
            mass: Vec::new(),
            number: Vec::new(),
        }
    }

    /// Clusters events on all cores and adds them in order.
    pub(super) fn add(&mut self, events: &[Particles]) -> Result<()> {
        let first = self.mass.len();
        let found: Vec<Result<Found>> = events.par_iter().map(|event| two_leading(event, &self.definition)).collect();
        for (row, found) in found.into_iter().enumerate() {
            let at = |error| {
                let quantity = format!("the list of particles of event {} (counted from 0)", first + row);
                Error::file(&self.file, &quantity, "one that can be clustered", format!("not: {error}"))
            };
            let found = found.map_err(at)?;
            self.number.push(found.number as i32);
            self.mass.push(found.mass);
            for which in 0..2 {
                for (column, value) in self.momenta[which].iter_mut().zip(found.momenta[which]) {
                    column.push(value);
                }
                let list = |k: usize| found.constituents[which].iter().map(|p| p[k]).collect::<Vec<f32>>();
                self.jets[which].push(JetView { pt: &list(0), eta: &list(1), phi: &list(2) })?;
            }
        }
        Ok(())
    }

    /// The table with its constituents; `truth` may be empty.
    pub(super) fn finish(self, name: &str, truth: Vec<i32>) -> Result<Events> {
        let Collector { file, jets, momenta, mass, number, .. } = self;
        let events = mass.len();
        if events == 0 {
            return Err(Error::file(&file, "the number of events", "at least 1", 0));
        }
        let mut columns = vec![Column::new(MJJ[1].into(), mass)];
        for (which, momenta) in momenta.into_iter().enumerate() {
            for (name, values) in COLUMNS[which].into_iter().zip(momenta) {
                columns.push(Column::new(name.into(), values));
            }
            let numbers: Vec<i32> = (0..events).map(|event| jets[which].of(event).len() as i32).collect();
            columns.push(Column::new(COLUMNS[which][4].into(), numbers));
        }
        columns.push(Column::new("n_jets".into(), number));
        if !truth.is_empty() {
            columns.push(Column::new("signal".into(), truth));
        }
        let [leading, subleading] = jets;
        let jets = [leading.checked(&file, "J1")?, subleading.checked(&file, "J2")?];
        Events::from_frame(name, DataFrame::new(events, columns)?)?.with_dijets(Dijets::new(jets)?)
    }
}

fn two_leading(event: &[[f32; 3]], definition: &JetDefinition) -> Result<Found> {
    let vector = |p: &[f32; 3]| FourVector::new(p[0].into(), p[1].into(), p[2].into(), 0.0);
    let particles: Vec<FourVector> = event.iter().map(vector).collect();
    let jets = definition.cluster(&particles)?;
    let leading: Vec<FourVector> = jets.iter().take(2).map(|jet| jet.momentum).collect();
    let mut found =
        Found { number: jets.len(), momenta: Default::default(), mass: 0.0, constituents: Default::default() };
    for (which, jet) in jets.iter().take(2).enumerate() {
        let FourVector { pt, eta, phi, mass } = jet.momentum;
        found.momenta[which] = [pt, eta, phi, mass].map(|value| value as f32);
        found.constituents[which] = jet.constituents.iter().map(|&row| event[row]).collect();
    }
    if leading.len() == 2 {
        found.mass = FourVector::sum(&leading).mass as f32;
    }
    Ok(found)
}

impl Events {
    /// Reads events that are rows of particles, (pT, η, φ) three by three and padded with zeros, and clusters them.
    ///
    /// The table is one HDF5 dataset, by its path in the file. A column beyond the triplets, the last one, is the truth (1 signal,
    /// 0 background): the LHC Olympics' 700 hadrons per event make 2101 columns. Rows are read in blocks and clustered on
    /// all cores; the result has the table and the constituents of the two leading jets as [`Events::read`]
    /// gives for two-jet files, and `n_jets`, the number of jets above `jets.min_pt`. Events with fewer than two
    /// jets stay in, with zeros and empty jets, for [`crate::selection::DijetCuts`] to count and drop. Particles are massless.
    ///
    /// Delphes' ROOT files become such a table by `tools/delphes_to_h5.py`.
    ///
    /// Pandas' fixed format keeps the table in `NAME/block0_values`, which can be read so when it is stored without compression or
    /// with deflate; its table format and other compressors cannot.
    ///
    /// # Errors
    /// A file or dataset that is missing or damaged, a number of columns that is neither 3k nor 3k + 1, particles with
    /// momenta that are not numbers, a truth other than 0 and 1, a radius that cannot be.
    ///
    /// # Example
    /// ```
    /// use cwola::prelude::*;
    /// use hdf5_pure::FileBuilder;
    /// let path = std::env::temp_dir().join(format!("cwola-particles-{}.h5", std::process::id()));
    /// let path = path.to_string_lossy();
    /// let mut file = FileBuilder::new();
    /// let row = [900.0f32, 0.0, 0.0, 100.0, 0.1, 0.1, 800.0, 0.0, 3.1, 0.0, 0.0, 0.0, 1.0];
    /// file.create_dataset("events").with_f32_data(&row).with_shape(&[1, 13]);
    /// file.write(&*path)?;
    /// let events = Events::read_particles(&path, "events", &JetDefinition::anti_kt(1.0))?;
    /// assert_eq!(events.dijets()?.jet(0, 0).pt, [900.0, 100.0]);
    /// assert_eq!((events.column("n_jets")?, events.truth()?), (vec![2.0], vec![true]));
    /// # std::fs::remove_file(&*path)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn read_particles(path: &str, dataset: &str, jets: &JetDefinition) -> Result<Events> {
        let h5 = H5::open(path)?;
        let shape = h5.shape(dataset)?;
        let (events, width) = match shape[..] {
            [events, width] if width >= 3 && width % 3 < 2 => (events, width),
            _ => {
                let expected = "(events, 3 k) or (events, 3 k + 1)";
                return Err(h5.wrong(&format!("the shape of {dataset}"), expected, tuple(&shape)));
            }
        };
        h5.kind(dataset)?;
        let (step, mut from) = (h5.rows_at_once(dataset)?, 0);
        let (mut collector, mut truth) = (Collector::new(path, jets), Vec::new());
        let mut last = std::time::Instant::now();
        while from < events {
            let rows = from..events.min(from + step);
            let values = h5.f32_rows(dataset, rows.clone())?;
            let lists: Vec<Particles> = values.chunks_exact(width).map(particles).collect();
            collector.add(&lists)?;
            if width % 3 == 1 {
                for (row, values) in rows.clone().zip(values.chunks_exact(width)) {
                    let label = values[width - 1];
                    if label != 0.0 && label != 1.0 {
                        return Err(h5.wrong(&format!("the truth of {dataset}, row {row}"), "0 or 1", label));
                    }
                    truth.push(label as i32);
                }
            }
            from = rows.end;
            if last.elapsed().as_secs() >= 5 {
                last = std::time::Instant::now();
                crate::progress::line(&format!("{path}: {from} of {events} events clustered"));
            }
        }
        let name = std::path::Path::new(path).file_stem().unwrap_or_default().to_string_lossy();
        collector.finish(&name, truth)
    }
}

/// The particles of one row; triplets with pT = 0 are padding.
fn particles(row: &[f32]) -> Particles {
    row.chunks_exact(3).filter(|p| p[0] != 0.0).map(|p| [p[0], p[1], p[2]]).collect()
}
