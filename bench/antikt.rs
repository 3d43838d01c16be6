//! Our side of `bench/antikt.py` and `tests/python/test_clustering.py`: clusters the events of a file, writes the jets,
//! prints the seconds of each pass as JSON.
//!
//! Usage: antikt PARTICLES JETS antikt|kt|cambridge RADIUS PASSES
//!
//! PARTICLES: number of events and of particles in each (u64), then pT, η, φ, mass of each particle (f64), all in little
//! endian. JETS: for each particle the number of its jet in its event (u32), in order of decreasing pT of jets.

use std::time::Instant;

use cwola::physics::{FourVector, JetDefinition};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [particles, out, algorithm, radius, passes] = args.as_slice() else {
        return Err("usage: antikt PARTICLES JETS antikt|kt|cambridge RADIUS PASSES".into());
    };
    let radius: f64 = radius.parse()?;
    let definition = match algorithm.as_str() {
        "antikt" => JetDefinition::anti_kt(radius),
        "kt" => JetDefinition::kt(radius),
        "cambridge" => JetDefinition::cambridge_aachen(radius),
        other => return Err(format!("unknown algorithm {other}").into()),
    };
    let events = read(&std::fs::read(particles)?)?;
    let (mut seconds, mut jets) = (Vec::new(), Vec::new());
    for _ in 0..passes.parse::<usize>()? {
        let start = Instant::now();
        jets = events.iter().map(|event| definition.cluster(event)).collect::<Result<Vec<_>, _>>()?;
        seconds.push(start.elapsed().as_secs_f64());
    }
    let mut bytes = Vec::new();
    for (event, jets) in events.iter().zip(&jets) {
        let mut number = vec![u32::MAX; event.len()];
        for (k, jet) in jets.iter().enumerate() {
            jet.constituents.iter().for_each(|&row| number[row] = k as u32);
        }
        bytes.extend(number.iter().flat_map(|jet| jet.to_le_bytes()));
    }
    std::fs::write(out, bytes)?;
    println!("{}", serde_json::to_string(&seconds)?);
    Ok(())
}

fn read(bytes: &[u8]) -> Result<Vec<Vec<FourVector>>, String> {
    let mut words = bytes.chunks_exact(8).map(|b| [b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7]]);
    let mut whole = || words.next().map(u64::from_le_bytes).ok_or("the file ends early");
    let events = whole()?;
    let counts: Vec<u64> = (0..events).map(|_| whole()).collect::<Result<_, _>>()?;
    let mut number = || words.next().map(f64::from_le_bytes).ok_or("the file ends early");
    let mut all = Vec::new();
    for count in counts {
        let mut event = Vec::new();
        for _ in 0..count {
            event.push(FourVector::new(number()?, number()?, number()?, number()?));
        }
        all.push(event);
    }
    Ok(all)
}
