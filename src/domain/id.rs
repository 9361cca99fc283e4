//! Identifiers: `prefix_` and a part that sorts by time of creation.

/// Declares id types that differ to the compiler and carry their prefix in the text.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "ssr", derive(sea_orm::DeriveValueType))]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// What every id of this kind begins with, underscore included.
            pub const PREFIX: &'static str = concat!($prefix, "_");

            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
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
    /// An uploaded file.
    DocumentId = "doc";
    /// One run of a document through a template.
    ProcessingId = "proc";
    UserId = "user";
    EventId = "evt";
    WebhookId = "whk";
    DeliveryId = "dlv";
    TokenId = "tok";
    /// An entry of the queue; internal.
    JobId = "job";
}
