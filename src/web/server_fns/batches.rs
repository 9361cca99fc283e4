//! Batches: list, one, cancel.

use crate::{
    domain::{
        batch::{Batch, BatchDetail},
        id::{BatchId, ProjectId},
        list::Paged,
    },
    error::AppError,
};
use leptos::prelude::*;

/// Newest first.
#[server(prefix = "/fn", endpoint = "batches/list")]
pub async fn list_batches(project: ProjectId, page: Option<u64>) -> Result<Paged<Batch>, AppError> {
    use crate::{
        access::BATCHES_READ,
        domain::{batch::BatchFilter, list::Paging},
        pipeline::result::batches,
        web::request,
    };
    /// What a screen shows at once.
    const ROWS: u64 = 50;
    let (runtime, caller) = request::caller().await?;
    let scope = caller.project(&runtime.db, &project, BATCHES_READ).await?;
    batches::list(&runtime.db, &scope, Paging::new(page, Some(ROWS)), &BatchFilter::default()).await
}

#[server(prefix = "/fn", endpoint = "batches/get")]
pub async fn get_batch(batch: BatchId) -> Result<BatchDetail, AppError> {
    use crate::{access::BATCHES_READ, pipeline::result::batches, web::request};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.batch(&runtime.db, &batch, BATCHES_READ).await?;
    batches::detail(&runtime, &scope, &batch).await
}

/// Cancels what nobody has begun.
#[server(prefix = "/fn", endpoint = "batches/cancel")]
pub async fn cancel_batch(batch: BatchId) -> Result<(), AppError> {
    use crate::{access::BATCHES_WRITE, pipeline::result, web::request};
    let (runtime, caller) = request::caller().await?;
    let scope = caller.batch(&runtime.db, &batch, BATCHES_WRITE).await?;
    result::cancel_batch(&runtime, &scope, &batch).await.map(drop)
}
