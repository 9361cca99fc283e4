//! Where uploaded files are kept: a folder, one sub-folder per organization.

use crate::domain::id::{DocumentId, OrgId};
use std::{
    io,
    path::{Path, PathBuf},
    time::Duration,
};
use tokio::{
    fs::{self, File},
    io::AsyncWriteExt,
};

/// Cheap to clone.
#[derive(Clone, Debug)]
pub struct Storage {
    root: PathBuf,
}

impl Storage {
    /// # Errors
    /// When the folder cannot be made.
    pub async fn open(root: PathBuf) -> io::Result<Self> {
        let incoming = root.join(INCOMING);
        fs::create_dir_all(&incoming).await?;
        forget_old(&incoming).await?;
        Ok(Self { root })
    }

    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.root
    }

    /// The key under which a document's file is kept.
    #[must_use]
    pub fn key(organization: &OrgId, document: &DocumentId) -> String {
        format!("{organization}/{document}")
    }

    /// Keeps `bytes` under `key`. When it returns, a power cut cannot take the file away:
    /// the data, the name and the folder are on the disk.
    ///
    /// # Errors
    /// When the disk refuses; then nothing stands under `key`.
    pub async fn put(&self, key: &str, bytes: &[u8]) -> io::Result<()> {
        let target = self.root.join(key);
        let folder = target.parent().unwrap_or(&self.root).to_owned();
        if !fs::try_exists(&folder).await? {
            fs::create_dir_all(&folder).await?;
            sync_folder(&self.root).await?;
        }
        let incoming = self.root.join(INCOMING).join(key.replace('/', "."));
        let mut file = File::create(&incoming).await?;
        file.write_all(bytes).await?;
        file.sync_all().await?;
        fs::rename(&incoming, &target).await?;
        sync_folder(&folder).await
    }

    /// # Errors
    /// When the file is gone or cannot be read.
    pub async fn get(&self, key: &str) -> io::Result<Vec<u8>> {
        fs::read(self.root.join(key)).await
    }

    /// Takes back what was put for an upload that was not accepted.
    pub async fn discard(&self, key: &str) {
        if let Err(error) = fs::remove_file(self.root.join(key)).await {
            tracing::warn!(key, %error, "a file without a document stays behind");
        }
    }
}

/// Files on their way in; a crash leaves them here, where nobody looks for them.
const INCOMING: &str = ".incoming";

/// Files that have been on their way for longer than any upload takes belong to a process that died.
const LOST_AFTER: Duration = Duration::from_secs(60 * 60);

async fn forget_old(incoming: &Path) -> io::Result<()> {
    let mut files = fs::read_dir(incoming).await?;
    while let Some(file) = files.next_entry().await? {
        let age = file.metadata().await?.modified()?.elapsed().unwrap_or_default();
        if age > LOST_AFTER {
            fs::remove_file(file.path()).await?;
        }
    }
    Ok(())
}

async fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder).await?.sync_all().await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_put_can_be_had_and_nothing_is_left_on_the_way() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::open(folder.path().join("files")).await.unwrap();
        storage.put("org_1/doc_1", b"bytes").await.unwrap();
        assert_eq!(storage.get("org_1/doc_1").await.unwrap(), b"bytes");
        assert_eq!(std::fs::read_dir(storage.folder().join(INCOMING)).unwrap().count(), 0);
        storage.discard("org_1/doc_1").await;
        assert!(storage.get("org_1/doc_1").await.is_err());
    }
}
