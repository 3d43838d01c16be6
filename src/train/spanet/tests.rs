//! Tests: our SPANet against Burn's automatic differentiation, and what must not change its outputs.

use std::sync::Arc;

use burn::tensor::{Bool, Tensor, TensorData};
use rand::Rng;

use super::data::JetEvents;
use super::{SpanetBurn, SpanetStep, SpanetTraining, TargetBalance, validate};
use crate::events::{Jets, Targets};
use crate::model::spanet::forward::{Engine, Tape, Wanted};
use crate::model::spanet::pairs::pair_index;
use crate::model::{SpanetModule, SpanetNet, SpanetWeights, numbers};
use crate::represent::{JetRows, Scaling};
use crate::rng;
use crate::train::Device;

const SLOTS: usize = 9;

/// Random events with 0 to 9 jets; the odd ones have targets, some of them only one.
fn jets(events: usize, seed: u64) -> Jets {
    let mut stream = rng::stream(seed, "jets", 0, 0);
    let mut uniform = move || stream.next_u32() as f32 / u32::MAX as f32;
    let mut jets = Jets { slots: SLOTS, targets: Some(Targets::unknown(events)), ..Jets::default() };
    for event in 0..events {
        let there = if event < 3 { event } else { 4 + (uniform() * 5.9) as usize };
        for slot in 0..SLOTS {
            let filled = slot < there;
            let of = |value: f32| if filled { value } else { 0.0 };
            jets.pt.push(of(40.0 + 200.0 * uniform()));
            jets.eta.push(of(5.0 * uniform() - 2.5));
            jets.phi.push(of(6.2 * uniform() - 3.1));
            jets.mass.push(of(3.0 + 20.0 * uniform()));
            jets.mask.push(filled);
            jets.btag.push(filled && uniform() > 0.4);
        }
        if let (Some(targets), true) = (&mut jets.targets, event % 2 == 1 && there >= 4) {
            (targets.h1_b1[event], targets.h1_b2[event]) = (0, 2);
            if event % 3 > 0 {
                (targets.h2_b1[event], targets.h2_b2[event]) = (3, 1);
            }
        }
    }
    jets
}

fn events(jets: &Jets) -> JetEvents {
    let rows = JetRows::new(jets).unwrap();
    let all: Vec<u32> = (0..rows.len() as u32).collect();
    let rows = Arc::new(rows.scaled(&rows.scaler(&all, Scaling::Standard)));
    let labels: Vec<u8> = (0..rows.len()).map(|k| (k % 5 > 1) as u8).collect();
    let mut events = JetEvents::new(&rows, all, &labels);
    events.weigh([0.7, 1.3]);
    events.weigh_targets(events.target_weights(TargetBalance::Balanced));
    events
}

/// Weights whose biases and gains are not those of the beginning.
fn weights(net: &SpanetNet, seed: u64) -> SpanetWeights {
    let start = SpanetWeights::glorot(net, seed, 0);
    let mut stream = rng::stream(seed, "shift", 0, 0);
    let moved: Vec<f32> =
        start.values.iter().map(|w| w + 0.2 * (stream.next_u32() as f32 / u32::MAX as f32 - 0.5)).collect();
    start.with_values(&moved).unwrap()
}

const NETS: [SpanetNet; 4] = [
    SpanetNet { hidden: 32, heads: 4, encoder_layers: 2, branch_layers: 1, feed_forward: 64 },
    SpanetNet { hidden: 12, heads: 3, encoder_layers: 1, branch_layers: 2, feed_forward: 7 },
    SpanetNet { hidden: 16, heads: 1, encoder_layers: 0, branch_layers: 0, feed_forward: 16 },
    SpanetNet { hidden: 6, heads: 2, encoder_layers: 1, branch_layers: 0, feed_forward: 5 },
];

fn settings() -> [SpanetTraining; 4] {
    let base = SpanetTraining { detection_weight: 0.3, ..SpanetTraining::default() };
    [
        base,
        SpanetTraining { assignment_weight: 0.0, detection_weight: 0.0, ..base },
        SpanetTraining { classification_weight: 0.0, detection_weight: 0.0, ..base },
        SpanetTraining { assignment_weight: 0.0, ..base },
    ]
}

#[test]
fn gradients_equal_automatic_differentiation() {
    let data = events(&jets(70, 1));
    let batch: Vec<u32> = (0..70).collect();
    for (seed, net) in NETS.iter().enumerate() {
        let weights = weights(net, seed as u64);
        for settings in settings() {
            let (loss, ours) = SpanetStep::new(&weights, settings, 70, 1).gradient_of(&data, &batch);
            let (other, burn) = SpanetBurn::new(&weights, settings, Device::Flex).unwrap().gradient_of(&data, &batch);
            assert!((loss - other).abs() < 1e-5 * other, "{net} {settings:?}: {loss} and {other}");
            assert!((validate(&weights, &data, &settings).0 - loss).abs() < 1e-6 * loss);
            let scale = burn.iter().fold(0.0f32, |most, g| most.max(g.abs()));
            for (k, (a, b)) in ours.iter().zip(&burn).enumerate() {
                assert!((a - b).abs() <= 1e-4 * scale, "{net} {settings:?} weight {k}: {a} and {b}");
            }
        }
    }
}

#[test]
fn both_ways_to_train_take_the_same_steps() {
    let data = events(&jets(64, 2));
    let weights = weights(&NETS[0], 3);
    let settings = SpanetTraining { weight_decay: 0.1, gradient_clip: 0.05, ..settings()[0] };
    let mut ours = SpanetStep::new(&weights, settings, 32, 1);
    let mut burn = SpanetBurn::new(&weights, settings, Device::Flex).unwrap();
    for batch in [(0..32).collect::<Vec<u32>>(), (32..64).collect()] {
        ours.step(&data, &batch, 1e-3);
        burn.step(&data, &batch, 1e-3).unwrap();
    }
    let (a, b) = (ours.weights(), burn.weights().unwrap());
    // Adam divides by the root of tiny moments: single weights may differ, the bulk must not.
    let far = a.iter().zip(&b).filter(|(a, b)| (*a - *b).abs() > 2e-5).count();
    assert!(far * 100 < a.len(), "{far} of {} weights differ", a.len());
    let moments = burn.moments().unwrap();
    assert_eq!(moments.steps, 2);
    let mut again = SpanetBurn::new(&weights, settings, Device::Flex).unwrap();
    again.restore(&weights.with_values(&b).unwrap(), &moments).unwrap();
    assert_eq!(again.weights().unwrap(), b);
}

#[test]
fn numbers_do_not_depend_on_threads() {
    let data = events(&jets(600, 4));
    let weights = weights(&NETS[1], 4);
    let train = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let mut step = SpanetStep::new(&weights, settings()[0], 300, threads);
            for batch in [(0..300).collect::<Vec<u32>>(), (300..600).collect()] {
                step.step(&data, &batch, 1e-3);
            }
            step.weights().to_vec()
        })
    };
    assert_eq!(train(1), train(3));
}

/// Margins, detection and pair logits of all events.
fn outputs(weights: &SpanetWeights, rows: &JetRows) -> Tape {
    let mut tape = Tape::default();
    let all: Vec<u32> = (0..rows.len() as u32).collect();
    Engine::new(weights).forward(rows, &all, Wanted { class: true, pairs: true }, &mut tape);
    tape
}

fn close(a: &[f32], b: &[f32]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() < 2e-5 * b.abs().max(1.0))
}

#[test]
fn padding_never_changes_an_output() {
    let short = jets(40, 5);
    // The same events with four more slots, which hold anything but a jet.
    let longer = |values: &[f32], filler: f32| -> Vec<f32> {
        values.chunks(SLOTS).flat_map(|row| row.iter().copied().chain([filler; 4])).collect()
    };
    let longer_bools = |values: &[bool], filler: bool| -> Vec<bool> {
        values.chunks(SLOTS).flat_map(|row| row.iter().copied().chain([filler; 4])).collect()
    };
    let long = Jets {
        slots: SLOTS + 4,
        pt: longer(&short.pt, 777.0),
        eta: longer(&short.eta, -1.0),
        phi: longer(&short.phi, 2.0),
        mass: longer(&short.mass, 99.0),
        mask: longer_bools(&short.mask, false),
        btag: longer_bools(&short.btag, true),
        flavour: Vec::new(),
        targets: short.targets.clone(),
    };
    let weights = weights(&NETS[0], 5);
    let (a, b) = (JetRows::new(&short).unwrap(), JetRows::new(&long).unwrap());
    let (a, b) = (outputs(&weights, &a), outputs(&weights, &b));
    assert_eq!(a.margin, b.margin);
    assert_eq!(a.branches[1].pairs, b.branches[1].pairs);
    assert_eq!(a.branches[0].detection, b.branches[0].detection);
}

#[test]
fn the_burn_module_ignores_what_padding_holds_and_agrees_with_ours() {
    let data = events(&jets(20, 6));
    let weights = weights(&NETS[1], 6);
    let tape = outputs(&weights, &data.jets);
    let device = burn::tensor::Device::flex();
    let module = SpanetModule::from_weights(&weights, &device);
    for (slots, filler) in [(SLOTS, 0.0f32), (SLOTS + 3, 5.0)] {
        let (mut x, mut mask) = (vec![filler; 20 * slots * 5], vec![false; 20 * slots]);
        for event in 0..20 {
            let range = data.jets.range(event);
            mask[event * slots..event * slots + range.len()].fill(true);
            x[event * slots * 5..][..range.len() * 5].copy_from_slice(&data.jets.x[range.start * 5..range.end * 5]);
        }
        let x = Tensor::<3>::from_data(TensorData::new(x, [20, slots, 5]), &device);
        let mask = Tensor::<2, Bool>::from_data(TensorData::new(mask, [20, slots]), &device);
        let theirs = module.forward(x, mask);
        assert!(close(&numbers(theirs.margin).unwrap(), &tape.margin));
        for branch in 0..2 {
            assert!(close(&numbers(theirs.detection[branch].clone()).unwrap(), &tape.branches[branch].detection));
            let square = numbers(theirs.pairs[branch].clone()).unwrap();
            for event in 0..20 {
                let n = tape.jets_of(event);
                let list: Vec<f32> = (0..n)
                    .flat_map(|y| (0..y).map(move |x| (x, y)))
                    .map(|(x, y)| square[event * slots * slots + x * slots + y])
                    .collect();
                assert!(close(&list, tape.pairs_of(event)[branch]), "{list:?} {:?}", tape.pairs_of(event)[branch]);
                assert!((0..n).all(|x| square[event * slots * slots + x * slots + x] < -1e8));
            }
        }
    }
}

#[test]
fn the_order_of_the_jets_does_not_matter() {
    let rows = events(&jets(30, 7)).jets;
    let mut turned = (*rows).clone();
    for event in 0..rows.len() {
        let range = rows.range(event);
        for (k, jet) in range.clone().rev().enumerate() {
            let to = (range.start + k) * 5;
            turned.x[to..to + 5].copy_from_slice(&rows.x[jet * 5..jet * 5 + 5]);
        }
    }
    let weights = weights(&NETS[0], 8);
    let (a, b) = (outputs(&weights, &rows), outputs(&weights, &turned));
    assert!(close(&a.margin, &b.margin));
    for event in 0..rows.len() {
        let n = a.jets_of(event);
        for (y, x) in (0..n).flat_map(|y| (0..y).map(move |x| (y, x))) {
            let (here, there) = (pair_index(x, y), pair_index(n - 1 - x, n - 1 - y));
            for branch in 0..2 {
                let (p, q) = (a.pairs_of(event)[branch][here], b.pairs_of(event)[branch][there]);
                assert!((p - q).abs() < 2e-5 * p.abs().max(1.0), "{p} {q}");
            }
        }
    }
}
