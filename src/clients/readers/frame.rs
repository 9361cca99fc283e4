//! What goes through the pipe to a reader and back: a few numbers, a head that says what is wanted or found, and the
//! bytes of a file.

use std::{
    io::{self, Read, Write},
    time::Duration,
};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

/// Length of the head, length of the body, seconds; little-endian.
const NUMBERS: usize = 4 + 8 + 4;
/// The words of 200 crowded pages have a tenth of it.
const LONGEST_HEAD: u64 = 64 << 20;
/// A file of 200 scanned pages in full.
const LONGEST_BODY: u64 = 256 << 20;

/// One message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    pub head: Vec<u8>,
    pub body: Vec<u8>,
}

/// What the numbers at the beginning say.
struct Lengths {
    head: u64,
    body: u64,
    seconds: u32,
}

impl Lengths {
    fn written(head: &[u8], body: &[u8], time: Duration) -> [u8; NUMBERS] {
        let mut numbers = [0; NUMBERS];
        numbers[..4].copy_from_slice(&(head.len() as u32).to_le_bytes());
        numbers[4..12].copy_from_slice(&(body.len() as u64).to_le_bytes());
        numbers[12..].copy_from_slice(&(time.as_secs_f64().ceil() as u32).to_le_bytes());
        numbers
    }

    fn read(numbers: [u8; NUMBERS]) -> io::Result<Self> {
        let [a, b, c, d, body @ .., w, x, y, z] = numbers;
        let lengths = Self {
            head: u64::from(u32::from_le_bytes([a, b, c, d])),
            body: u64::from_le_bytes(body),
            seconds: u32::from_le_bytes([w, x, y, z]),
        };
        if lengths.head > LONGEST_HEAD || lengths.body > LONGEST_BODY {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a message is longer than any may be"));
        }
        Ok(lengths)
    }
}

/// Sends a question, with the time that there is for the answer.
pub(super) async fn send(
    to: &mut (impl AsyncWrite + Unpin),
    head: &[u8],
    body: &[u8],
    time: Duration,
) -> io::Result<()> {
    // One system call for a small file.
    let mut first = Lengths::written(head, body, time).to_vec();
    first.extend_from_slice(head);
    if body.len() <= SMALL {
        first.extend_from_slice(body);
        return to.write_all(&first).await;
    }
    to.write_all(&first).await?;
    to.write_all(body).await
}

/// What is copied rather than sent by itself; pipes hold as much.
const SMALL: usize = 64 << 10;

/// Waits for an answer. No more is taken into memory than was announced.
pub async fn receive(from: &mut (impl AsyncRead + Unpin)) -> io::Result<Frame> {
    let mut numbers = [0; NUMBERS];
    from.read_exact(&mut numbers).await?;
    let lengths = Lengths::read(numbers)?;
    let mut frame = Frame::default();
    let head = (&mut *from).take(lengths.head).read_to_end(&mut frame.head).await?;
    let body = (&mut *from).take(lengths.body).read_to_end(&mut frame.body).await?;
    if head as u64 == lengths.head && body as u64 == lengths.body {
        Ok(frame)
    } else {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

/// The next question and the time that there is for it; `None` when nobody asks any more.
///
/// # Errors
/// When the pipe breaks within a question.
pub fn next(from: &mut impl Read) -> io::Result<Option<(Frame, Duration)>> {
    let mut numbers = [0; NUMBERS];
    let (first, rest) = numbers.split_at_mut(1);
    match from.read_exact(first) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        other => other?,
    }
    from.read_exact(rest)?;
    let lengths = Lengths::read(numbers)?;
    let mut frame = Frame { head: vec![0; lengths.head as usize], body: vec![0; lengths.body as usize] };
    from.read_exact(&mut frame.head)?;
    from.read_exact(&mut frame.body)?;
    Ok(Some((frame, Duration::from_secs(lengths.seconds.into()))))
}

/// Answers.
///
/// # Errors
/// When nobody listens.
pub fn answer(to: &mut impl Write, frame: &Frame) -> io::Result<()> {
    let mut first = Lengths::written(&frame.head, &frame.body, Duration::ZERO).to_vec();
    first.extend_from_slice(&frame.head);
    to.write_all(&first)?;
    to.write_all(&frame.body)?;
    to.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::FutureExt;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_cut_off_is_noticed_on_either_side(
            head in prop::collection::vec(any::<u8>(), 0..200),
            body in prop::collection::vec(any::<u8>(), 0..200),
            cut in any::<prop::sample::Index>(),
        ) {
            let frame = Frame { head, body };
            let mut pipe = Vec::new();
            answer(&mut pipe, &frame).unwrap();
            let (whole, _) = next(&mut pipe.as_slice()).unwrap().unwrap();
            prop_assert_eq!(&whole, &frame);
            let left = cut.index(pipe.len());
            let read = next(&mut &pipe[..left]);
            prop_assert!(if left == 0 { matches!(read, Ok(None)) } else { read.is_err() }, "{} of {}", left, pipe.len());
            let received = receive(&mut &pipe[..left]).now_or_never().expect("memory never makes one wait");
            prop_assert!(received.is_err());
        }

        #[test]
        fn nothing_that_is_sent_makes_it_panic(
            numbers in prop::array::uniform16(prop_oneof![Just(0u8), Just(255), 0..4u8, any::<u8>()]),
            rest in prop::collection::vec(any::<u8>(), 0..64),
        ) {
            let pipe = [numbers.as_slice(), &rest].concat();
            // A reader takes what its own server announces; a server takes into memory what has come.
            let received = receive(&mut pipe.as_slice()).now_or_never().expect("memory never makes one wait");
            if let Ok(frame) = received {
                prop_assert!(frame.head.len() + frame.body.len() <= rest.len());
            }
        }
    }

    #[tokio::test]
    async fn what_is_sent_comes_in_on_the_other_side() {
        for body in [Vec::new(), vec![7; 10], vec![8; SMALL + 1]] {
            let mut pipe = Vec::new();
            send(&mut pipe, b"head", &body, Duration::from_millis(1_200)).await.unwrap();
            let frame = Frame { head: b"head".to_vec(), body };
            assert_eq!(next(&mut pipe.as_slice()).unwrap(), Some((frame.clone(), Duration::from_secs(2))));
            let mut back = Vec::new();
            answer(&mut back, &frame).unwrap();
            assert_eq!(receive(&mut back.as_slice()).await.unwrap(), frame);
            assert!(receive(&mut &back[..back.len() - 1]).await.is_err(), "cut off");
        }
        assert_eq!(next(&mut [].as_slice()).unwrap(), None);
    }

    #[tokio::test]
    async fn nobody_announces_more_than_may_be() {
        for (at, byte) in [(3, 0xff), (11, 1), (8, 1)] {
            let mut numbers = [0; NUMBERS];
            numbers[at] = byte;
            assert!(receive(&mut numbers.as_slice()).await.is_err());
            assert!(next(&mut numbers.as_slice()).is_err());
        }
    }
}
