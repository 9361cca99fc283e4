//! An OpenID provider that signs what a test tells it to, and keeps what it was asked.

use axum::{
    Form, Json, Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, post},
};
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use parking_lot::Mutex;
use ring::{
    hmac,
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::{collections::HashMap, sync::Arc};
use tokio::net::TcpListener;

pub const CLIENT: &str = "the-client";
pub const SECRET: &str = "the-secret-of-the-client";

/// How the next ID token is signed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Signed {
    /// With the key that is published.
    Well,
    /// With another key under the same name.
    ByAnother,
    /// Not at all.
    None,
    /// With this shared secret, HS256.
    Shared(&'static str),
}

pub struct Issuer {
    pub url: String,
    state: Arc<Mutex<Kept>>,
}

struct Kept {
    url: String,
    key: EcdsaKeyPair,
    kid: String,
    codes: HashMap<String, Granted>,
    userinfo: Value,
    asked: Vec<HashMap<String, String>>,
    key_fetches: usize,
}

struct Granted {
    claims: Value,
    challenge: String,
    signed: Signed,
}

type Shared = Arc<Mutex<Kept>>;

impl Issuer {
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(Kept {
            url: url.clone(),
            key: fresh_key(),
            kid: "first".to_owned(),
            codes: HashMap::new(),
            userinfo: json!({ "sub": "43" }),
            asked: Vec::new(),
            key_fetches: 0,
        }));
        let app = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .route("/userinfo", get(userinfo))
            .with_state(state.clone());
        tokio::spawn(async move { axum::serve(listener, app).await });
        Self { url, state }
    }

    /// What the server is told of it under the name `google`.
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        vec![
            ("OCRIVA_LOGIN_GOOGLE_ISSUER", self.url.clone()),
            ("GOOGLE_CLIENT_ID", CLIENT.to_owned()),
            ("GOOGLE_CLIENT_SECRET", SECRET.to_owned()),
        ]
    }

    /// A code for whoever was sent here with `asked`; `claims` win over the right ones, and null takes one away.
    pub fn grant(&self, asked: &HashMap<String, String>, claims: Value, signed: Signed) -> String {
        let mut all = json!({
            "iss": self.url, "aud": CLIENT, "sub": "42", "nonce": asked["nonce"],
            "iat": 1_700_000_000, "exp": 4_000_000_000_u64,
            "email": "ann@example.com", "email_verified": true, "name": "Ann",
        });
        for (name, value) in claims.as_object().unwrap() {
            all[name] = value.clone();
        }
        all.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        let code = format!("code-{}", rand::random::<u64>());
        let granted = Granted { claims: all, challenge: asked["code_challenge"].clone(), signed };
        self.state.lock().codes.insert(code.clone(), granted);
        code
    }

    /// Signs with another key from now on, under another name.
    pub fn turn_key(&self) {
        let mut kept = self.state.lock();
        kept.key = fresh_key();
        "second".clone_into(&mut kept.kid);
    }

    pub fn tell_userinfo(&self, claims: Value) {
        self.state.lock().userinfo = claims;
    }

    /// The forms that the token endpoint was sent.
    pub fn asked(&self) -> Vec<HashMap<String, String>> {
        self.state.lock().asked.clone()
    }

    pub fn key_fetches(&self) -> usize {
        self.state.lock().key_fetches
    }
}

fn fresh_key() -> EcdsaKeyPair {
    let random = SystemRandom::new();
    let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8.as_ref(), &random).unwrap()
}

async fn discovery(State(kept): State<Shared>) -> Json<Value> {
    let url = kept.lock().url.clone();
    Json(json!({
        "issuer": url,
        "authorization_endpoint": format!("{url}/authorize"),
        "token_endpoint": format!("{url}/token"),
        "userinfo_endpoint": format!("{url}/userinfo"),
        "jwks_uri": format!("{url}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        // As careless as a provider can be.
        "id_token_signing_alg_values_supported": ["ES256", "HS256", "none"],
    }))
}

async fn keys(State(kept): State<Shared>) -> Json<Value> {
    let mut kept = kept.lock();
    kept.key_fetches += 1;
    let point = kept.key.public_key().as_ref().to_vec();
    let (x, y) = (BASE64.encode(&point[1..33]), BASE64.encode(&point[33..]));
    let key = json!({ "kty": "EC", "crv": "P-256", "use": "sig", "alg": "ES256", "kid": kept.kid, "x": x, "y": y });
    Json(json!({ "keys": [key] }))
}

/// A code is good for once, and for whoever can show the verifier of its challenge.
async fn token(State(kept): State<Shared>, Form(form): Form<HashMap<String, String>>) -> Response {
    let mut kept = kept.lock();
    kept.asked.push(form.clone());
    let refused = || (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" }))).into_response();
    let Some(granted) = form.get("code").and_then(|code| kept.codes.remove(code)) else { return refused() };
    let verifier = form.get("code_verifier").cloned().unwrap_or_default();
    if BASE64.encode(Sha256::digest(verifier)) != granted.challenge {
        return refused();
    }
    let token = kept.sign(&granted);
    Json(json!({ "access_token": "at", "token_type": "Bearer", "expires_in": 60, "id_token": token })).into_response()
}

async fn userinfo(State(kept): State<Shared>) -> Json<Value> {
    Json(kept.lock().userinfo.clone())
}

impl Kept {
    fn sign(&self, granted: &Granted) -> String {
        let header = match granted.signed {
            Signed::Well | Signed::ByAnother => json!({ "alg": "ES256", "kid": self.kid, "typ": "JWT" }),
            Signed::None => json!({ "alg": "none" }),
            Signed::Shared(_) => json!({ "alg": "HS256" }),
        };
        let text = format!("{}.{}", BASE64.encode(header.to_string()), BASE64.encode(granted.claims.to_string()));
        let random = SystemRandom::new();
        let signature = match granted.signed {
            Signed::Well => self.key.sign(&random, text.as_bytes()).unwrap().as_ref().to_vec(),
            Signed::ByAnother => fresh_key().sign(&random, text.as_bytes()).unwrap().as_ref().to_vec(),
            Signed::None => Vec::new(),
            Signed::Shared(secret) => {
                let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
                hmac::sign(&key, text.as_bytes()).as_ref().to_vec()
            }
        };
        format!("{text}.{}", BASE64.encode(signature))
    }
}
