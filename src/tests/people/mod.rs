//! Who belongs to an organization, what they may do in it, and how it ends.

mod ending;
mod invitations;
mod newcomers;
mod roles;
mod screens;
mod tokens;

use crate::support::{Client, Tenant, TestApp};
use serde_json::{Value, json};

/// Asks `email` into a tenant's organization, with its first project to see, and gives the link's token.
async fn invited(app: &TestApp, tenant: &Tenant, email: &str, role: &str) -> String {
    let body = json!({ "email": email, "role": role, "projectIds": [tenant.project] });
    tenant.client.post(&format!("/organizations/{}/invitations", tenant.organization), body).await.expect(201);
    link(app, &email.trim().to_lowercase()).await
}

/// The token in the newest invitation to an address.
async fn link(app: &TestApp, email: &str) -> String {
    let path = app.mail_to(email, "Join").await.path();
    path.strip_prefix("/invitations/").unwrap().to_owned()
}

/// A registered person who joined a tenant's organization as this.
async fn joined(app: &TestApp, tenant: &Tenant, name: &str, role: &str) -> Tenant {
    let person = app.register(name).await;
    let link = invited(app, tenant, &format!("{name}@example.com"), role).await;
    person.client.post(&format!("/auth/invitations/{link}/acceptance"), json!({})).await.expect(201);
    person
}

/// Changes a role as `client`.
async fn set_role(client: &Client, tenant: &Tenant, user: &str, role: &str) -> u16 {
    let path = format!("/organizations/{}/members/{user}", tenant.organization);
    client.patch(&path, json!({ "role": role })).await.status.as_u16()
}

/// Role by address, as a tenant sees its members.
async fn roles(tenant: &Tenant) -> Vec<(String, String)> {
    let members = tenant.client.get(&format!("/organizations/{}/members", tenant.organization)).await.expect(200);
    let text = |member: &Value, key: &str| member[key].as_str().unwrap().to_owned();
    members.as_array().unwrap().iter().map(|one| (text(one, "email"), text(one, "role"))).collect()
}
