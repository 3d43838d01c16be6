//! Trained networks and trees as files.

use super::Run;
use crate::error::{Error, Result};
use crate::model::{BoostedTrees, Network, Weights};
use crate::store::sealed;

const RUN: &str = "cwola run";
const TREES: &str = "cwola boosted trees";

impl Run {
    /// Writes the trained networks with their configuration, scaling, history and findings to a file.
    ///
    /// The file is one line of JSON: `format` ("cwola run"), `version` (1), `written_by`, `sha256` and `content`, which is
    /// this value; weights and losses are the hexadecimal digits of their bits (IEEE 754, big-endian, 8 digits for each
    /// weight). It is written under a temporary name and renamed, so that it is whole or absent. A loaded run
    /// gives the same scores to the last bit. Other numbers of the configuration come back to within the last of 17 digits.
    ///
    /// # Errors
    /// A folder that does not exist or cannot be written.
    ///
    /// # Example
    /// ```
    /// use cwola::prelude::*;
    /// let toy = GaussianToy::new(2.0);
    /// let config = TrainConfig::dnn().with_hidden(&[8]).with_max_epochs(2).with_cache(Cache::Off);
    /// let run = train_supervised(&toy.test(200, 1)?, &config)?;
    /// let path = std::env::temp_dir().join(format!("cwola-run-{}.json", std::process::id()));
    /// run.save(&path.to_string_lossy())?;
    /// let loaded = Run::load(&path.to_string_lossy())?;
    /// let test = toy.test(50, 2)?;
    /// assert_eq!(loaded.score(&test)?, run.score(&test)?);
    /// # std::fs::remove_file(path).ok();
    /// # Ok::<(), Error>(())
    /// ```
    pub fn save(&self, path: &str) -> Result<()> {
        sealed::save(path, RUN, self)
    }

    /// Reads what [`Run::save`] has written.
    ///
    /// # Errors
    /// A file that is missing, of another kind, written in a newer format or with settings that this version does not know,
    /// damaged or changed (a checksum is kept), or whose weights do not belong to its network.
    ///
    /// # Example
    /// ```
    /// use cwola::prelude::*;
    /// let error = Run::load(&Events::samples()[0].file).unwrap_err().to_string();
    /// assert!(error.contains("should be a \"cwola run\" as `save` writes it"));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn load(path: &str) -> Result<Run> {
        let run: Run = sealed::load(path, RUN)?;
        let wrong = |what: &str, expected: &str, found: String| Error::file(path, what, expected, found);
        if !run.hash.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(wrong("the hash", "hexadecimal digits", run.hash.clone()));
        }
        run.config.check().map_err(|error| wrong("the configuration", "one that can be trained", error.to_string()))?;
        let inputs = match &run.config.model {
            Network::Dense(_) => run.features.len(),
            Network::Cnn(_) => 2,
            Network::Spanet(_) => 0,
        };
        let expected = Weights::initial(&run.config.model, inputs, 0, 0);
        for training in &run.trainings {
            if !expected.fits(&training.network) {
                return Err(wrong(
                    "the weights",
                    &format!("those of {}", run.config.model),
                    "of another network".into(),
                ));
            }
            let scales = (training.scaler.shift.len(), training.scaler.scale.len());
            if matches!(run.config.model, Network::Dense(_)) && scales != (inputs, inputs) {
                let expected = format!("{inputs}, one for each feature");
                return Err(wrong(
                    "the number of shifts and scales",
                    &expected,
                    format!("{} and {}", scales.0, scales.1),
                ));
            }
        }
        Ok(run)
    }
}

impl BoostedTrees {
    /// Writes the trees to a file, as [`Run::save`] does; `format` is "cwola boosted trees".
    ///
    /// # Errors
    /// A folder that does not exist or cannot be written.
    ///
    /// # Example
    /// ```
    /// use cwola::model::BoostedTrees;
    /// use cwola::prelude::*;
    /// let toy = GaussianToy::new(2.0);
    /// let mixed = MixedSample::by_fraction(&toy.signal(500, 1)?, &toy.background(500, 1)?, 0.9, 0.1, 400, 7)?;
    /// let trees = train_boosted_trees(&mixed, &BoostConfig::default().with_trees(5))?;
    /// let path = std::env::temp_dir().join(format!("cwola-trees-{}.json", std::process::id()));
    /// trees.save(&path.to_string_lossy())?;
    /// assert_eq!(BoostedTrees::load(&path.to_string_lossy())?, trees);
    /// # std::fs::remove_file(path).ok();
    /// # Ok::<(), Error>(())
    /// ```
    pub fn save(&self, path: &str) -> Result<()> {
        sealed::save(path, TREES, self)
    }

    /// Reads what [`BoostedTrees::save`] has written.
    ///
    /// # Errors
    /// As [`Run::load`].
    pub fn load(path: &str) -> Result<BoostedTrees> {
        let trees: BoostedTrees = sealed::load(path, TREES)?;
        match trees.is_sound() {
            true => Ok(trees),
            false => Err(Error::file(path, "the trees", "nodes whose branches follow them", "others")),
        }
    }
}
