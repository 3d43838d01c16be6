//! Events per second of the generators on one thread, jets included.
//!
//!     cargo run --example generator [EVENTS]

use std::time::Instant;

use cwola::simulate::{DarkValley, Decay, DijetSelection, QcdDijets};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let n: usize = std::env::args().nth(1).map_or(Ok(20_000), |n| n.parse())?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build()?;
    let all = DijetSelection::all();
    let report = |name: &str, work: &(dyn Fn() -> Result<usize, cwola::Error> + Sync)| -> Result<(), cwola::Error> {
        let start = Instant::now();
        let made = pool.install(work)?;
        println!("{name:<28} {:>8.0} events/s", made as f64 / start.elapsed().as_secs_f64());
        Ok(())
    };
    report("QCD di-jets", &|| Ok(QcdDijets::new().with_selection(all).events(n, 1)?.len()))?;
    for (lambda, decay) in [(10.0, Decay::Indirect), (10.0, Decay::Direct), (1.0, Decay::Indirect)] {
        let valley = DarkValley::new().with_lambda(lambda).with_decay(decay).with_selection(all);
        let name = format!("dark valley, Λ_D = {lambda}, {decay:?}");
        report(&name, &|| Ok(valley.signal(n / 2, 1)?.len()))?;
    }
    Ok(())
}
