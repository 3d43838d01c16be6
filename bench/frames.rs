//! What tables cost at the optimisation level of this build: `cargo run --example frames`.
//!
//! Seconds of one thread's user for common work on a million events; the best of three. `docs/build.md` compares levels.

use std::time::Instant;

use cwola::polars::prelude::*;
use cwola::prelude::Events;

fn best(name: &str, mut work: impl FnMut() -> usize) {
    let mut fastest = f64::INFINITY;
    let mut rows = 0;
    for _ in 0..3 {
        let begin = Instant::now();
        rows = work();
        fastest = fastest.min(begin.elapsed().as_secs_f64());
    }
    println!("{name:<28} {:>9.1} ms  ({rows} rows)", fastest * 1e3);
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let n = 1_000_000usize;
    let x: Vec<f64> = (0..n).map(|i| ((i * 7919) % 1_000_003) as f64 * 1e-3).collect();
    let y: Vec<f64> = (0..n).map(|i| ((i * 104_729) % 1_000_003) as f64 * 1e-3).collect();
    let k: Vec<i64> = (0..n).map(|i| ((i * 31) % 1000) as i64).collect();
    let frame = df!["x" => x, "y" => y, "k" => k]?;
    let small = df!["k" => (0..1000i64).collect::<Vec<_>>(), "w" => (0..1000).map(f64::from).collect::<Vec<_>>()]?;
    let run = |query: LazyFrame| query.collect().map_or(0, |table| table.height());
    best("filter", || run(frame.clone().lazy().filter(col("x").gt(lit(500.0)).and(col("y").lt(lit(300.0))))));
    best("new column", || run(frame.clone().lazy().with_column((col("x") * col("y") + lit(1.0)).sqrt().alias("z"))));
    best("mean, standard deviation", || run(frame.clone().lazy().select([col("x").mean(), col("y").std(1)])));
    best("sort", || run(frame.clone().lazy().sort(["x"], SortMultipleOptions::default())));
    best("group by, 1000 groups", || run(frame.clone().lazy().group_by([col("k")]).agg([col("x").mean(), col("y").max()])));
    best("join with 1000 rows", || run(frame.clone().lazy().left_join(small.clone().lazy(), col("k"), col("k"))));
    let folder = std::env::temp_dir();
    let events = Events::from_frame("million", frame)?;
    for extension in ["parquet", "csv", "h5"] {
        let path = folder.join(format!("cwola-frames-{}.{extension}", std::process::id())).display().to_string();
        best(&format!("write {extension}"), || events.write(&path).map_or(0, |()| n));
        best(&format!("read {extension}"), || Events::read(&path).map_or(0, |events| events.len()));
        let _ = std::fs::remove_file(&path);
    }
    Ok(())
}
