//! The server's secret: from the environment, else made once and kept beside the data, for its owner's eyes alone.

use super::assemble::StartError;
use crate::{
    clock::random_text,
    config::{Config, ConfigError, Secret},
};
use std::{fs, io::Write as _, path::Path};

/// Shorter ones can be guessed.
const SHORTEST: usize = 16;
/// Characters of one that is made here; 64 of these hold 256 bits and more.
const LENGTH: usize = 64;
const ALPHABET: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyz";
/// Its file in the data folder.
const FILE: &str = "secret";

/// The secret that tenants' keys are sealed with.
///
/// # Errors
/// When `OCRIVA_SECRET` is too short, or the file cannot be read or written.
pub fn secret(config: &Config) -> Result<Secret, StartError> {
    let secret = match &config.secret {
        Some(given) => given.clone(),
        None => kept(&config.server.data)
            .map_err(|cause| StartError::Folder { folder: config.server.data.display().to_string(), cause })?,
    };
    if secret.expose().chars().count() < SHORTEST {
        let reason = format!("needs at least {SHORTEST} characters; leave it out and one is made");
        return Err(ConfigError::new("OCRIVA_SECRET", reason).into());
    }
    Ok(secret)
}

/// The secret in `folder`, made if there is none. Of two processes that start at once the first one's counts.
fn kept(folder: &Path) -> std::io::Result<Secret> {
    fs::create_dir_all(folder)?;
    let path = folder.join(FILE);
    if !path.exists() {
        // A temporary file is its owner's alone, and gets its name only when it is whole.
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(random_text(LENGTH, ALPHABET).as_bytes())?;
        file.as_file().sync_all()?;
        if let Err(error) = file.persist_noclobber(&path)
            && !path.exists()
        {
            return Err(error.error);
        }
    }
    Ok(Secret::new(fs::read_to_string(path)?.trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_made_once_and_is_its_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let made = kept(folder.path()).unwrap();
        assert_eq!(made.expose().len(), LENGTH);
        assert_eq!(kept(folder.path()).unwrap(), made);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(folder.path().join(FILE)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn a_short_one_is_refused() {
        let load = |text: &str| {
            let config = Config::load(Path::new("/nowhere"), |name| (name == "OCRIVA_SECRET").then(|| text.to_owned()));
            secret(&config.unwrap())
        };
        assert!(load("too short").unwrap_err().to_string().contains("OCRIVA_SECRET"));
        assert_eq!(load("sixteen letters!").unwrap().expose(), "sixteen letters!");
    }
}
