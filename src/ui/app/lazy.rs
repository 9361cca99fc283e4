//! Pages as parts of their own: the browser fetches the code of a page when somebody goes there.

use crate::ui::pages::{
    document::DocumentPage, documents::DocumentsPage, landing::LandingPage, login::LoginPage, register::RegisterPage,
    template_editor::TemplateEditorPage, templates::TemplatesPage, tokens::TokensPage, webhook::WebhookPage,
    webhooks::WebhooksPage,
};
use leptos::prelude::*;
use leptos_router::{LazyRoute, lazy_route};

/// Makes a lazy route of each page.
macro_rules! lazy {
    ($($(#[$doc:meta])* $route:ident = $page:ident;)*) => {$(
        $(#[$doc])*
        pub struct $route;

        #[lazy_route]
        impl LazyRoute for $route {
            fn data() -> Self {
                Self
            }

            fn view(_route: Self) -> AnyView {
                view! { <$page/> }.into_any()
            }
        }
    )*};
}

lazy! {
    Landing = LandingPage;
    Login = LoginPage;
    Register = RegisterPage;
    Documents = DocumentsPage;
    Document = DocumentPage;
    Templates = TemplatesPage;
    TemplateEditor = TemplateEditorPage;
    Webhooks = WebhooksPage;
    Webhook = WebhookPage;
    Tokens = TokensPage;
}
