//! One route of the document: what it names, who may use it, and a call of it.

use super::{seats::Seat, things::Things};
use crate::support::{Answer, Client, sample};
use ocriva::domain::access::Permission;
use serde_json::{Value, json};
use std::fmt::Write as _;

pub struct Route {
    pub method: String,
    pub path: String,
    pub id: String,
    /// `documents:read`; none where a person is needed and no permission.
    permission: Option<String>,
    operation: Value,
    /// An example of the JSON that it takes.
    body: Option<Value>,
}

/// The routes that are not open to everybody.
pub fn routes(document: &Value) -> Vec<Route> {
    let mut routes = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            if operation["security"] == json!([{}]) {
                continue;
            }
            let schema = operation.pointer("/requestBody/content/application~1json/schema");
            routes.push(Route {
                method: method.to_uppercase(),
                path: path.clone(),
                id: operation["operationId"].as_str().unwrap().to_owned(),
                permission: operation["x-permission"].as_str().map(str::to_owned),
                operation: operation.clone(),
                body: schema.map(|schema| example(document, schema)),
            });
        }
    }
    assert!(routes.len() > 40, "the routes were not found");
    routes
}

/// The example of a schema, else the least that it lets through.
fn example(document: &Value, schema: &Value) -> Value {
    if let Some(reference) = schema["$ref"].as_str() {
        return example(document, document.pointer(reference.trim_start_matches('#')).unwrap());
    }
    if let Some(choice) = schema["oneOf"].as_array().and_then(|all| all.iter().find(|one| one["type"] != "null")) {
        return example(document, choice);
    }
    if let Some(given) = schema.get("example").or_else(|| schema["enum"].get(0)) {
        return given.clone();
    }
    match schema["type"].as_str().or_else(|| schema["type"][0].as_str()) {
        Some("object") => {
            let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            required.map(|name| (name.to_owned(), example(document, &schema["properties"][name]))).collect()
        }
        Some("array") => json!([]),
        Some("integer" | "number") => json!(1),
        Some("boolean") => json!(true),
        _ => json!("text"),
    }
}

impl Route {
    fn parameters(&self) -> impl Iterator<Item = &Value> {
        self.operation["parameters"].as_array().into_iter().flatten()
    }

    fn names(&self, field: &str) -> bool {
        self.parameters().any(|one| one["name"] == field)
            || self.body.as_ref().is_some_and(|body| body.get(field).is_some())
            || (field == "projectId" && self.takes() == Some("multipart/form-data"))
    }

    /// Does it name something of the owner's?
    fn names_something(&self) -> bool {
        self.path.contains('{') || self.names("projectId") || self.names("organizationId")
    }

    /// Is it about an organization and not about one project of it?
    fn is_about_an_organization(&self) -> bool {
        self.path.starts_with("/organizations/") || (self.names("organizationId") && !self.names("projectId"))
    }

    fn takes(&self) -> Option<&str> {
        self.operation["requestBody"]["content"].as_object()?.keys().next().map(String::as_str)
    }

    /// Does it change who the callers are, or take from them what they share? Only refusals are tried of such.
    pub fn changes_the_callers(&self) -> bool {
        let of_the_account = self.permission.is_none() && self.path.starts_with("/auth/") && self.method != "GET";
        let ends = matches!(self.permission.as_deref(), Some("organization:delete" | "projects:delete"));
        of_the_account || ends || ["setRole", "removeMember"].contains(&self.id.as_str())
    }

    /// What is answered to whoever sits there: 401, 403, 404, or none of them.
    pub fn expected(&self, seat: Seat) -> Option<u16> {
        match seat {
            Seat::Anonymous | Seat::ExpiredToken | Seat::RevokedToken => return Some(401),
            Seat::Owner => return None,
            _ => {}
        }
        let Some(permission) = &self.permission else {
            // A person's own business: nobody else sees it, and a token is nobody.
            return if seat.is_a_token() { Some(403) } else { self.path.contains('{').then_some(404) };
        };
        let (resource, action) = permission.split_once(':').unwrap();
        let may_read = permission == "projects:read"
            || (action == "read" && Permission::grantable().iter().any(|one| one.to_string() == *permission));
        match seat {
            Seat::Stranger | Seat::TokenOfAnotherProject | Seat::TokenOfAnotherOrganization => {
                self.names_something().then_some(404)
            }
            Seat::ReadOnlyToken if self.is_about_an_organization() => Some(404),
            Seat::ReadOnlyToken | Seat::ReadOnlyTokenOfAll => (!may_read).then_some(403),
            Seat::Admin => (last_who_may(resource, action) < 1).then_some(403),
            Seat::Member => (last_who_may(resource, action) < 2).then_some(403),
            Seat::Viewer => (last_who_may(resource, action) < 3).then_some(403),
            _ => None,
        }
    }

    /// Calls it with the owner's things.
    pub async fn call(&self, client: &Client, things: &Things) -> Answer {
        let mut path = self.path.clone();
        let mut query = Vec::new();
        for parameter in self.parameters() {
            let name = parameter["name"].as_str().unwrap();
            match parameter["in"].as_str() {
                Some("path") => path = path.replace(&format!("{{{name}}}"), &things.of(name, &parameter["schema"])),
                Some("query") if matches!(name, "projectId" | "organizationId") => {
                    query.push(format!("{name}={}", things.of(name, &parameter["schema"])));
                }
                _ => {}
            }
        }
        if !query.is_empty() {
            let _ = write!(path, "?{}", query.join("&"));
        }
        match self.takes() {
            Some("multipart/form-data") => {
                let fields = [("projectId", things.project.as_str()), ("templateId", things.template.as_str())];
                client.upload(&path, &fields, "invoice.pdf", sample("invoice.pdf")).await
            }
            Some("application/octet-stream") => client.put(&path, sample("receipt.png")).await,
            _ => {
                let body = self.body.clone().map_or(Value::Null, |body| things.put_into(body));
                client.call(&self.method, &path, body).await
            }
        }
    }
}

/// Which of owner (0), admin (1), member (2) and viewer (3) is the last who may.
fn last_who_may(resource: &str, action: &str) -> u8 {
    match (resource, action) {
        ("billing", _) | ("organization", "delete") => 0,
        ("audit", _) => 1,
        (_, "read") => 3,
        ("documents" | "batches" | "templates", _) => 2,
        _ => 1,
    }
}
