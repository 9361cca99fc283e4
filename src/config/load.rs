//! Puts the configuration together: built-in defaults, then the file, then the environment.

use super::{Config, Secret, login, storage};
use std::path::Path;
use toml::{Table, Value};

/// The defaults and their documentation in one.
const DEFAULTS: &str = include_str!("../../Leptos.toml");

/// Environment variables and the setting each one stands for; later ones win.
const VARIABLES: &[(&str, &[&str])] = &[
    ("LEPTOS_SITE_ADDR", &["package", "metadata", "leptos", "site-addr"]),
    ("OCRIVA_ADDR", &["package", "metadata", "leptos", "site-addr"]),
    ("LEPTOS_SITE_ROOT", &["package", "metadata", "leptos", "site-root"]),
    ("OCRIVA_DATA", &["server", "data"]),
    ("OCRIVA_PUBLIC_URL", &["server", "public-url"]),
    ("OCRIVA_TRUSTED_PROXIES", &["server", "trusted-proxies"]),
    ("OCRIVA_FORWARDED_HEADER", &["server", "forwarded-header"]),
    ("DATABASE_URL", &["database", "url"]),
    ("STORAGE_URL", &["storage", "url"]),
    ("AWS_ENDPOINT_URL", &["storage", "endpoint"]),
    ("OCRIVA_S3_ENDPOINT", &["storage", "endpoint"]),
    ("AWS_REGION", &["storage", "region"]),
    ("OCRIVA_MAX_FILE_BYTES", &["upload", "max-bytes"]),
    ("OCRIVA_WORKERS", &["queue", "workers"]),
    ("OCRIVA_MODELS", &["extraction", "models"]),
    ("OCRIVA_READER", &["extraction", "reader"]),
    ("OCRIVA_WEBHOOK_ALLOW", &["webhooks", "allow"]),
    ("OCRIVA_LINE_API_URL", &["line", "api-url"]),
    ("OCRIVA_LINE_DATA_URL", &["line", "data-url"]),
    ("OCRIVA_LIMITS", &["limits", "enabled"]),
    ("OCRIVA_LIVE_ORIGINS", &["live", "origins"]),
    ("OCRIVA_SECOND_MODEL", &["extraction", "second-model"]),
    ("OCRIVA_PROVIDER_ALLOW", &["extraction", "provider-allow"]),
    ("OCRIVA_MAIL_FROM", &["mail", "from"]),
];

/// What the keys of organizations are sealed with.
const SECRET: &str = "OCRIVA_SECRET";
/// The server that takes mails, with the password to it.
const SMTP_URL: &str = "OCRIVA_SMTP_URL";

/// A setting that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("{setting}: {reason}")]
pub struct ConfigError {
    setting: String,
    reason: String,
}

impl ConfigError {
    pub fn new(setting: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { setting: setting.into(), reason: reason.into() }
    }
}

impl Config {
    /// Defaults, overlaid by `file` if it exists, overlaid by variables that `environment` knows.
    ///
    /// # Errors
    /// Names the setting, or the file, that cannot be read.
    pub fn load(file: &Path, environment: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut table: Table = DEFAULTS.parse().expect("the built-in configuration is tested");
        if file.exists() {
            let name = file.display().to_string();
            let text = std::fs::read_to_string(file).map_err(|e| ConfigError::new(&name, e.to_string()))?;
            let own = text.parse().map_err(|e: toml::de::Error| ConfigError::new(&name, e.to_string()))?;
            overlay(&mut table, own);
        }
        for (variable, path) in VARIABLES {
            if let Some(text) = variable_or_file(variable, &environment)? {
                set(&mut table, path, &text);
            }
        }
        set_addresses(&mut table, &environment)?;
        let read: Result<Self, _> = Value::Table(table).try_into();
        let mut config = read.map_err(|e: toml::de::Error| ConfigError::new("Leptos.toml", e.message()))?;
        config.secret = variable_or_file(SECRET, &environment)?.map(Secret::new);
        config.mail.smtp_url = variable_or_file(SMTP_URL, &environment)?.map(Secret::new);
        for name in storage::CREDENTIALS {
            let held = variable_or_file(name, &environment)?;
            config.storage.credentials.extend(held.map(|text| (*name, Secret::new(text))));
        }
        for provider in config.providers.values_mut().filter(|provider| provider.needs_key()) {
            provider.key = variable_or_file(&provider.key_variable, &environment)?.map(Secret::new);
        }
        login::complete(&mut config.login, |name| variable_or_file(name, &environment))?;
        Ok(config)
    }
}

/// The base URL of every provider can be set by a variable: `OCRIVA_QWEN_URL`, `OCRIVA_SELF_HOSTED_URL`.
fn set_addresses(table: &mut Table, environment: &impl Fn(&str) -> Option<String>) -> Result<(), ConfigError> {
    let Some(Value::Table(providers)) = table.get_mut("providers") else { return Ok(()) };
    for (name, provider) in providers {
        let variable = format!("OCRIVA_{}_URL", name.to_uppercase().replace('-', "_"));
        if let (Value::Table(provider), Some(url)) = (provider, variable_or_file(&variable, environment)?) {
            provider.insert("base-url".to_owned(), Value::String(url));
        }
    }
    Ok(())
}

/// `NAME`, or the content of the file that `NAME_FILE` points to.
fn variable_or_file(name: &str, environment: &impl Fn(&str) -> Option<String>) -> Result<Option<String>, ConfigError> {
    if let Some(text) = environment(name).filter(|text| !text.is_empty()) {
        return Ok(Some(text));
    }
    let pointer = format!("{name}_FILE");
    environment(&pointer)
        .map(|path| {
            let text =
                std::fs::read_to_string(&path).map_err(|e| ConfigError::new(&pointer, format!("{path}: {e}")))?;
            Ok(text.trim_end().to_owned())
        })
        .transpose()
}

fn overlay(base: &mut Table, over: Table) {
    for (key, value) in over {
        match (base.get_mut(&key), value) {
            (Some(Value::Table(inner)), Value::Table(value)) => overlay(inner, value),
            (_, value) => {
                base.insert(key, value);
            }
        }
    }
}

/// Sets a text, or what the default is: a list, a number, yes or no. What cannot be read as such is refused later.
fn set(table: &mut Table, path: &[&str], text: &str) {
    let Some((last, parents)) = path.split_last() else { return };
    let mut table = table;
    for parent in parents {
        let Some(Value::Table(inner)) = table.get_mut(*parent) else { return };
        table = inner;
    }
    let value = match table.get(*last) {
        Some(Value::Array(_)) => {
            Value::Array(text.split(',').map(|part| Value::String(part.trim().to_owned())).collect())
        }
        Some(Value::Integer(_)) => text.parse().map_or_else(|_| Value::String(text.to_owned()), Value::Integer),
        Some(Value::Boolean(_)) => text.parse().map_or_else(|_| Value::String(text.to_owned()), Value::Boolean),
        _ => Value::String(text.to_owned()),
    };
    table.insert((*last).to_owned(), value);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{BucketKind, StoragePlace};
    use std::path::PathBuf;

    fn load(environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::load(Path::new("/nowhere/Leptos.toml"), |name| {
            environment.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
    }

    fn files(config: &Config) -> PathBuf {
        match config.storage_place().unwrap() {
            StoragePlace::Folder(folder) => folder,
            StoragePlace::Bucket(bucket) => panic!("{bucket:?} is no folder"),
        }
    }

    #[test]
    fn without_anything_it_is_sqlite_in_the_data_folder() {
        let config = load(&[]).unwrap();
        assert_eq!(config.database_url(), "sqlite://data/ocriva.db?mode=rwc");
        assert_eq!(files(&config), Path::new("data/files"));
        assert_eq!(config.public_url(), "http://127.0.0.1:3000");
    }

    #[test]
    fn the_environment_wins_and_ocriva_addr_over_leptos_site_addr() {
        let config = load(&[
            ("OCRIVA_ADDR", "0.0.0.0:8080"),
            ("LEPTOS_SITE_ADDR", "0.0.0.0:1"),
            ("OCRIVA_DATA", "/var/lib/ocriva"),
            ("OCRIVA_WEBHOOK_ALLOW", "127.0.0.0/8, 10.0.0.0/8"),
        ])
        .unwrap();
        assert_eq!(config.address().unwrap().port(), 8080);
        assert_eq!(files(&config), Path::new("/var/lib/ocriva/files"));
        assert_eq!(config.webhooks.allow.len(), 2);
    }

    #[test]
    fn a_file_overlays_key_by_key_and_unknown_keys_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("Leptos.toml");
        std::fs::write(&file, "[upload]\nmax-bytes = 5\n").unwrap();
        let config = Config::load(&file, |_| None).unwrap();
        assert_eq!(config.upload.max_bytes, 5);
        assert_eq!(config.webhooks.attempts, 3);

        std::fs::write(&file, "[upload]\nmax-bites = 5\n").unwrap();
        let error = Config::load(&file, |_| None).unwrap_err().to_string();
        assert!(error.contains("max-bites"), "{error}");
    }

    #[test]
    fn a_secret_may_come_from_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("url");
        std::fs::write(&file, "postgres://db/ocriva\n").unwrap();
        let config = load(&[("DATABASE_URL_FILE", file.to_str().unwrap())]).unwrap();
        assert_eq!(config.database_url(), "postgres://db/ocriva");
    }

    #[test]
    fn a_bucket_gets_its_keys_from_the_environment_or_from_files() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        std::fs::write(&file, "filed\n").unwrap();
        let config = load(&[
            ("STORAGE_URL", "s3://files"),
            ("AWS_ENDPOINT_URL", "http://elsewhere"),
            ("OCRIVA_S3_ENDPOINT", "http://garage:3900"),
            ("AWS_ACCESS_KEY_ID", "me"),
            ("AWS_SECRET_ACCESS_KEY_FILE", file.to_str().unwrap()),
        ])
        .unwrap();
        let StoragePlace::Bucket(bucket) = config.storage_place().unwrap() else { panic!("it is a bucket") };
        let held: Vec<_> = bucket.credentials.iter().map(|(name, secret)| (*name, secret.expose())).collect();
        assert_eq!(held, [("AWS_ACCESS_KEY_ID", "me"), ("AWS_SECRET_ACCESS_KEY", "filed")]);
        let BucketKind::S3 { endpoint, region } = bucket.kind else { panic!("it speaks S3") };
        assert_eq!((endpoint.as_deref(), region.as_str()), (Some("http://garage:3900"), "us-east-1"));
    }

    #[test]
    fn keys_come_from_the_environment_and_are_never_shown() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("key");
        std::fs::write(&file, "sk-filed\n").unwrap();
        let config = load(&[
            ("OPENAI_API_KEY", "sk-plain"),
            ("ANTHROPIC_API_KEY_FILE", file.to_str().unwrap()),
            ("OCRIVA_SECRET", "hush"),
            ("OCRIVA_SELF_HOSTED_URL", "http://gpu:11434/v1"),
        ])
        .unwrap();
        let key = |name: &str| config.providers[name].key.as_ref().map(|key| key.expose().to_owned());
        assert_eq!((key("openai").as_deref(), key("anthropic").as_deref()), (Some("sk-plain"), Some("sk-filed")));
        assert_eq!(key("gemini"), None);
        let ready: Vec<&str> =
            config.providers.iter().filter(|(_, one)| one.is_ready()).map(|(name, _)| name.as_str()).collect();
        assert_eq!(ready, ["anthropic", "openai", "self-hosted"]);
        let shown = format!("{config:?}");
        assert!(!["sk-plain", "sk-filed", "hush"].iter().any(|secret| shown.contains(secret)), "{shown}");
    }

    #[test]
    fn log_in_providers_are_on_once_they_have_an_id_and_a_secret() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("Leptos.toml");
        let own = "[login.acme-id]\nname = 'Acme'\nissuer = 'https://id.acme.test'\nscopes = ['openid']\n";
        std::fs::write(&file, own).unwrap();
        let environment = [
            ("GOOGLE_CLIENT_ID", "g"),
            ("GOOGLE_CLIENT_SECRET", "hush"),
            ("LINE_CHANNEL_ID", "l"),
            ("OCRIVA_LOGIN_ACME_ID_ID", "a"),
            ("OCRIVA_LOGIN_ACME_ID_SECRET", "hush"),
            ("OCRIVA_LOGIN_ACME_ID_ISSUER", "http://127.0.0.1:1"),
        ];
        let look = |name: &str| environment.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
        let config = Config::load(&file, look).unwrap();
        let ready: Vec<_> =
            config.login.iter().filter(|(_, one)| one.is_ready()).map(|(name, _)| name.as_str()).collect();
        assert_eq!(ready, ["acme-id", "google"], "LINE has no secret");
        assert_eq!(config.login["acme-id"].issuer, "http://127.0.0.1:1");
        assert!(!format!("{config:?}").contains("hush"));
        assert!(load(&[]).unwrap().login.values().all(|one| !one.is_ready()));

        std::fs::write(&file, own.replace("acme-id", "'Acme/..'")).unwrap();
        assert!(Config::load(&file, |_| None).unwrap_err().to_string().contains("Acme/.."));
    }

    #[test]
    fn the_catalogue_is_whole() {
        let config = load(&[]).unwrap();
        assert!(!config.providers["self-hosted"].is_ready(), "off until its address is set");
        for (name, provider) in &config.providers {
            assert!(!provider.is_ready(), "{name} has no key");
            assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{name} is part of a path");
            assert!(provider.any_model || !provider.models.is_empty(), "{name} has no model");
            for model in &provider.models {
                assert!(provider.models.iter().filter(|other| other.id == model.id).count() == 1, "{}", model.id);
                assert!(model.credits > 0 && model.input_price > 0.0 && model.output_price > 0.0, "{}", model.id);
                assert!(model.context >= 2 * model.output, "{}", model.id);
            }
        }
    }

    #[test]
    fn a_new_model_is_no_code_and_a_mistyped_one_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("Leptos.toml");
        let own = "[providers.acme]\nname = 'Acme'\nwire = 'chat'\nbase-url = 'https://acme.test/v1'\n\
                   [[providers.acme.models]]\nid = 'one'\ncredits = 1\n[[providers.deepseek.models]]\nid = 'v9'\n";
        std::fs::write(&file, own).unwrap();
        let config = Config::load(&file, |_| None).unwrap();
        assert_eq!(config.providers["acme"].model("one").unwrap().credits, 1);
        assert!(config.providers["acme"].model("two").is_none());
        assert!(config.providers["acme"].is_ready(), "it needs no key");
        let ids: Vec<&str> = config.providers["deepseek"].models.iter().map(|model| model.id.as_str()).collect();
        assert_eq!(ids, ["v9"], "an own list replaces the one that was there");
        assert!(config.providers["self-hosted"].model("llama3.2-vision").is_some(), "its models are not known here");

        std::fs::write(&file, own.replace("credits", "credit")).unwrap();
        assert!(Config::load(&file, |_| None).unwrap_err().to_string().contains("credit"));
    }

    #[test]
    fn numbers_and_switches_are_read_as_such() {
        let config = load(&[("OCRIVA_MAX_FILE_BYTES", "5"), ("OCRIVA_WORKERS", "false")]).unwrap();
        assert_eq!((config.upload.max_bytes, config.queue.workers), (5, false));
        assert!(load(&[("OCRIVA_WORKERS", "perhaps")]).unwrap_err().to_string().contains("perhaps"));
    }

    #[test]
    fn a_bad_network_is_named() {
        assert!(load(&[("OCRIVA_WEBHOOK_ALLOW", "everything")]).is_err());
    }
}
