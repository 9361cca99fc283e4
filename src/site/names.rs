//! Takes the names of functions out of a wasm module: two thirds of a small one, and no browser runs on them.

const PREAMBLE: usize = 8;
const CUSTOM: u8 = 0;

/// The module without its `name` sections; bytes that are not a module come back as they are.
///
/// Layout: <https://webassembly.github.io/spec/core/binary/modules.html#sections>
pub fn strip(module: &[u8]) -> Vec<u8> {
    without_names(module).unwrap_or_else(|| module.to_vec())
}

fn without_names(module: &[u8]) -> Option<Vec<u8>> {
    let mut out = module.get(..PREAMBLE)?.to_vec();
    let mut rest = &module[PREAMBLE..];
    while let Some((&kind, after)) = rest.split_first() {
        let (size, body) = number(after)?;
        let (body, next) = body.split_at_checked(size)?;
        if kind != CUSTOM || !is_called_name(body)? {
            out.extend_from_slice(&rest[..rest.len() - next.len()]);
        }
        rest = next;
    }
    Some(out)
}

fn is_called_name(section: &[u8]) -> Option<bool> {
    let (size, text) = number(section)?;
    Some(text.get(..size)? == b"name")
}

/// An unsigned LEB128 number of at most 32 bits, and what follows it.
fn number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let mut value = 0;
    for (at, byte) in bytes.iter().take(5).enumerate() {
        value |= usize::from(byte & 0x7f) << (7 * at);
        if byte & 0x80 == 0 {
            return Some((value, &bytes[at + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::strip;

    const HEAD: &[u8] = b"\0asm\x01\0\0\0";

    #[test]
    fn drops_only_the_names() {
        let kept = b"\x01\x02ab\0\x05\x03abcd";
        let module = [HEAD, b"\x01\x02ab", b"\0\x87\0\x04nameab", b"\0\x05\x03abcd"].concat();
        assert_eq!(strip(&module), [HEAD, kept].concat());
    }

    #[test]
    fn leaves_what_it_does_not_understand() {
        for odd in [&b"text"[..], &[HEAD, b"\x01\x7fab"].concat(), &[HEAD, b"\0\x80\x80\x80\x80\x80\x80"].concat()] {
            assert_eq!(strip(odd), odd);
        }
    }
}
