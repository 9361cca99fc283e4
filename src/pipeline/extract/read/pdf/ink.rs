//! Is a font bold? Its name tells, and where there is no name, the thickness of its strokes.

use hayro::hayro_interpret::font::{Glyph, GlyphRun};
use hayro::hayro_interpret::kurbo::Shape;
use std::collections::HashMap;

/// From this CSS weight on, text is meant to stand out.
const BOLD_WEIGHT: u32 = 600;

/// Mean stroke thickness in thousandths of an em: Helvetica and Times lie at 60–80, their bold cuts at 100–125.
const BOLD_STROKE: f64 = 92.0;

/// Glyphs of a run that are measured; more do not change the answer.
const SAMPLES: usize = 6;

/// Outlines are measured once each, whatever the number of pages.
#[derive(Default)]
pub(super) struct Ink {
    strokes: HashMap<u128, Option<f64>>,
}

impl Ink {
    /// A run has one font, so one answer.
    pub(super) fn is_bold(&mut self, run: &GlyphRun<'_, '_>) -> bool {
        let Some(Glyph::Outline(first)) = run.glyphs().first().map(|glyph| &**glyph) else { return false };
        if let Some(font) = first.font_data() {
            let named = font.postscript_name.as_deref().is_some_and(names_bold);
            return named || font.weight.is_some_and(|weight| weight >= BOLD_WEIGHT);
        }
        let strokes: Vec<f64> = run.glyphs().iter().filter_map(|glyph| self.stroke(glyph)).take(SAMPLES).collect();
        !strokes.is_empty() && strokes.iter().sum::<f64>() / strokes.len() as f64 > BOLD_STROKE
    }

    /// A stroke of length l and thickness t has area l·t and an outline of about 2·l.
    fn stroke(&mut self, glyph: &Glyph<'_>) -> Option<f64> {
        let Glyph::Outline(glyph) = glyph else { return None };
        *self.strokes.entry(glyph.identifier().cache_key()).or_insert_with(|| {
            let outline = glyph.outline();
            let around = outline.perimeter(1.0);
            // Dots and dashes are nothing but stroke ends.
            (around > 1_000.0).then(|| 2.0 * outline.area().abs() / around)
        })
    }
}

fn names_bold(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["bold", "black", "heavy", "semibd", "demi"].iter().any(|word| name.contains(word))
}
