//! A letter: plain sentences and at most one button; as text and set out.

use crate::clients::mail::Mail;
use std::fmt::Write as _;

/// Made by one function for each occasion, in [`super::letters`].
pub struct Letter {
    to: String,
    subject: String,
    parts: Vec<Part>,
}

enum Part {
    Sentence(String),
    Button { label: &'static str, address: String },
}

impl Letter {
    /// `to` is a bare address. Nobody's name stands in a letter to an address that nobody has confirmed: whoever made
    /// the account chose it.
    #[must_use]
    pub fn new(to: impl Into<String>, subject: impl Into<String>) -> Self {
        Self { to: to.into(), subject: subject.into(), parts: Vec::new() }
    }

    /// A paragraph.
    #[must_use]
    pub fn say(mut self, text: impl Into<String>) -> Self {
        self.parts.push(Part::Sentence(text.into()));
        self
    }

    /// What to do, where there is something to do.
    #[must_use]
    pub fn button(mut self, label: &'static str, address: impl Into<String>) -> Self {
        self.parts.push(Part::Button { label, address: address.into() });
        self
    }

    pub(super) fn write(self, public_url: &str) -> Mail {
        let mut text = "Hello,\n\n".to_owned();
        let mut html = String::new();
        let mut link = None;
        for part in self.parts {
            match part {
                Part::Sentence(sentence) => {
                    let _ = write!(text, "{sentence}\n\n");
                    let _ = write!(html, "<p>{}</p>", escaped(&sentence));
                }
                Part::Button { label, address } => {
                    let _ = write!(text, "{label}:\n{address}\n\n");
                    let shown = escaped(&address);
                    let _ = write!(
                        html,
                        "<p style=\"margin:28px 0\"><a href=\"{shown}\" style=\"{BUTTON}\">{label}</a></p>\
                         <p style=\"{SMALL}\">Or open this address: {shown}</p>"
                    );
                    link.get_or_insert(address);
                }
            }
        }
        let _ = writeln!(text, "-- \nOcriva\n{public_url}");
        let place = escaped(public_url);
        let html = format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{}</title></head>\
             <body style=\"{BODY}\"><p>Hello,</p>{html}<p style=\"{SMALL};margin-top:32px\">Ocriva<br>{place}</p>\
             </body></html>",
            escaped(&self.subject)
        );
        Mail { to: self.to, subject: self.subject, text, html, link }
    }
}

const BODY: &str = "max-width:34em;margin:32px auto;padding:0 16px;font:16px/1.55 system-ui,sans-serif;color:#1c2320";
const BUTTON: &str = "display:inline-block;padding:12px 22px;border-radius:8px;background:#0f6b52;color:#fff;\
                      font-weight:600;text-decoration:none";
const SMALL: &str = "font-size:13px;color:#5d6863;overflow-wrap:anywhere";

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_markup_say_the_same_and_names_bring_no_markup() {
        let letter = Letter::new("ann@example.com", "Join <Acme>")
            .say("Bob asks you to join \"<b>Acme</b> & sons\".")
            .button("Join", "https://o.example/join?a=1&b=2");
        let mail = letter.write("https://o.example");
        assert!(mail.text.contains("\"<b>Acme</b> & sons\"") && mail.text.contains("https://o.example/join?a=1&b=2"));
        assert!(mail.html.contains("&quot;&lt;b&gt;Acme&lt;/b&gt; &amp; sons&quot;"));
        assert!(mail.html.contains("href=\"https://o.example/join?a=1&amp;b=2\""));
        assert!(mail.html.contains("<title>Join &lt;Acme&gt;</title>"));
        assert_eq!(mail.link.as_deref(), Some("https://o.example/join?a=1&b=2"));
    }
}
