//! The trail as CSV, in portions: it may be longer than memory.

use crate::{
    access::{AuditRead, OrgScope},
    db::queries::audit as trail,
    domain::{
        audit::{AuditEntry, AuditFilter},
        list::{MAX_LIMIT, Paging},
    },
    error::AppError,
    pipeline::result::export::safe,
    runtime::Runtime,
};
use csv::{Terminator, WriterBuilder};
use futures::{Stream, StreamExt, stream};

pub const CSV_NAME: &str = "audit.csv";

/// Without it Excel takes the file for the code page of the machine.
const BYTE_ORDER_MARK: &str = "\u{feff}";
const HEADINGS: [&str; 14] = [
    "sequence",
    "time",
    "action",
    "actorType",
    "actorId",
    "actor",
    "entityType",
    "entityId",
    "entity",
    "change",
    "ip",
    "userAgent",
    "id",
    "hash",
];

/// All that the filter lets through, newest first, as pieces of a file.
pub fn csv(
    runtime: Runtime,
    scope: OrgScope<AuditRead>,
    filter: AuditFilter,
) -> impl Stream<Item = Result<Vec<u8>, AppError>> + Send + 'static {
    let begin = [BYTE_ORDER_MARK.as_bytes(), &written([HEADINGS.map(str::to_owned).to_vec()])].concat();
    let pieces = stream::unfold(
        (runtime, scope, filter, Some(begin), false),
        |(runtime, scope, mut filter, begin, over)| async move {
            if let Some(begin) = begin {
                return Some((Ok(begin), (runtime, scope, filter, None, false)));
            }
            if over {
                return None;
            }
            let paging = Paging::new(None, Some(MAX_LIMIT));
            match trail::portion(&runtime.db, &scope, &filter, paging).await {
                Err(error) => Some((Err(error.into()), (runtime, scope, filter, None, true))),
                Ok(entries) => {
                    let last = entries.last()?.sequence;
                    let over = (entries.len() as u64) < MAX_LIMIT;
                    filter.before = Some(last);
                    Some((Ok(written(entries.into_iter().map(row))), (runtime, scope, filter, None, over)))
                }
            }
        },
    );
    // What compresses an answer asks once more after its end.
    pieces.fuse()
}

fn row(entry: AuditEntry) -> Vec<String> {
    vec![
        entry.sequence.to_string(),
        entry.created_at.iso(),
        entry.action,
        entry.actor.kind.as_str().to_owned(),
        entry.actor.id.unwrap_or_default(),
        entry.actor.name,
        entry.entity.kind,
        entry.entity.id,
        entry.entity.label,
        entry.change.to_string(),
        entry.ip.unwrap_or_default(),
        entry.user_agent.unwrap_or_default(),
        entry.id.to_string(),
        entry.hash,
    ]
}

fn written(rows: impl IntoIterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.iter().map(|cell| safe(cell))).expect("memory takes every row, and all are as long");
    }
    writer.into_inner().expect("memory takes everything")
}
