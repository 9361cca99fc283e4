//! A project in numbers.

use crate::{
    access::{AnalyticsRead, CreditsRead, ProjectScope},
    db::queries::analytics,
    domain::{
        analytics::{
            Analytics, Billing, CreditUse, Credits, Day, DayUse, Documents, MemberUse, ModelUse, Period,
            ProcessingTime, TemplateUse, growth,
        },
        processing::ProcessingStatus,
        time::Timestamp,
    },
    error::AppError,
    runtime::Runtime,
};
use std::ops::Range;

const DAY: i64 = 24 * 60 * 60 * 1000;
/// Half of all, and all but the slowest twentieth.
const PARTS: [f64; 2] = [0.5, 0.95];

/// # Errors
/// When the database does not answer.
pub async fn of_project(
    runtime: &Runtime,
    scope: &ProjectScope<AnalyticsRead>,
    period: Period,
) -> Result<Analytics, AppError> {
    let (db, now) = (&runtime.db, runtime.clock.now());
    let (when, end) = (window(period, now), now.plus_millis(1));
    let (this_month, last_month) = (now.month_start(0), now.month_start(1));
    let count = async |from, to| analytics::documents(db, scope, from..to).await;
    let (this, last) = (count(this_month, end).await?, count(last_month, this_month).await?);
    let came = analytics::documents_by_day(db, scope, when.clone()).await?;
    let runs = analytics::runs_by_day(db, scope, when.clone()).await?;
    let ended = |status, day: Option<i64>| -> i64 {
        let these = runs.iter().filter(|(on, is, _)| *is == status && day.is_none_or(|day| day == *on));
        these.map(|(_, _, runs)| runs).sum()
    };
    let (completed, failed) = (ended(ProcessingStatus::Completed, None), ended(ProcessingStatus::Failed, None));
    let [p50, p95] = analytics::durations(db, scope, when.clone(), PARTS).await?;
    let templates = analytics::templates(db, scope, when.clone()).await?;
    let members = analytics::members(db, scope, when.clone()).await?;
    Ok(Analytics {
        project_id: scope.project().clone(),
        period,
        from: when.start,
        to: now,
        documents: Documents {
            total: count(Timestamp(0), end).await?,
            in_period: came.values().sum(),
            this_month: this,
            last_month: last,
            growth: growth(last, this),
        },
        success_rate: (completed + failed > 0).then(|| completed as f64 / (completed + failed) as f64),
        processing_time: ProcessingTime { p50, p95 },
        daily: days(&when)
            .map(|(day, date)| Day {
                date,
                documents: came.get(&day).copied().unwrap_or_default(),
                completed: ended(ProcessingStatus::Completed, Some(day)),
                failed: ended(ProcessingStatus::Failed, Some(day)),
            })
            .collect(),
        templates: templates
            .into_iter()
            .map(|(template_id, name, documents)| TemplateUse { template_id, name, documents })
            .collect(),
        members: members.into_iter().map(|(user_id, name, documents)| MemberUse { user_id, name, documents }).collect(),
        storage_bytes: analytics::stored(db, scope).await?,
    })
}

/// What the organization around a project has: without billing there is no end to it.
#[must_use]
pub fn credits(_: &ProjectScope<CreditsRead>) -> Credits {
    Credits { billing: Billing::Off, balance: None }
}

/// What was charged, and what the models took.
///
/// # Errors
/// When the database does not answer.
pub async fn credit_use(
    runtime: &Runtime,
    scope: &ProjectScope<CreditsRead>,
    period: Period,
) -> Result<CreditUse, AppError> {
    let (db, now) = (&runtime.db, runtime.clock.now());
    let when = window(period, now);
    let by_day = analytics::completed_by_day(db, scope, when.clone()).await?;
    let models = analytics::models(db, scope, when.clone()).await?;
    // Nothing is charged while billing is off.
    let credits = 0;
    let model = |(provider, model, runs, input_tokens, output_tokens, cost_micro_usd)| ModelUse {
        provider,
        model,
        runs,
        credits,
        input_tokens,
        output_tokens,
        cost_micro_usd,
    };
    Ok(CreditUse {
        project_id: scope.project().clone(),
        billing: Billing::Off,
        period,
        from: when.start,
        to: now,
        credits,
        models: models.into_iter().map(model).collect(),
        daily: days(&when)
            .map(|(day, date)| DayUse { date, runs: by_day.get(&day).copied().unwrap_or_default(), credits })
            .collect(),
    })
}

/// Up to now, and with it.
fn window(period: Period, now: Timestamp) -> Range<Timestamp> {
    period.start(now)..now.plus_millis(1)
}

/// Each day by its number since 1970 and by its date.
fn days(when: &Range<Timestamp>) -> impl Iterator<Item = (i64, String)> {
    let (first, last) = (when.start.0 / DAY, when.end.0 / DAY);
    (first..=last).map(|day| (day, Timestamp(day * DAY).date()))
}
