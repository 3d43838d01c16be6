//! Backward pass of the dense layers behind the convolutions.

use crate::model::cnn::CnnKind;
use crate::model::cnn::forward::{Engine, Tape, product_slopes};
use crate::model::math::{View, product, vectorised};

/// Scratch of one thread.
#[derive(Debug, Default)]
pub(crate) struct Head {
    delta: Vec<f32>,
    before: Vec<f32>,
}

impl Head {
    /// Fills the gradients of the dense layers and returns that of their inputs, one row per image.
    ///
    /// `slope` is the derivative of the loss by the margin of each event.
    pub fn backward(&mut self, engine: &Engine, tape: &Tape, slope: &[f32], gradient: &mut [f32]) -> &[f32] {
        let units = tape.units;
        self.start(engine.layout.kind, tape, slope);
        for (l, layer) in engine.layout.dense.iter().enumerate().rev() {
            let input = if l == 0 { &tape.features } else { &tape.hidden[l - 1] };
            let (kernel, _) = layer.of(&engine.weights);
            let delta = View::new(&self.delta, units, layer.outputs);
            let (kernel_gradient, bias) = gradient[layer.kernel_at..].split_at_mut(layer.bias_at - layer.kernel_at);
            product(kernel_gradient, View::new(input, units, layer.inputs).t(), delta);
            let bias = &mut bias[..layer.outputs];
            bias.fill(0.0);
            add_rows(bias, &self.delta[..units * layer.outputs]);
            self.before.resize(units * layer.inputs, 0.0);
            product(&mut self.before, delta, View::new(kernel, layer.inputs, layer.outputs).t());
            if l > 0 {
                mask(&mut self.before, input);
            }
            std::mem::swap(&mut self.delta, &mut self.before);
        }
        &self.delta
    }

    /// The derivative of the loss by the outputs of the network.
    fn start(&mut self, kind: CnnKind, tape: &Tape, slope: &[f32]) {
        self.delta.clear();
        for (z, g) in tape.outputs.chunks_exact(2).zip(slope) {
            let [a, b] = match kind {
                CnnKind::TwoChannel => [-1.0, 1.0],
                CnnKind::TwoImage => product_slopes(z[0], z[1]),
            };
            self.delta.extend([g * a, g * b]);
        }
    }
}

vectorised! {
    /// sum ← sum + Σ rows.
    fn add_rows(sum: &mut [f32], rows: &[f32]) {
        for row in rows.chunks_exact(sum.len()) {
            for (s, x) in sum.iter_mut().zip(row) {
                *s += x;
            }
        }
    }
}

vectorised! {
    /// delta = 0 where h is 0.
    fn mask(delta: &mut [f32], h: &[f32]) {
        for (d, h) in delta.iter_mut().zip(h) {
            *d = if *h > 0.0 { *d } else { 0.0 };
        }
    }
}
