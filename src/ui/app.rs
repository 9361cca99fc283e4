//! The application: which address shows which page.

mod lazy;

use super::{
    layout::Frame,
    pages::{
        audit::AuditTrailPage,
        batch::BatchPage,
        batches::BatchesPage,
        forgot::ForgotPage,
        invitation::InvitationPage,
        landing::LandingPage,
        login::LoginPage,
        not_found::NotFoundPage,
        organization::OrganizationPage,
        overview::{OverviewPage, ProjectPage},
        people::PeoplePage,
        project_settings::ProjectSettingsPage,
        providers::ProvidersPage,
        register::RegisterPage,
        reset::ResetPage,
        templates::TemplatesPage,
        tokens::TokensPage,
        verify::VerifyPage,
        webhook::WebhookPage,
        webhook_delivery::WebhookDeliveryPage,
        webhooks::WebhooksPage,
        your_account::YourAccountPage,
    },
};
use leptos::prelude::*;
use leptos_meta::{Meta, Title, provide_meta_context};
use leptos_router::{
    Lazy, SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};

/// The root of every page.
///
/// All pages are rendered whole (`SsrMode::Async`): they can be read without script, and a signed-out visitor is
/// sent to the log-in page by a real redirect.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    Effect::new(say_hydrated);
    view! {
        <Title formatter=page_title/>
        <Meta name="description" content="Documents in, data out: drop a file and get the fields you asked for, each with its place on the page."/>
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/") view=LandingPage ssr=SsrMode::Async/>
                <Route path=path!("/login") view=LoginPage ssr=SsrMode::Async/>
                <Route path=path!("/register") view=RegisterPage ssr=SsrMode::Async/>
                <Route path=path!("/forgot") view=ForgotPage ssr=SsrMode::Async/>
                <Route path=path!("/reset") view=ResetPage ssr=SsrMode::Async/>
                <Route path=path!("/verify") view=VerifyPage ssr=SsrMode::Async/>
                <Route path=path!("/invitations/:link") view=InvitationPage ssr=SsrMode::Async/>
                <ParentRoute path=path!("/app") view=Frame ssr=SsrMode::Async>
                    <Route path=path!("/") view=OverviewPage/>
                    <Route path=path!("/account") view=YourAccountPage/>
                    <Route path=path!("/:project") view=ProjectPage/>
                    <Route path=path!("/:project/documents") view={Lazy::<lazy::Documents>::new()}/>
                    <Route path=path!("/:project/documents/:document") view={Lazy::<lazy::Document>::new()}/>
                    <Route path=path!("/:project/templates") view=TemplatesPage/>
                    <Route path=path!("/:project/templates/new") view={Lazy::<lazy::TemplateEditor>::new()}/>
                    <Route path=path!("/:project/templates/:template") view={Lazy::<lazy::TemplateEditor>::new()}/>
                    <Route path=path!("/:project/batches") view=BatchesPage/>
                    <Route path=path!("/:project/batches/:batch") view=BatchPage/>
                    <Route path=path!("/:project/webhooks") view=WebhooksPage/>
                    <Route path=path!("/:project/webhooks/:webhook") view=WebhookPage/>
                    <Route path=path!("/:project/webhooks/:webhook/:delivery") view=WebhookDeliveryPage/>
                    <Route path=path!("/:project/line") view={Lazy::<lazy::LineBot>::new()}/>
                    <Route path=path!("/:project/tokens") view=TokensPage/>
                    <Route path=path!("/:project/providers") view=ProvidersPage/>
                    <Route path=path!("/:project/settings") view=ProjectSettingsPage/>
                    <Route path=path!("/:project/people") view=PeoplePage/>
                    <Route path=path!("/:project/organization") view=OrganizationPage/>
                    <Route path=path!("/:project/audit") view=AuditTrailPage/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// The title of a page. `leptos_meta` writes it into the document as it is, so a name with markup in it must not
/// bring any: a browser shows the quotation mark in its place.
fn page_title(title: String) -> String {
    let title = title.replace('<', "‹");
    if title.is_empty() { "Ocriva".to_owned() } else { format!("{title} · Ocriva") }
}

/// Tells tests, and styles, that the page answers to clicks now.
fn say_hydrated() {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-hydrated", "");
    }
}
