//! The samples that come with the project.

use std::path::PathBuf;

use super::Events;
use crate::error::{Error, Result};
use crate::places;

/// One bundled sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleInfo {
    /// Name for [`Events::sample`].
    pub name: String,
    /// Number of events.
    pub events: usize,
    /// Process and selection, in one phrase.
    pub description: String,
    /// Path of the file, or only its name when no folder with samples is found.
    pub file: String,
}

/// Name, number of events, description.
const CATALOGUE: [(&str, usize, &str); 23] = [
    ("dihiggs_500", 36_146, "gg → H → hh → 4b, m_H = 500 GeV, at least four b-tagged jets"),
    ("dihiggs_1000", 4_340, "gg → H → hh → 4b, m_H = 1000 GeV, at least four b-tagged jets"),
    ("dihiggs_2tag", 33_879, "gg → H → hh → 4b, m_H = 300 to 1200 GeV (column m_heavy), four jets, two tags"),
    ("multijet_2tag", 32_067, "QCD pp → 4b, four jets, two tags"),
    ("multijet_4b", 43_661, "QCD pp → 4b, at least four b-tagged jets"),
    ("dijets", 50_000, "QCD di-jets with constituents, pT > 750 GeV, |η| < 2, 4300 < m_jj < 5900 GeV"),
    ("dijets_all", 20_000, "QCD di-jets, every event with m̂ > 3 TeV, jets without constituents"),
    ("dark_valley_id10", 8_000, "Z′ → dark jets, Λ_D = 10 GeV, indirect decay, with constituents, cut as dijets"),
    ("dark_valley_id10_all", 20_000, "the same, every event, jets without constituents"),
    ("zgamma", 36_329, "Z(→ee, μμ)γ, 182 < m_llγ < 218 GeV, 13 features of the event; NaN where a jet is missing"),
    ("dark_valley_id1", 300, "Z′ → dark jets, Λ_D = 1 GeV, indirect decay, with constituents, cut as dijets"),
    ("dark_valley_id5", 300, "Z′ → dark jets, Λ_D = 5 GeV, indirect decay, with constituents, cut as dijets"),
    ("dark_valley_id20", 300, "Z′ → dark jets, Λ_D = 20 GeV, indirect decay, with constituents, cut as dijets"),
    ("dark_valley_id30", 300, "Z′ → dark jets, Λ_D = 30 GeV, indirect decay, with constituents, cut as dijets"),
    ("dark_valley_id40", 300, "Z′ → dark jets, Λ_D = 40 GeV, indirect decay, with constituents, cut as dijets"),
    ("dark_valley_id50", 300, "Z′ → dark jets, Λ_D = 50 GeV, indirect decay, with constituents, cut as dijets"),
    ("dark_valley_dd1", 300, "Z′ → dark jets, Λ_D = 1 GeV, direct decay, with constituents, cut as dijets"),
    ("dark_valley_dd5", 300, "Z′ → dark jets, Λ_D = 5 GeV, direct decay, with constituents, cut as dijets"),
    ("dark_valley_dd10", 300, "Z′ → dark jets, Λ_D = 10 GeV, direct decay, with constituents, cut as dijets"),
    ("dark_valley_dd20", 300, "Z′ → dark jets, Λ_D = 20 GeV, direct decay, with constituents, cut as dijets"),
    ("dark_valley_dd30", 300, "Z′ → dark jets, Λ_D = 30 GeV, direct decay, with constituents, cut as dijets"),
    ("dark_valley_dd40", 300, "Z′ → dark jets, Λ_D = 40 GeV, direct decay, with constituents, cut as dijets"),
    ("dark_valley_dd50", 300, "Z′ → dark jets, Λ_D = 50 GeV, direct decay, with constituents, cut as dijets"),
];

impl Events {
    /// Reads one of the bundled samples by its name.
    ///
    /// The samples are simulated: Pythia 8 with a fast response of the CMS detector and anti-kT
    /// jets, √s = 13 TeV (data-samples/README.md says how). All but `zgamma` have the truth `signal`. The four-b samples have
    /// padded jets, `weight` and `m4b` in GeV; signal samples know which jet comes from which quark. The di-jet and
    /// dark-valley samples have `m_jj`, the two leading jets (`pt_j1`, …) and, but for `…_all`, their constituents.
    /// `zgamma` is a table of features without truth: all of it is background.
    /// The folder is `CWOLA_DATA`, else `data-samples` of the project (`CWOLA_HOME`, the checkout that holds the running
    /// program, or the nearest one), else the nearest from the current folder upwards, else the one beside the sources.
    ///
    /// # Errors
    /// An unknown name, with the known ones; a sample that is not found, with the cure; a file
    /// that is damaged.
    ///
    /// # Example
    /// ```
    /// use cwola::prelude::*;
    /// let events = Events::sample("dihiggs_1000")?;
    /// assert_eq!(events.len(), 4340);
    /// assert_eq!(events.jets()?.slots, 10);
    /// # Ok::<(), cwola::Error>(())
    /// ```
    pub fn sample(name: &str) -> Result<Events> {
        if !CATALOGUE.iter().any(|(known, ..)| *known == name) {
            let known: Vec<String> = CATALOGUE.iter().map(|(known, ..)| known.to_string()).collect();
            return Err(Error::unknown("sample", name, &known));
        }
        let file = format!("{name}.h5");
        match places::samples().into_iter().map(|folder| folder.join(&file)).find(|path| path.is_file()) {
            Some(path) => Events::read(&path.to_string_lossy()),
            None => Err(not_found(&file, &places::samples())),
        }
    }

    /// A bundled sample followed by the further events of the same name in the folder `CWOLA_POOL`.
    ///
    /// The Note's full sizes need more events than the project brings: a pool is a folder with larger files, made
    /// with data-samples/generator and other seeds. Its events are numbered on, so that the column
    /// `event` names each event once.
    ///
    /// # Errors
    /// What [`Events::sample`] refuses; `CWOLA_POOL` is not set, or has no file of this name.
    ///
    /// # Example
    /// ```
    /// use cwola::prelude::*;
    /// if std::env::var_os("CWOLA_POOL").is_none() {
    ///     let error = Events::sample_with_pool("dijets").unwrap_err().to_string();
    ///     assert!(error.contains("CWOLA_POOL"));
    /// }
    /// # Ok::<(), Error>(())
    /// ```
    pub fn sample_with_pool(name: &str) -> Result<Events> {
        let sample = Events::sample(name)?;
        let Some(folder) = places::set(places::POOL) else {
            return Err(Error::Unavailable(format!(
                "the Note's full size needs more events of {name} than the project brings; set CWOLA_POOL to a folder with \
                 a larger {name}.h5 (data-samples/generator makes one)."
            )));
        };
        let more = Events::read(&folder.join(format!("{name}.h5")).to_string_lossy())?;
        let last = sample.column("event")?.into_iter().fold(0.0, f64::max);
        let numbers = more.column("event")?.into_iter().map(|event| event + last + 1.0).collect();
        Events::concat(&[sample, more.with_column("event", numbers)?])
    }

    /// The bundled samples: name, number of events, description and file.
    ///
    /// # Example
    /// ```
    /// use cwola::prelude::*;
    /// let names: Vec<String> = Events::samples().into_iter().map(|sample| sample.name).collect();
    /// assert!(names.contains(&"multijet_4b".to_string()));
    /// ```
    pub fn samples() -> Vec<SampleInfo> {
        let folders = places::samples();
        let info = |&(name, events, description): &(&str, usize, &str)| {
            let file = format!("{name}.h5");
            let found = folders.iter().map(|folder| folder.join(&file)).find(|path| path.is_file());
            SampleInfo {
                name: name.into(),
                events,
                description: description.into(),
                file: found.map_or(file, |path| path.to_string_lossy().into_owned()),
            }
        };
        CATALOGUE.iter().map(info).collect()
    }
}

fn not_found(file: &str, folders: &[PathBuf]) -> Error {
    let places: Vec<String> = folders.iter().map(|folder| folder.display().to_string()).collect();
    Error::Unavailable(format!(
        "the sample file {file} is not in {}; set CWOLA_DATA to the folder that holds it, or start in the project's folder.",
        places.join(", nor in ")
    ))
}
