//! Our side of `bench/spanet.py`: writes jets of the bundled samples, and trains on them.
//!
//! Usage: spanet data FOLDER EVENTS SIZE
//!        spanet train FOLDER BATCH PASSES THREADS LEARNING_RATE DEVICE SIZE (initial weights in weights.f32)
//! SIZE is workshop or published.

use cwola::model::SpanetWeights;
use cwola::prelude::*;
use cwola::represent::JetRows;
use cwola::train::bench::spanet_passes;

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["data", folder, events, size] => data(folder, events.parse()?, net(size)),
        ["train", folder, batch, passes, threads, rate, device, size] => {
            let device = match *device {
                "cpu" => Device::Cpu,
                "flex" => Device::Flex,
                "wgpu" => Device::Wgpu,
                _ => Device::Cuda,
            };
            let config = TrainConfig::spanet()
                .with_spanet(net(size))
                .with_batch_size(batch.parse()?)
                .with_threads(threads.parse()?)
                .with_learning_rate(rate.parse()?)
                .with_device(device);
            let read = |name: &str| std::fs::read(format!("{folder}/{name}"));
            let initial = SpanetWeights::glorot(&net(size), 1, 0).with_values(&floats(read("weights.f32")?))?;
            let labels = read("y.u8")?;
            let order: Vec<u32> =
                read("order.u32")?.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
            let jets = sample(labels.len())?.0;
            let done = spanet_passes(jets, &labels, &initial, &order, passes.parse()?, &config)?;
            println!("{}", serde_json::to_string(&done)?);
            Ok(())
        }
        _ => Err("usage: spanet data FOLDER EVENTS SIZE, or spanet train FOLDER BATCH PASSES THREADS RATE DEVICE SIZE"
            .into()),
    }
}

fn net(size: &str) -> SpanetNet {
    if size == "published" { SpanetNet::published() } else { SpanetNet::workshop() }
}

fn floats(bytes: Vec<u8>) -> Vec<f32> {
    bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
}

/// Half signal, half background, from the bundled samples.
fn sample(events: usize) -> Result<(JetRows, Vec<u8>), Failure> {
    let (signal, background) = (Events::sample("dihiggs_2tag")?, Events::sample("multijet_2tag")?);
    let both = Events::concat(&[signal.head(events / 2), background.head(events - events / 2)])?;
    let rows = JetRows::new(both.jets()?)?;
    let all: Vec<u32> = (0..rows.len() as u32).collect();
    let labels = (0..rows.len()).map(|k| u8::from(k < events / 2)).collect();
    Ok((rows.scaled(&rows.scaler(&all, Scaling::Standard)), labels))
}

/// Writes jets without padding, first jet of each event, targets (jets of h1 and h2, −1 where not known), labels, and
/// initial weights.
fn data(folder: &str, events: usize, net: SpanetNet) -> Result<(), Failure> {
    let (rows, labels) = sample(events)?;
    let bytes = |values: &[f32]| values.iter().flat_map(|v| v.to_le_bytes()).collect::<Vec<u8>>();
    std::fs::write(format!("{folder}/x.f32"), bytes(&rows.x))?;
    let starts: Vec<u8> = rows.starts.iter().flat_map(|v| v.to_le_bytes()).collect();
    std::fs::write(format!("{folder}/starts.u32"), starts)?;
    let target = |pair: &Option<[u8; 2]>| pair.map_or([-1i8; 2], |pair| pair.map(|jet| jet as i8));
    let targets: Vec<u8> = rows.targets.iter().flatten().flat_map(target).map(|jet| jet as u8).collect();
    std::fs::write(format!("{folder}/targets.i8"), targets)?;
    std::fs::write(format!("{folder}/y.u8"), &labels)?;
    std::fs::write(format!("{folder}/weights.f32"), bytes(&SpanetWeights::glorot(&net, 1, 0).values))?;
    Ok(())
}
