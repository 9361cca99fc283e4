//! A file on its way in: a small one in memory, a large one on the disk, where a crash leaves nothing of it.

use std::{io, path::Path};
use tokio::{
    fs::File,
    io::{AsyncReadExt, AsyncSeekExt, AsyncWriteExt},
    task::spawn_blocking,
};

/// Up to this size a file stays in memory, in bytes.
const SMALL: usize = 64 * 1024;

/// What has come of a file so far.
#[derive(Default)]
pub struct Received {
    small: Vec<u8>,
    /// All of it, once it is not small any more; it has no name in any folder.
    large: Option<File>,
    length: u64,
}

impl Received {
    /// Takes a piece; of a file larger than `most` only one byte more is kept, as the sign that it is.
    pub async fn take(&mut self, folder: &Path, piece: &[u8], most: u64) -> io::Result<()> {
        let wanted = (most + 1).saturating_sub(self.length).min(piece.len() as u64) as usize;
        let piece = &piece[..wanted];
        self.length += wanted as u64;
        if self.large.is_none() && self.small.len() + wanted <= SMALL {
            self.small.extend_from_slice(piece);
            return Ok(());
        }
        if self.large.is_none() {
            let folder = folder.to_owned();
            let file = spawn_blocking(move || tempfile::tempfile_in(folder)).await.map_err(io::Error::other)??;
            let mut file = File::from_std(file);
            file.write_all(&std::mem::take(&mut self.small)).await?;
            self.large = Some(file);
        }
        match &mut self.large {
            Some(file) => file.write_all(piece).await,
            None => Ok(()),
        }
    }

    /// Bytes that are kept.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// All of it, in memory.
    pub async fn load(self) -> io::Result<Vec<u8>> {
        let Some(mut file) = self.large else { return Ok(self.small) };
        file.flush().await?;
        file.rewind().await?;
        let mut bytes = Vec::with_capacity(self.length as usize);
        file.read_to_end(&mut bytes).await?;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_comes_in_pieces_comes_out_whole_and_no_longer_than_wanted() {
        let folder = tempfile::tempdir().unwrap();
        for size in [0, 1, SMALL, SMALL + 1, 3 * SMALL] {
            let bytes: Vec<u8> = (0..size).map(|n| (n % 251) as u8).collect();
            let mut received = Received::default();
            for piece in bytes.chunks(10_000) {
                received.take(folder.path(), piece, 2 * SMALL as u64).await.unwrap();
            }
            let kept = size.min(2 * SMALL + 1);
            assert_eq!(received.length(), kept as u64);
            assert_eq!(received.load().await.unwrap(), bytes[..kept]);
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
