//! The results of many documents as one file, which leaves while it is made.

use super::{
    Streamed,
    columns::Columns,
    table::{Table, refused, unwritten},
    xlsx::Book,
};
use crate::{
    access::{BatchesRead, DocumentsRead, ProjectScope},
    db::queries::{self, exports},
    domain::{
        export::{ExportFormat, Record, Rows},
        id::BatchId,
        processing::ProcessingFilter,
        schema::Schema,
    },
    error::AppError,
    runtime::Runtime,
};
use futures::{
    StreamExt as _, TryFutureExt as _, TryStreamExt as _,
    future::ready,
    stream::{self, BoxStream},
};
use std::{fs::File, sync::Arc};
use tokio::task::spawn_blocking;
use tokio_util::io::ReaderStream;

/// Documents that are fetched at once.
const PORTION: u64 = 500;

type Portions = BoxStream<'static, Result<Vec<Record>, AppError>>;
type Pieces = BoxStream<'static, Result<Vec<u8>, AppError>>;

/// Writes the newest run of each document that the filter lets through, newest document first; one without a result
/// yet has its state and nothing else.
///
/// # Errors
/// 422 for a format that holds one document, or when there are more than a sheet takes.
pub async fn many(
    runtime: &Runtime,
    scope: &ProjectScope<DocumentsRead>,
    filter: ProcessingFilter,
    format: ExportFormat,
    rows: Rows,
) -> Result<Streamed, AppError> {
    let day = runtime.clock.now().iso().chars().take(10).collect::<String>();
    written(runtime, scope, filter, format, rows, &format!("documents-{day}")).await
}

/// The same for the documents of one batch; the file has its name.
///
/// # Errors
/// 404 for a batch that is not there, 422 for a format that holds one document.
pub async fn of_batch(
    runtime: &Runtime,
    scope: &ProjectScope<BatchesRead>,
    id: &BatchId,
    format: ExportFormat,
    rows: Rows,
) -> Result<Streamed, AppError> {
    let batch = queries::batches::get(&runtime.db, scope, id).await?.ok_or_else(|| AppError::not_found("batch"))?;
    let filter = ProcessingFilter { batch_id: Some(batch.id), ..ProcessingFilter::default() };
    written(runtime, scope, filter, format, rows, &batch.name.replace(['/', '\\'], "-")).await
}

async fn written<P: Clone + Send + Sync + 'static>(
    runtime: &Runtime,
    scope: &ProjectScope<P>,
    filter: ProcessingFilter,
    format: ExportFormat,
    rows: Rows,
    name: &str,
) -> Result<Streamed, AppError> {
    let columns = Arc::new(columns(runtime, scope, &filter).await?);
    let mut pieces = if format == ExportFormat::Xlsx {
        let book = Book::new(columns, &runtime.config.server.data).map_err(|error| refused(&error))?;
        packed(book, portions(runtime, scope, filter), runtime.clone())
    } else {
        grown(Table::begin(format, rows, columns)?, portions(runtime, scope, filter))
    };
    // What goes wrong until here has an answer of its own; a workbook has been made by then.
    let first = pieces.try_next().await?;
    let bytes = stream::iter(first.map(Ok)).chain(pieces).boxed();
    Ok(Streamed { name: format!("{name}.{}", format.extension()), mime: format.mime(), bytes })
}

fn portions<P: Clone + Send + Sync + 'static>(
    runtime: &Runtime,
    scope: &ProjectScope<P>,
    filter: ProcessingFilter,
) -> Portions {
    let from = (runtime.clone(), scope.clone(), filter, None);
    let portions = stream::try_unfold(from, |(runtime, scope, filter, after)| async move {
        let records = exports::records(&runtime.db, &scope, &filter, after.as_ref(), PORTION).await?;
        let last = records.last().map(|last| last.document_id.clone());
        Ok(last.map(|last| (records, (runtime, scope, filter, Some(last)))))
    });
    portions.boxed()
}

/// Each portion leaves before the next one is fetched.
fn grown(table: Table, portions: Portions) -> Pieces {
    let pieces = stream::try_unfold((Some(table), portions), |(table, mut portions)| async move {
        let Some(mut table) = table else { return Ok(None) };
        let Some(records) = portions.try_next().await? else {
            return Ok(Some((table.finish()?, (None, portions))));
        };
        let (piece, table) = aside(move || Ok((table.add(&records)?, table))).await?;
        Ok(Some((piece, (Some(table), portions))))
    });
    pieces.try_filter(|piece| ready(!piece.is_empty())).boxed()
}

/// A workbook can only be packed when it is complete; until then it is on the disk.
fn packed(mut book: Book, mut portions: Portions, runtime: Runtime) -> Pieces {
    let packed = async move {
        while let Some(records) = portions.try_next().await? {
            book = aside(move || {
                records.iter().try_for_each(|record| book.push(record)).map_err(|error| refused(&error))?;
                Ok(book)
            })
            .await?;
        }
        let now = runtime.clock.now();
        let folder = runtime.config.server.data.clone();
        aside(move || {
            let file = tempfile::tempfile_in(folder).map_err(|error| unwritten(&error))?;
            book.finish(now, file).map_err(|error| refused(&error))
        })
        .await
    };
    packed.map_ok(read).try_flatten_stream().boxed()
}

fn read(file: File) -> Pieces {
    ReaderStream::new(tokio::fs::File::from_std(file))
        .map_ok(|piece| piece.to_vec())
        .map_err(|error| unwritten(&error))
        .boxed()
}

/// The fields of all templates in question: the newest version's in its order, then what others have more.
async fn columns<P>(
    runtime: &Runtime,
    scope: &ProjectScope<P>,
    filter: &ProcessingFilter,
) -> Result<Columns, AppError> {
    let mut columns = Columns::default();
    for (id, version) in exports::templates(&runtime.db, scope, filter).await? {
        let template = queries::templates::version(&runtime.db, scope, &id, version).await?;
        let schema = template.and_then(|template| Schema::parse(&template.template_schema).ok());
        columns.extend(schema.as_ref().map(Columns::of).unwrap_or_default());
    }
    Ok(columns)
}

/// Tables of thousands of rows are no work for a thread that answers requests.
async fn aside<T: Send + 'static>(work: impl FnOnce() -> Result<T, AppError> + Send + 'static) -> Result<T, AppError> {
    spawn_blocking(work).await.unwrap_or_else(|error| {
        tracing::error!(%error, "an export gave up");
        Err(AppError::internal())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::result::export::trial::record;
    use serde_json::Value;
    use tokio::sync::mpsc;

    fn pieces(format: ExportFormat) -> (mpsc::UnboundedSender<Result<Vec<Record>, AppError>>, Pieces) {
        let (send, mut receive) = mpsc::unbounded_channel();
        let portions = stream::poll_fn(move |context| receive.poll_recv(context)).boxed();
        (send, grown(Table::begin(format, Rows::Document, Arc::default()).unwrap(), portions))
    }

    async fn text(pieces: &mut Pieces) -> String {
        String::from_utf8(pieces.try_next().await.unwrap().unwrap()).unwrap()
    }

    #[tokio::test]
    async fn a_portion_leaves_before_the_next_one_is_there() {
        for format in [ExportFormat::Csv, ExportFormat::Json, ExportFormat::Jsonl] {
            let (portions, mut pieces) = pieces(format);
            let mut whole = String::new();
            for n in 1..=3 {
                portions.send(Ok(vec![record(n, Value::Null)])).unwrap();
                let piece = text(&mut pieces).await;
                assert!(piece.contains(&format!("doc_{n}")), "{piece}");
                whole += &piece;
            }
            drop(portions);
            let rest: Vec<Vec<u8>> = pieces.try_collect().await.unwrap();
            whole += std::str::from_utf8(&rest.concat()).unwrap();
            match format {
                ExportFormat::Csv => assert_eq!(whole.matches("\r\n").count(), 4, "{whole}"),
                ExportFormat::Json => {
                    assert_eq!(serde_json::from_str::<Vec<Value>>(&whole).unwrap().len(), 3, "{whole}");
                }
                _ => assert_eq!(whole.lines().count(), 3, "{whole}"),
            }
        }
    }

    #[tokio::test]
    async fn what_breaks_off_does_not_end_like_a_whole() {
        let (portions, mut pieces) = pieces(ExportFormat::Json);
        portions.send(Ok(vec![record(1, Value::Null)])).unwrap();
        portions.send(Err(AppError::internal())).unwrap();
        drop(portions);
        assert!(text(&mut pieces).await.starts_with("[\n"));
        pieces.try_next().await.unwrap_err();
        assert_eq!(pieces.try_next().await.unwrap(), None);
    }

    #[tokio::test]
    async fn nothing_is_a_table_all_the_same() {
        for (format, whole) in [(ExportFormat::Json, "[]\n"), (ExportFormat::Jsonl, "")] {
            let (portions, pieces) = pieces(format);
            drop(portions);
            assert_eq!(pieces.try_collect::<Vec<_>>().await.unwrap().concat(), whole.as_bytes());
        }
    }
}
