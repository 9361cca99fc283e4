//! A mail server on loopback that answers as it is told and shows what it took.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    time::timeout,
};

pub struct SmtpServer {
    pub url: String,
    taken: mpsc::UnboundedReceiver<Taken>,
}

/// One mail as it came: what was said before it, and the mail.
pub struct Taken {
    pub envelope: Vec<String>,
    pub message: String,
}

impl SmtpServer {
    /// Answers recipients with `replies` in order, then takes all.
    pub async fn start(replies: &[&'static str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let replies: Arc<Mutex<VecDeque<&'static str>>> = Arc::new(Mutex::new(replies.iter().copied().collect()));
        let (sender, taken) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, replies.clone(), sender.clone()));
            }
        });
        Self { url, taken }
    }

    pub async fn next(&mut self) -> Taken {
        timeout(Duration::from_secs(30), self.taken.recv()).await.expect("no mail came").unwrap()
    }

    /// Has nothing more come?
    pub fn is_quiet(&mut self) -> bool {
        self.taken.try_recv().is_err()
    }
}

/// One conversation (RFC 5321).
async fn talk(
    stream: TcpStream,
    replies: Arc<Mutex<VecDeque<&'static str>>>,
    sender: mpsc::UnboundedSender<Taken>,
) -> Option<()> {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    writer.write_all(b"220 here\r\n").await.ok()?;
    let mut envelope = Vec::new();
    while let Some(line) = lines.next_line().await.ok()? {
        let reply = match line.split([' ', ':']).next().unwrap_or_default() {
            "EHLO" => "250-here\r\n250 8BITMIME",
            "RCPT" => {
                envelope.push(line);
                replies.lock().unwrap().pop_front().unwrap_or("250 ok")
            }
            "MAIL" => {
                envelope.push(line);
                "250 ok"
            }
            "DATA" => {
                writer.write_all(b"354 go on\r\n").await.ok()?;
                let mut message = String::new();
                while let Some(line) = lines.next_line().await.ok()?.filter(|line| line != ".") {
                    message.push_str(&line);
                    message.push_str("\r\n");
                }
                let _ = sender.send(Taken { envelope: std::mem::take(&mut envelope), message });
                "250 taken"
            }
            "QUIT" => "221 bye",
            _ => "250 ok",
        };
        writer.write_all(format!("{reply}\r\n").as_bytes()).await.ok()?;
    }
    Some(())
}
