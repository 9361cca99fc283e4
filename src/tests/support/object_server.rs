//! Stores of objects on this machine, one for each kind of bucket.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// The one bucket that is there.
pub const BUCKET: &str = "files";

/// A server that keeps what it has until the test is over, and knows one key.
pub trait ObjectServer: Sized {
    const KEY: &'static str;
    /// What it says to whoever comes with another key.
    const REFUSES: &'static str;

    /// `None`, said loudly, where it cannot be installed: then nothing was tested.
    async fn start() -> Option<Self>;

    fn stop(&mut self);

    /// Once more, at the same address.
    fn start_again(&mut self);

    /// What the application needs to know to keep files in `place`, a bucket and perhaps a prefix.
    fn settings(&self, place: &str, key: &str) -> Vec<(&'static str, String)>;
}

/// The program that a script of `setup` puts where it belongs.
pub fn installed(setup: &str) -> Option<PathBuf> {
    let found = Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join(setup)).output().unwrap();
    if !found.status.success() {
        let why = String::from_utf8_lossy(&found.stderr);
        eprintln!("\n*** SKIPPED: {setup} could not install its server, so its buckets were NOT tested ***\n{why}");
        return None;
    }
    Some(PathBuf::from(String::from_utf8(found.stdout).unwrap().trim()))
}

/// Functions that are given a store, each run with one that speaks S3 and with one that speaks as Google's does.
macro_rules! on_both_stores {
    ($($name:ident),* $(,)?) => {$(
        mod $name {
            use crate::support::{GoogleServer, ObjectServer as _, S3Server};

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn s3() {
                let Some(server) = S3Server::start().await else { return };
                super::$name(server).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn google() {
                let Some(server) = GoogleServer::start().await else { return };
                super::$name(server).await;
            }
        }
    )*};
}
pub(crate) use on_both_stores;
