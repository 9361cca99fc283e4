//! What the long lists of a project are limited by, and where in them a page begins.

use super::cursor;
use crate::{
    access::Caller,
    domain::{
        id::{BatchId, DocumentId, ProjectId, TemplateId},
        list::{self, PageNumber, PageSize, Paging},
        moment::Moment,
    },
    error::AppError,
};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// Documents, or runs of them, by a status of the one or of the other.
#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Filter<S: ToSchema> {
    /// A project token may leave it out.
    project_id: Option<ProjectId>,
    page: Option<PageNumber>,
    limit: Option<PageSize>,
    status: Option<S>,
    #[serde(default, deserialize_with = "super::exact")]
    template_id: Option<TemplateId>,
    #[serde(default, deserialize_with = "super::exact")]
    batch_id: Option<BatchId>,
    /// Came in then or later.
    from_date: Option<Moment>,
    /// Came in then or earlier; a day counts to its end.
    to_date: Option<Moment>,
    /// In the name of the file, in capitals or not.
    #[param(max_length = 200)]
    #[serde(default, deserialize_with = "super::words")]
    search: Option<String>,
    /// The `nextCursor` of an answer: what comes after it, however deep.
    #[param(pattern = "^c_[0-9a-z]{26}$")]
    cursor: Option<String>,
}

impl<S: ToSchema> Filter<S> {
    /// The project that is meant.
    ///
    /// # Errors
    /// 400 when none is named and the caller has none of its own.
    pub fn project(&mut self, caller: &Caller) -> Result<ProjectId, AppError> {
        super::project(self.project_id.take(), caller)
    }

    /// # Errors
    /// 400 for a cursor that never was one.
    pub fn read(self) -> Result<(Paging, list::Filter<S>), AppError> {
        let filter = list::Filter {
            status: self.status,
            template_id: self.template_id,
            batch_id: self.batch_id,
            named: super::named(self.from_date, self.to_date, self.search),
            after: cursor::behind::<DocumentId>(self.cursor.as_deref())?,
        };
        Ok((Paging::asked(self.page, self.limit), filter))
    }
}
