//! Counting that ends: a list is as quick with a million entries as with ten thousand.

use super::{Db, DbError};
use crate::domain::list::COUNTED;
use sea_orm::{
    ConnectionTrait, EntityTrait, QuerySelect, QueryTrait, Select,
    sea_query::{Alias, Expr, ExprTrait, Query},
};

/// How many there are, at most [`COUNTED`].
pub(super) async fn up_to_counted<E: EntityTrait>(db: &Db, all: Select<E>) -> Result<u64, DbError> {
    let first = all.select_only().expr(Expr::val(1)).limit(COUNTED).into_query();
    let count = Query::select().expr(Expr::val(1).count()).from_subquery(first, Alias::new("counted")).to_owned();
    let row = db.pool.query_one(&count).await?;
    Ok(row.map(|row| row.try_get_by_index::<i64>(0)).transpose()?.unwrap_or_default() as u64)
}
