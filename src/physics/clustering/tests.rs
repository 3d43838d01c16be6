//! The fast order of merging against the definition, with all pairs at every step.

use std::f64::consts::{PI, TAU};

use rand::RngExt;

use super::lanes::Plain;
use super::{Clusterer, JetAlgorithm, JetDefinition};
use crate::physics::FourVector;
use crate::rng;

/// The definition, O(N³): the smallest of all d_ij and d_iB, again and again.
fn by_definition(definition: JetDefinition, particles: &[FourVector]) -> Vec<Vec<usize>> {
    let mut active: Vec<([f64; 4], Vec<usize>)> =
        particles.iter().enumerate().map(|(k, p)| (p.cartesian(), vec![k])).collect();
    let mut jets: Vec<([f64; 4], Vec<usize>)> = Vec::new();
    let place = |p: &[f64; 4]| (0.5 * ((p[3] + p[2]) / (p[3] - p[2])).ln(), p[1].atan2(p[0]));
    let weight = |p: &[f64; 4]| match definition.algorithm {
        JetAlgorithm::AntiKt => 1.0 / (p[0] * p[0] + p[1] * p[1]),
        JetAlgorithm::Kt => p[0] * p[0] + p[1] * p[1],
        JetAlgorithm::CambridgeAachen => 1.0,
    };
    while !active.is_empty() {
        let (mut best, mut pair) = (f64::INFINITY, (0, None));
        for i in 0..active.len() {
            let (w, (y, phi)) = (weight(&active[i].0), place(&active[i].0));
            if w < best {
                (best, pair) = (w, (i, None));
            }
            for (j, other) in active.iter().enumerate().skip(i + 1) {
                let (y2, phi2) = place(&other.0);
                let df = (phi - phi2).rem_euclid(TAU);
                let df = df.min(TAU - df);
                let d = w.min(weight(&other.0)) * ((y - y2).powi(2) + df * df) / definition.radius.powi(2);
                if d < best {
                    (best, pair) = (d, (i, Some(j)));
                }
            }
        }
        match pair {
            (i, None) => jets.push(active.swap_remove(i)),
            (i, Some(j)) => {
                let (p, rows) = active.swap_remove(j);
                let (sum, all) = &mut active[i];
                (0..4).for_each(|k| sum[k] += p[k]);
                all.extend(rows);
            }
        }
    }
    jets.sort_by(|a, b| (b.0[0].hypot(b.0[1])).total_cmp(&a.0[0].hypot(a.0[1])));
    jets.into_iter().map(|(_, rows)| sorted(rows)).collect()
}

fn sorted(mut rows: Vec<usize>) -> Vec<usize> {
    rows.sort_unstable();
    rows
}

/// Soft particles everywhere and `cores` narrow sprays of harder ones, as in an event.
fn event(n: usize, cores: usize, seed: u64) -> Vec<FourVector> {
    let mut rng = rng::stream(seed, "clustering test", 0, 0);
    let centers: Vec<(f64, f64)> =
        (0..cores).map(|_| (rng.random_range(-2.0..2.0), rng.random_range(-PI..PI))).collect();
    let mut one = |k: usize| {
        let core = k % (cores + 1);
        let mass = if k.is_multiple_of(3) { 0.14 } else { 0.0 };
        if core == cores {
            let pt = 0.3 / rng.random_range(0.01..1.0f64);
            return FourVector::new(pt, rng.random_range(-4.0..4.0), rng.random_range(-PI..PI), mass);
        }
        let (r, angle) = (0.4 * rng.random_range(0.0..1.0f64).powi(3), rng.random_range(-PI..PI));
        let pt = 1.0 / rng.random_range(0.001..1.0f64);
        FourVector::new(pt, centers[core].0 + r * angle.cos(), centers[core].1 + r * angle.sin(), mass)
    };
    (0..n).map(&mut one).collect()
}

/// The merging order decides which jet a particle belongs to: a wrong neighbour anywhere shows.
#[test]
fn same_jets_as_the_definition() {
    for (radius, n) in [(0.8, 60), (0.4, 45), (0.1, 30), (1.5, 40), (2.5, 30), (0.8, 1), (0.8, 9)] {
        for definition in
            [JetDefinition::anti_kt(radius), JetDefinition::kt(radius), JetDefinition::cambridge_aachen(radius)]
        {
            for seed in 0..12 {
                let particles = event(n, seed as usize % 4, seed);
                let jets = definition.cluster(&particles).unwrap();
                let ours: Vec<Vec<usize>> = jets.into_iter().map(|jet| jet.constituents).collect();
                assert_eq!(ours, by_definition(definition, &particles), "{definition:?}, seed {seed}");
            }
        }
    }
}

#[test]
fn every_particle_is_in_one_jet_and_momentum_is_kept() {
    let particles = event(400, 3, 5);
    let jets = JetDefinition::anti_kt(0.8).cluster(&particles).unwrap();
    let all = sorted(jets.iter().flat_map(|jet| jet.constituents.clone()).collect());
    assert_eq!(all, (0..400).collect::<Vec<_>>());
    let (before, after): (Vec<_>, Vec<_>) = (particles, jets.iter().map(|jet| jet.momentum).collect());
    let sum =
        |all: &[FourVector]| all.iter().map(|p| p.cartesian()).fold([0.0; 4], |s, p| [0, 1, 2, 3].map(|k| s[k] + p[k]));
    for (a, b) in sum(&before).into_iter().zip(sum(&after)) {
        assert!((a - b).abs() < 1e-6, "{a} {b}");
    }
}

#[test]
fn identical_particles_and_no_particles_are_fine() {
    let definition = JetDefinition::anti_kt(0.8);
    assert!(definition.cluster(&[]).unwrap().is_empty());
    let jets = definition.cluster(&[FourVector::new(1.0, 0.5, 0.5, 0.0); 17]).unwrap();
    assert_eq!((jets.len(), jets[0].constituents.len()), (1, 17));
}

/// The sum of collinear particles is the same jet as the particle that split, and a soft particle changes nothing.
#[test]
fn jets_are_safe_against_collinear_splitting_and_soft_radiation() {
    let hard = event(40, 2, 8);
    let mut split: Vec<FourVector> = hard.clone();
    split[0].pt *= 0.3;
    split.push(FourVector::new(hard[0].pt * 0.7, hard[0].eta, hard[0].phi, hard[0].mass));
    split.push(FourVector::new(1e-9, 0.3, 0.2, 0.0));
    let definition = JetDefinition::anti_kt(0.8).with_min_pt(1e-3);
    let masses = |particles: &[FourVector]| -> Vec<f64> {
        definition.cluster(particles).unwrap().iter().map(|jet| jet.momentum.pt).collect()
    };
    let (before, after) = (masses(&hard), masses(&split));
    assert_eq!(before.len(), after.len());
    assert!(before.iter().zip(&after).all(|(a, b)| (a - b).abs() < 1e-6 * a), "{before:?} {after:?}");
}

#[test]
fn bad_input_is_named() {
    let jets = |radius: f64, pt: f64| JetDefinition::anti_kt(radius).cluster(&[FourVector::new(pt, 0.0, 0.0, 0.0)]);
    assert_eq!(jets(0.0, 1.0).unwrap_err().to_string(), "the radius of a jet should be between 0 and 3, but is 0.");
    let error = jets(0.8, f64::NAN).unwrap_err().to_string();
    assert!(error.starts_with("particle 0 (counted from 0) should be finite with a positive pT"), "{error}");
    assert!(jets(0.8, 0.0).is_err());
}

/// Plain arrays, AVX2 and AVX-512 (where this machine has them) give the same bits.
#[test]
fn all_vectors_give_the_same_jets() {
    for seed in 0..20 {
        let momenta: Vec<[f64; 4]> = event(200, 3, seed).iter().map(FourVector::cartesian).collect();
        let [mut best, mut plain] = [0, 1].map(|_| Clusterer::new(JetAlgorithm::AntiKt, 0.8));
        best.cluster(&momenta, &[]);
        plain.cluster_as::<Plain>(&momenta);
        let jets = |found: &Clusterer| (0..found.len()).map(|jet| found.momentum(jet)).collect::<Vec<_>>();
        assert_eq!(jets(&best), jets(&plain));
        #[cfg(target_arch = "x86_64")]
        if std::is_x86_feature_detected!("avx2") {
            let mut middle = Clusterer::new(JetAlgorithm::AntiKt, 0.8);
            middle.cluster_as::<super::lanes::Middle>(&momenta);
            assert_eq!(jets(&middle), jets(&plain));
        }
    }
}
