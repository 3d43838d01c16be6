//! Every figure and table of the Note and of other papers: what it shows, and whether it can be made here.

use super::{Profile, dark};

/// Figure or table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A figure.
    Figure,
    /// A table.
    Table,
}

/// Where a figure or table was printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Paper {
    /// F.-Y. Hsieh, *Note*; its figures and tables go by number: `20`.
    Note,
    /// B. Lieberman et al., arXiv 2109.07287, and tables of ours on it: `zgamma-1`.
    ZGamma,
}

impl Paper {
    /// What stands before the number in a name; empty for the Note.
    pub fn prefix(self) -> &'static str {
        match self {
            Paper::Note => "",
            Paper::ZGamma => "zgamma-",
        }
    }
}

/// One figure or table.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Where it was printed.
    pub paper: Paper,
    /// Figure or table.
    pub kind: Kind,
    /// Its number there.
    pub number: usize,
    /// Study that it belongs to.
    pub study: &'static str,
    /// What it shows.
    pub title: String,
    /// Rough minutes on two cores in the quick, workshop and full profile (full: extrapolated); none when it cannot be
    /// made yet.
    pub minutes: Option<[f64; 3]>,
}

impl Entry {
    /// Its name for [`named_figure`](super::named_figure), [`named_table`](super::named_table) and the command line: `20`, `zgamma-1`.
    pub fn name(&self) -> String {
        format!("{}{}", self.paper.prefix(), self.number)
    }

    /// Minutes that it takes in a profile, when it can be made.
    pub fn minutes_in(&self, profile: Profile) -> Option<f64> {
        self.minutes.map(|[quick, workshop, full]| profile.choose(quick, workshop, full))
    }

    /// Its time in words: "seconds", "≈ 0.6 min", "≈ 25 min", "≈ 3 h"; "not yet" when it cannot be made.
    pub fn cost(&self, profile: Profile) -> String {
        match self.minutes_in(profile) {
            None => "not yet".into(),
            Some(minutes) if minutes < 0.2 => "seconds".into(),
            Some(minutes) if minutes < 0.95 => format!("≈ {minutes:.1} min"),
            Some(minutes) if minutes < 90.0 => format!("≈ {minutes:.0} min"),
            Some(minutes) => format!("≈ {:.0} h", minutes / 60.0),
        }
    }
}

const DIHIGGS: &str = "01 CWoLa on di-Higgs";
const HUNTING: &str = "02 CWoLa hunting";
const AUGMENT: &str = "03 Physical augmentation";
const SAMPLES: &str = "04 Dark-valley samples";
const CNN: &str = "05 CWoLa with CNNs";
const LEAK: &str = "06 The leak";
const JETAUG: &str = "07 Augmentation of jets";
const FLUCT: &str = "08 Fluctuations";
const SCULPT: &str = "09 Sculpting";
const SPANET: &str = "10 SPANet";
const ZGAMMA: &str = "11 Over-training";

/// Seconds-long entries.
const QUICK: Option<[f64; 3]> = Some([0.1, 0.1, 0.1]);

/// All 124 figures and 19 tables of the Note, in its order, then those of the other papers.
///
/// # Example
/// ```
/// use cwola::studies::{catalogue, Kind, Paper};
/// let all = catalogue();
/// let count = |paper, kind| all.iter().filter(|entry| entry.paper == paper && entry.kind == kind).count();
/// assert_eq!((count(Paper::Note, Kind::Figure), count(Paper::Note, Kind::Table)), (124, 19));
/// assert_eq!((count(Paper::ZGamma, Kind::Figure), count(Paper::ZGamma, Kind::Table)), (4, 3));
/// assert!(all.iter().any(|entry| entry.name() == "zgamma-1"));
/// ```
pub fn catalogue() -> Vec<Entry> {
    let figures = FIGURES.iter().map(|row| entry(Kind::Figure, row));
    let tables = TABLES.iter().map(|row| entry(Kind::Table, row));
    let of_trainings = |entry: Entry| {
        let of_kind = if entry.kind == Kind::Figure { dark::minutes } else { dark::table_minutes };
        Entry { minutes: entry.minutes.or_else(|| of_kind(entry.number)), ..entry }
    };
    let zgamma = [(Kind::Figure, &ZGAMMA_FIGURES[..]), (Kind::Table, &ZGAMMA_TABLES[..])];
    let others = zgamma
        .into_iter()
        .flat_map(|(kind, rows)| rows.iter().map(move |row| Entry { paper: Paper::ZGamma, ..entry(kind, row) }));
    figures.chain(tables).map(of_trainings).chain(others).collect()
}

type Row = (usize, &'static str, &'static str, Option<[f64; 3]>);

fn entry(kind: Kind, (number, study, title, minutes): &Row) -> Entry {
    Entry { paper: Paper::Note, kind, number: *number, study, title: title.to_string(), minutes: *minutes }
}

const ZGAMMA_FIGURES: [Row; 4] = [
    (1, ZGAMMA, "Distributions of the features", QUICK),
    (2, ZGAMMA, "Response of one toy", Some([0.1, 4.0, 200.0])),
    (3, ZGAMMA, "Masses of one toy with fits at 60 and 80 %", Some([0.1, 4.0, 200.0])),
    (4, ZGAMMA, "Significances of fake bumps at 60 and 80 %", Some([0.1, 4.0, 200.0])),
];

const ZGAMMA_TABLES: [Row; 3] = [
    (1, ZGAMMA, "Events and significance of one run", Some([0.1, 4.0, 200.0])),
    (2, ZGAMMA, "Networks, losses and trees by AUC and over-training test", Some([0.1, 3.0, 30.0])),
    (3, ZGAMMA, "Significances over all toys", Some([0.1, 4.0, 200.0])),
];

const TABLES: [Row; 19] = [
    (1, DIHIGGS, "Input features of the dense network", QUICK),
    (2, HUNTING, "Signal region and sideband", QUICK),
    (3, HUNTING, "Cross-sections of signal and background, S/B and S/√B", QUICK),
    (4, HUNTING, "Sizes of the mixed samples at 78/fb", QUICK),
    (5, HUNTING, "Trainings with and without signal, 11 features", Some([0.1, 0.7, 0.7])),
    (6, HUNTING, "The same without pT and mass, 7 features", Some([0.1, 0.3, 0.3])),
    (7, HUNTING, "Sizes of the mixed samples with enlarged signal", QUICK),
    (8, HUNTING, "Trainings with enlarged signal", Some([0.1, 0.5, 0.5])),
    (9, HUNTING, "The same with a deeper network, m_H = 1000 GeV", Some([0.1, 0.1, 0.1])),
    (10, AUGMENT, "Training on original samples", Some([0.1, 0.2, 2.0])),
    (11, AUGMENT, "Training on augmented samples", Some([0.5, 4.0, 70.0])),
    (12, AUGMENT, "The same with a deeper network", Some([0.2, 1.0, 20.0])),
    (13, SAMPLES, "Parameters of the hidden valley", QUICK),
    (14, SAMPLES, "Cutflow of signal and background", QUICK),
    (15, SAMPLES, "Sizes of the mixed samples at S/√B = 1", QUICK),
    (16, LEAK, "Sizes of original, augmented and enlarged samples", QUICK),
    (17, JETAUG, "Sizes with the new sideband", QUICK),
    (18, FLUCT, "Sizes of the pools", QUICK),
    (19, SCULPT, "Selection efficiencies and fake significance", None),
];

#[rustfmt::skip]
const FIGURES: [Row; 124] = [
    (1, DIHIGGS, "AUC against signal fraction, dense network and SPANet", Some([0.5, 7.0, 9000.0])),
    (2, SPANET, "AUC against signal fraction, SPANet without pairing", Some([0.2, 2.0, 6000.0])),
    (3, HUNTING, "m_hh of signal and background with the mass windows", QUICK),
    (4, HUNTING, "Signal scores on pure samples", Some([0.1, 0.7, 0.7])),
    (5, HUNTING, "Correlation matrix, m_H = 500 GeV", QUICK),
    (6, HUNTING, "Correlation matrix, m_H = 1000 GeV", QUICK),
    (7, HUNTING, "pT of the leading candidate against m_hh", QUICK),
    (8, HUNTING, "m_4j of the background for four pT cuts", QUICK),
    (9, HUNTING, "Accuracy against signal size, m_H = 500 GeV", Some([0.1, 1.0, 1.0])),
    (10, HUNTING, "Accuracy against signal size, m_H = 1000 GeV", Some([0.1, 0.3, 0.3])),
    (11, HUNTING, "Accuracy against signal size, deeper network", Some([0.1, 0.4, 0.4])),
    (12, AUGMENT, "η of the candidates before and after η–φ smearing", QUICK),
    (13, AUGMENT, "φ of the candidates before and after η–φ smearing", QUICK),
    (14, AUGMENT, "pT of the candidates before and after pT smearing", QUICK),
    (15, SAMPLES, "pT of leading against sub-leading jet", QUICK),
    (16, SAMPLES, "m_jj of signal and background", QUICK),
    (17, SAMPLES, "Jet images of one event", QUICK),
    (18, SAMPLES, "Average jet images", QUICK),
    (19, SAMPLES, "Structure of the CNN", QUICK),
    (20, CNN, "Accuracy against S/√B", None),
    (21, LEAK, "Jet image before and after η–φ smearing", QUICK),
    (22, LEAK, "Average image before and after η–φ smearing", QUICK),
    (23, LEAK, "Accuracy: original and +1 augmentation", None),
    (24, LEAK, "Accuracy: original, +1 and +3 augmentations", None),
    (25, LEAK, "Average images of +1 and +3 augmentations", QUICK),
    (26, LEAK, "Accuracy: +1 augmentation against twice the luminosity", None),
    (27, LEAK, "pT of the constituents", QUICK),
    (28, LEAK, "η of the constituents before and after smearing", QUICK),
    (29, LEAK, "φ of the constituents before and after smearing", QUICK),
    (30, LEAK, "Average images of mixed samples", QUICK),
    (31, CNN, "Accuracy on re-processed samples", None),
    (32, CNN, "Significance before and after selection, three efficiencies", None),
    (33, CNN, "The same at ε_b = 10 %, three training sets", None),
    (34, CNN, "Training against true accuracy", None),
    (35, CNN, "Training against true accuracy with slope-one line", None),
    (36, CNN, "Accuracy for S/√B from 11 to 20", None),
    (37, LEAK, "Augmentation against identical copy: accuracy", None),
    (38, LEAK, "Augmentation against identical copy: significance", None),
    (39, LEAK, "Augmented events only: accuracy", None),
    (40, LEAK, "Augmented events only: significance", None),
    (41, LEAK, "Two augmentations only: accuracy", None),
    (42, LEAK, "Two augmentations only: significance", None),
    (43, LEAK, "Jet image for three smearing scales", QUICK),
    (44, LEAK, "Average image for three smearing scales", QUICK),
    (45, LEAK, "Accuracy for three smearing scales", None),
    (46, LEAK, "Significance for three smearing scales", None),
    (47, LEAK, "Average images of the two halves of a copied sample", QUICK),
    (48, LEAK, "Copies with and without shuffling: accuracy", None),
    (49, LEAK, "Copies with and without shuffling: significance", None),
    (50, LEAK, "Training without shuffling: accuracy", None),
    (51, LEAK, "Training without shuffling: significance", None),
    (52, LEAK, "Half of the sample and its copy: accuracy", None),
    (53, LEAK, "Half of the sample and its copy: significance", None),
    (54, LEAK, "Old against new test sample", None),
    (55, LEAK, "Original and x copies: accuracy", None),
    (56, LEAK, "Original and x copies: significance", None),
    (57, LEAK, "Accuracy with and without rectification", None),
    (58, LEAK, "Training against true accuracy with and without rectification", None),
    (59, LEAK, "Significance with and without rectification", None),
    (60, CNN, "Comparison of two sets of results", None),
    (61, CNN, "Two channels against two images: accuracy", None),
    (62, CNN, "Two channels against two images: training against true accuracy", None),
    (63, CNN, "Two channels against two images: significance", None),
    (64, CNN, "Patience 10 against 30: accuracy", None),
    (65, CNN, "Patience 10 against 30: training against true accuracy", None),
    (66, CNN, "Patience 10 against 30: significance", None),
    (67, CNN, "Two versions of the framework: accuracy", None),
    (68, CNN, "Two versions of the framework: significance", None),
    (69, CNN, "75×75 against 25×25 pixels: accuracy", None),
    (70, CNN, "75×75 against 25×25 pixels: training against true accuracy", None),
    (71, CNN, "75×75 against 25×25 pixels: significance", None),
    (72, CNN, "Comparison of two sets of results, by resolution", None),
    (73, CNN, "Loss and accuracy per epoch, 75×75", None),
    (74, CNN, "Loss and accuracy per epoch, 25×25", None),
    (75, CNN, "ROC curves of original and copied samples", None),
    (76, CNN, "ROC curves for several S/√B", None),
    (77, CNN, "Score distributions at S/√B = 3", None),
    (78, CNN, "ROC curves per epoch, copied sample", None),
    (79, CNN, "ROC curves per epoch, original sample", None),
    (80, LEAK, "pT sums of original and copied samples", QUICK),
    (81, LEAK, "Average images of original and copied samples", QUICK),
    (82, CNN, "Two-image network: accuracy of four training sets", None),
    (83, CNN, "Two-image network: significance of four training sets", None),
    (84, LEAK, "Loss and accuracy per epoch with the new sideband", None),
    (85, LEAK, "Old against new sideband: accuracy", None),
    (86, LEAK, "Old against new sideband: training against true accuracy", None),
    (87, LEAK, "Old against new sideband: significance", None),
    (88, LEAK, "Split before copying: accuracy", None),
    (89, LEAK, "Split before copying: significance", None),
    (90, LEAK, "New data flow: original and copy", None),
    (91, LEAK, "New data flow: original and η–φ smearing", None),
    (92, LEAK, "New data flow: significance", None),
    (93, JETAUG, "η–φ smearing against twice the luminosity", None),
    (94, JETAUG, "η–φ smearing at three scales", None),
    (95, JETAUG, "Jet image before and after pT smearing", QUICK),
    (96, JETAUG, "pT smearing against twice the luminosity", None),
    (97, JETAUG, "η–φ smearing, +1 and +3", None),
    (98, JETAUG, "pT smearing, +1, +3 and +5", None),
    (99, JETAUG, "η–φ and pT smearing combined, +1", None),
    (100, JETAUG, "η–φ and pT smearing combined, +3", None),
    (101, JETAUG, "Jet image before and after rotation", QUICK),
    (102, JETAUG, "Jet rotation, +1, +3 and +5", None),
    (103, JETAUG, "Significance against augmentation size, rotation", None),
    (104, JETAUG, "Significance against augmentation size, pT smearing", None),
    (105, JETAUG, "Significance against augmentation size, both", None),
    (106, JETAUG, "Significance against augmentation size, all methods", None),
    (107, JETAUG, "Rotation, pT smearing and both, +3", None),
    (108, JETAUG, "Comparison of two sets of results, rotation", None),
    (109, JETAUG, "Comparison of two sets of results, rotation and pT smearing", None),
    (110, FLUCT, "Ten data sets: original", None),
    (111, FLUCT, "Ten data sets: rotation +3", None),
    (112, JETAUG, "Tuned hyper-parameters", None),
    (113, SCULPT, "Accuracy and AUC, pT smearing", None),
    (114, SCULPT, "Accuracy and AUC, rotation", None),
    (115, SCULPT, "Accuracy and AUC, both", None),
    (116, JETAUG, "Range of the rotation angle", None),
    (117, JETAUG, "Fixed rotation angles", None),
    (118, FLUCT, "Old against new re-sampling", None),
    (119, JETAUG, "Rotation, pT smearing and η–φ smearing combined", None),
    (120, JETAUG, "Significance against augmentation size at S/√B = 3", None),
    (121, SCULPT, "Scores in signal region and sideband, training data", None),
    (122, SCULPT, "Scores of training and test data", None),
    (123, SCULPT, "Scores in signal region and sideband with error band", None),
    (124, SCULPT, "Centring only, at one and five times the luminosity", None),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Guards against sums of tenths in the list, such as "0.30000000000000004 min".
    #[test]
    fn costs_are_short_words() {
        let cost = |minutes: f64| {
            let minutes = Some([minutes; 3]);
            let title = String::new();
            Entry { paper: Paper::Note, kind: Kind::Figure, number: 1, study: CNN, title, minutes }.cost(Profile::Quick)
        };
        assert_eq!(
            [0.1, 0.1 + 0.2, 1.2000000000000002, 25.4, 180.0].map(cost),
            ["seconds", "≈ 0.3 min", "≈ 1 min", "≈ 25 min", "≈ 3 h"]
        );
        assert!(catalogue().iter().all(|entry| entry.cost(Profile::Workshop).chars().count() <= 9));
    }

    #[test]
    fn numbers_run_without_gap() {
        assert!(FIGURES.iter().enumerate().all(|(k, row)| row.0 == k + 1));
        assert!(TABLES.iter().enumerate().all(|(k, row)| row.0 == k + 1));
    }
}
