//! Where we are: ids from the address, and addresses from ids.

use crate::domain::{
    id::{OrgId, ProjectId},
    place::Place,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};

/// The project in the address, on every page below `/app/:project`.
pub fn use_project() -> Memo<Option<ProjectId>> {
    let path = use_location().pathname;
    Memo::new(move |_| path.with(|path| project_of(path)))
}

/// The project or the organization in the address.
pub fn use_place() -> Memo<Option<Place>> {
    let path = use_location().pathname;
    Memo::new(move |_| path.with(|path| place_of(path)))
}

/// A part of the address by its name in the route: `param("document")`.
pub fn param(name: &'static str) -> Memo<String> {
    let params = use_params_map();
    Memo::new(move |_| params.with(|params| params.get(name).unwrap_or_default()))
}

/// The address of a section (`documents`, `templates`, …) of a project.
#[must_use]
pub fn section(project: &ProjectId, section: &str) -> String {
    format!("/app/{project}/{section}")
}

/// The address of a section (`people`, `organization`, `audit`) of an organization.
#[must_use]
pub fn section_around(place: &Place, section: &str) -> String {
    format!("/app/{place}/{section}")
}

fn project_of(path: &str) -> Option<ProjectId> {
    match place_of(path)? {
        Place::Project(project) => Some(project),
        Place::Organization(_) => None,
    }
}

fn place_of(path: &str) -> Option<Place> {
    let id = path.strip_prefix("/app/")?.split('/').next()?;
    let is_place = id.starts_with(ProjectId::PREFIX) || id.starts_with(OrgId::PREFIX);
    is_place.then(|| Place::from(id.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_project_stands_after_app() {
        assert_eq!(project_of("/app/proj_1/documents"), Some(ProjectId("proj_1".into())));
        for path in ["/app", "/app/", "/login", "/app/doc_1/x", "/app/org_1/people"] {
            assert_eq!(project_of(path), None, "{path}");
        }
        assert_eq!(place_of("/app/org_1/people"), Some(Place::Organization(OrgId("org_1".into()))));
    }
}
