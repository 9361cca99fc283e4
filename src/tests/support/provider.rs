//! A provider that answers as it is told, on a bare socket: it can also fall silent, break off or hang up.

use serde_json::Value;
use std::{sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    time::timeout,
};

/// What it was asked.
#[derive(Clone, Debug)]
pub struct Asked {
    pub path: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Value,
}

/// What it does about it.
#[derive(Clone, Debug)]
pub enum Say {
    Json(Value),
    /// Status, headers, body.
    Status(u16, Vec<(&'static str, String)>, Value),
    /// Takes the request and says nothing.
    Silence,
    /// A reset in place of an answer.
    Reset,
    /// Half of a good answer, then nothing more.
    Half(Value),
}

pub struct ProviderDouble {
    /// What a base URL would be.
    pub url: String,
    asked: mpsc::UnboundedReceiver<Asked>,
}

impl ProviderDouble {
    /// Says `script` in order; being asked more often is an error of the test.
    pub async fn script(script: impl IntoIterator<Item = Say>) -> Self {
        let mut script: Vec<Say> = script.into_iter().collect();
        script.reverse();
        let script = std::sync::Mutex::new(script);
        let over = || Say::Status(400, Vec::new(), "the script is over".into());
        Self::start(move |_| script.lock().unwrap().pop().unwrap_or_else(over)).await
    }

    pub async fn start(answer: impl Fn(&Asked) -> Say + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let (sender, asked) = mpsc::unbounded_channel();
        let answer = Arc::new(answer);
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let (sender, answer) = (sender.clone(), answer.clone());
                tokio::spawn(async move { serve(socket, &sender, answer.as_ref()).await });
            }
        });
        Self { url, asked }
    }

    /// The next request, oldest first.
    pub async fn next(&mut self) -> Asked {
        timeout(Duration::from_secs(30), self.asked.recv()).await.expect("nothing was asked").unwrap()
    }

    /// How many requests nobody has looked at yet.
    pub fn left(&self) -> usize {
        self.asked.len()
    }
}

impl Asked {
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    pub fn text(&self, pointer: &str) -> &str {
        self.body.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }
}

async fn serve(mut socket: TcpStream, sender: &mpsc::UnboundedSender<Asked>, answer: &(dyn Fn(&Asked) -> Say + Sync)) {
    let Some(asked) = read(&mut socket).await else { return };
    let say = answer(&asked);
    let _ = sender.send(asked);
    let (status, headers, body) = match say {
        Say::Json(body) => (200, Vec::new(), body.to_string()),
        Say::Status(status, headers, body) => (status, headers, body.to_string()),
        Say::Silence => return std::future::pending().await,
        Say::Reset => return socket.set_zero_linger().unwrap(),
        Say::Half(body) => {
            let half = &body.to_string()[..body.to_string().len() / 2];
            let _ =
                socket.write_all(format!("HTTP/1.1 200 Said\r\ncontent-length: 9999\r\n\r\n{half}").as_bytes()).await;
            return;
        }
    };
    let own: String =
        headers.into_iter().flat_map(|(name, value)| [name.to_owned(), ": ".into(), value, "\r\n".into()]).collect();
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status} Said\r\ncontent-type: application/json\r\nconnection: close\r\n{own}content-length: {length}\r\n\r\n"
    );
    let _ = socket.write_all(head.as_bytes()).await;
    let _ = socket.write_all(body.as_bytes()).await;
    let _ = socket.shutdown().await;
}

async fn read(socket: &mut TcpStream) -> Option<Asked> {
    let mut bytes = Vec::new();
    let end = loop {
        if socket.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut lines = head.lines();
    let path = lines.next()?.split(' ').nth(1)?.to_owned();
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_lowercase(), value.trim().to_owned()))
        .collect();
    let length: usize = headers.iter().find(|(name, _)| name == "content-length")?.1.parse().unwrap();
    while bytes.len() < end + length {
        if socket.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    }
    Some(Asked { path, headers, body: serde_json::from_slice(&bytes[end..]).unwrap() })
}
