//! The icons: line drawings on a grid of 24, coloured by the text around them.

use leptos::prelude::*;

/// What an icon shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glyph {
    Documents,
    Template,
    Batch,
    Webhook,
    Chat,
    Key,
    Engine,
    Upload,
    Download,
    Check,
    Warning,
    Failed,
    Info,
    Spinner,
    Waiting,
    Cancelled,
    Chevron,
    ChevronLeft,
    ChevronRight,
    UpDown,
    Logout,
    Search,
    External,
    Copy,
    Trash,
    Plus,
    Close,
    Menu,
    Pencil,
    Refresh,
    Sun,
    Moon,
    Screen,
    Organization,
    Project,
    Person,
    People,
    Settings,
    Trail,
}

impl Glyph {
    /// The drawing as SVG; ours alone, never a visitor's text.
    fn drawing(self) -> &'static str {
        match self {
            Self::Documents => {
                r#"<path d="M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8z"/><path d="M14 3v5h5M9 13h6M9 17h4"/>"#
            }
            Self::Template => r#"<rect x="3" y="4" width="18" height="16" rx="2"/><path d="M3 9h18M9 9v11"/>"#,
            Self::Batch => r#"<path d="m12 3 9 5-9 5-9-5z"/><path d="m3 12.5 9 5 9-5M3 17l9 5 9-5"/>"#,
            Self::Webhook => {
                r#"<path d="M9.5 8.5a3 3 0 1 1 4.2 2.8l3.1 5.2M17 19.5a3 3 0 1 0-2.6-4.5M7.3 12.9A3 3 0 1 0 9.9 17H16"/><path d="m12.5 9-3.4 5.6"/>"#
            }
            Self::Chat => {
                r#"<path d="M12 4c5 0 9 3.1 9 7s-4 7-9 7c-.9 0-1.7-.1-2.5-.3L5 20l.8-3.5C4 15.2 3 13.2 3 11c0-3.9 4-7 9-7z"/><path d="M8.5 11h.1M12 11h.1M15.5 11h.1"/>"#
            }
            Self::Key => r#"<circle cx="8" cy="15" r="4"/><path d="m11 12 8-8M16 7l2.5 2.5M13.5 9.5 15 11"/>"#,
            Self::Engine => {
                r#"<rect x="6" y="6" width="12" height="12" rx="2"/><path d="M10 2.5V6m4-3.5V6m-4 12v3.5m4-3.5v3.5M2.5 10H6m-3.5 4H6m12-4h3.5M18 14h3.5"/>"#
            }
            Self::Upload => r#"<path d="M12 16V4M7 9l5-5 5 5M4 16v2a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-2"/>"#,
            Self::Download => r#"<path d="M12 4v12M7 11l5 5 5-5M4 16v2a2 2 0 0 0 2 2h12a2 2 0 0 0 2-2v-2"/>"#,
            Self::Check => r#"<path d="m5 12.5 4.5 4.5L19 7.5"/>"#,
            Self::Warning => r#"<path d="M12 4 2.8 19.5h18.4zM12 10v4.5M12 17.2v.1"/>"#,
            Self::Failed => r#"<circle cx="12" cy="12" r="9"/><path d="m9 9 6 6m0-6-6 6"/>"#,
            Self::Info => r#"<circle cx="12" cy="12" r="9"/><path d="M12 11v5M12 7.8v.1"/>"#,
            Self::Spinner => r#"<path d="M21 12a9 9 0 1 1-6.2-8.6"/>"#,
            Self::Waiting => r#"<circle cx="12" cy="12" r="9"/><path d="M12 7v5l3 2"/>"#,
            Self::Cancelled => r#"<circle cx="12" cy="12" r="9"/><path d="M8 12h8"/>"#,
            Self::Chevron => r#"<path d="m6 9 6 6 6-6"/>"#,
            Self::ChevronLeft => r#"<path d="m15 6-6 6 6 6"/>"#,
            Self::ChevronRight => r#"<path d="m9 6 6 6-6 6"/>"#,
            Self::UpDown => r#"<path d="m8 9 4-4 4 4M8 15l4 4 4-4"/>"#,
            Self::Logout => r#"<path d="M14 4H6a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h8M10 12h11M17 8l4 4-4 4"/>"#,
            Self::Search => r#"<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>"#,
            Self::External => {
                r#"<path d="M14 4h6v6M20 4l-9 9M18 14v4a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2h4"/>"#
            }
            Self::Copy => {
                r#"<rect x="9" y="9" width="11" height="11" rx="2"/><path d="M15 9V6a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v7a2 2 0 0 0 2 2h3"/>"#
            }
            Self::Trash => r#"<path d="M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5M14 11v5"/>"#,
            Self::Plus => r#"<path d="M12 5v14M5 12h14"/>"#,
            Self::Close => r#"<path d="m6 6 12 12M18 6 6 18"/>"#,
            Self::Menu => r#"<path d="M4 7h16M4 12h16M4 17h16"/>"#,
            Self::Pencil => r#"<path d="m4 20 1-4L16.5 4.5l3 3L8 19zM14 7l3 3"/>"#,
            Self::Refresh => r#"<path d="M20 5v5h-5M4 19v-5h5M19.4 10A8 8 0 0 0 5.6 7.2M4.6 14a8 8 0 0 0 13.8 2.8"/>"#,
            Self::Sun => {
                r#"<circle cx="12" cy="12" r="4"/><path d="M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4"/>"#
            }
            Self::Moon => r#"<path d="M20 14.5A8.5 8.5 0 0 1 9.5 4a8.5 8.5 0 1 0 10.5 10.5z"/>"#,
            Self::Screen => r#"<rect x="3" y="4" width="18" height="12" rx="2"/><path d="M8 20h8M12 16v4"/>"#,
            Self::Organization => {
                r#"<path d="M5 21V5a1 1 0 0 1 1-1h8a1 1 0 0 1 1 1v16M15 10h3a1 1 0 0 1 1 1v10M3 21h18M8.5 8h3M8.5 12h3M8.5 16h3"/>"#
            }
            Self::Person => r#"<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5a7.5 7.5 0 0 1 15 0"/>"#,
            Self::People => {
                r#"<circle cx="9" cy="8.5" r="3.5"/><path d="M2.5 20a6.5 6.5 0 0 1 13 0M16 5.2a3.5 3.5 0 0 1 0 6.6M18 14.3a6.5 6.5 0 0 1 3.5 5.7"/>"#
            }
            Self::Settings => {
                r#"<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>"#
            }
            Self::Trail => r#"<path d="M8 6h12M8 12h12M8 18h8"/><path d="M4 6h.1M4 12h.1M4 18h.1"/>"#,
            Self::Project => {
                r#"<path d="M3 7a2 2 0 0 1 2-2h4l2 2.5h8a2 2 0 0 1 2 2V17a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2z"/>"#
            }
        }
    }
}

/// A small drawing beside a word; silent to screen readers, so the word must be there.
#[component]
pub fn Icon(glyph: Glyph) -> impl IntoView {
    let class = if glyph == Glyph::Spinner { "icon turning" } else { "icon" };
    view! { <svg class=class viewBox="0 0 24 24" aria-hidden="true" inner_html=glyph.drawing()></svg> }
}
