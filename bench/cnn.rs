//! Our side of `bench/cnn.py` and `bench/phases.py`: writes images of the bundled samples, and trains on them.
//!
//! Usage: cnn images FOLDER RESOLUTION EVENTS
//!        cnn train FOLDER RESOLUTION BATCH PASSES THREADS LEARNING_RATE DEVICE (initial weights in weights.f32)
//!        cnn losses FOLDER RESOLUTION BATCH LEARNING_RATE (loss of each batch of order.u32)
//!        cnn work FOLDER RESOLUTION (operations per event)

use cwola::model::{CnnNet, CnnWeights};
use cwola::prelude::*;
use cwola::train::bench::{cnn_losses, cnn_passes, cnn_work};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["images", folder, resolution, events] => images(folder, resolution.parse()?, events.parse()?),
        ["train", folder, resolution, batch, passes, threads, rate, device] => {
            let device = match *device {
                "cpu" => Device::Cpu,
                "flex" => Device::Flex,
                "wgpu" => Device::Wgpu,
                _ => Device::Cuda,
            };
            let (images, labels, initial) = start(folder, resolution.parse()?)?;
            let (order, threads) = (order(folder)?, threads.parse()?);
            let (batch, passes, rate) = (batch.parse()?, passes.parse()?, rate.parse()?);
            let done = cnn_passes(&images, &labels, &initial, &order, batch, passes, threads, rate, device)?;
            println!("{}", serde_json::to_string(&done)?);
            Ok(())
        }
        ["losses", folder, resolution, batch, rate] => {
            let (images, labels, initial) = start(folder, resolution.parse()?)?;
            let losses = cnn_losses(&images, &labels, &initial, &order(folder)?, batch.parse()?, rate.parse()?)?;
            println!("{}", serde_json::to_string(&losses)?);
            Ok(())
        }
        ["work", folder, resolution] => {
            let (images, labels, initial) = start(folder, resolution.parse()?)?;
            println!("{}", serde_json::to_string(&cnn_work(&images, &labels, &initial))?);
            Ok(())
        }
        _ => Err("usage: cnn images|train|losses|work FOLDER RESOLUTION …, see the top of bench/cnn.rs".into()),
    }
}

/// Images, labels and initial weights.
fn start(folder: &str, resolution: usize) -> Result<(JetImages, Vec<u8>, CnnWeights), Failure> {
    let initial = floats(std::fs::read(format!("{folder}/weights.f32"))?);
    let initial = CnnWeights::glorot(&CnnNet::note(resolution), 1, 0).with_values(&initial)?;
    let (images, labels) = sample(resolution, std::fs::read(format!("{folder}/y.u8"))?.len())?;
    Ok((images, labels, initial))
}

fn order(folder: &str) -> Result<Vec<u32>, Failure> {
    let bytes = std::fs::read(format!("{folder}/order.u32"))?;
    Ok(bytes.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect())
}

fn floats(bytes: Vec<u8>) -> Vec<f32> {
    bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
}

/// Half signal, half background, from the bundled samples.
fn sample(resolution: usize, events: usize) -> Result<(JetImages, Vec<u8>), Failure> {
    let config = ImageConfig::new(resolution);
    let half = |name: &str, n: usize| Ok::<_, Failure>(Events::sample(name)?.head(n).images(&config)?);
    let (signal, background) = (half("dark_valley_id10", events / 2)?, half("dijets", events - events / 2)?);
    let labels = [vec![1u8; signal.len()], vec![0; background.len()]].concat();
    Ok((signal.followed_by(&background)?, labels))
}

/// Writes images, one row of pixels per jet, labels, and initial weights.
fn images(folder: &str, resolution: usize, events: usize) -> Result<(), Failure> {
    let (images, labels) = sample(resolution, events)?;
    let pixels: Vec<u8> = (0..images.len())
        .flat_map(|event| [images.dense(event, 0), images.dense(event, 1)].concat())
        .flat_map(f32::to_le_bytes)
        .collect();
    std::fs::write(format!("{folder}/x.f32"), pixels)?;
    std::fs::write(format!("{folder}/y.u8"), &labels)?;
    let weights = CnnWeights::glorot(&CnnNet::note(resolution), 1, 0).values;
    std::fs::write(
        format!("{folder}/weights.f32"),
        weights.into_iter().flat_map(f32::to_le_bytes).collect::<Vec<u8>>(),
    )?;
    Ok(())
}
