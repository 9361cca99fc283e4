//! Where files are kept, and the keys to it.

use super::{ConfigError, Secret};
use serde::Deserialize;
use std::{
    path::{Path, PathBuf},
    time::Duration,
};

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Storage {
    url: String,
    endpoint: String,
    region: String,
    timeout_seconds: u64,
    /// Variables of the environment that the two kinds of buckets know, with what they hold.
    #[serde(skip)]
    pub(super) credentials: Vec<(&'static str, Secret)>,
}

/// The place that the settings name.
#[derive(Clone, Debug)]
pub enum StoragePlace {
    Folder(PathBuf),
    Bucket(Bucket),
}

/// A bucket of an object store and how to get in.
#[derive(Clone, Debug)]
pub struct Bucket {
    pub kind: BucketKind,
    pub name: String,
    /// Before every key; without slashes at its ends, perhaps empty.
    pub prefix: String,
    /// Over all tries of one operation.
    pub timeout: Duration,
    /// Names as the environment has them.
    pub credentials: Vec<(&'static str, Secret)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BucketKind {
    /// Amazon's, or a server that speaks the same.
    S3 {
        endpoint: Option<String>,
        region: String,
    },
    Google,
}

/// What opens buckets; each may also come as `NAME_FILE`.
pub(super) const CREDENTIALS: &[&str] = &[
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_ROLE_ARN",
    "AWS_ROLE_SESSION_NAME",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "GOOGLE_APPLICATION_CREDENTIALS",
    "GOOGLE_SERVICE_ACCOUNT",
    "GOOGLE_SERVICE_ACCOUNT_KEY",
    "GOOGLE_BASE_URL",
];

impl Storage {
    /// The place; a folder in `data` if nothing is set.
    ///
    /// # Errors
    /// Says what the address should look like.
    pub fn place(&self, data: &Path) -> Result<StoragePlace, ConfigError> {
        if self.url.is_empty() {
            return Ok(StoragePlace::Folder(data.join("files")));
        }
        let (kind, rest) = match self.url.split_once("://") {
            Some(("file", folder)) if !folder.is_empty() => return Ok(StoragePlace::Folder(PathBuf::from(folder))),
            Some(("s3", rest)) => (BucketKind::S3 { endpoint: self.endpoint()?, region: self.region.clone() }, rest),
            Some(("gs", rest)) => (BucketKind::Google, rest),
            _ => return Err(self.refused("use file:// and a folder, s3://bucket/prefix or gs://bucket/prefix")),
        };
        let (name, prefix) = rest.split_once('/').unwrap_or((rest, ""));
        let prefix = prefix.trim_matches('/');
        let unsafe_name = |text: &str| !text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b));
        let climbs = |part: &str| part.is_empty() || part.starts_with('.') || unsafe_name(part);
        if name.is_empty() || unsafe_name(name) {
            return Err(self.refused("name a bucket behind ://"));
        }
        if !prefix.is_empty() && prefix.split('/').any(climbs) {
            return Err(self.refused("write the prefix in letters, figures, - and _, with single slashes"));
        }
        Ok(StoragePlace::Bucket(Bucket {
            kind,
            name: name.to_owned(),
            prefix: prefix.to_owned(),
            timeout: Duration::from_secs(self.timeout_seconds),
            credentials: self.credentials.clone(),
        }))
    }

    fn endpoint(&self) -> Result<Option<String>, ConfigError> {
        let endpoint = self.endpoint.trim_end_matches('/');
        let usable = ["http://", "https://"].iter().any(|scheme| endpoint.starts_with(scheme));
        if !endpoint.is_empty() && !usable {
            let reason = format!("`{endpoint}` is not an address such as https://storage.example.com");
            return Err(ConfigError::new("OCRIVA_S3_ENDPOINT", reason));
        }
        Ok(Some(endpoint.to_owned()).filter(|endpoint| !endpoint.is_empty()))
    }

    fn refused(&self, advice: &str) -> ConfigError {
        ConfigError::new("STORAGE_URL", format!("`{}` cannot be used; {advice}", self.url))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(url: &str, endpoint: &str) -> Result<StoragePlace, ConfigError> {
        let storage = Storage {
            url: url.into(),
            endpoint: endpoint.into(),
            region: "eu-central-1".into(),
            timeout_seconds: 5,
            credentials: vec![("AWS_SECRET_ACCESS_KEY", Secret::new("hush"))],
        };
        storage.place(Path::new("data"))
    }

    #[test]
    fn folders_and_buckets_are_told_by_the_scheme() {
        assert!(matches!(place("", "").unwrap(), StoragePlace::Folder(folder) if folder == Path::new("data/files")));
        assert!(
            matches!(place("file:///srv/f", "").unwrap(), StoragePlace::Folder(folder) if folder == Path::new("/srv/f"))
        );
        for (url, endpoint, name, prefix, kind) in [
            ("s3://files", "", "files", "", BucketKind::S3 { endpoint: None, region: "eu-central-1".into() }),
            (
                "s3://files/a/b/",
                "http://minio:9000/",
                "files",
                "a/b",
                BucketKind::S3 { endpoint: Some("http://minio:9000".into()), region: "eu-central-1".into() },
            ),
            ("gs://files/live", "", "files", "live", BucketKind::Google),
        ] {
            let StoragePlace::Bucket(bucket) = place(url, endpoint).unwrap() else { panic!("{url} is a bucket") };
            assert_eq!((bucket.name.as_str(), bucket.prefix.as_str(), bucket.kind), (name, prefix, kind), "{url}");
        }
    }

    #[test]
    fn what_cannot_be_used_is_said_with_the_way_out() {
        for (url, endpoint, says) in [
            ("ftp://x", "", "s3://bucket/prefix"),
            ("files", "", "s3://bucket/prefix"),
            ("file://", "", "s3://bucket/prefix"),
            ("s3://", "", "name a bucket"),
            ("s3://a b", "", "name a bucket"),
            ("s3://a/../b", "", "prefix"),
            ("s3://a/b//c", "", "prefix"),
            ("s3://a", "minio:9000", "OCRIVA_S3_ENDPOINT"),
        ] {
            let error = place(url, endpoint).unwrap_err().to_string();
            assert!(error.contains(says), "{url} {endpoint}: {error}");
        }
    }

    #[test]
    fn keys_are_never_shown() {
        assert!(!format!("{:?}", place("s3://files", "").unwrap()).contains("hush"));
    }
}
