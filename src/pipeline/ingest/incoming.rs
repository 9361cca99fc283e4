//! A file on its way in: a small one in memory, a large one on the disk, where a crash leaves nothing of it, until its
//! turn comes to be looked at.

use super::too_large;
use crate::{
    error::{AppError, Kind},
    runtime::Runtime,
};
use sha2::{Digest, Sha256};
use std::{io, time::Duration};
use tokio::{
    fs::File,
    io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt},
    sync::OwnedSemaphorePermit,
    task::spawn_blocking,
    time::timeout,
};

/// Up to this size a file is small, in bytes.
const SMALL: usize = 64 * 1024;
/// Up to this size it is treated as a small one while few come at once.
const MEDIUM: usize = 1024 * 1024;
/// So many.
pub const SPARE: usize = 64;
/// Longest wait for room in memory; who waits has sent everything.
const PATIENCE: Duration = Duration::from_secs(30);
/// Room is counted in units of so many bytes.
pub const UNIT: u64 = 1024;

/// What has come of a file so far.
#[derive(Default)]
pub struct Incoming {
    small: Vec<u8>,
    /// The right of a medium one to stay in memory.
    spare: Option<OwnedSemaphorePermit>,
    /// All of it, once it is on the disk; it has no name in any folder.
    large: Option<File>,
    length: u64,
    hash: Sha256,
}

/// A file in memory; its room is given back with it.
pub struct Loaded {
    pub bytes: Vec<u8>,
    pub sha256: String,
    _room: OwnedSemaphorePermit,
}

impl Incoming {
    /// Takes a piece; of a file larger than `most` only one byte more is kept, as the sign that it is.
    pub async fn take(&mut self, runtime: &Runtime, piece: &[u8], most: u64) -> io::Result<()> {
        let wanted = (most + 1).saturating_sub(self.length).min(piece.len() as u64) as usize;
        let piece = &piece[..wanted];
        self.length += wanted as u64;
        self.hash.update(piece);
        if self.large.is_none() && self.may_stay(runtime, self.small.len() + wanted) {
            self.small.extend_from_slice(piece);
            return Ok(());
        }
        if self.large.is_none() {
            let folder = runtime.config.server.data.clone();
            let file = spawn_blocking(move || tempfile::tempfile_in(folder)).await.map_err(io::Error::other)??;
            let mut file = File::from_std(file);
            file.write_all(&std::mem::take(&mut self.small)).await?;
            (self.large, self.spare) = (Some(file), None);
        }
        match &mut self.large {
            Some(file) => file.write_all(piece).await,
            None => Ok(()),
        }
    }

    /// May it stay in memory with so many bytes?
    fn may_stay(&mut self, runtime: &Runtime, length: usize) -> bool {
        if length > SMALL && length <= MEDIUM && self.spare.is_none() {
            self.spare = runtime.spare.clone().try_acquire_owned().ok();
        }
        length <= SMALL || (length <= MEDIUM && self.spare.is_some())
    }

    /// Bytes that are kept.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Of all bytes, in few.
    pub(super) fn digest(&self) -> [u8; 32] {
        self.hash.clone().finalize().into()
    }

    /// All of it in memory, as soon as there is room.
    ///
    /// # Errors
    /// 413 when it is larger than files may be, 503 when it takes too long or the disk does not give it back.
    pub async fn load(self, runtime: &Runtime) -> Result<Loaded, AppError> {
        let upload = &runtime.config.upload;
        let most = upload.max_bytes.min(upload.memory_bytes);
        if self.length > most {
            return Err(too_large(most));
        }
        let room = room(runtime, self.length).await?;
        let sha256 = hex::encode(self.digest());
        let bytes = match self.large {
            Some(file) => read(file, self.length).await.map_err(|error| unkept(&error))?,
            None => self.small,
        };
        Ok(Loaded { bytes, sha256, _room: room })
    }
}

impl From<Vec<u8>> for Incoming {
    fn from(bytes: Vec<u8>) -> Self {
        let (length, hash) = (bytes.len() as u64, Sha256::new_with_prefix(&bytes));
        Self { small: bytes, length, hash, ..Self::default() }
    }
}

async fn read(mut file: File, length: u64) -> io::Result<Vec<u8>> {
    file.flush().await?;
    file.rewind().await?;
    let mut bytes = Vec::with_capacity(length as usize);
    file.read_to_end(&mut bytes).await?;
    Ok(bytes)
}

/// As much as the configuration gives, whoever comes and however many they are.
async fn room(runtime: &Runtime, bytes: u64) -> Result<OwnedSemaphorePermit, AppError> {
    let units = u32::try_from(bytes.div_ceil(UNIT)).unwrap_or(u32::MAX);
    let permit = timeout(PATIENCE, runtime.room.clone().acquire_many_owned(units)).await;
    permit.ok().and_then(Result::ok).ok_or_else(|| {
        let message = "Too many files arrive at once right now; nothing was kept. Please try again in a moment.";
        AppError::new(Kind::Unavailable, "busy", message)
    })
}

/// The refusal of a file that could not be put aside: the disk is full, perhaps.
#[must_use]
pub fn unkept(error: &io::Error) -> AppError {
    tracing::error!(%error, "a file on its way in could not be kept");
    let message = "The file could not be taken in right now; nothing was kept. Please try again in a moment.";
    AppError::new(Kind::Unavailable, super::STORAGE_UNAVAILABLE, message)
}
