//! A receiver that answers as chance has it, or not at all.

use serde_json::Value;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

#[derive(Clone, Copy, Debug)]
pub enum Mood {
    Status(u16),
    /// Come back in so many seconds.
    Busy(u32),
    /// It hangs up.
    Silent,
}

#[derive(Clone, Default)]
struct Memory {
    moods: Arc<Mutex<VecDeque<Mood>>>,
    heard: Arc<Mutex<Vec<String>>>,
}

pub struct Moody {
    pub url: String,
    memory: Memory,
}

impl Moody {
    /// In these moods one after the other, then content.
    pub async fn start(moods: Vec<Mood>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let memory = Memory { moods: Arc::new(Mutex::new(moods.into())), heard: Arc::default() };
        let own = memory.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, own.clone()));
            }
        });
        Self { url, memory }
    }

    /// The id of the event in each request that came.
    pub fn heard(&self) -> Vec<String> {
        self.memory.heard.lock().unwrap().clone()
    }
}

async fn answer(mut stream: TcpStream, memory: Memory) {
    let Some(body) = request(&mut stream).await else { return };
    memory.heard.lock().unwrap().push(body["eventId"].as_str().unwrap().to_owned());
    let mood = memory.moods.lock().unwrap().pop_front().unwrap_or(Mood::Status(200));
    let (status, after) = match mood {
        Mood::Status(status) => (status, String::new()),
        Mood::Busy(seconds) => (429, format!("retry-after: {seconds}\r\n")),
        Mood::Silent => return,
    };
    let said = format!("HTTP/1.1 {status} .\r\n{after}connection: close\r\ncontent-length: 0\r\n\r\n");
    let _ = stream.write_all(said.as_bytes()).await;
}

/// The body of a request that came whole.
async fn request(stream: &mut TcpStream) -> Option<Value> {
    let mut came = Vec::new();
    loop {
        if stream.read_buf(&mut came).await.ok()? == 0 {
            return None;
        }
        let text = String::from_utf8_lossy(&came);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length =
            head.lines().find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
        if body.len() >= length.unwrap_or(0usize) {
            return serde_json::from_str(body).ok();
        }
    }
}
