//! What an answer of a provider took and cost.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Summed over every call that was made for one run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Usage {
    pub provider: String,
    pub model: String,
    pub input_tokens: i64,
    /// Thinking included.
    pub output_tokens: i64,
    /// Millionths of a US dollar, at the prices in the configuration.
    pub cost_micro_usd: i64,
    /// Calls that were answered.
    pub rounds: i32,
    /// `provider/model` that the answer was held against; its tokens, cost and rounds are in the sums.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub second_model: Option<String>,
}

impl Usage {
    /// Adds what a second model took.
    #[must_use]
    pub fn with_second(mut self, second: &Self) -> Self {
        self.input_tokens += second.input_tokens;
        self.output_tokens += second.output_tokens;
        self.cost_micro_usd += second.cost_micro_usd;
        self.rounds += second.rounds;
        self.second_model = Some(format!("{}/{}", second.provider, second.model));
        self
    }
}
