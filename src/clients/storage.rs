//! Where uploaded files are kept: a folder of this machine, or a bucket of an object store.

mod bucket;
mod folder;

use crate::{
    config,
    domain::{
        id::{DocumentId, OrgId, ReferenceFileId},
        time::Timestamp,
    },
    error::{AppError, Kind},
};
use bucket::Bucket;
use folder::Folder;
use futures::stream::BoxStream;
use std::{
    io,
    path::{Path, PathBuf},
};

/// What holds for a file when it was put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Promise {
    /// A power cut cannot take it away.
    Durable,
    /// It can be had again: the disk is not waited for.
    Regained,
}

/// Cheap to clone.
#[derive(Clone, Debug)]
pub struct Storage {
    place: Place,
}

#[derive(Clone, Debug)]
enum Place {
    Folder(Folder),
    Bucket(Bucket),
}

/// Why a file cannot be had or kept.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The store works, and has no such file.
    #[error("the store has no such file")]
    NotFound,
    /// Nobody knows whether the file is there; it may go better later.
    #[error("the store of files cannot be used: {0}")]
    Unavailable(String),
}

/// A file in the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    pub key: String,
    pub modified: Timestamp,
}

impl Storage {
    /// A folder, made if it is not there.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub async fn open(root: PathBuf) -> io::Result<Self> {
        Ok(Self { place: Place::Folder(Folder::open(root).await?) })
    }

    /// A bucket, which must be there. Nothing is asked of it yet: a store that is away for a moment stops no server.
    ///
    /// # Errors
    /// When its address or its keys cannot be used.
    pub fn connect(bucket: config::Bucket) -> Result<Self, StorageError> {
        Ok(Self { place: Place::Bucket(Bucket::connect(bucket)?) })
    }

    /// The folder, if it is one.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        match &self.place {
            Place::Folder(folder) => Some(folder.root()),
            Place::Bucket(_) => None,
        }
    }

    /// Its address, for people.
    #[must_use]
    pub fn address(&self) -> String {
        match &self.place {
            Place::Folder(folder) => folder.root().display().to_string(),
            Place::Bucket(bucket) => bucket.address().to_owned(),
        }
    }

    /// The key under which a document's file is kept.
    #[must_use]
    pub fn key(organization: &OrgId, document: &DocumentId) -> String {
        format!("{organization}/{document}")
    }

    /// The key under which a file beside a template is kept.
    #[must_use]
    pub fn reference_key(organization: &OrgId, file: &ReferenceFileId) -> String {
        format!("{organization}/{file}")
    }

    /// Keeps `bytes` under `key`. When it returns, a power cut cannot take the file away:
    /// the data, the name and the folder are on the disk, or the object store has said that it has them.
    ///
    /// # Errors
    /// When the store refuses or does not answer in time; then a file under `key` is nobody's.
    pub async fn put(&self, key: &str, bytes: Vec<u8>) -> Result<(), StorageError> {
        match &self.place {
            Place::Folder(folder) => folder.put(key, bytes, Promise::Durable).await,
            Place::Bucket(bucket) => bucket.put(key, bytes).await,
        }
    }

    /// Keeps what can be had again: a power cut may take it away, or leave a part of it.
    ///
    /// # Errors
    /// When the store refuses or does not answer in time.
    pub async fn put_regained(&self, key: &str, bytes: Vec<u8>) -> Result<(), StorageError> {
        match &self.place {
            Place::Folder(folder) => folder.put(key, bytes, Promise::Regained).await,
            Place::Bucket(bucket) => bucket.put(key, bytes).await,
        }
    }

    /// # Errors
    /// When the file is gone, or the store does not give it.
    pub async fn get(&self, key: &str) -> Result<Vec<u8>, StorageError> {
        match &self.place {
            Place::Folder(folder) => folder.get(key).await,
            Place::Bucket(bucket) => bucket.get(key).await,
        }
    }

    /// Removes a file; one that is not there is removed already.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn delete(&self, key: &str) -> Result<(), StorageError> {
        let deleted = match &self.place {
            Place::Folder(folder) => folder.delete(key).await,
            Place::Bucket(bucket) => bucket.delete(key).await,
        };
        match deleted {
            Err(StorageError::NotFound) => Ok(()),
            deleted => deleted,
        }
    }

    /// Takes back what was put for an upload that was not accepted.
    pub async fn discard(&self, key: &str) {
        if let Err(error) = self.delete(key).await {
            tracing::warn!(key, %error, "a file without a document stays behind until the next sweep");
        }
    }

    /// Every file, in no order.
    pub fn list(&self) -> BoxStream<'static, Result<Kept, StorageError>> {
        match &self.place {
            Place::Folder(folder) => folder.list(),
            Place::Bucket(bucket) => bucket.list(),
        }
    }

    /// The time that a file would get that was put now: the store has a clock of its own.
    ///
    /// # Errors
    /// When nothing can be put.
    pub async fn moment(&self) -> Result<Timestamp, StorageError> {
        match &self.place {
            Place::Folder(folder) => folder.moment().await,
            Place::Bucket(bucket) => bucket.moment().await,
        }
    }

    /// Can files be kept and had?
    ///
    /// # Errors
    /// When they cannot, with the reason.
    pub async fn check(&self) -> Result<(), StorageError> {
        match &self.place {
            Place::Folder(folder) => folder.check().await,
            Place::Bucket(bucket) => bucket.check().await,
        }
    }
}

impl StorageError {
    /// What a caller learns: `missing` when there is no such file, else that the store is away.
    #[must_use]
    pub fn or(self, missing: AppError) -> AppError {
        match self {
            Self::NotFound => missing,
            away @ Self::Unavailable(_) => away.into(),
        }
    }
}

impl From<StorageError> for AppError {
    fn from(error: StorageError) -> Self {
        match error {
            StorageError::NotFound => Self::not_found("file"),
            StorageError::Unavailable(cause) => {
                tracing::error!(cause, "the store of files cannot be used");
                let message = "The store of files does not answer right now; what is in it is kept. Please try again in a moment.";
                Self::new(Kind::Unavailable, "storage_unavailable", message)
            }
        }
    }
}
