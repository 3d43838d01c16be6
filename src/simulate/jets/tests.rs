//! Physics of the generators: conservation, showers, strings, spectra.

use super::event::{Worker, qcd_gauge, qcd_string};
use super::hadrons::{Qcd, Seen, decay};
use super::hard::{QcdHard, ROOT_S};
use super::momentum::{Dice, P4};
use super::parton_density::Densities;
use super::resonance::Resonance;
use super::shower::{Gauge, NONE, Shower};
use super::{DarkValley, Decay, DijetSelection, QcdDijets};
use crate::error::Result;

fn sum(all: impl Iterator<Item = P4>) -> P4 {
    all.fold(P4::default(), |sum, p| sum + p)
}

/// Momentum of all stable particles is that of the partons, to rounding, whatever shower, strings and decays do.
#[test]
fn momentum_is_kept_before_the_detector() {
    let (qcd, _) = QcdDijets::new().model().unwrap();
    let mut models = vec![qcd];
    for (lambda, decay) in [(1.0, Decay::Indirect), (10.0, Decay::Indirect), (50.0, Decay::Direct)] {
        models.push(DarkValley::new().with_lambda(lambda).with_decay(decay).model().unwrap());
    }
    let mut worker = Worker::new();
    for model in &models {
        for event in 0..60 {
            let hard = worker.particles(model, &mut Dice::new(5, model.purpose, event));
            let before = hard.partons[0].0 + hard.partons[1].0;
            let off = sum(worker.stable.iter().map(|stable| stable.p)) - before;
            let size = off.x.abs() + off.y.abs() + off.z.abs() + off.e.abs();
            assert!(size < 1e-5, "{} event {event}: {off:?}", model.purpose);
            assert!((before.mass() - hard.mass).abs() < 1e-6 * hard.mass);
        }
    }
}

/// Partons after showers from a colour singlet of this mass.
fn showered(gauge: &Gauge, mass: f64, seed: u64) -> Shower {
    let (mut shower, mut dice) = (Shower::default(), Dice::new(seed, "test shower", 0));
    let (p, q) = dice.two_body(P4::new(0.0, 0.0, 0.0, mass), mass, 0.0, 0.0);
    shower.start((p, false), (q, false));
    shower.run(gauge, 0.5 * mass, &mut dice);
    shower
}

#[test]
fn partons_stay_massless_and_in_colour_order() {
    for seed in 0..300 {
        let shower = showered(&qcd_gauge(), 2000.0, seed);
        let partons = &shower.partons;
        for (k, parton) in partons.iter().enumerate() {
            assert!(parton.p.m2().abs() < 1e-6 * parton.p.e * parton.p.e, "{parton:?}");
            for side in 0..2 {
                let other = parton.side[side];
                assert!(other == NONE || partons[other].side[1 - side] == k, "{seed}: {partons:?}");
            }
            assert_eq!(parton.gluon, parton.side.iter().all(|&other| other != NONE), "a gluon has two neighbours");
        }
        let off = sum(partons.iter().map(|parton| parton.p)) - P4::new(0.0, 0.0, 0.0, 2000.0);
        assert!(off.e.abs() + off.x.abs() < 1e-7);
    }
}

/// Without coupling nothing is radiated; the number of partons rises with energy, faster than its logarithm.
#[test]
fn multiplicity_rises_with_energy_and_vanishes_with_the_coupling() {
    let mean = |gauge: &Gauge, mass: f64| {
        (0..400).map(|seed| showered(gauge, mass, seed).partons.len()).sum::<usize>() as f64 / 400.0
    };
    let weak = Gauge::qcd(1e-4, 1.0);
    assert!(mean(&weak, 1000.0) < 2.1);
    let [low, middle, high] = [30.0, 300.0, 3000.0].map(|mass| mean(&qcd_gauge(), mass));
    assert!(2.0 < low && high - middle > 1.3 * (middle - low), "{low} {middle} {high}");
    let stops_early = Gauge::dark(3.0, 3.0, 10.0, 11.0);
    let stops_late = Gauge::dark(3.0, 3.0, 1.0, 1.1);
    assert!(mean(&stops_early, 5000.0) < mean(&stops_late, 5000.0));
}

/// The one-loop coupling meets itself at thresholds and is the wanted one at m_Z.
#[test]
fn the_coupling_runs() {
    let gauge = Gauge::qcd(0.1365, 0.5);
    assert!((gauge.alpha(91.1876) - 0.1365).abs() < 1e-12);
    for threshold in [4.8, 1.5] {
        assert!((gauge.alpha(threshold * 1.000_001) - gauge.alpha(threshold * 0.999_999)).abs() < 1e-5);
    }
    let dark = Gauge::dark(3.0, 3.0, 10.0, 11.0);
    let by_hand = 12.0 * std::f64::consts::PI / (27.0 * 2.0 * (100.0f64 / 10.0).ln());
    assert!((dark.alpha(100.0) - by_hand).abs() < 1e-12);
}

/// The chance of no branching is the exponential of minus the integral of kernel and coupling, over all thresholds.
#[test]
fn the_chance_of_no_emission_is_the_sudakov_factor() {
    for (pt_min, mass, n) in [(8.0, 60.0, 10_000), (1.0, 60.0, 6_000), (30.0, 2000.0, 6_000)] {
        let gauge = Gauge::qcd(0.1365, pt_min);
        let none = (0..n).filter(|&seed| showered(&gauge, mass, seed).partons.len() == 2).count() as f64 / n as f64;
        let sudakov = (-branching_integral(&gauge, mass)).exp();
        let error = (sudakov * (1.0 - sudakov) / n as f64).sqrt();
        assert!((none - sudakov).abs() < 4.0 * error, "{pt_min} {mass}: {none} {sudakov} ± {error}");
    }
}

/// ∫ dpT²/pT² ∫ dz α/2π (1 − y) C_F (2/(1 − z(1 − y)) − 1 − z) of both ends, with the logit of z on a grid.
fn branching_integral(gauge: &Gauge, mass: f64) -> f64 {
    let (q2, steps, grid) = (mass * mass, 300, 600);
    let (low, high) = (2.0 * gauge.pt_min.ln(), (0.25 * q2).ln());
    let mut integral = 0.0;
    for i in 0..steps {
        let l = low + (high - low) * (f64::from(i) + 0.5) / f64::from(steps);
        let edge = (0.5 * (1.0 + (1.0 - 4.0 * l.exp() / q2).sqrt())).recip();
        let range = -2.0 * (edge - 1.0).ln();
        for k in 0..grid {
            let t = range * ((f64::from(k) + 0.5) / f64::from(grid) - 0.5);
            let z = 1.0 / (1.0 + (-t).exp());
            let y = l.exp() / (z * (1.0 - z) * q2);
            let kernel = gauge.c_f * (2.0 / (1.0 - z * (1.0 - y)) - 1.0 - z) * (1.0 - y);
            integral += gauge.alpha((0.5 * l).exp()) * kernel * z * (1.0 - z) * range / f64::from(grid);
        }
    }
    2.0 * integral * (high - low) / f64::from(steps) / std::f64::consts::TAU
}

/// e⁺e⁻ → dd̄ against what is measured: 20.35 ± 0.19 charged particles of light quarks at 91.2 GeV (OPAL,
/// hep-ex/9807004), about 7 at 10 GeV.
#[test]
fn strings_have_the_multiplicity_that_electrons_and_positrons_show() {
    for (mass, low, high) in [(91.2, 18.9, 20.7), (10.0, 6.5, 8.0)] {
        let (string, mut dice) = (qcd_string(), Dice::new(9, "LEP", 0));
        let (n, mut charged) = (1000, 0);
        for seed in 0..n {
            let (mut hadrons, mut stack, mut stable) = (Vec::new(), Vec::new(), Vec::new());
            string.hadronise(&showered(&qcd_gauge(), mass, seed), &Qcd, Some(0), &mut hadrons, &mut dice);
            hadrons.into_iter().for_each(|hadron| decay(hadron, &mut stack, &mut stable, &mut dice));
            charged += stable.iter().filter(|stable| stable.seen == Seen::Charged).count();
        }
        let mean = charged as f64 / n as f64;
        assert!(low < mean && mean < high, "{mass} GeV: {mean}");
    }
}

/// Half of a Breit–Wigner's events are within Γ/2, a little less with the tail at low masses.
#[test]
fn the_mass_spectrum_is_a_breit_wigner_with_a_tail_from_the_luminosity() {
    let (resonance, mut dice) = (Resonance::new(5500.0, 10.0), Dice::new(3, "Z", 0));
    let masses: Vec<f64> = (0..20_000).map(|_| resonance.draw(&mut dice).mass).collect();
    let share = |f: &dyn Fn(f64) -> bool| masses.iter().filter(|&&m| f(m)).count() as f64 / 20_000.0;
    let core = share(&|m| (m - 5500.0).abs() < 5.0);
    assert!((0.45..0.51).contains(&core), "{core}");
    let (below, above) = (share(&|m| m < 5400.0), share(&|m| m > 5600.0));
    assert!(below > 1.5 * above && below < 0.08, "{below} {above}");
    assert!(masses.iter().all(|m| (3500.0..=7500.0).contains(m)));
}

/// Momentum sum and quark numbers of the proton, for the part of x that was fitted.
#[test]
fn parton_densities_are_plausible() {
    let mean = |f: &dyn Fn(&Densities) -> f64| {
        (1..1000).map(|k| f(&Densities::at(0.04 + 0.95 * k as f64 / 1000.0))).sum::<f64>() * 0.95e-3
    };
    let all = mean(&|d| d.quarks.iter().chain(&d.antiquarks).sum::<f64>() + d.gluon);
    assert!((0.4..0.75).contains(&all), "momentum above x = 0.04: {all}");
    let at = Densities::at(0.4);
    assert!(at.quarks[1] > 2.5 * at.quarks[0] && at.quarks[0] > at.gluon && at.gluon > 5.0 * at.antiquarks[0]);
}

/// The cross-section of the Note's script is 6837 fb (MadGraph, facts of the samples); ours is leading order too.
#[test]
fn the_cross_section_is_of_the_right_size() {
    let hard = QcdHard::new((3000.0, 9000.0), 700.0, 2.2);
    assert!((4000.0..9000.0).contains(&hard.xsec_fb), "{}", hard.xsec_fb);
    let mut dice = Dice::new(4, "hard", 0);
    for _ in 0..2000 {
        let event = hard.draw(&mut dice);
        assert!(event.mass >= 3000.0 && event.mass < ROOT_S && event.pt >= 700.0 - 1e-6);
        for (p, _) in event.partons {
            assert!((p.z / p.x.hypot(p.y)).asinh().abs() < 2.2 + 1e-9);
        }
    }
}

/// As in the Pythia samples: indirect decays make more constituents than direct ones, larger Λ_D more than Λ_D = 1 GeV.
#[test]
fn decays_and_scales_are_in_the_order_of_the_samples() {
    let mean = |lambda: f64, decay: Decay| -> Result<f64> {
        let valley = DarkValley::new().with_lambda(lambda).with_decay(decay);
        let n = valley.signal(150, 3)?.column("n_j1")?;
        Ok(n.iter().sum::<f64>() / n.len() as f64)
    };
    let [id1, id10, id50] = [1.0, 10.0, 50.0].map(|lambda| mean(lambda, Decay::Indirect).unwrap());
    let [dd10, dd50] = [10.0, 50.0].map(|lambda| mean(lambda, Decay::Direct).unwrap());
    assert!(id10 > 1.4 * id1 && id50 > 1.4 * id1, "{id1} {id10} {id50}");
    assert!(id10 > 1.08 * dd10 && id50 > 1.15 * dd50, "{id10} {dd10} {id50} {dd50}");
}

/// Same seed, same events, on one thread or four; the beginning of a large sample is the small one.
#[test]
fn events_depend_on_the_seed_alone() {
    let generator = QcdDijets::new().with_selection(DijetSelection::cuts());
    let on = |threads: usize, n: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| generator.events(n, 11).unwrap())
    };
    let (one, four, less) = (on(1, 200), on(4, 200), on(2, 80));
    assert_eq!((one.frame(), one.meta()), (four.frame(), four.meta()));
    assert_eq!(less.frame(), &one.frame().head(Some(80)));
    for which in 0..2 {
        assert_eq!(one.dijets().unwrap().flat(which).unwrap(), four.dijets().unwrap().flat(which).unwrap());
    }
    assert_ne!(one.frame(), generator.events(200, 12).unwrap().frame());
}

#[test]
fn bad_settings_are_named() {
    let says = |valley: DarkValley| valley.signal(1, 1).unwrap_err().to_string();
    assert_eq!(
        says(DarkValley::new().with_lambda(0.1)),
        "Λ_D should be between 0.5 GeV and m_Z′/40 = 137.5 GeV, but is 0.1."
    );
    assert!(says(DarkValley::new().with_mass(f64::NAN)).starts_with("the mass of the Z′ should be between 500 and"));
    assert!(says(DarkValley::new().with_width(0.0)).starts_with("the width of the Z′ should be positive"));
    let nothing = DijetSelection { m_jj: Some((100.0, 101.0)), ..DijetSelection::default() };
    let mut wrong = nothing;
    wrong.m_jj = Some((101.0, 100.0));
    assert!(says(DarkValley::new().with_selection(wrong)).starts_with("the selection of di-jets should be"));
    let error = QcdDijets::new().with_mhat_min(1000.0).events(1, 1).unwrap_err().to_string();
    assert!(error.starts_with("the smallest mass of the two partons should be between 500"), "{error}");
}
