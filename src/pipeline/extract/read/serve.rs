//! The far side of the wall: a process that answers what it is asked about files, one at a time, until nobody asks.

use super::{
    Limits, ReadError, Reader,
    apart::wire::{Ask, Said, Sheet},
    confine, count_pages, guard, render, sniffed,
};
use crate::{
    clients::readers::frame::{self, Frame},
    domain::page::Page,
};
use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    process::{ExitCode, exit},
    sync::mpsc,
    thread,
    time::Duration,
};

/// Deep nesting is refused by the parsers; this is for what they call deep.
const STACK: usize = 16 << 20;

/// Writes the pages of a file as a PDF that can be searched; a later stage knows how.
pub type Searchable = fn(&[u8], &[Page], &Limits) -> Result<Vec<u8>, ReadError>;

/// Confines this process and answers.
pub fn serve(models: &Path, memory_megabytes: u64, searchable: Searchable) -> ExitCode {
    if let Err(error) = confine::confine(memory_megabytes) {
        eprintln!("ocriva: a reader that cannot be confined reads nothing: {error}");
        return ExitCode::FAILURE;
    }
    let reader = Reader::new(models);
    let (hand_over, questions) = mpsc::channel();
    let work = move || {
        let working = || answer_all(&questions, &reader, searchable);
        // Nobody would ever answer again.
        let _ = catch_unwind(AssertUnwindSafe(working));
        exit(1);
    };
    if let Err(error) = thread::Builder::new().name("reading".into()).stack_size(STACK).spawn(work) {
        eprintln!("ocriva: a reader without a thread reads nothing: {error}");
        return ExitCode::FAILURE;
    }
    // Reading goes on here while a file is read there: the pipe closes when the server ends, in whatever way, and then
    // this process ends as well, whatever it is doing. (The signal that Linux sends for a dead parent is for the end of
    // the thread that started the child, and threads of a server come and go.)
    let mut pipe = io::stdin().lock();
    while let Ok(Some(question)) = frame::next(&mut pipe) {
        if hand_over.send(question).is_err() {
            break;
        }
    }
    exit(0);
}

fn answer_all(questions: &mpsc::Receiver<(Frame, Duration)>, reader: &Reader, searchable: Searchable) {
    let mut pipe = io::stdout().lock();
    for (question, time) in questions {
        if let Err(error) = confine::allow(time) {
            eprintln!("ocriva: a reader without a limit on its time reads nothing: {error}");
            return;
        }
        let answer = answer(&question, reader, searchable)
            .unwrap_or_else(|error| Frame { head: Said::Error(error).packed(), body: Vec::new() });
        drop(question);
        if frame::answer(&mut pipe, &answer).is_err() {
            return;
        }
    }
}

fn answer(question: &Frame, reader: &Reader, searchable: Searchable) -> Result<Frame, ReadError> {
    // Both sides are of one version: what cannot be understood was not asked by us.
    let asked = Ask::unpacked(&question.head).ok_or(ReadError::Crashed)?;
    let file = question.body.as_slice();
    let (said, body) = match asked {
        Ask::Inspect => {
            let media = sniffed(file)?;
            (Said::Inspected { media, pages: count_pages(file)? }, Vec::new())
        }
        Ask::Text { limits, range } => match reader.read_text(file, &limits, range.as_ref())? {
            Some(reading) => (Said::Reading(Box::new(reading.into())), Vec::new()),
            None => (Said::WantsRecognition, Vec::new()),
        },
        Ask::Recognise { limits, range } => {
            (Said::Reading(Box::new(reader.read(file, &limits, range.as_ref())?.into())), Vec::new())
        }
        Ask::Draw { page, width, heaviest, limits } => {
            let drawn = render::render(file, page, width, &limits)?;
            let drawn = match heaviest {
                Some(heaviest) => drawn.within_bytes(heaviest)?,
                None => drawn,
            };
            (Said::Drawn { mime: drawn.mime.to_owned(), width: drawn.width, height: drawn.height }, drawn.bytes)
        }
        Ask::Searchable { pages, limits } => {
            let pages: Vec<Page> = pages.into_iter().map(Sheet::into).collect();
            (Said::File, guard::guarded("write", || searchable(file, &pages, &limits))?)
        }
    };
    Ok(Frame { head: said.packed(), body })
}
