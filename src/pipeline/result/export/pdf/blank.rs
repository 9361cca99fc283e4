//! The smallest TrueType font that viewers take: one glyph, a line without width from corner to corner of a letter's
//! box. Nothing of it would show, and viewers know how high to mark what is selected. (OpenType 1.9; the six tables that
//! PDF asks of an embedded TrueType font.)

/// The glyph that stands for every character; 0, empty, means that one is missing.
pub const GLYPH: u16 = 1;

const GLYPHS: u16 = 2;
const UNITS_PER_EM: u16 = 1_000;
const WIDTH: u16 = 500;
const ASCENT: u16 = 740;
/// −220.
const DESCENT: u16 = 0u16.wrapping_sub(220);
const VERSION_1: [u16; 2] = [1, 0];
const HEADER: usize = 12;
const RECORD: usize = 16;
/// Where the checksum of the whole font stands in the table `head`.
const ADJUSTMENT: usize = 8;
/// All 32-bit words of a font sum up to this.
const MAGIC_SUM: u32 = 0xb1b0_afba;

/// The font file.
pub fn font() -> Vec<u8> {
    // In the order of their names, as readers search them.
    let tables: [(&[u8; 4], Vec<u8>); 6] = [
        (b"glyf", glyf()),
        (b"head", head()),
        (b"hhea", hhea()),
        (b"hmtx", words(&[WIDTH, 0, WIDTH, 0])),
        (b"loca", words(&[0, 0, glyf().len() as u16 / 2])),
        (b"maxp", maxp()),
    ];
    let count = tables.len() as u16;
    let floor = count.ilog2();
    let range = 16 * (1 << floor);
    let mut file = words(&VERSION_1);
    file.extend(words(&[count, range, floor as u16, 16 * count - range]));
    let mut body: Vec<u8> = Vec::new();
    let mut head_at = 0;
    for (name, table) in &tables {
        let offset = HEADER + RECORD * tables.len() + body.len();
        if *name == b"head" {
            head_at = offset;
        }
        file.extend(*name);
        for number in [sum(table), offset as u32, table.len() as u32] {
            file.extend(number.to_be_bytes());
        }
        body.extend(table);
        body.resize(body.len().next_multiple_of(4), 0);
    }
    file.extend(body);
    let adjustment = MAGIC_SUM.wrapping_sub(sum(&file)).to_be_bytes();
    file[head_at + ADJUSTMENT..][..4].copy_from_slice(&adjustment);
    file
}

fn glyf() -> Vec<u8> {
    // One contour and its extent, its last point, no instructions.
    let mut glyf = words(&[1, 0, DESCENT, WIDTH, ASCENT, 1, 0]);
    // Two points on the curve, steps of 16 bits: along x, along y.
    glyf.extend([1, 1]);
    glyf.extend(words(&[0, WIDTH, DESCENT, ASCENT.wrapping_sub(DESCENT)]));
    glyf
}

fn head() -> Vec<u8> {
    let mut head = words(&VERSION_1);
    head.extend(words(&[1, 0])); // revision
    head.extend([0; 4]); // the adjustment comes last
    head.extend(words(&[0x5f0f, 0x3cf5])); // magic number
    head.extend(words(&[0, UNITS_PER_EM]));
    head.extend([0; 16]); // made and changed
    head.extend(words(&[0, DESCENT, WIDTH, ASCENT])); // extent of all glyphs
    // Style, smallest size, direction, short offsets, format.
    head.extend(words(&[0, 8, 2, 0, 0]));
    head
}

fn hhea() -> Vec<u8> {
    let mut hhea = words(&VERSION_1);
    hhea.extend(words(&[ASCENT, DESCENT, 0, WIDTH, 0, 0, WIDTH, 1]));
    hhea.extend(words(&[0; 7]));
    hhea.extend(words(&[GLYPHS]));
    hhea
}

fn maxp() -> Vec<u8> {
    let mut maxp = words(&VERSION_1);
    maxp.extend(words(&[GLYPHS]));
    maxp.extend(words(&[2, 1, 0, 0, 1]));
    maxp.extend(words(&[0; 8]));
    maxp
}

fn words(numbers: &[u16]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

fn sum(table: &[u8]) -> u32 {
    table.chunks(4).fold(0, |sum, chunk| {
        let mut word = [0; 4];
        word[..chunk.len()].copy_from_slice(chunk);
        sum.wrapping_add(u32::from_be_bytes(word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_have_their_lengths_and_the_sum_is_right() {
        assert_eq!((glyf().len(), head().len(), hhea().len(), maxp().len()), (24, 54, 36, 32));
        let font = font();
        assert_eq!(sum(&font), MAGIC_SUM);
        assert_eq!(font.len() % 4, 0);
    }
}
