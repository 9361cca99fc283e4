//! The recogniser over the lines of a page: batches of like width, so that little padding is computed.

use super::crop::{self, HEIGHT, MIN_WIDTH};
use super::ctc::{self, Spelled};
use super::models::Ocr;
use super::pixels::Pixels;
use super::regions::Region;
use rten_tensor::NdTensor;
use rten_tensor::prelude::*;

/// Lines in one run of the network. Small batches waste less on padding: 3 was 27 % faster than 6.
const BATCH: usize = 3;

/// The network strides over the line in steps of eight pixels.
const STEP: usize = 8;

/// One line as read.
#[derive(Clone, Default)]
pub(super) struct Line {
    pub words: Vec<Spelled>,
    /// Mean over its characters.
    pub confidence: f32,
}

impl Ocr {
    /// The lines of `regions`, in their order.
    pub(super) fn spell(&self, pixels: &Pixels, regions: &[Region]) -> Vec<Line> {
        let mut by_width: Vec<(usize, usize)> = regions.iter().map(crop::width).enumerate().collect();
        by_width.sort_by_key(|&(_, width)| width);
        let mut lines = vec![Line::default(); regions.len()];
        for batch in by_width.chunks(BATCH) {
            let stride = batch.iter().map(|&(_, width)| width).max().unwrap_or(0).max(MIN_WIDTH).next_multiple_of(STEP);
            let mut data = vec![0.0; batch.len() * 3 * HEIGHT * stride];
            for (&(i, width), planes) in batch.iter().zip(data.chunks_exact_mut(3 * HEIGHT * stride)) {
                crop::draw(pixels, &regions[i], width, planes, stride);
            }
            let input = NdTensor::from_data([batch.len(), 3, HEIGHT, stride], data);
            let read = match self.head.steps(&self.recognizer, input.view()) {
                Ok(read) => read,
                Err(error) => {
                    tracing::error!(%error, "the text recogniser does not fit the program");
                    return lines;
                }
            };
            for (&(i, width), steps) in batch.iter().zip(read) {
                let seen = ctc::collapse(&steps);
                let length = steps.len() as f32 * width as f32 / stride as f32;
                let sum: f32 = seen.iter().map(|s| s.probability).sum();
                lines[i] = Line {
                    confidence: sum / (seen.len() as f32).max(1.0),
                    words: ctc::words(&seen, &self.alphabet, length),
                };
            }
        }
        lines
    }
}
