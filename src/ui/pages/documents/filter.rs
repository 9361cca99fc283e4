//! What the list shows, kept in the address: `?status=failed&page=2`.

use crate::{
    domain::{export::ExportFormat, id::ProjectId, processing::ProcessingStatus},
    ui::components::{Glyph, Menu, MenuFile, badge::face},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Page and state that are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filter {
    /// From 1.
    pub page: u64,
    pub status: Option<ProcessingStatus>,
}

impl Filter {
    pub fn in_address() -> Memo<Self> {
        let query = use_query_map();
        Memo::new(move |_| {
            query.with(|query| Self {
                page: query.get_str("page").and_then(|page| page.parse().ok()).unwrap_or(1).max(1),
                status: query.get_str("status").and_then(ProcessingStatus::parse),
            })
        })
    }

    #[must_use]
    pub fn on_page(self, page: u64) -> Self {
        Self { page, ..self }
    }

    /// Where all that it shows is had as a file.
    #[must_use]
    pub fn export(self, project: &ProjectId, format: ExportFormat) -> String {
        let status = self.status.map(|status| format!("&status={}", status.as_str())).unwrap_or_default();
        format!("/processing-history/export?projectId={project}{status}&format={}", format.as_str())
    }

    /// As the query of an address; `?` alone for everything.
    #[must_use]
    pub fn query(self) -> String {
        let status = self.status.map(|status| format!("status={}", status.as_str()));
        let page = (self.page > 1).then(|| format!("page={}", self.page));
        format!("?{}", status.into_iter().chain(page).collect::<Vec<_>>().join("&"))
    }
}

/// The states worth looking for, as links.
#[component]
pub fn StatusFilter(status: Option<ProcessingStatus>) -> impl IntoView {
    const STATES: [Option<ProcessingStatus>; 5] = [
        None,
        Some(ProcessingStatus::Pending),
        Some(ProcessingStatus::InProgress),
        Some(ProcessingStatus::Completed),
        Some(ProcessingStatus::Failed),
    ];
    view! {
        <nav class="segments filter" aria-label="Show">
            {STATES
                .into_iter()
                .map(|state| {
                    let word = state.map_or("All", |state| face(state).2);
                    let href = Filter { page: 1, status: state }.query();
                    view! {
                        <a href=href aria-current=(state == status).then_some("true")>
                            {word}
                        </a>
                    }
                })
                .collect_view()}
        </nav>
    }
}

/// What the list shows, all pages of it, as a file. It stands outside of the list: one that is fetched anew would close
/// the menu.
#[component]
pub fn Export(#[prop(into)] project: Signal<Option<ProjectId>>, filter: Memo<Filter>) -> impl IntoView {
    let href = move |format: ExportFormat, rows: &'static str| {
        Signal::derive(move || {
            let address = project.get().map(|project| filter.get().export(&project, format));
            address.map(|address| address + rows).unwrap_or_default()
        })
    };
    view! {
        <Menu id="menu-export" label="Export" glyph=Glyph::Download>
            <MenuFile href=href(ExportFormat::Csv, "") label="CSV" hint="a row per document"/>
            <MenuFile href=href(ExportFormat::Csv, "&rows=items") label="CSV, line items" hint="a row each"/>
            <MenuFile href=href(ExportFormat::Xlsx, "") label="Excel"/>
            <MenuFile href=href(ExportFormat::Json, "") label="JSON"/>
        </Menu>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_written_as_short_as_it_can_be() {
        let all = Filter { page: 1, status: None };
        assert_eq!(all.query(), "?");
        assert_eq!(all.on_page(3).query(), "?page=3");
        let failed = Filter { page: 2, status: Some(ProcessingStatus::Failed) };
        assert_eq!(failed.query(), "?status=failed&page=2");
        let project = ProjectId("proj_1".into());
        assert_eq!(
            failed.export(&project, ExportFormat::Xlsx),
            "/processing-history/export?projectId=proj_1&status=failed&format=xlsx"
        );
    }
}
