//! Answers that many routes have: a handler names its refusals in one line.

use crate::domain::export::ExportFormat;
use std::collections::BTreeMap;
use utoipa::{
    IntoResponses, PartialSchema, ToSchema,
    openapi::{
        ContentBuilder, KnownFormat, ObjectBuilder, Ref, RefOr, Response, ResponseBuilder, Schema, SchemaFormat,
        schema::Type,
    },
};

/// A refusal by its name in the document.
pub struct Refusal {
    pub name: &'static str,
    pub status: &'static str,
    pub description: &'static str,
}

macro_rules! refusals {
    ($($name:ident = $status:literal, $description:literal;)*) => {
        /// Every refusal there is.
        pub const REFUSALS: &[Refusal] =
            &[$(Refusal { name: stringify!($name), status: $status, description: $description }),*];

        $(
            #[doc = $description]
            pub struct $name;

            impl IntoResponses for $name {
                fn responses() -> BTreeMap<String, RefOr<Response>> {
                    BTreeMap::from([($status.to_owned(), RefOr::Ref(Ref::from_response_name(stringify!($name))))])
                }
            }
        )*
    };
}

refusals! {
    BadRequest = "400", "Something in the request cannot be used; `message` names every field.";
    Unauthorized = "401", "Nobody is signed in, or the token is not valid.";
    WrongCredentials = "401", "The e-mail address or the password is wrong.";
    PaymentRequired = "402", "There are not enough credits.";
    Forbidden = "403", "The caller may not do this.";
    NotFound = "404", "There is no such thing, or it is not the caller’s.";
    Timeout = "408", "The body came too slowly.";
    Conflict = "409", "It cannot be done as things are now.";
    Gone = "410", "It is not there any more.";
    ChangedMeanwhile = "412", "It is not any more what `If-Match` says.";
    TooLarge = "413", "The body is too large.";
    UnsupportedMedia = "415", "The content type, or the type of a file, is not one that is read.";
    Unprocessable = "422", "It was understood and cannot be done.";
    TooManyRequests = "429", "Too much at once: try again after `Retry-After`.";
    Internal = "500", "Something went wrong on our side.";
    Unavailable = "503", "Something that is needed does not answer: try again after `Retry-After`.";
}

/// What can be uploaded.
const UPLOADED: [&str; 7] =
    ["application/pdf", "image/jpeg", "image/png", "image/webp", "image/bmp", "image/tiff", "application/xml"];

/// An original, as an attachment.
pub struct OriginalFile;

impl IntoResponses for OriginalFile {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        file("The file as it was uploaded.", UPLOADED)
    }
}

/// The sign of an organization.
pub struct LogoPicture;

impl IntoResponses for LogoPicture {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        file("The picture as it was sent.", ["image/png", "image/jpeg", "image/webp"])
    }
}

/// A reference file, as an attachment.
pub struct ReferenceText;

impl IntoResponses for ReferenceText {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        file("The file as it was sent.", ["text/csv", "text/plain", "text/markdown", "application/json"])
    }
}

/// A page as a picture.
pub struct PageImage;

impl IntoResponses for PageImage {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        file("The page: PNG if it was drawn, JPEG if it is a photo.", ["image/png", "image/jpeg"])
    }
}

/// One result in any format.
pub struct OneFile;

impl IntoResponses for OneFile {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        file(
            "The result in the format that was asked for.",
            ExportFormat::ALL.map(mime).into_iter().chain(["image/jpeg"]),
        )
    }
}

/// The name of a format that holds many results.
pub struct ManyFormat;

impl PartialSchema for ManyFormat {
    fn schema() -> RefOr<Schema> {
        let names = ExportFormat::OF_MANY.map(ExportFormat::as_str);
        ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names)).into()
    }
}

impl ToSchema for ManyFormat {}

/// Many results in a format that holds many.
pub struct ManyFile;

impl IntoResponses for ManyFile {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        file("The results in the format that was asked for.", ExportFormat::OF_MANY.map(mime))
    }
}

/// Without its parameters.
fn mime(format: ExportFormat) -> &'static str {
    format.mime().split(';').next().unwrap_or_default()
}

fn file(description: &str, types: impl IntoIterator<Item = &'static str>) -> BTreeMap<String, RefOr<Response>> {
    let bytes =
        || ObjectBuilder::new().schema_type(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::Binary)));
    let answer = types.into_iter().fold(ResponseBuilder::new().description(description), |answer, mime| {
        // A body of JSON is JSON, not bytes.
        let content = ContentBuilder::new();
        let content = if mime == "application/json" { content } else { content.schema(Some(bytes())) };
        answer.content(mime, content.build())
    });
    BTreeMap::from([("200".to_owned(), RefOr::T(answer.build()))])
}
