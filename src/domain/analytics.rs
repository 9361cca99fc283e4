//! How much is read, how well and how fast; what it takes.

use crate::domain::{
    id::{ProjectId, TemplateId, UserId},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How far back one looks, from now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum Period {
    #[serde(rename = "7d")]
    Week,
    #[default]
    #[serde(rename = "30d")]
    Month,
    #[serde(rename = "90d")]
    Quarter,
    #[serde(rename = "1y")]
    Year,
}

impl Period {
    #[must_use]
    pub fn days(self) -> i64 {
        match self {
            Self::Week => 7,
            Self::Month => 30,
            Self::Quarter => 90,
            Self::Year => 365,
        }
    }

    /// The first millisecond of the days up to and with today (UTC).
    #[must_use]
    pub fn start(self, now: Timestamp) -> Timestamp {
        now.midnight().plus_days(1 - self.days())
    }
}

/// A project over a period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Analytics {
    pub project_id: ProjectId,
    pub period: Period,
    pub from: Timestamp,
    pub to: Timestamp,
    pub documents: Documents,
    /// Of the newest runs that ended with a result or failed: the part with a result, 0–1; null if none ended.
    #[schema(required)]
    pub success_rate: Option<f64>,
    pub processing_time: ProcessingTime,
    /// Every day of the period, the oldest first.
    pub daily: Vec<Day>,
    /// Those with the most documents first; at most ten.
    pub templates: Vec<TemplateUse>,
    /// Those with the most documents first; at most ten.
    pub members: Vec<MemberUse>,
    /// Of the files that are kept now, in bytes.
    pub storage_bytes: i64,
}

/// How many documents came in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Documents {
    /// Ever, of those that are there.
    pub total: i64,
    pub in_period: i64,
    /// Calendar months (UTC).
    pub this_month: i64,
    pub last_month: i64,
    /// From the last month to this one, in percent; null if there were none.
    #[schema(required)]
    pub growth: Option<f64>,
}

/// From start to end of the work, in milliseconds; null if nothing was completed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ProcessingTime {
    #[schema(required)]
    pub p50: Option<i64>,
    #[schema(required)]
    pub p95: Option<i64>,
}

/// One day in UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Day {
    #[schema(format = Date, example = "2026-03-31")]
    pub date: String,
    /// That came in.
    pub documents: i64,
    /// Newest runs of documents, made on that day.
    pub completed: i64,
    pub failed: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TemplateUse {
    pub template_id: TemplateId,
    pub name: String,
    pub documents: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct MemberUse {
    pub user_id: UserId,
    pub name: String,
    pub documents: i64,
}

/// Is anything charged?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Billing {
    /// Nobody pays: use is counted and shown, nothing is blocked.
    Off,
}

/// What the organization has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Credits {
    pub billing: Billing,
    /// Null where there is no end to them.
    #[schema(required)]
    pub balance: Option<i64>,
}

/// What a project took over a period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct CreditUse {
    pub project_id: ProjectId,
    pub billing: Billing,
    pub period: Period,
    pub from: Timestamp,
    pub to: Timestamp,
    /// That were charged.
    pub credits: i64,
    pub models: Vec<ModelUse>,
    /// Every day of the period, the oldest first.
    pub daily: Vec<DayUse>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct ModelUse {
    pub provider: String,
    pub model: String,
    /// Runs with a result.
    pub runs: i64,
    pub credits: i64,
    pub input_tokens: i64,
    pub output_tokens: i64,
    /// Millionths of a US dollar, at the prices in the configuration.
    pub cost_micro_usd: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DayUse {
    #[schema(format = Date, example = "2026-03-31")]
    pub date: String,
    /// Runs with a result.
    pub runs: i64,
    pub credits: i64,
}

/// From one number to another in percent, to a tenth.
#[must_use]
pub fn growth(before: i64, now: i64) -> Option<f64> {
    (before > 0).then(|| ((now - before) as f64 / before as f64 * 1000.0).round() / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn growth_is_in_percent_and_has_no_meaning_from_nothing() {
        assert_eq!((growth(4, 6), growth(3, 2), growth(0, 2)), (Some(50.0), Some(-33.3), None));
    }

    #[test]
    fn a_period_begins_at_midnight_and_ends_today() {
        let noon = Timestamp(1_774_958_400_007);
        assert_eq!(Period::Week.start(noon).iso(), "2026-03-25T00:00:00.000Z");
        assert_eq!(noon.month_start(0).iso(), "2026-03-01T00:00:00.000Z");
        assert_eq!(noon.month_start(1).iso(), "2026-02-01T00:00:00.000Z");
        assert_eq!(noon.month_start(3).iso(), "2025-12-01T00:00:00.000Z");
        assert_eq!(noon.date(), "2026-03-31");
    }
}
