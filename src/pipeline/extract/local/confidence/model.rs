//! The model: what each signal weighs for each kind of answer, fitted by `benches/extract/fit`.

use super::signals::{Kind, Signals};
use std::{collections::HashMap, sync::LazyLock};

/// Nothing is ever quite sure, nor quite hopeless.
const RANGE: (f32, f32) = (0.02, 0.995);

const SOURCE: &str = include_str!("weights.toml");

/// By kind, by signal; `bias` is added always.
type Weights = HashMap<Kind, HashMap<String, f32>>;

static WEIGHTS: LazyLock<Weights> =
    LazyLock::new(|| toml::from_str(SOURCE).expect("the weights are part of the program and tested"));

/// The probability that the answer with these signals is right.
#[must_use]
pub fn of(signals: &Signals) -> f32 {
    let weights = &WEIGHTS[&signals.kind];
    let weighed = signals.values.iter().map(|(name, value)| weights.get(*name).copied().unwrap_or_default() * value);
    let logit = weights.get("bias").copied().unwrap_or_default() + weighed.sum::<f32>();
    (1.0 / (1.0 + (-logit).exp())).clamp(RANGE.0, RANGE.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sure(kind: Kind, values: &[(&'static str, f32)]) -> f32 {
        of(&Signals { kind, values: values.to_vec() })
    }

    #[test]
    fn every_kind_has_weights_and_what_speaks_for_an_answer_makes_it_surer() {
        for kind in Kind::ALL {
            let weak = sure(kind, &[("score", 0.3), ("rival", 1.0), ("doubt", 0.5)]);
            let strong = sure(kind, &[("score", 1.2), ("rival", 0.0), ("doubt", 0.0)]);
            assert!(weak < strong && weak >= RANGE.0 && strong <= RANGE.1, "{kind:?}: {weak} {strong}");
        }
        let plain = [("score", 0.9)];
        assert!(sure(Kind::Money, &[plain[0], ("paid", 1.0)]) > sure(Kind::Money, &plain));
        assert!(sure(Kind::Money, &[plain[0], ("sum", 1.0)]) > sure(Kind::Money, &plain));
        assert!(sure(Kind::Name, &[plain[0], ("form", 1.0)]) > sure(Kind::Name, &plain));
    }
}
