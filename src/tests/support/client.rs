//! A caller: keeps its cookie or its token, and says what it got.

use parking_lot::Mutex;
use reqwest::{
    Method, RequestBuilder, StatusCode,
    header::{COOKIE, HeaderMap, SET_COOKIE},
    multipart::{Form, Part},
};
use serde_json::Value;

pub struct Client {
    base: String,
    http: reqwest::Client,
    cookies: Mutex<Vec<(String, String)>>,
    token: Option<String>,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
    asked: String,
}

impl Client {
    pub fn new(base: String) -> Self {
        // Plain HTTP still asks for a TLS implementation.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { base, http, cookies: Mutex::default(), token: None }
    }

    /// The same address, asked from another one of this machine: 127.0.0.2, for example.
    pub fn at_address(&self, ip: &str) -> Self {
        let builder = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
        let http = builder.local_address(Some(ip.parse().unwrap())).build().unwrap();
        Self { http, ..Self::new(self.base.clone()) }
    }

    /// The same address with an API token and no cookie.
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..Self::new(self.base.clone()) }
    }

    /// The same address with cookies from elsewhere, as a browser sends them.
    pub fn with_cookie(&self, cookies: &str) -> Self {
        let pairs = cookies.split("; ").filter_map(|pair| pair.split_once('='));
        let cookies = pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self { cookies: Mutex::new(cookies), ..Self::new(self.base.clone()) }
    }

    /// With cookies from elsewhere.
    pub fn and_cookie(self, cookies: &str) -> Self {
        let with = self.with_cookie(cookies);
        Self { http: self.http, ..with }
    }

    /// Of a server that may die over it: then there is no answer.
    pub async fn try_post(&self, path: &str, body: Value) -> Option<Answer> {
        self.try_send(path, self.request(Method::POST, path).json(&body)).await.ok()
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(path, self.request(Method::GET, path)).await
    }

    /// A page as a browser asks for it.
    pub async fn page(&self, path: &str) -> Answer {
        self.send(path, self.request(Method::GET, path).header("accept", "text/html")).await
    }

    /// The same with a header of its own.
    pub async fn page_with_header(&self, path: &str, name: &str, value: &str) -> Answer {
        self.send(path, self.request(Method::GET, path).header("accept", "text/html").header(name, value)).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(path, self.request(Method::POST, path).json(&body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.send(path, self.request(Method::PATCH, path).json(&body)).await
    }

    /// Bytes as they are.
    pub async fn put(&self, path: &str, bytes: Vec<u8>) -> Answer {
        self.send(path, self.request(Method::PUT, path).body(bytes)).await
    }

    /// The same with a header of its own.
    pub async fn get_with_header(&self, path: &str, name: &str, value: &str) -> Answer {
        self.send(path, self.request(Method::GET, path).header(name, value)).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(path, self.request(Method::DELETE, path)).await
    }

    /// Any method, with an empty JSON object where a body may stand.
    pub async fn call(&self, method: &str, path: &str, body: Value) -> Answer {
        let method: Method = method.parse().unwrap();
        let request = self.request(method.clone(), path);
        let request = if method == Method::GET || method == Method::DELETE { request } else { request.json(&body) };
        self.send(path, request).await
    }

    /// The same with a header of its own.
    pub async fn call_with(&self, method: &str, path: &str, body: Value, name: &str, value: &str) -> Answer {
        let request = self.request(method.parse().unwrap(), path).header(name, value);
        self.send(path, if body.is_null() { request } else { request.json(&body) }).await
    }

    /// A body as it is, whatever it says to be.
    pub async fn raw(&self, path: &str, mime: &str, body: &str) -> Answer {
        self.send(path, self.request(Method::POST, path).header("content-type", mime).body(body.to_owned())).await
    }

    /// A form as a browser without script sends it.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.encoded(path, fields, "text/html").await
    }

    /// A server function as our own script calls it.
    pub async fn function(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.encoded(path, fields, "application/json").await
    }

    /// A form that says it was sent from elsewhere.
    pub async fn sent_from(&self, path: &str, body: &str, referer: &str) -> Answer {
        let request = self.request(Method::POST, path).header("accept", "text/html").header("referer", referer);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        self.send(path, request.body(body.to_owned())).await
    }

    /// A write that a browser says another site began.
    pub async fn cross_site(&self, path: &str, name: &str, value: &str) -> Answer {
        let request = self.request(Method::POST, path).header("sec-fetch-site", "cross-site").header(name, value);
        self.send(path, request).await
    }

    async fn encoded(&self, path: &str, fields: &[(&str, &str)], accept: &str) -> Answer {
        let body = serde_urlencoded::to_string(fields).unwrap();
        let request = self
            .request(Method::POST, path)
            .header("content-type", "application/x-www-form-urlencoded")
            .header("accept", accept)
            .header("referer", format!("{}/", self.base));
        self.send(path, request.body(body)).await
    }

    /// A multipart form with one file.
    pub async fn upload(&self, path: &str, fields: &[(&str, &str)], file_name: &str, bytes: Vec<u8>) -> Answer {
        self.upload_many(path, fields, &[("file", file_name, bytes)], &[]).await
    }

    /// A multipart form with files (field, name, bytes) and headers of its own.
    pub async fn upload_many(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, Vec<u8>)],
        headers: &[(&str, &str)],
    ) -> Answer {
        let request = self.request(Method::POST, path).multipart(form(fields, files));
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        self.send(path, request).await
    }

    /// The same, of a server that may die over it: then there is no answer.
    pub async fn try_upload(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        file_name: &str,
        bytes: Vec<u8>,
    ) -> Option<Answer> {
        self.try_upload_many(path, fields, &[("file", file_name, bytes)]).await
    }

    /// The same with several files (field, name, bytes).
    pub async fn try_upload_many(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, Vec<u8>)],
    ) -> Option<Answer> {
        self.try_send(path, self.request(Method::POST, path).multipart(form(fields, files))).await.ok()
    }

    /// A request with a header of its own.
    pub async fn post_with_header(&self, path: &str, body: Value, name: &str, value: &str) -> Answer {
        self.send(path, self.request(Method::POST, path).json(&body).header(name, value)).await
    }

    /// The same, of a server that may die over it: then there is no answer.
    pub async fn try_post_with_header(&self, path: &str, body: Value, name: &str, value: &str) -> Option<Answer> {
        self.try_send(path, self.request(Method::POST, path).json(&body).header(name, value)).await.ok()
    }

    /// All cookies, as a browser sends them.
    pub fn cookie(&self) -> Option<String> {
        let cookies = self.cookies.lock();
        let pairs: Vec<String> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// The value of one cookie.
    pub fn cookie_named(&self, name: &str) -> Option<String> {
        self.cookies.lock().iter().find(|(own, _)| own == name).map(|(_, value)| value.clone())
    }

    fn keep(&self, set: &str) {
        let Some((name, value)) = set.split(';').next().and_then(|pair| pair.split_once('=')) else { return };
        let mut cookies = self.cookies.lock();
        cookies.retain(|(own, _)| own != name);
        if !set.contains("Max-Age=0") {
            cookies.push((name.to_owned(), value.to_owned()));
        }
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let mut request = self.http.request(method, format!("{}{path}", self.base));
        if let Some(cookie) = self.cookie() {
            request = request.header(COOKIE, cookie);
        }
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        request
    }

    async fn send(&self, path: &str, request: RequestBuilder) -> Answer {
        self.try_send(path, request).await.unwrap()
    }

    async fn try_send(&self, path: &str, request: RequestBuilder) -> reqwest::Result<Answer> {
        let response = request.send().await?;
        for set in response.headers().get_all(SET_COOKIE).iter().filter_map(|value| value.to_str().ok()) {
            self.keep(set);
        }
        Ok(Answer {
            status: response.status(),
            headers: response.headers().clone(),
            body: response.bytes().await?.to_vec(),
            asked: path.to_owned(),
        })
    }
}

fn form(fields: &[(&str, &str)], files: &[(&str, &str, Vec<u8>)]) -> Form {
    let form =
        fields.iter().fold(Form::new(), |form, (name, value)| form.text((*name).to_owned(), (*value).to_owned()));
    files.iter().fold(form, |form, (field, name, bytes)| {
        form.part((*field).to_owned(), Part::bytes(bytes.clone()).file_name((*name).to_owned()))
    })
}

impl Answer {
    /// The JSON of an answer with this status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        let text = self.text();
        assert_eq!(self.status.as_u16(), status, "{}: {text}", self.asked);
        if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap_or(Value::String(text)) }
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}
