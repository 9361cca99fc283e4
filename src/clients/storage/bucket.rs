//! A bucket: Amazon's S3, whatever speaks like it, or Google's.

use super::{Kept, StorageError};
use crate::{
    config::{self, BucketKind},
    domain::time::Timestamp,
};
use futures::{StreamExt as _, TryFutureExt as _, TryStreamExt as _, stream::BoxStream};
use object_store::{
    BackoffConfig, ClientOptions, ObjectStore, ObjectStoreExt as _, PutPayload, RetryConfig, aws::AmazonS3Builder,
    gcp::GoogleCloudStorageBuilder, path::Path,
};
use parking_lot::Mutex;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::time::timeout;

/// A store that does not take a connection in this time is away.
const CONNECT: Duration = Duration::from_secs(5);
/// A try that brings nothing for so long is given up for the next.
const SILENCE: Duration = Duration::from_secs(15);
const TRIES: usize = 4;
/// A store that worked just now works: probes come often, and every listing is paid for.
const FRESH: Duration = Duration::from_secs(10);
/// Under this name nothing is kept for longer than a look.
const NOWHERE: &str = ".check";

/// Cheap to clone.
#[derive(Clone, Debug)]
pub struct Bucket {
    store: Arc<dyn ObjectStore>,
    address: String,
    prefix: String,
    deadline: Duration,
    /// When it was last seen to work.
    worked: Arc<Mutex<Option<Instant>>>,
}

impl Bucket {
    pub fn connect(bucket: config::Bucket) -> Result<Self, StorageError> {
        let config::Bucket { kind, name, prefix, timeout, credentials } = bucket;
        let retry = RetryConfig {
            backoff: BackoffConfig { max_backoff: Duration::from_secs(5), ..BackoffConfig::default() },
            max_retries: TRIES - 1,
            retry_timeout: timeout,
        };
        let options =
            ClientOptions::new().with_connect_timeout(CONNECT).with_read_timeout(SILENCE).with_timeout(timeout);
        let plain = |address: &str| address.starts_with("http://");
        // Each kind takes the variables that are its own.
        let own = |first: &'static str| {
            let named = credentials.iter().filter(move |(variable, _)| variable.starts_with(first));
            named.map(|(variable, secret)| (variable.to_lowercase(), secret.expose()))
        };
        let (scheme, store): (_, Result<Arc<dyn ObjectStore>, _>) = match kind {
            BucketKind::S3 { endpoint, region } => {
                let mut builder = AmazonS3Builder::new().with_bucket_name(&name).with_region(region);
                for (variable, text) in own("AWS_") {
                    builder = builder.with_config(variable.parse().map_err(failed)?, text);
                }
                let options = options.with_allow_http(endpoint.as_deref().is_some_and(plain));
                if let Some(endpoint) = endpoint {
                    builder = builder.with_endpoint(endpoint);
                }
                let store = builder.with_client_options(options).with_retry(retry).build();
                ("s3", store.map(|store| Arc::new(store) as _))
            }
            BucketKind::Google => {
                let mut builder = GoogleCloudStorageBuilder::new().with_bucket_name(&name);
                for (variable, text) in own("GOOGLE_") {
                    builder = builder.with_config(variable.parse().map_err(failed)?, text);
                }
                let options = options.with_allow_http(own("GOOGLE_BASE_URL").any(|(_, address)| plain(address)));
                let store = builder.with_client_options(options).with_retry(retry).build();
                ("gs", store.map(|store| Arc::new(store) as _))
            }
        };
        let address = format!("{scheme}://{name}/{prefix}").trim_end_matches('/').to_owned();
        Ok(Self { store: store.map_err(failed)?, address, prefix, deadline: timeout, worked: Arc::default() })
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    pub async fn put(&self, key: &str, bytes: Vec<u8>) -> Result<(), StorageError> {
        let path = self.path(key);
        let put = self.store.put(&path, PutPayload::from(bytes));
        // What is being put cannot be missing: it is the bucket.
        let put = put.map_err(|error| match error {
            object_store::Error::NotFound { source, .. } => object_store::Error::Generic { store: "bucket", source },
            error => error,
        });
        self.within(put).await.map(drop)
    }

    pub async fn get(&self, key: &str) -> Result<Vec<u8>, StorageError> {
        let path = self.path(key);
        self.within(async { self.store.get(&path).await?.bytes().await }).await.map(Into::into)
    }

    pub async fn delete(&self, key: &str) -> Result<(), StorageError> {
        self.within(self.store.delete(&self.path(key))).await
    }

    pub fn list(&self) -> BoxStream<'static, Result<Kept, StorageError>> {
        let prefix = Path::from(self.prefix.as_str());
        let start = self.prefix.len() + usize::from(!self.prefix.is_empty());
        let found = self.store.list(Some(&prefix)).map_err(failed).map_ok(move |object| Kept {
            key: object.location.as_ref().get(start..).unwrap_or_default().to_owned(),
            modified: Timestamp(object.last_modified.timestamp_millis()),
        });
        found.boxed()
    }

    pub async fn check(&self) -> Result<(), StorageError> {
        if self.worked.lock().is_some_and(|at| at.elapsed() < FRESH) {
            return Ok(());
        }
        let nowhere = self.path(NOWHERE);
        self.within(async { self.store.list(Some(&nowhere)).try_next().await }).await.map(drop)
    }

    pub async fn moment(&self) -> Result<Timestamp, StorageError> {
        let nowhere = self.path(NOWHERE);
        let made = async {
            self.store.put(&nowhere, PutPayload::new()).await?;
            let made = self.store.head(&nowhere).await?.last_modified;
            self.store.delete(&nowhere).await?;
            Ok(Timestamp(made.timestamp_millis()))
        };
        self.within(made).await
    }

    fn path(&self, key: &str) -> Path {
        Path::from(format!("{}/{key}", self.prefix))
    }

    /// One deadline over all tries of an operation.
    async fn within<T>(
        &self,
        operation: impl Future<Output = Result<T, object_store::Error>>,
    ) -> Result<T, StorageError> {
        let late = |_| StorageError::Unavailable(format!("no answer within {} s", self.deadline.as_secs()));
        let outcome = timeout(self.deadline, operation).await.map_err(late).and_then(|outcome| outcome.map_err(failed));
        let works = !matches!(outcome, Err(StorageError::Unavailable(_)));
        *self.worked.lock() = works.then(Instant::now);
        outcome
    }
}

/// A file that is not there, in a bucket that is; all else may pass.
fn failed(error: object_store::Error) -> StorageError {
    match &error {
        object_store::Error::NotFound { source, .. } if !source.to_string().contains("NoSuchBucket") => {
            StorageError::NotFound
        }
        _ => StorageError::Unavailable(error.to_string()),
    }
}
