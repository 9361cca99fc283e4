//! A browser in which somebody signed in before: known by a cookie that only this server can have written.

use crate::{clock::random_text, domain::id::UserId, runtime::Signer};

const ALPHABET: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyz";
/// Characters of a device's own name.
const NAME: usize = 25;
/// People of whom a device is remembered; a cookie has 4 KB.
const MOST_PEOPLE: usize = 8;

/// `name.mark.mark…`, a mark for each person that signed in there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    pub name: String,
    marks: Vec<String>,
}

impl Device {
    /// What the cookie says, or a device that nobody has seen.
    pub fn read(cookie: Option<&str>) -> Self {
        let mut parts = cookie.unwrap_or_default().split('.');
        let name = parts.next().unwrap_or_default();
        if name.len() != NAME || !name.bytes().all(|byte| ALPHABET.contains(&byte)) {
            return Self { name: random_text(NAME, ALPHABET), marks: Vec::new() };
        }
        Self { name: name.to_owned(), marks: parts.take(MOST_PEOPLE).map(str::to_owned).collect() }
    }

    /// Did this person sign in here before?
    pub fn knows(&self, signer: &Signer, user: &UserId) -> bool {
        self.marks.iter().any(|mark| signer.is_signed(&self.text(user), mark))
    }

    /// The cookie for a device that knows this person from now on.
    pub fn knowing(mut self, signer: &Signer, user: &UserId) -> String {
        let mark = signer.sign(&self.text(user));
        self.marks.retain(|own| *own != mark);
        self.marks.insert(0, mark);
        self.marks.truncate(MOST_PEOPLE);
        self.marks.insert(0, self.name);
        self.marks.join(".")
    }

    fn text(&self, user: &UserId) -> String {
        format!("known device\n{}\n{user}", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Secret;

    #[test]
    fn a_device_knows_who_signed_in_and_nobody_writes_its_cookie() {
        let signer = Signer::new(&Secret::new("correct horse battery"));
        let (ann, bob) = (UserId("user_ann".into()), UserId("user_bob".into()));
        let fresh = Device::read(None);
        assert!(!fresh.knows(&signer, &ann));
        let cookie = fresh.knowing(&signer, &ann);
        let device = Device::read(Some(&cookie));
        assert!(device.knows(&signer, &ann) && !device.knows(&signer, &bob));
        let both = device.clone().knowing(&signer, &bob);
        assert!(Device::read(Some(&both)).knows(&signer, &ann) && Device::read(Some(&both)).knows(&signer, &bob));

        let other = Device::read(None);
        let stolen = format!("{}.{}", other.name, cookie.split_once('.').unwrap().1);
        assert!(!Device::read(Some(&stolen)).knows(&signer, &ann), "a mark belongs to its device");
        for nonsense in ["", ".", "x.y", "ä", &"a".repeat(5000)] {
            assert!(!Device::read(Some(nonsense)).knows(&signer, &ann));
        }
        let many = (0..20).fold(Device::read(None), |device, n| {
            Device::read(Some(&device.knowing(&signer, &UserId(format!("user_{n}")))))
        });
        assert!(many.knowing(&signer, &ann).len() < 512);
    }
}
