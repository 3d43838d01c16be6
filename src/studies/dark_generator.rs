//! Our generators beside the Pythia samples: distributions, a table, and Λ_D by hand.

use super::Profile;
use crate::error::{Error, Result};
use crate::events::Events;
use crate::plot::{Figure, Hist, Norm, Panel, Series};
use crate::report::display::display;
use crate::report::{Blocks, Cell, Table};
use crate::simulate::{DarkValley, Decay, DijetSelection, QcdDijets};
use crate::stats::Measured;

/// The scales of the samples, GeV.
const LAMBDAS: [f64; 7] = [1.0, 5.0, 10.0, 20.0, 30.0, 40.0, 50.0];
/// Seed of all events here.
const SEED: u64 = 20_240;

/// A Pythia sample and events of our generator after the same selection.
#[derive(Debug, Clone)]
pub struct GeneratorPair {
    /// The bundled sample, or its first events.
    pub pythia: Events,
    /// As many events of our generator.
    pub ours: Events,
}

impl GeneratorPair {
    /// Reads a two-jet sample with constituents ("dijets", "dark_valley_id10", …) and generates the same number of
    /// events: 1,000, 8,000 or all by profile, never more than the sample has.
    ///
    /// # Errors
    /// A name that is not that of such a sample, a sample that is missing.
    pub fn load(sample: &str, profile: Profile) -> Result<GeneratorPair> {
        let generator = Generator::like(sample)?;
        let pythia = Events::sample(sample)?.head(profile.choose(1_000, 8_000, usize::MAX));
        let ours = generator.events(pythia.len(), DijetSelection::default())?;
        Ok(GeneratorPair { pythia, ours })
    }

    /// m_jj, number of constituents, mass, and pT of the constituents of the leading jet, with ratios.
    ///
    /// # Errors
    /// None in practice.
    pub fn figure(&self) -> Result<Figure> {
        let heavy = self.ours.column("signal")?.first() == Some(&1.0);
        let (masses, most) = if heavy { (1200.0, 260.0) } else { (600.0, 160.0) };
        let panels = [
            self.panel("m_{jj} [GeV]", "m_jj", 32, (4300.0, 5900.0))?,
            self.panel("Constituents of the leading jet", "n_j1", 40, (0.0, most))?,
            self.panel("Mass of the leading jet [GeV]", "m_j1", 40, (0.0, masses))?,
            self.constituents()?,
        ];
        Ok(Figure::of(&panels, 2).with_caption(&format!(
            "{} events of Pythia with a fast detector and {} of our generator after the same selection, each \
             normalised to 1. Nothing is reweighted.",
            self.pythia.len(),
            self.ours.len()
        )))
    }

    fn panel(&self, label: &str, column: &str, bins: usize, (low, high): (f64, f64)) -> Result<Panel> {
        let hist = |name, events: &Events| Hist::of(name, &events.column(column)?, bins, low, high);
        let hists = [hist("Pythia", &self.pythia)?, hist("ours", &self.ours)?];
        Panel::histograms_with_ratio(label, &hists, Norm::Unit)
    }

    fn constituents(&self) -> Result<Panel> {
        let hist = |name, events: &Events| {
            let pt: Vec<f64> = events.dijets()?.flat(0)?.pt.iter().map(|&pt| f64::from(pt)).collect();
            Hist::of(name, &pt, 40, 0.0, 40.0)
        };
        let hists = [hist("Pythia", &self.pythia)?, hist("ours", &self.ours)?];
        let mut panel = Panel::histograms_with_ratio("pT of the constituents [GeV]", &hists, Norm::Unit)?;
        panel.y.label = "Fraction of constituents / 1 GeV".into();
        Ok(panel)
    }

    /// Mean and width of each quantity: (quantity, Pythia, ours).
    ///
    /// # Errors
    /// None in practice.
    pub fn summary(&self) -> Result<Vec<(String, Measured, Measured)>> {
        let columns = [
            ("m_jj [GeV]", "m_jj"),
            ("pT, leading jet [GeV]", "pt_j1"),
            ("pT, second jet [GeV]", "pt_j2"),
            ("mass, leading jet [GeV]", "m_j1"),
            ("mass, second jet [GeV]", "m_j2"),
            ("constituents, leading jet", "n_j1"),
            ("constituents, second jet", "n_j2"),
        ];
        let mut rows = Vec::new();
        for (name, column) in columns {
            let of = |events: &Events| -> Result<Measured> { Ok(Measured::from(&events.column(column)?)) };
            rows.push((name.to_string(), of(&self.pythia)?, of(&self.ours)?));
        }
        let soft = |events: &Events| -> Result<Measured> {
            let jets = events.dijets()?;
            let below = |event| jets.jet(event, 0).pt.iter().filter(|&&pt| pt < 1.0).count() as f64;
            Ok(Measured::from(&(0..events.len()).map(below).collect::<Vec<_>>()))
        };
        rows.push(("constituents below 1 GeV, leading jet".into(), soft(&self.pythia)?, soft(&self.ours)?));
        Ok(rows)
    }
}

display!(GeneratorPair, |it| {
    let words = format!("{} events of Pythia and {} of our generator", it.pythia.len(), it.ours.len());
    Blocks::html(words.clone(), words)
});

/// The generator that stands for a sample.
enum Generator {
    Dark(DarkValley),
    Qcd(QcdDijets),
}

impl Generator {
    fn like(sample: &str) -> Result<Generator> {
        if sample == "dijets" {
            return Ok(Generator::Qcd(QcdDijets::new()));
        }
        let known = || {
            let names = LAMBDAS.iter().flat_map(|l| [format!("dark_valley_id{l}"), format!("dark_valley_dd{l}")]);
            std::iter::once("dijets".to_string()).chain(names).collect::<Vec<_>>()
        };
        let valley = LAMBDAS.iter().flat_map(|&lambda| [Decay::Indirect, Decay::Direct].map(|d| (lambda, d)));
        let found = valley.into_iter().find(|&(lambda, decay)| sample_name(lambda, decay) == sample);
        let (lambda, decay) = found.ok_or_else(|| Error::unknown("sample of two jets", sample, &known()))?;
        Ok(Generator::Dark(DarkValley::new().with_lambda(lambda).with_decay(decay)))
    }

    fn events(&self, n: usize, selection: DijetSelection) -> Result<Events> {
        match self {
            Generator::Dark(valley) => valley.clone().with_selection(selection).signal(n, SEED),
            Generator::Qcd(dijets) => dijets.clone().with_selection(selection).events(n, SEED),
        }
    }
}

fn sample_name(lambda: f64, decay: Decay) -> String {
    let decay = if decay == Decay::Indirect { "id" } else { "dd" };
    format!("dark_valley_{decay}{lambda}")
}

/// Means and widths of both generators for QCD di-jets and the benchmark signal, and the pass rates of the selection.
///
/// # Errors
/// A sample that is missing.
pub fn generator_table(profile: Profile) -> Result<Table> {
    let mut table = Table::new(
        "Our generators and the Pythia samples",
        &["quantity", "Pythia", "ours", "ours/Pythia", "Pythia", "ours", "ours/Pythia"],
    )
    .with_groups(&[("", 1), ("QCD di-jets", 3), ("dark valley, Λ_D = 10 GeV, ID", 3)]);
    let qcd = GeneratorPair::load("dijets", profile)?.summary()?;
    let dark = GeneratorPair::load("dark_valley_id10", profile)?.summary()?;
    for ((name, a, b), (_, c, d)) in qcd.into_iter().zip(dark) {
        let ratio = |theirs: Measured, ours: Measured| Cell::number(ours.mean / theirs.mean, 3);
        table.push(vec![name.into(), a.into(), b.into(), ratio(a, b), c.into(), d.into(), ratio(c, d)])?;
    }
    let n = profile.choose(2_000, 20_000, 20_000);
    let background = QcdDijets::new().with_mhat_min(3000.0).with_selection(DijetSelection::all()).events(n, SEED)?;
    let signal = DarkValley::new().with_selection(DijetSelection::all()).signal(n, SEED)?;
    let rates = [
        pass_rates(&Events::sample("dijets_all")?)?,
        pass_rates(&background)?,
        pass_rates(&Events::sample("dark_valley_id10_all")?)?,
        pass_rates(&signal)?,
    ];
    for (k, name) in ["pass pT > 750 GeV", "pass |η| < 2", "in the signal region", "in the sideband"].iter().enumerate()
    {
        let [a, b, c, d] = [0, 1, 2, 3].map(|column| rates[column][k]);
        let cell = |rate: f64| Cell::number(rate, 4);
        let row = [cell(a), cell(b), Cell::number(b / a, 3), cell(c), cell(d), Cell::number(d / c, 3)];
        table.push(std::iter::once(Cell::from(*name)).chain(row).collect())?;
    }
    Ok(table
        .with_note("Mean and standard deviation over events after the selection; pass rates of events with two jets.")
        .with_note(
            "Showers, masses and detector have the parameters of Pythia and of the detector card; strings were set on \
             e⁺e⁻ → hadrons and on the number of dark mesons in Pythia, nothing on the distributions of these samples. Ours \
             has no radiation from the incoming partons: fewer soft constituents, and m_jj hardly exceeds m̂.",
        ))
}

/// Shares of all events that pass pT, then η, then lie in the signal region or in the (old) sideband of the Note.
fn pass_rates(events: &Events) -> Result<[f64; 4]> {
    let column = |name: &str| events.column(name);
    let (m, pt, first, second) = (column("m_jj")?, column("pt_j2")?, column("eta_j1")?, column("eta_j2")?);
    let mut passed = [0usize; 4];
    for k in 0..events.len() {
        if pt[k] <= 750.0 {
            continue;
        }
        passed[0] += 1;
        if first[k].abs() >= 2.0 || second[k].abs() >= 2.0 {
            continue;
        }
        passed[1] += 1;
        let signal = m[k] > 4700.0 && m[k] < 5500.0;
        passed[2] += usize::from(signal);
        passed[3] += usize::from(!signal && m[k] > 4300.0 && m[k] < 5900.0);
    }
    Ok(passed.map(|count| count as f64 / events.len().max(1) as f64))
}

/// Mean number of constituents and mean mass of the leading jet against Λ_D, for both decays: our generator as lines, the
/// Pythia samples as points. The knob that one turns by hand: [`DarkValley::with_lambda`].
///
/// # Errors
/// A sample that is missing.
pub fn lambda_by_hand(profile: Profile) -> Result<Figure> {
    let n = profile.choose(150, 1_000, 5_000);
    let mut panels = [("Mean number of constituents", "n_j1"), ("Mean mass [GeV]", "m_j1")].map(|(label, column)| {
        (Panel::scan("Λ_D [GeV]", &format!("{label}, leading jet"), &[]), column, Vec::new(), Vec::new())
    });
    for (name, decay) in [("indirect decay", Decay::Indirect), ("direct decay", Decay::Direct)] {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for lambda in LAMBDAS {
            ours.push(DarkValley::new().with_lambda(lambda).with_decay(decay).signal(n, SEED)?);
            theirs.push(Events::sample(&sample_name(lambda, decay))?);
        }
        for (_, column, lines, points) in &mut panels {
            lines.push(Series::new(&format!("{name}, ours"), &LAMBDAS, &means(&ours, column)?)?);
            points.push(Series::new(&format!("{name}, Pythia"), &LAMBDAS, &means(&theirs, column)?)?);
        }
    }
    let finished = panels.map(|(panel, _, lines, points)| {
        let with_lines = Panel::scan(&panel.x.label, &panel.y.label, &lines);
        points.iter().fold(with_lines, |panel, series| panel.with_reference(series))
    });
    Ok(Figure::of(&finished, 2).with_caption(&format!(
        "Leading jet after the selection against the dark confinement scale; {n} events for each point of ours, 300 to \
         8000 of Pythia. Error bars: error of the mean."
    )))
}

/// Means with their errors.
fn means(samples: &[Events], column: &str) -> Result<Vec<Measured>> {
    let one = |events: &Events| -> Result<Measured> {
        let all = Measured::from(&events.column(column)?);
        Ok(Measured { sd: all.error_of_mean(), ..all })
    };
    samples.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The agreement that the table states, with room for the fluctuation of 1,000 events.
    #[test]
    fn multiplicities_and_masses_are_close_to_pythia() {
        for sample in ["dijets", "dark_valley_id10"] {
            for (name, pythia, ours) in GeneratorPair::load(sample, Profile::Quick).unwrap().summary().unwrap() {
                let ratio = ours.mean / pythia.mean;
                let allowed = if name.contains("below 1 GeV") {
                    0.35
                } else if name.contains("m_jj") {
                    0.015
                } else {
                    0.12
                };
                assert!((ratio - 1.0).abs() < allowed, "{sample}, {name}: {pythia} {ours}");
            }
        }
    }

    #[test]
    fn samples_have_the_names_of_their_settings() {
        assert_eq!(sample_name(10.0, Decay::Indirect), "dark_valley_id10");
        assert!(Generator::like("dark_valley_dd40").is_ok());
        let error = Generator::like("dihiggs_500").err().map(|error| error.to_string()).unwrap_or_default();
        assert!(error.starts_with("there is no sample of two jets \"dihiggs_500\""), "{error}");
    }
}
