//! Our side of `bench/dnn.py`: reads data, weights and order of events from a folder, trains, prints JSON.
//!
//! Usage: dnn FOLDER BATCH PASSES THREADS LEARNING_RATE HIDDEN... (number of features = columns of x.f32)

use cwola::represent::Matrix;
use cwola::train::bench::dense_passes;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [folder, batch, passes, threads, rate, cols, hidden @ ..] = args.as_slice() else {
        return Err("usage: dnn FOLDER BATCH PASSES THREADS LEARNING_RATE FEATURES HIDDEN...".into());
    };
    let read = |name: &str| std::fs::read(format!("{folder}/{name}"));
    let floats = |bytes: Vec<u8>| -> Vec<f32> {
        bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
    };
    let order: Vec<u32> =
        read("order.u32")?.chunks_exact(4).map(|b| u32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect();
    let (data, labels, initial) = (floats(read("x.f32")?), read("y.u8")?, floats(read("weights.f32")?));
    let cols: usize = cols.parse()?;
    let hidden: Vec<usize> = hidden.iter().map(|n| n.parse()).collect::<Result<_, _>>()?;
    let x = Matrix { rows: data.len() / cols, cols, data, names: (0..cols).map(|k| format!("x{k}")).collect() };
    let done = dense_passes(
        x,
        &labels,
        &hidden,
        &initial,
        &order,
        batch.parse()?,
        passes.parse()?,
        threads.parse()?,
        rate.parse()?,
    )?;
    println!("{}", serde_json::to_string(&done)?);
    Ok(())
}
