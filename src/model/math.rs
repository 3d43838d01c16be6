//! The few loops that a dense network spends its time in, compiled for several instruction sets.
//!
//! Matrix products go to the `gemm` crate; everything else is plain loops that the compiler
//! vectorises. Each loop is compiled for AVX-512, AVX2 and the base architecture, and the machine
//! chooses at run time.

/// Compiles a function for several instruction sets and calls the best one that the machine has.
macro_rules! vectorised {
    ($(#[$meta:meta])* $vis:vis fn $name:ident($($arg:ident: $type:ty),* $(,)?) $(-> $out:ty)? $body:block) => {
        $(#[$meta])*
        $vis fn $name($($arg: $type),*) $(-> $out)? {
            #[inline(always)]
            #[allow(clippy::too_many_arguments)]
            fn body($($arg: $type),*) $(-> $out)? $body
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")]
                #[allow(clippy::too_many_arguments)]
                fn wide($($arg: $type),*) $(-> $out)? { body($($arg),*) }
                #[target_feature(enable = "avx2,fma")]
                #[allow(clippy::too_many_arguments)]
                fn middle($($arg: $type),*) $(-> $out)? { body($($arg),*) }
                if std::is_x86_feature_detected!("avx512f")
                    && std::is_x86_feature_detected!("avx512bw")
                    && std::is_x86_feature_detected!("avx512dq")
                    && std::is_x86_feature_detected!("avx512vl")
                {
                    // SAFETY: the features were just found on this machine.
                    return unsafe { wide($($arg),*) };
                }
                if std::is_x86_feature_detected!("avx2") && std::is_x86_feature_detected!("fma") {
                    // SAFETY: as above.
                    return unsafe { middle($($arg),*) };
                }
            }
            body($($arg),*)
        }
    };
}
pub(crate) use vectorised;

/// A row-major matrix, or its transpose, inside a slice.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    data: &'a [f32],
    rows: usize,
    cols: usize,
    row_step: usize,
    col_step: usize,
}

impl<'a> View<'a> {
    /// `rows` × `cols`, row by row.
    pub fn new(data: &'a [f32], rows: usize, cols: usize) -> View<'a> {
        debug_assert!(data.len() >= rows * cols);
        View { data, rows, cols, row_step: cols, col_step: 1 }
    }

    /// The transpose.
    pub fn t(self) -> View<'a> {
        View { data: self.data, rows: self.cols, cols: self.rows, row_step: self.col_step, col_step: self.row_step }
    }
}

/// out = a b, with `out` row-major.
pub(crate) fn product(out: &mut [f32], a: View<'_>, b: View<'_>) {
    multiply(out, a, b, false);
}

/// out = out + a b, with `out` row-major.
pub(crate) fn product_add(out: &mut [f32], a: View<'_>, b: View<'_>) {
    multiply(out, a, b, true);
}

fn multiply(out: &mut [f32], a: View<'_>, b: View<'_>, keep: bool) {
    assert_eq!(a.cols, b.rows, "inner dimensions of a product");
    assert!(out.len() >= a.rows * b.cols, "room for a product");
    assert!(a.data.len() >= a.rows * a.cols && b.data.len() >= b.rows * b.cols, "operands of a product");
    if out.is_empty() || a.rows == 0 {
        return;
    }
    // SAFETY: the three asserts above keep every access inside its slice.
    unsafe {
        gemm::gemm(
            a.rows,
            b.cols,
            a.cols,
            out.as_mut_ptr(),
            1,
            b.cols as isize,
            keep,
            a.data.as_ptr(),
            a.col_step as isize,
            a.row_step as isize,
            b.data.as_ptr(),
            b.col_step as isize,
            b.row_step as isize,
            if keep { 1.0 } else { 0.0 },
            1.0,
            false,
            false,
            false,
            gemm::Parallelism::None,
        );
    }
}

vectorised! {
    /// h = max(0, h + bias), row by row.
    pub(crate) fn bias_relu(h: &mut [f32], bias: &[f32]) {
        for row in h.chunks_exact_mut(bias.len()) {
            for (x, b) in row.iter_mut().zip(bias) {
                *x = (*x + b).max(0.0);
            }
        }
    }
}

vectorised! {
    /// h = max(0, h).
    pub(crate) fn relu(h: &mut [f32]) {
        for x in h {
            *x = x.max(0.0);
        }
    }
}

vectorised! {
    /// margin\[row\] = h\[row\] · direction + offset.
    pub(crate) fn project(margin: &mut [f32], h: &[f32], direction: &[f32], offset: f32) {
        for (z, row) in margin.iter_mut().zip(h.chunks_exact(direction.len())) {
            let mut lanes = [0.0f32; 16];
            let (head, tail) = row.split_at(row.len() / 16 * 16);
            let (first, last) = direction.split_at(head.len());
            for (x, w) in head.chunks_exact(16).zip(first.chunks_exact(16)) {
                for k in 0..16 {
                    lanes[k] += x[k] * w[k];
                }
            }
            let rest: f32 = tail.iter().zip(last).map(|(x, w)| x * w).sum();
            *z = offset + rest + tree(&lanes);
        }
    }
}

/// e^t for t ≤ 0, to 2e-7 relative; 0 below −87.
#[inline(always)]
pub(crate) fn exp_negative(t: f32) -> f32 {
    let t = t.max(-87.0);
    // Adding 1.5 · 2^23 rounds to the nearest whole number and leaves it in the low bits.
    let shifted = t * std::f32::consts::LOG2_E + 12_582_912.0;
    let n = shifted - 12_582_912.0;
    let r = t - n * 0.693_359_4 + n * 2.121_944_4e-4;
    let series = 1.0 + r * (1.0 + r * (0.5 + r * (1.0 / 6.0 + r * (1.0 / 24.0 + r * (1.0 / 120.0 + r / 720.0)))));
    let power = f32::from_bits(shifted.to_bits().wrapping_add(127) << 23);
    series * power
}

/// Sum of 16 numbers in a fixed order.
#[inline(always)]
pub(crate) fn tree(lanes: &[f32; 16]) -> f32 {
    let mut sum = *lanes;
    for half in [8, 4, 2, 1] {
        for k in 0..half {
            sum[k] += sum[k + half];
        }
    }
    sum[0]
}
