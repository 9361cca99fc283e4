//! The recogniser's last layer: which character each step shows. The alphabet has 18,000 of them, nearly all Chinese;
//! the usual ones are tried first, and all of them only where none of those fits.

use rten::{FloatOperators, Model, NodeId};
use rten_tensor::prelude::*;
use rten_tensor::{NdTensor, NdTensorView};
use std::error::Error;

/// What the network knows of each step before it looks at the alphabet, and the weights that lead from there to it.
const FEATURES: &str = "p2o.pd_op.squeeze.0.0";
const WEIGHTS: &str = "linear_8.w_0";
const BIAS: &str = "linear_8.b_0";

/// A usual character that scores this much is not beaten by a rare one. Over 20,000 steps of Latin text a rare character
/// scored 15 at most; over Chinese and Japanese characters, which score 19 and more, a usual one did 14 at most.
const SURE: f32 = 16.0;

/// What one step shows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Step {
    pub label: usize,
    pub probability: f32,
    /// How probable it is that a space was seen instead.
    pub space: f32,
}

/// Labels by how usual they are.
pub(super) struct Head {
    input: NodeId,
    features: NodeId,
    output: NodeId,
    /// Of the usual characters, the blank and the space.
    labels: Vec<usize>,
    /// Where the space is among them.
    space: usize,
    weights: NdTensor<f32, 2>,
    bias: Vec<f32>,
}

impl Head {
    /// `alphabet` by label, the blank first and the space last; `None` when `model` is built otherwise.
    pub fn of(model: &Model, alphabet: &[String]) -> Option<Self> {
        let constant = |name| model.run(Vec::new(), &[model.find_node(name)?], None).ok()?.pop();
        let weights = NdTensor::<f32, 2>::try_from(constant(WEIGHTS)?).ok()?;
        let bias = NdTensor::<f32, 1>::try_from(constant(BIAS)?).ok()?;
        if weights.size(1) != alphabet.len() || bias.size(0) != alphabet.len() {
            return None;
        }
        let last = alphabet.len() - 1;
        let labels: Vec<usize> =
            (0..=last).filter(|&label| label == 0 || label == last || is_usual(&alphabet[label])).collect();
        let rows = weights.size(0);
        let usual = |i: usize| weights[[i / labels.len(), labels[i % labels.len()]]];
        Some(Self {
            input: *model.input_ids().first()?,
            features: model.find_node(FEATURES)?,
            output: *model.output_ids().first()?,
            space: labels.len() - 1,
            weights: NdTensor::from_data([rows, labels.len()], (0..rows * labels.len()).map(usual).collect::<Vec<_>>()),
            bias: labels.iter().map(|&label| bias[[label]]).collect(),
            labels,
        })
    }

    /// The steps of each line of `lines`.
    pub fn steps(&self, model: &Model, lines: NdTensorView<f32, 4>) -> Result<Vec<Vec<Step>>, Box<dyn Error>> {
        let [features] = model.run_n(vec![(self.input, lines.into())], [self.features], None)?;
        let features: NdTensor<f32, 3> = features.try_into()?;
        let [count, size, steps] = features.shape();
        let scores = features.permuted([0, 2, 1]).matmul(self.weights.as_dyn())?;
        let scores = scores.to_vec();
        let mut seen: Vec<Step> = Vec::with_capacity(count * steps);
        let mut unsure = Vec::new();
        for (at, scores) in scores.chunks_exact(self.labels.len()).enumerate() {
            let (best, top) = self.best(scores);
            if top < SURE {
                unsure.push(at);
            }
            seen.push(best);
        }
        if !unsure.is_empty() {
            let mut data = Vec::with_capacity(size * unsure.len());
            for row in 0..size {
                data.extend(unsure.iter().map(|at| features[[at / steps, row, at % steps]]));
            }
            let chosen = NdTensor::from_data([1, size, unsure.len()], data);
            let [all] = model.run_n(vec![(self.features, chosen.view().into())], [self.output], None)?;
            let all: NdTensor<f32, 3> = all.try_into()?;
            let labels = all.size(2);
            for (&at, probabilities) in unsure.iter().zip(all.to_vec().chunks_exact(labels)) {
                let (label, probability) = most_probable(probabilities);
                seen[at] = Step { label, probability, space: probabilities[labels - 1] };
            }
        }
        Ok(seen.chunks_exact(steps).map(<[Step]>::to_vec).collect())
    }

    /// The best of the usual characters, and its score.
    fn best(&self, scores: &[f32]) -> (Step, f32) {
        let score = |i: usize| scores[i] + self.bias[i];
        let (mut best, mut top) = (0, f32::MIN);
        for i in 0..scores.len() {
            if score(i) > top {
                (best, top) = (i, score(i));
            }
        }
        let sum: f32 = (0..scores.len()).map(|i| (score(i) - top).exp()).sum();
        let space = (score(self.space) - top).exp() / sum;
        (Step { label: self.labels[best], probability: 1.0 / sum, space }, top)
    }
}

/// Latin letters, digits, punctuation and the signs of currencies, in full width too.
fn is_usual(character: &str) -> bool {
    let usual = |c| {
        matches!(c, '!'..='\u{24f}' | '\u{2010}'..='\u{2030}' | '\u{20a0}'..='\u{20cf}' | '№' | '™')
            || matches!(c, '\u{ff01}'..='\u{ff5e}' | '￥')
    };
    character.chars().all(usual)
}

fn most_probable(probabilities: &[f32]) -> (usize, f32) {
    let mut best = (0, f32::MIN);
    for (label, &p) in probabilities.iter().enumerate() {
        if p > best.1 {
            best = (label, p);
        }
    }
    best
}
