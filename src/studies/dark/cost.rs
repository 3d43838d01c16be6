//! Rough minutes on two cores, for the list of figures.

use super::plan::Era;
use super::registry::{BOTH, CLEAN, COARSE, FIRST, REDRAWN, rows};
use super::scan::{ScanNetwork, StrengthScan};
use super::sets::{SetNetwork, TrainingSet};
use crate::studies::Profile;

/// Rows (an event is one) that one core trains on in a second: the small and the Note's network, two images of 25×25.
const ROWS_PER_SECOND: [f64; 2] = [11_000.0, 600.0];
/// Epochs that a training takes: original events, and with copies, where an epoch has more steps.
const EPOCHS: [f64; 2] = [28.0, 20.0];

/// Minutes of a figure of this study in the three profiles; none when it is not one.
pub(in crate::studies) fn minutes(number: usize) -> Option<[f64; 3]> {
    let profiles = [Profile::Quick, Profile::Workshop, Profile::Full];
    if let Some(row) = rows().into_iter().find(|row| row.figure == number) {
        return Some(profiles.map(|profile| {
            row.era.panels(profile).into_iter().map(|resolution| of_scan(&row.scan(profile, resolution))).sum()
        }));
    }
    // Figures that are functions of their own: training sets, and how often each is trained relative to a whole scan.
    let (era, sets, times): (&Era, Vec<TrainingSet>, f64) = match number {
        54 | 57..=59 => {
            (&FIRST, vec![TrainingSet::original(), TrainingSet::luminosity(2.0), TrainingSet::copies(1)], 1.0)
        }
        60 | 67 | 68 | 72 | 75 | 76 => (&COARSE, vec![TrainingSet::original(), TrainingSet::copies(1)], 1.0),
        73 | 74 | 77 | 84 => (&COARSE, vec![TrainingSet::original(), TrainingSet::copies(1)], 0.1),
        78 => (&COARSE, vec![TrainingSet::copies(1)], 0.1),
        79 => (&COARSE, vec![TrainingSet::original()], 0.1),
        108 => (&BOTH, vec![TrainingSet::original(), TrainingSet::rotation(3)], 2.0),
        109 => (&CLEAN, vec![TrainingSet::original(), TrainingSet::pt_and_rotation(3)], 2.0),
        110 => (&CLEAN, vec![TrainingSet::original()], 3.0),
        111 => (&CLEAN, vec![TrainingSet::rotation(3)], 3.0),
        121..=123 => {
            let sets = [TrainingSet::original(), TrainingSet::rotation(3), TrainingSet::pt_and_rotation(3)];
            (&REDRAWN, sets.to_vec(), if number == 123 { 0.2 } else { 0.6 })
        }
        _ => return None,
    };
    Some(profiles.map(|profile| {
        let panels = era.panels(profile).into_iter().map(|resolution| {
            let sets: Vec<TrainingSet> = sets.iter().map(|set| era.apply(set.clone(), resolution)).collect();
            times * of_scan(&StrengthScan::for_profile(profile).with_sets(&sets))
        });
        panels.sum()
    }))
}

/// Minutes of Table 19.
pub(in crate::studies) fn table_minutes(number: usize) -> Option<[f64; 3]> {
    if number == 19 { minutes(123) } else { None }
}

fn of_scan(scan: &StrengthScan) -> f64 {
    let per_set = |set: &TrainingSet| -> f64 {
        let one = set.sideband.config(1.0);
        let events = 0.8 * scan.pool.luminosity * set.luminosity * (one.background_sr + one.background_sb);
        let copies = set.augmentation.copies as f64 * set.augmentation.share;
        let rate = ROWS_PER_SECOND[usize::from(scan.network == ScanNetwork::Note)];
        let pixels = (set.resolution as f64 / 25.0).powi(2);
        let images = if set.network == SetNetwork::TwoChannel { 0.5 } else { 1.0 };
        let epochs = EPOCHS[usize::from(copies > 0.0)].min(scan.max_epochs as f64);
        events * (1.0 + copies) * epochs * pixels * images / rate
    };
    let seconds: f64 = scan.sets.iter().map(per_set).sum();
    let seconds = seconds * (scan.strengths.len() * scan.trainings) as f64;
    // Two cores; one digit is more than is known.
    let minutes = seconds / 120.0;
    let digits = 10f64.powf(minutes.log10().floor().clamp(-1.0, 6.0));
    ((minutes / digits).ceil() * digits).max(0.1)
}
