//! The parsers of what strangers send, gathered for the targets in `fuzz/`; built with the feature `fuzzing` alone.

// files, and what a reader process answers about them
pub use crate::{
    clients::readers::frame,
    pipeline::extract::read::{
        Limits, MediaType, PageRange, ReadError, Reader, Reading, RenderedPage,
        apart::wire::{Ask as AskedOfReader, Said as SaidByReader},
        count_pages, render,
    },
};

// words become fields
pub use crate::{
    domain::{amend::amend, reference},
    pipeline::extract::{check, ground::ground, guide::guided, local},
};

pub mod notation {
    //! Numbers, dates, codes and spelling.
    pub use crate::pipeline::extract::notation::*;
}

// templates
pub use crate::{
    domain::{preset, schema, template::NewTemplate, template_form},
    runtime::pattern,
};

// what models answer
pub use crate::{
    config::providers::Wire,
    pipeline::extract::providers::{
        answer::find as find_answer, retry::asked as wait_of_provider, validate::complaints, wire::reply,
    },
};

// requests: their queries, bodies and headers
pub use crate::{
    clients::retry_after::retry_after,
    config::ForwardedHeader,
    domain::{document::DocumentStatus, idempotency::IdempotencyKey, list, live, moment::Moment, time::Timestamp},
    pipeline::line::event::{Content as LineContent, read as read_line_webhook},
    web::{
        csrf::is_own,
        decode::{json as body, query},
        live::read as read_live,
        request::bearer,
        rest::{
            cursor::{behind, onward},
            filter::Filter,
        },
        server_fns::session::way_on,
        socket_io::line::read as read_socket_io,
    },
};

// who somebody is
pub use crate::{
    access::{LinkToken, token::lookup_hash},
    config::Secret,
    runtime::Signer,
    workspace::{accounts::address::is_address, accounts::device::Device, sessions::refresh_token::RefreshToken},
};

// names, addresses and cells
pub use crate::{
    clients::address::AddressGuard,
    domain::{tenancy::Logo, webhook, webhook_form::WebhookForm},
    pipeline::{
        deliver::check::Wrong as WrongEndpoint, ingest::file_name::clean as clean_file_name, result::export::safe,
    },
};

use crate::clients::http::HttpClient;
use std::sync::LazyLock;

static GUARDED: LazyLock<HttpClient> = LazyLock::new(|| {
    // Taken by whoever is first; the other one is the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    HttpClient::guarded(AddressGuard::default()).expect("a client without settings")
});

/// Would a request that a tenant asks for be sent there, as far as the address itself tells?
#[must_use]
pub fn may_be_asked(url: &str) -> bool {
    GUARDED.vet(url).is_ok()
}
