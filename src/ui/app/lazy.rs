//! The large pages as parts of their own: the browser fetches the code of such a page when somebody goes there.
//!
//! Not every page: the code that any two lazy pages share becomes a file of its own, and ten pages made a hundred.

use crate::ui::pages::{
    document::DocumentPage, documents::DocumentsPage, line::LineBotPage, template_editor::TemplateEditorPage,
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
    Documents = DocumentsPage;
    Document = DocumentPage;
    LineBot = LineBotPage;
    TemplateEditor = TemplateEditorPage;
}
