//! A folder, one sub-folder per organization; what is put there outlives a power cut.

use super::{Kept, Promise, StorageError};
use crate::domain::time::Timestamp;
use futures::{StreamExt as _, stream, stream::BoxStream};
use parking_lot::Mutex;
use std::{
    collections::HashSet,
    fs::File,
    io::{self, Write},
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use tokio::{fs, sync::mpsc, task::spawn_blocking};

/// Files on their way in; a crash leaves them here, where nobody looks for them.
const INCOMING: &str = ".incoming";
/// Files that have been on their way for longer than any upload takes belong to a process that died.
const LOST_AFTER: Duration = Duration::from_secs(60 * 60);
/// Files that a listing is ahead of its reader.
const AHEAD: usize = 256;

/// Cheap to clone.
#[derive(Clone, Debug)]
pub struct Folder {
    root: PathBuf,
    /// Sub-folders whose names are on the disk.
    synced: Arc<Mutex<HashSet<PathBuf>>>,
}

impl Folder {
    pub async fn open(root: PathBuf) -> io::Result<Self> {
        fs::create_dir_all(root.join(INCOMING)).await?;
        forget_lost(&root.join(INCOMING)).await?;
        Ok(Self { root, synced: Arc::default() })
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// On a thread that may wait for the disk, all at once: the way there costs more than many a step.
    pub async fn put(&self, key: &str, bytes: Vec<u8>, promise: Promise) -> Result<(), StorageError> {
        let (folder, key) = (self.clone(), key.to_owned());
        let written = spawn_blocking(move || folder.write(&key, &bytes, promise)).await;
        let written = written.unwrap_or_else(|lost| Err(lost.into()));
        written.map_err(|error| StorageError::Unavailable(error.to_string()))
    }

    /// The data, then the name, then the folder that holds the name.
    fn write(&self, key: &str, bytes: &[u8], promise: Promise) -> io::Result<()> {
        let target = self.root.join(key);
        let folder = target.parent().unwrap_or(&self.root).to_owned();
        let known = self.synced.lock().contains(&folder);
        if !(known && folder.try_exists()?) {
            // Not the folders above: where the store itself is missing, nothing is made in its place.
            std::fs::create_dir(&folder).or_else(|error| match error.kind() {
                io::ErrorKind::AlreadyExists => Ok(()),
                _ => Err(error),
            })?;
            sync_folder(&self.root)?;
            self.synced.lock().insert(folder.clone());
        }
        // Two workers may keep the same file at once.
        let name = format!("{}.{:016x}", key.replace('/', "."), rand::random::<u64>());
        let incoming = self.root.join(INCOMING).join(name);
        let written = File::create(&incoming).and_then(|mut file| {
            file.write_all(bytes)?;
            if promise == Promise::Durable {
                file.sync_all()?;
            }
            std::fs::rename(&incoming, &target)
        });
        if let Err(error) = written {
            // The disk is full, perhaps: half a file must not stay.
            let _ = std::fs::remove_file(&incoming);
            return Err(error);
        }
        match promise {
            Promise::Durable => sync_folder(&folder),
            Promise::Regained => Ok(()),
        }
    }

    pub async fn get(&self, key: &str) -> Result<Vec<u8>, StorageError> {
        let read = fs::read(self.root.join(key)).await;
        self.explained(read).await
    }

    pub async fn delete(&self, key: &str) -> Result<(), StorageError> {
        let removed = fs::remove_file(self.root.join(key)).await;
        self.explained(removed).await
    }

    pub async fn check(&self) -> Result<(), StorageError> {
        self.moment().await.map(drop)
    }

    pub async fn moment(&self) -> Result<Timestamp, StorageError> {
        let name = self.root.join(INCOMING).join(format!("check.{:016x}", rand::random::<u64>()));
        let tried = async {
            fs::write(&name, b"").await?;
            let made = fs::metadata(&name).await?.modified()?;
            fs::remove_file(&name).await?;
            Ok(timestamp(made))
        };
        tried.await.map_err(|error: io::Error| StorageError::Unavailable(error.to_string()))
    }

    pub fn list(&self) -> BoxStream<'static, Result<Kept, StorageError>> {
        let (sender, receiver) = mpsc::channel(AHEAD);
        let root = self.root.clone();
        // It ends with its reader: a file that nobody takes is the last one.
        spawn_blocking(move || {
            if let Err(error) = walk(&root, &sender) {
                let _ = sender.blocking_send(Err(StorageError::Unavailable(error.to_string())));
            }
        });
        stream::unfold(receiver, |mut receiver| async move { Some((receiver.recv().await?, receiver)) }).boxed()
    }

    /// A file that is not there is gone only if the store is there: a volume may not be mounted.
    async fn explained<T>(&self, outcome: io::Result<T>) -> Result<T, StorageError> {
        match outcome {
            Ok(done) => Ok(done),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                match fs::try_exists(self.root.join(INCOMING)).await {
                    Ok(true) => Err(StorageError::NotFound),
                    _ => Err(StorageError::Unavailable(format!("{} is not there", self.root.display()))),
                }
            }
            Err(error) => Err(StorageError::Unavailable(error.to_string())),
        }
    }
}

/// Sends every file of every organization, and forgets what was lost on its way in.
fn walk(root: &Path, sender: &mpsc::Sender<Result<Kept, StorageError>>) -> io::Result<()> {
    for organization in root.read_dir()? {
        let organization = organization?;
        let name = organization.file_name();
        let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else { continue };
        if !organization.file_type()?.is_dir() {
            continue;
        }
        for file in organization.path().read_dir()? {
            let file = file?;
            // Another process may remove files while this one looks.
            let Ok(modified) = file.metadata().and_then(|metadata| metadata.modified()) else { continue };
            let file_name = file.file_name();
            let Some(file_name) = file_name.to_str() else { continue };
            let kept = Kept { key: format!("{name}/{file_name}"), modified: timestamp(modified) };
            if sender.blocking_send(Ok(kept)).is_err() {
                return Ok(());
            }
        }
    }
    Ok(())
}

fn timestamp(time: SystemTime) -> Timestamp {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

async fn forget_lost(incoming: &Path) -> io::Result<()> {
    let mut files = fs::read_dir(incoming).await?;
    while let Some(file) = files.next_entry().await? {
        let age = file.metadata().await?.modified()?.elapsed().unwrap_or_default();
        if age > LOST_AFTER {
            fs::remove_file(file.path()).await?;
        }
    }
    Ok(())
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::super::Storage;
    use super::*;
    use futures::TryStreamExt as _;

    async fn keys(storage: &Storage) -> Vec<String> {
        let mut keys: Vec<String> = storage.list().map_ok(|kept| kept.key).try_collect().await.unwrap();
        keys.sort();
        keys
    }

    #[tokio::test]
    async fn what_is_put_can_be_had_and_nothing_is_left_on_the_way() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::open(folder.path().join("files")).await.unwrap();
        storage.check().await.unwrap();
        storage.put("org_1/doc_1", b"bytes".to_vec()).await.unwrap();
        storage.put("org_1/doc_1", b"newer".to_vec()).await.unwrap();
        storage.put("org_2/doc_2.proc_1.pages", b"pages".to_vec()).await.unwrap();
        assert_eq!(storage.get("org_1/doc_1").await.unwrap(), b"newer");
        assert_eq!(std::fs::read_dir(storage.folder().unwrap().join(INCOMING)).unwrap().count(), 0);
        assert_eq!(keys(&storage).await, ["org_1/doc_1", "org_2/doc_2.proc_1.pages"]);
        storage.delete("org_1/doc_1").await.unwrap();
        storage.delete("org_1/doc_1").await.unwrap();
        assert!(matches!(storage.get("org_1/doc_1").await, Err(StorageError::NotFound)));
        assert_eq!(keys(&storage).await, ["org_2/doc_2.proc_1.pages"]);
    }

    #[tokio::test]
    async fn a_file_is_not_gone_when_the_whole_store_is() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Storage::open(folder.path().join("files")).await.unwrap();
        storage.put("org_1/doc_1", b"bytes".to_vec()).await.unwrap();
        std::fs::rename(folder.path().join("files"), folder.path().join("unmounted")).unwrap();
        assert!(matches!(storage.get("org_1/doc_1").await, Err(StorageError::Unavailable(_))));
        assert!(matches!(storage.check().await, Err(StorageError::Unavailable(_))));
        assert!(storage.put("org_1/doc_2", b"bytes".to_vec()).await.is_err());
        std::fs::rename(folder.path().join("unmounted"), folder.path().join("files")).unwrap();
        assert_eq!(storage.get("org_1/doc_1").await.unwrap(), b"bytes");
    }
}
