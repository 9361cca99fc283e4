//! A font without shapes: each character that is used gets a code, a width and its Unicode.

use super::{blank, deflated};
use pdf_writer::{
    Chunk, Filter, Finish, Name, Rect, Ref, Str,
    types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap},
};
use std::collections::HashMap;
use unicode_width::UnicodeWidthChar;

/// Widths are in thousandths of the font size.
pub const UNITS: f32 = 1_000.0;
/// A Latin letter; an ideograph is twice as wide, a mark above a letter has no width.
const LETTER: f32 = 500.0;
/// Codes are two bytes, and 0 is none of them.
const MAX_CODE: u16 = u16::MAX;

const BASE: Name<'static> = Name(b"Blank");
const IDENTITY: SystemInfo<'static> = SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"Identity"), supplement: 0 };

#[derive(Default)]
pub struct Font {
    codes: HashMap<char, u16>,
    /// By code, from 1.
    characters: Vec<char>,
}

impl Font {
    /// The codes of a text and how wide it is; never nothing.
    pub fn encode(&mut self, text: &str) -> (Vec<u8>, f32) {
        let mut codes = Vec::with_capacity(2 * text.len());
        let mut width = 0.0;
        for c in text.chars().filter(|c| !c.is_control()) {
            codes.extend(self.code(c).to_be_bytes());
            width += self::width(c);
        }
        (codes, if width > 0.0 { width } else { LETTER })
    }

    /// More different characters than there are codes stand in no document; the last one would stand for them.
    fn code(&mut self, c: char) -> u16 {
        let next = u16::try_from(self.characters.len() + 1).unwrap_or(MAX_CODE);
        *self.codes.entry(c).or_insert_with(|| {
            self.characters.push(c);
            next
        })
    }

    /// Writes the font under `id`.
    pub fn write(&self, objects: &mut Chunk, id: Ref, next: &mut Ref) {
        let [cid, descriptor, file, to_unicode, glyphs] = std::array::from_fn(|_| next.bump());
        objects
            .type0_font(id)
            .base_font(BASE)
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(cid)
            .to_unicode(to_unicode);
        let mut font = objects.cid_font(cid);
        font.subtype(CidFontType::Type2)
            .base_font(BASE)
            .system_info(IDENTITY)
            .font_descriptor(descriptor)
            .default_width(LETTER)
            .cid_to_gid_map_stream(glyphs);
        let mut widths = font.widths();
        for (code, c) in (1..).zip(&self.characters).filter(|(_, c)| width(**c) != LETTER) {
            widths.same(code, code, width(*c));
        }
        widths.finish();
        font.finish();
        objects
            .font_descriptor(descriptor)
            .name(BASE)
            .flags(FontFlags::SYMBOLIC)
            .bbox(Rect::new(0.0, -220.0, UNITS, 740.0))
            .italic_angle(0.0)
            .ascent(740.0)
            .descent(-220.0)
            .cap_height(700.0)
            .stem_v(80.0)
            .font_file2(file);
        let blank = blank::font();
        let packed = deflated(&blank);
        objects.stream(file, &packed).filter(Filter::FlateDecode).pair(Name(b"Length1"), blank.len() as i32);
        let mut map = UnicodeCmap::new(Name(b"Blank-UCS2"), IDENTITY);
        (1_u16..).zip(&self.characters).for_each(|(code, c)| map.pair(code, *c));
        let map = deflated(&map.finish());
        objects.stream(to_unicode, &map).filter(Filter::FlateDecode);
        // Every code shows the one blank glyph.
        let all: Vec<u8> = (0..=self.characters.len()).flat_map(|_| blank::GLYPH.to_be_bytes()).collect();
        let all = deflated(&all);
        objects.stream(glyphs, &all).filter(Filter::FlateDecode);
    }
}

fn width(c: char) -> f32 {
    c.width().unwrap_or(0) as f32 * LETTER
}
