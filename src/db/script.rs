//! Several writes that reach the database in one trip: the way there and back costs more than most statements do.

use super::{DbError, Tx};
use sea_orm::{ConnectionTrait, DbBackend, FromQueryResult, Statement, Value};
use std::fmt::Write as _;

/// Writes to be made together, in this order on SQLite and all at once on PostgreSQL: none may count on what another
/// one of them has written.
pub struct Script {
    backend: DbBackend,
    statements: Vec<String>,
    values: Vec<Value>,
    /// The last statement finds a row, or nothing of this is to be kept.
    on_condition: bool,
}

impl Script {
    #[must_use]
    pub fn of(tx: &Tx) -> Self {
        Self { backend: tx.backend(), statements: Vec::new(), values: Vec::new(), on_condition: false }
    }

    pub(super) fn backend(&self) -> DbBackend {
        self.backend
    }

    pub(super) fn is_postgres(&self) -> bool {
        self.backend == DbBackend::Postgres
    }

    pub(super) fn add(&mut self, statement: Statement) {
        self.statements.push(renumbered(&statement.sql, self.values.len()));
        self.values.extend(statement.values.map(|values| values.0).unwrap_or_default());
    }

    /// A query that has to find something, behind all writes.
    pub(super) fn add_condition(&mut self, query: Statement) {
        self.add(query);
        self.on_condition = true;
    }

    /// # Errors
    /// When one of the writes is refused, or the condition does not hold; the transaction is of no use any more then.
    pub async fn run(self, tx: &Tx) -> Result<(), DbError> {
        if self.is_empty() {
            return Ok(());
        }
        let on_condition = self.on_condition;
        let last = tx.connection().execute_raw(self.together()).await?;
        if on_condition && last.rows_affected() == 0 { Err(DbError::RecordNotUpdated) } else { Ok(()) }
    }

    /// The same, with the rows that the last of them returns.
    pub(super) async fn rows<T: FromQueryResult>(self, tx: &Tx) -> Result<Vec<T>, DbError> {
        T::find_by_statement(self.together()).all(tx.connection()).await
    }

    pub(super) fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    pub(super) fn together(self) -> Statement {
        let sql = match (self.backend, self.statements.as_slice()) {
            (_, [one]) => one.clone(),
            // With values PostgreSQL takes a single statement, which may have others inside.
            (DbBackend::Postgres, [others @ .., last]) => {
                let named = others.iter().enumerate().map(|(n, sql)| format!("write_{n} AS ({sql})"));
                format!("WITH {} {last}", named.collect::<Vec<_>>().join(", "))
            }
            (_, several) => several.join(";\n"),
        };
        Statement::from_sql_and_values(self.backend, sql, self.values)
    }
}

/// The same SQL with its places for values, `?` or `$1`, counted from `before` on.
fn renumbered(sql: &str, before: usize) -> String {
    let mut out = String::with_capacity(sql.len() + 8);
    let (mut met, mut quoted) = (before, false);
    let mut rest = sql.chars().peekable();
    while let Some(c) = rest.next() {
        quoted ^= c == '\'';
        match c {
            '?' if !quoted => {
                met += 1;
                let _ = write!(out, "${met}");
            }
            '$' if !quoted => {
                let mut number = 0;
                while let Some(digit) = rest.peek().and_then(|c| c.to_digit(10)) {
                    number = number * 10 + digit as usize;
                    rest.next();
                }
                let _ = write!(out, "${}", number + before);
            }
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::renumbered;

    #[test]
    fn places_are_counted_on_and_texts_stay_as_they_are() {
        assert_eq!(renumbered("a = ? AND b = ?", 2), "a = $3 AND b = $4");
        assert_eq!(renumbered("a = $2 AND b IN ($1, $12)", 10), "a = $12 AND b IN ($11, $22)");
        assert_eq!(renumbered("a = 'why? it''s $1' AND b = ?", 0), "a = 'why? it''s $1' AND b = $1");
    }
}
