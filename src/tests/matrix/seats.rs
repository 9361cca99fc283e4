//! Everybody who could call.

use crate::support::{Client, Tenant, TestApp};
use ocriva::domain::access::{Action, Permission};
use sea_orm::{ConnectionTrait, Database};
use serde_json::json;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seat {
    Owner,
    Admin,
    Member,
    Viewer,
    /// Owns another organization.
    Stranger,
    TokenOfAnotherProject,
    /// Of the whole organization of the stranger.
    TokenOfAnotherOrganization,
    /// Reads everything in the project and changes nothing.
    ReadOnlyToken,
    /// The same in every project of the organization.
    ReadOnlyTokenOfAll,
    ExpiredToken,
    RevokedToken,
    Anonymous,
}

impl Seat {
    pub fn is_a_token(self) -> bool {
        matches!(
            self,
            Self::TokenOfAnotherProject
                | Self::TokenOfAnotherOrganization
                | Self::ReadOnlyToken
                | Self::ReadOnlyTokenOfAll
                | Self::ExpiredToken
                | Self::RevokedToken
        )
    }
}

pub struct Seats {
    clients: Vec<(Seat, Client)>,
    /// A member to whom things are done.
    pub bystander: String,
}

impl Seats {
    /// Seats people around the first project of `owner`.
    pub async fn around(app: &TestApp, owner: &Tenant) -> Self {
        let database = Database::connect(app.runtime.config.database_url()).await.unwrap();
        let mut clients = Vec::new();
        let mut bystander = String::new();
        let people = [(Some(Seat::Admin), "admin"), (Some(Seat::Member), "member"), (Some(Seat::Viewer), "viewer")];
        for (seat, name) in people.into_iter().chain([(None, "bystander")]) {
            let person = app.register(name).await;
            let role = if seat.is_some() { name } else { "member" };
            let (organization, project, user) = (&owner.organization, &owner.project, &person.user);
            let member = format!(
                "INSERT INTO members (organization_id, user_id, role, created_at) VALUES ('{organization}', '{user}', '{role}', 0)"
            );
            let inside = format!(
                "INSERT INTO project_members (project_id, user_id, created_at) VALUES ('{project}', '{user}', 0)"
            );
            for sql in [member, inside] {
                database.execute_unprepared(&sql).await.unwrap();
            }
            match seat {
                Some(seat) => clients.push((seat, person.client)),
                None => bystander = person.user,
            }
        }
        let second = json!({ "organizationId": owner.organization, "name": "Second" });
        let second = owner.client.post("/projects", second).await.expect(201);
        let stranger = app.register("stranger").await;

        let all: Vec<Permission> = Permission::grantable();
        let reading: Vec<Permission> = all.iter().copied().filter(|one| one.action == Action::Read).collect();
        let (of_all, of_stranger) =
            (("organizationId", &owner.organization), ("organizationId", &stranger.organization));
        let (first, second) =
            (("projectId", &owner.project), ("projectId", &second["id"].as_str().unwrap().to_owned()));
        for (seat, maker, (field, place), permissions) in [
            (Seat::TokenOfAnotherProject, owner, second, &all),
            (Seat::TokenOfAnotherOrganization, &stranger, of_stranger, &all),
            (Seat::ReadOnlyToken, owner, first, &reading),
            (Seat::ReadOnlyTokenOfAll, owner, of_all, &reading),
            (Seat::RevokedToken, owner, first, &all),
        ] {
            let permissions: Vec<String> = permissions.iter().map(ToString::to_string).collect();
            let new = json!({ field: place, "name": "t", "permissions": permissions });
            let made = maker.client.post("/api-tokens", new).await.expect(201);
            if seat == Seat::RevokedToken {
                maker.client.delete(&format!("/api-tokens/{}", made["id"].as_str().unwrap())).await.expect(204);
            }
            clients.push((seat, maker.client.with_token(made["token"].as_str().unwrap())));
        }
        clients.push((Seat::Stranger, stranger.client));
        clients.push((Seat::Anonymous, app.visitor()));
        clients.push((Seat::Owner, owner.client.with_cookie(&owner.client.cookie().unwrap())));
        Self { clients, bystander }
    }

    pub fn all(&self) -> Vec<(Seat, &Client)> {
        self.clients.iter().map(|(seat, client)| (*seat, client)).collect()
    }
}
