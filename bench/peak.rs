//! What one core can do: the measures that `bench/phases.py` compares with. Prints JSON.
//!
//! - `gflops`: fused multiplications and additions of 32-bit numbers in registers, two operations each;
//! - `adam`: a root and a division per number, what Adam cannot do without, in the first cache, 10⁹ numbers per second;
//! - `stream`: three rows of numbers read and written, as weights and moments are, of `megabytes` in total, GB/s both ways.
//!
//! Usage: cargo run --example peak [MEGABYTES]

use std::hint::black_box;
use std::time::Instant;

/// Compiles a function for several instruction sets and calls the best one that the machine has.
macro_rules! best {
    (fn $name:ident($($arg:ident: $type:ty),*) -> $out:ty { $wide:expr, $middle:expr, $plain:expr }) => {
        fn $name($($arg: $type),*) -> $out {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")]
                fn wide($($arg: $type),*) -> $out { $wide }
                #[target_feature(enable = "avx2,fma")]
                fn middle($($arg: $type),*) -> $out { $middle }
                if std::is_x86_feature_detected!("avx512f") && std::is_x86_feature_detected!("avx512dq")
                    && std::is_x86_feature_detected!("avx512bw") && std::is_x86_feature_detected!("avx512vl") {
                    // SAFETY: the features were just found.
                    return unsafe { wide($($arg),*) };
                }
                if std::is_x86_feature_detected!("avx2") && std::is_x86_feature_detected!("fma") {
                    // SAFETY: as above.
                    return unsafe { middle($($arg),*) };
                }
            }
            $plain
        }
    };
}

/// Twelve independent sums of `W` numbers: enough to hide the latency, few enough for the registers.
#[inline(always)]
fn sums<const W: usize>(steps: usize, a: f32, b: f32) -> f32 {
    let mut all = [[1.0f32; W]; 12];
    for _ in 0..steps {
        for sum in &mut all {
            for x in sum.iter_mut() {
                *x = x.mul_add(a, b);
            }
        }
    }
    all.iter().flatten().sum()
}

/// Operations of one call.
fn operations(width: usize, steps: usize) -> f64 {
    (2 * 12 * width * steps) as f64
}

best! { fn fma(steps: usize, a: f32, b: f32) -> (f32, usize) { (sums::<16>(steps, a, b), 16), (sums::<8>(steps, a, b), 8), (sums::<4>(steps, a, b), 4) } }
best! { fn root(x: &mut [f32]) -> () { roots(x), roots(x), roots(x) } }
best! { fn stream(w: &mut [f32], m: &mut [f32], v: &mut [f32]) -> () { streams(w, m, v), streams(w, m, v), streams(w, m, v) } }

#[inline(always)]
fn roots(x: &mut [f32]) {
    for x in x {
        *x = 1.0 / (x.sqrt() + 1e-7);
    }
}

#[inline(always)]
fn streams(w: &mut [f32], m: &mut [f32], v: &mut [f32]) {
    for ((w, m), v) in w.iter_mut().zip(m).zip(v) {
        (*w, *m, *v) = (*m, *v, *w);
    }
}

/// Shortest time of a call, seconds.
fn shortest(mut call: impl FnMut()) -> f64 {
    (0..50).fold(f64::INFINITY, |best, _| {
        let begin = Instant::now();
        call();
        best.min(begin.elapsed().as_secs_f64())
    })
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let megabytes: f64 = std::env::args().nth(1).map_or(Ok(1.63), |text| text.parse())?;
    let (steps, mut width) = (200_000, 1);
    let seconds = shortest(|| width = black_box(fma(steps, black_box(0.999), black_box(1e-3))).1);
    let gflops = operations(width, steps) / seconds / 1e9;

    let mut x = vec![2.0f32; 2048];
    let seconds = shortest(|| (0..200).for_each(|_| root(black_box(&mut x))));
    let adam = 200.0 * x.len() as f64 / seconds / 1e9;

    let n = (megabytes * 1e6 / 12.0) as usize;
    let [mut w, mut m, mut v] = [1.0, 2.0, 3.0].map(|x| vec![x as f32; n]);
    let seconds = shortest(|| (0..20).for_each(|_| stream(black_box(&mut w), &mut m, &mut v)));
    let stream = 20.0 * 2.0 * 12.0 * n as f64 / seconds / 1e9;
    println!("{}", serde_json::json!({"gflops": gflops, "adam": adam, "stream": stream, "megabytes": megabytes}));
    Ok(())
}
