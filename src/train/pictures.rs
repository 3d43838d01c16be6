//! Images, labels and weights of the events on one side of a split.

use sha2::{Digest, Sha256};

use super::ClassWeights;
use super::rows::{class_weights, weigh};
use crate::represent::{JetImages, Scaler, Scaling};

/// What a convolutional network is trained on, or validated with; the images of both sides are held once.
#[derive(Debug, Clone)]
pub(crate) struct Pictures {
    /// Images of all events.
    pub images: JetImages,
    /// What the pixels of each jet are multiplied with.
    pub scale: [f32; 2],
    /// Which events are on this side.
    pub events: Vec<u32>,
    /// 1 or 0.
    pub label: Vec<f32>,
    /// Weight in the loss; the mean over the training events is 1.
    pub weight: Vec<f32>,
}

impl Pictures {
    /// Takes some events of a set of images, all with weight 1 and scale 1.
    pub fn new(images: &JetImages, events: Vec<u32>, labels: &[u8]) -> Pictures {
        let label: Vec<f32> = events.iter().map(|event| f32::from(labels[*event as usize])).collect();
        Pictures { images: images.clone(), scale: [1.0; 2], events, weight: vec![1.0; label.len()], label }
    }

    /// Number of events.
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// Sets the weight of each event to that of its class.
    pub fn weigh(&mut self, of_class: [f32; 2]) {
        weigh(&mut self.weight, &self.label, of_class);
    }

    /// Weights of label 0 and 1 that these events ask for.
    pub fn class_weights(&self, wanted: ClassWeights) -> [f32; 2] {
        class_weights(&self.label, wanted)
    }

    /// Feeds images and labels to a hash.
    pub fn digest(&self, hash: &mut Sha256) {
        hash.update((self.images.resolution() as u64).to_le_bytes());
        hash.update((self.len() as u64).to_le_bytes());
        let mut bytes = Vec::new();
        for (&event, label) in self.events.iter().zip(&self.label) {
            bytes.clear();
            bytes.push(u8::from(*label > 0.5));
            for jet in 0..2 {
                let (numbers, values) = self.images.sparse(event as usize, jet);
                bytes.extend((numbers.len() as u32).to_le_bytes());
                bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
                bytes.extend(values.iter().flat_map(|value| value.to_bits().to_le_bytes()));
            }
            hash.update(&bytes);
        }
    }

    /// Copies what is known of the given rows into contiguous room.
    pub fn gather(&self, rows: &[u32], events: &mut Vec<u32>, label: &mut Vec<f32>, weight: &mut Vec<f32>) {
        events.clear();
        label.clear();
        weight.clear();
        for &row in rows {
            let row = row as usize;
            events.push(self.events[row]);
            label.push(self.label[row]);
            weight.push(self.weight[row]);
        }
    }

    /// Measures the scale of each jet on these events: the standard deviation of all pixels, empty ones included.
    ///
    /// This stands for the batch normalisation at the input of the Note's network. Its moving averages settle at mean
    /// and variance of the training pixels; the shift by the mean is left to the bias of the first convolution, so that
    /// empty pixels stay zero (the difference is in the outermost two rows and columns), and the trainable factor to
    /// its kernel. Measuring once on the training events makes the numbers independent of the batches.
    pub fn scaler(&self, scaling: Scaling) -> Scaler {
        let mut scaler = Scaler { shift: vec![0.0; 2], scale: vec![1.0; 2] };
        if scaling == Scaling::Standard {
            for (jet, scale) in scaler.scale.iter_mut().enumerate() {
                let (mut sum, mut squares) = (0.0f64, 0.0f64);
                for &event in &self.events {
                    for value in self.images.sparse(event as usize, jet).1 {
                        sum += f64::from(*value);
                        squares += f64::from(*value).powi(2);
                    }
                }
                let n = (self.len() * self.images.pixels()) as f64;
                let deviation = (squares / n - (sum / n).powi(2)).sqrt();
                if deviation.is_finite() && deviation > 0.0 {
                    *scale = deviation as f32;
                }
            }
        }
        scaler
    }
}
