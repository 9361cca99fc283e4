//! Identifiers: `prefix_` and a part that sorts by time of creation.

/// Longest id, in characters.
const MAX: usize = 64;

/// Letters, digits and underscores: what ids are made of, and what every database takes.
fn is_plain(text: &str) -> bool {
    text.len() <= MAX && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// What follows the prefix, and an example of it.
const FORM: &str = "[0-9a-z]{26}";
const EXAMPLE: &str = "01kp6x2m9s7t4v8w0y3z5a6b7c";

/// Declares id types that differ to the compiler and carry their prefix in the text.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal $(($form:literal, $example:literal))?;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "ssr", derive(sea_orm::DeriveValueType))]
        #[serde(from = "String")]
        #[serde(into = "String")]
        pub struct $name(pub String);

        impl $name {
            /// What every id of this kind begins with, underscore included.
            pub const PREFIX: &'static str = concat!($prefix, "_");

            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                let own: Option<(&str, &str)> = None$(.or(Some(($form, $example))))?;
                let (form, example) = own.unwrap_or((FORM, EXAMPLE));
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .pattern(Some(format!("^{}{form}$", Self::PREFIX)))
                    .examples([format!("{}{example}", Self::PREFIX)])
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {}

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl From<String> for $name {
            /// A text that cannot be an id becomes one that nothing has: asking for it finds nothing.
            fn from(text: String) -> Self {
                if is_plain(&text) { Self(text) } else { Self(concat!($prefix, "_?").to_owned()) }
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        #[cfg(feature = "ssr")]
        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }
    )*};
}

ids! {
    /// A tenant.
    OrgId = "org";
    ProjectId = "proj";
    TemplateId = "tmpl";
    /// A file beside a template.
    ReferenceFileId = "ref";
    /// An uploaded file.
    DocumentId = "doc";
    /// One run of a document through a template.
    ProcessingId = "proc";
    /// Files that came in together.
    BatchId = "batch";
    UserId = "user";
    /// A browser that is signed in, from log-in to log-out.
    SessionId = "ses";
    /// An account elsewhere that its owner signs in with.
    IdentityId = "idn";
    EventId = "evt" ("[0-9]{13}_[0-9a-z]{6}", "1743418800000_inv9x2");
    /// Something that live sockets were told.
    LiveEventId = "live";
    WebhookId = "whk";
    DeliveryId = "dlv";
    TokenId = "tok";
    InvitationId = "inv";
    /// The LINE bot of a project.
    LineChannelId = "line";
    /// A line of the audit trail.
    AuditId = "aud";
    /// An entry of the queue; internal.
    JobId = "job";
    /// What somebody sent to a LINE bot; internal.
    LineMessageId = "lmsg";
    /// A mail that waits or was sent; internal.
    MailId = "mail";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_cannot_be_an_id_is_nobodys() {
        let read = |text: &str| serde_json::from_value::<DocumentId>(serde_json::json!(text)).unwrap().0;
        assert_eq!(read("doc_01m7xz3kmh"), "doc_01m7xz3kmh");
        for odd in ["doc_\0", "doc_'--", "doc_ä", &"d".repeat(65)] {
            assert_eq!(read(odd), "doc_?");
        }
    }
}
