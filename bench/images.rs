//! Our side of `bench/images.py` and of `tests/python/test_images.py`.
//!
//! A folder holds the constituents of the leading (j1) and sub-leading (j2) jets as raw little-endian arrays:
//! `j1_offsets.u32`, `j1_pt.f32`, `j1_eta.f32`, `j1_phi.f32` and the same for j2.
//!
//! - `images dump SAMPLE EVENTS FOLDER` writes them from a bundled sample.
//! - `images make FOLDER RESOLUTION STEPS OUT` writes dense images as 32-bit numbers, event by event, jet by jet, row by
//!   row. STEPS is a word of the letters c, r and f: centring, rotation, flipping.
//! - `images time FOLDER RESOLUTION COPIES REPEATS` prints the seconds of processor time of each repeat as JSON: images, the same written
//!   out densely, and the images of COPIES copies with pT smearing and jet rotation. A repeat before them warms up: the other side is
//!   warm from the search for its fastest way.

use cwola::augment::{JetAugmentation, Originals};
use cwola::events::{Constituents, Dijets, Events};
use cwola::represent::{ImageConfig, JetImages, Step};
use polars::df;
use std::error::Error;

fn read<const N: usize, T>(path: String, one: impl Fn([u8; N]) -> T) -> Result<Vec<T>, Box<dyn Error>> {
    let bytes = std::fs::read(path)?;
    Ok(bytes.as_chunks::<N>().0.iter().map(|chunk| one(*chunk)).collect())
}

fn jet(folder: &str, name: &str) -> Result<Constituents, Box<dyn Error>> {
    let floats = |what: &str| read(format!("{folder}/{name}_{what}.f32"), f32::from_le_bytes);
    let offsets = read(format!("{folder}/{name}_offsets.u32"), u32::from_le_bytes)?;
    Ok(Constituents::new(offsets, floats("pt")?, floats("eta")?, floats("phi")?)?)
}

fn events(folder: &str) -> Result<Events, Box<dyn Error>> {
    let dijets = Dijets::new([jet(folder, "j1")?, jet(folder, "j2")?])?;
    let frame = df!["m_jj" => vec![5000.0f64; dijets.len()]]?;
    Ok(Events::from_frame("arrays", frame)?.with_dijets(dijets)?)
}

fn dump(sample: &str, count: usize, folder: &str) -> Result<(), Box<dyn Error>> {
    let events = Events::sample(sample)?.head(count);
    for (which, name) in [(0, "j1"), (1, "j2")] {
        let jets = events.dijets()?.flat(which)?;
        let offsets: Vec<u8> = jets.offsets.iter().flat_map(|x| x.to_le_bytes()).collect();
        std::fs::write(format!("{folder}/{name}_offsets.u32"), offsets)?;
        for (what, values) in [("pt", &jets.pt), ("eta", &jets.eta), ("phi", &jets.phi)] {
            let bytes: Vec<u8> = values.iter().flat_map(|x| x.to_le_bytes()).collect();
            std::fs::write(format!("{folder}/{name}_{what}.f32"), bytes)?;
        }
    }
    Ok(())
}

fn config(resolution: &str, steps: &str) -> Result<ImageConfig, Box<dyn Error>> {
    let step = |letter: char| if steps.contains(letter) { Step::On } else { Step::Off };
    let config = ImageConfig::new(resolution.parse()?).with_centring(step('c'));
    Ok(config.with_rotation(step('r')).with_flip(step('f')))
}

/// All images, dense, into one array that is used again and again; returns the sum of its last entries.
fn write_out(images: &JetImages, room: &mut Vec<f32>) -> f32 {
    let n = images.pixels();
    room.resize(2 * n * images.len(), 0.0);
    for (k, image) in room.chunks_exact_mut(n).enumerate() {
        images.write_dense(k / 2, k % 2, image);
    }
    room.last().copied().unwrap_or_default()
}

/// Processor time of this thread (Linux), else time of the clock; the other side reads the same clock.
fn seconds() -> f64 {
    #[cfg(target_os = "linux")]
    {
        let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
        // SAFETY: the clock exists on Linux, and `time` is where it may write.
        if unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut time) } == 0 {
            return time.tv_sec as f64 + 1e-9 * time.tv_nsec as f64;
        }
    }
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0.0, |d| d.as_secs_f64())
}

fn time(folder: &str, resolution: &str, copies: usize, repeats: usize) -> Result<String, Box<dyn Error>> {
    let (events, config) = (events(folder)?, config(resolution, "crf")?);
    let recipe = JetAugmentation::pt_smear_and_rotation().with_copies(copies).with_originals(Originals::Drop);
    let mut room = Vec::new();
    let (mut sparse, mut dense, mut augmented) = (Vec::new(), Vec::new(), Vec::new());
    let mut check = 0.0;
    // One thread, the one whose time is taken.
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build()?;
    for repeat in 0..=repeats {
        if repeat == 1 {
            [&mut sparse, &mut dense, &mut augmented].into_iter().for_each(Vec::clear);
        }
        let start = seconds();
        let images = pool.install(|| events.images(&config))?;
        sparse.push(seconds() - start);
        check += write_out(&images, &mut room);
        dense.push(seconds() - start);
        let start = seconds();
        let copies = pool.install(|| events.augmented_images(&config, &recipe))?;
        augmented.push(seconds() - start);
        check += copies.pt_sums(0).first().copied().unwrap_or_default() as f32;
    }
    let times = serde_json::json!({"sparse": sparse, "dense": dense, "augmented": augmented, "check": check});
    Ok(times.to_string())
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match words[..] {
        ["dump", sample, count, folder] => dump(sample, count.parse()?, folder)?,
        ["make", folder, resolution, steps, out] => {
            let images = events(folder)?.images(&config(resolution, steps)?)?;
            let mut room = Vec::new();
            write_out(&images, &mut room);
            std::fs::write(out, room.iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<u8>>())?;
        }
        ["time", folder, resolution, copies, repeats] => {
            println!("{}", time(folder, resolution, copies.parse()?, repeats.parse()?)?);
        }
        _ => return Err("usage: images dump|make|time …, see bench/images.rs".into()),
    }
    Ok(())
}
