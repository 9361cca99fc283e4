//! A live socket as a client program has it.

use futures::{SinkExt, StreamExt};
use serde_json::Value;
use std::{net::SocketAddr, time::Duration};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{
        Error, Message,
        client::IntoClientRequest,
        http::{HeaderName, HeaderValue},
    },
};

const PATIENCE: Duration = Duration::from_secs(60);

pub struct Socket {
    inner: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Socket {
    /// # Errors
    /// The status, where the server does not open one.
    pub async fn open(address: SocketAddr, path: &str, headers: &[(&str, &str)]) -> Result<Self, u16> {
        let mut request = format!("ws://{address}{path}").into_client_request().unwrap();
        for (name, value) in headers {
            let name: HeaderName = name.parse().unwrap();
            request.headers_mut().insert(name, HeaderValue::from_str(value).unwrap());
        }
        match connect_async(request).await {
            Ok((inner, _)) => Ok(Self { inner }),
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(other) => panic!("{other}"),
        }
    }

    pub async fn say(&mut self, json: Value) {
        self.say_text(json.to_string()).await;
    }

    /// A client that was already shut out speaks into the wind.
    pub async fn say_text(&mut self, text: String) {
        let _ = self.inner.send(Message::text(text)).await;
    }

    /// Says something and hears what comes next.
    pub async fn ask(&mut self, json: Value) -> Value {
        self.say(json).await;
        self.next().await
    }

    /// The next message.
    pub async fn next(&mut self) -> Value {
        let text = self.next_text().await.unwrap_or_else(|closed| panic!("closed: {closed:?}"));
        serde_json::from_str(&text).unwrap()
    }

    /// The next message as it came.
    ///
    /// # Errors
    /// Why there is none: code and reason, where the server gave them.
    pub async fn next_text(&mut self) -> Result<String, (u16, String)> {
        loop {
            match timeout(PATIENCE, self.inner.next()).await.expect("nothing was said") {
                Some(Ok(Message::Text(text))) => return Ok(text.to_string()),
                Some(Ok(Message::Close(Some(frame)))) => return Err((frame.code.into(), frame.reason.to_string())),
                Some(Ok(Message::Close(None)) | Err(_)) | None => return Err((0, String::new())),
                Some(Ok(_)) => {}
            }
        }
    }

    /// Code and reason once the server closes; what it says before is let pass.
    pub async fn closed(&mut self) -> (u16, String) {
        loop {
            if let Err(closed) = self.next_text().await {
                return closed;
            }
        }
    }
}
