//! Puts the configuration together: built-in defaults, then the file, then the environment.

use super::Config;
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
    ("DATABASE_URL", &["database", "url"]),
    ("STORAGE_URL", &["storage", "url"]),
    ("OCRIVA_MODELS", &["extraction", "models"]),
    ("OCRIVA_WEBHOOK_ALLOW", &["webhooks", "allow"]),
];

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
        Value::Table(table).try_into().map_err(|e: toml::de::Error| ConfigError::new("Leptos.toml", e.message()))
    }
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

/// Sets a text, or a list where the default is a list.
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
        _ => Value::String(text.to_owned()),
    };
    table.insert((*last).to_owned(), value);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::load(Path::new("/nowhere/Leptos.toml"), |name| {
            environment.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn without_anything_it_is_sqlite_in_the_data_folder() {
        let config = load(&[]).unwrap();
        assert_eq!(config.database_url(), "sqlite://data/ocriva.db?mode=rwc");
        assert_eq!(config.storage_folder().unwrap(), Path::new("data/files"));
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
        assert_eq!(config.storage_folder().unwrap(), Path::new("/var/lib/ocriva/files"));
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
    fn a_bad_network_is_named() {
        assert!(load(&[("OCRIVA_WEBHOOK_ALLOW", "everything")]).is_err());
    }
}
