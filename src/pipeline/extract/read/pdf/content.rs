//! What a page draws: glyphs with their place, ruling lines, and how much of it pictures cover.

use super::characters::characters;
use super::ink::Ink;
use super::spoken::{self, Spoken};
use crate::domain::page::BBox;
use hayro::hayro_interpret::font::{Glyph as FontGlyph, GlyphRun};
use hayro::hayro_interpret::hayro_cmap::WritingMode;
use hayro::hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape};
use hayro::hayro_interpret::util::TransformExt;
use hayro::hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, Paint, SoftMask, interpret_page,
};
use hayro::hayro_syntax::object::Dict;
use hayro::hayro_syntax::page::Page;

/// Glyph outlines and advances come in thousandths of the font size.
/// The densest real page has some 20,000; beyond this it is no page for readers, and memory must end.
const MAX_GLYPHS: usize = 200_000;
const EM: f64 = 1_000.0;

/// Thicker than this (points) is a bar or a box, not a line.
const RULE_THICKNESS: f64 = 2.5;

/// Shorter than this (points) is a dash, an underline of one letter or a bit of a logo.
const RULE_LENGTH: f64 = 8.0;

/// Drawings with more lines than this are maps or plans; their lines say nothing about tables.
const RULES_AT_MOST: usize = 4_000;

/// A picture over more than this share of the page hides the text drawn before it.
const COVERING: f32 = 0.5;

/// One glyph, in points from the page's top left, y downwards.
#[derive(Clone, Debug)]
pub(super) struct Glyph {
    /// Usually one character; several for a ligature; U+FFFD where the font does not tell.
    pub text: String,
    /// Where the pen stood, on the baseline.
    pub x: f32,
    pub y: f32,
    /// How the pen moved on.
    pub dx: f32,
    pub dy: f32,
    /// The font size as drawn.
    pub size: f32,
    pub bold: bool,
    /// Drawn with no ink, or painted over by a picture.
    pub hidden: bool,
}

#[derive(Default)]
pub(super) struct Content {
    pub width: f32,
    pub height: f32,
    pub glyphs: Vec<Glyph>,
    /// Fractions of the page.
    pub rules: Vec<BBox>,
    /// Share of the page under pictures, 0–1.
    pub image_coverage: f32,
    /// Filled curves: letters turned into outlines leave no glyphs but many of these.
    pub curves: usize,
}

/// Runs the page's drawing program once, without painting.
pub(super) fn gather<'a>(
    page: &Page<'a>,
    cache: &InterpreterCache<'a>,
    settings: InterpreterSettings,
    ink: &mut Ink,
) -> Content {
    let (width, height) = page.render_dimensions();
    let frame = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
    let mut context = Context::new(page.initial_transform(true).to_kurbo(), frame, cache, page.xref(), settings);
    let mut gatherer = Gatherer { frame, ink, content: Content { width, height, ..Content::default() }, spoken: Vec::new() };
    interpret_page(page, &mut context, &mut gatherer);
    gatherer.content
}

struct Gatherer<'i> {
    frame: Rect,
    ink: &'i mut Ink,
    content: Content,
    /// The marked stretches that are open, with what is told of them.
    spoken: Vec<Option<Spoken>>,
}

impl Gatherer<'_> {
    fn add_rule(&mut self, from: Point, to: Point, thickness: f64) {
        let rect = Rect::from_points(from, to);
        if rect.width().min(rect.height()) > RULE_THICKNESS || rect.width().max(rect.height()) < RULE_LENGTH {
            return;
        }
        let grow = (thickness.clamp(0.0, RULE_THICKNESS) - rect.width().min(rect.height())).max(0.0) / 2.0;
        let flat = rect.width() > rect.height();
        let rect = if flat { rect.inflate(0.0, grow) } else { rect.inflate(grow, 0.0) }.intersect(self.frame);
        if self.content.rules.len() < RULES_AT_MOST && rect.width() >= 0.0 && rect.height() >= 0.0 {
            let (w, h) = (self.frame.width(), self.frame.height());
            let [x, y, width, height] = [rect.x0 / w, rect.y0 / h, rect.width() / w, rect.height() / h];
            self.content.rules.push(BBox::new(x as f32, y as f32, width as f32, height as f32));
        }
    }

    fn add_stroke(&mut self, path: &BezPath, transform: Affine, line_width: f64) {
        let thickness = line_width * transform.determinant().abs().sqrt();
        let (mut start, mut pen) = (Point::ZERO, Point::ZERO);
        for element in path.elements() {
            match *element {
                PathEl::MoveTo(to) => (start, pen) = (to, to),
                PathEl::LineTo(to) => {
                    self.add_rule(transform * pen, transform * to, thickness);
                    pen = to;
                }
                PathEl::ClosePath => self.add_rule(transform * pen, transform * start, thickness),
                PathEl::QuadTo(_, to) | PathEl::CurveTo(_, _, to) => pen = to,
            }
        }
    }
}

impl<'a> Device<'a> for Gatherer<'_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        if is_unseen(&props.paint) {
            return;
        }
        match mode {
            DrawMode::Stroke(stroke) => self.add_stroke(path, props.transform, f64::from(stroke.line_width)),
            DrawMode::Fill(_) | DrawMode::FillAndStroke(..) => {
                if path.elements().iter().any(|e| matches!(e, PathEl::CurveTo(..) | PathEl::QuadTo(..))) {
                    self.content.curves += 1;
                }
                let rect = props.transform.transform_rect_bbox(path.bounding_box());
                self.add_rule(Point::new(rect.x0, rect.y0), Point::new(rect.x1, rect.y1), 0.0);
            }
            DrawMode::Invisible => {}
        }
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        let bold = self.ink.is_bold(run);
        let hidden = matches!(mode, DrawMode::Invisible);
        let vertical = matches!(run.writing_mode(), WritingMode::Vertical);
        for glyph in run.glyphs() {
            let place = props.transform * glyph.transform();
            let up = place * Point::new(0.0, EM) - place * Point::ZERO;
            let advance = match &**glyph {
                FontGlyph::Outline(outline) => outline.advance_width(),
                FontGlyph::Type3(drawn) => drawn.advance_width(),
            };
            let origin = place * Point::ZERO;
            let pen = if vertical {
                place * Point::new(0.0, -EM)
            } else {
                place * Point::new(f64::from(advance.unwrap_or(0.0)), 0.0)
            } - origin;
            let numbers = [origin.x, origin.y, pen.x, pen.y, up.hypot()];
            if numbers.iter().all(|n| n.is_finite()) && self.content.glyphs.len() < MAX_GLYPHS {
                let [x, y, dx, dy, size] = numbers.map(|n| n as f32);
                let text = characters(glyph);
                self.content.glyphs.push(Glyph { text, x, y, dx, dy, size, bold, hidden });
            }
        }
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        let pixels = Rect::new(0.0, 0.0, f64::from(image.width()), f64::from(image.height()));
        let shown = props.transform.transform_rect_bbox(pixels).intersect(self.frame);
        let share = ((shown.width().max(0.0) * shown.height().max(0.0)) / self.frame.area()) as f32;
        self.content.image_coverage = (self.content.image_coverage + share).min(1.0);
        // A stencil or a picture with a mask lets the text below shine through.
        let opaque = matches!(&image, Image::Raster(raster) if !raster.stream().dict().contains_key(b"SMask"));
        if share > COVERING && opaque {
            for glyph in &mut self.content.glyphs {
                glyph.hidden |= shown.contains(Point::new(f64::from(glyph.x), f64::from(glyph.y)));
            }
        }
    }

    fn begin_marked_content(&mut self, _: &[u8], properties: Option<&Dict<'_>>) {
        self.spoken.push(spoken::begin(properties, self.content.glyphs.len()));
    }

    fn end_marked_content(&mut self) {
        if let Some(Some(told)) = self.spoken.pop() {
            spoken::end(&told, &mut self.content.glyphs);
        }
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// White or fully transparent: cell padding and erased lines, not rules.
fn is_unseen(paint: &Paint<'_>) -> bool {
    match paint {
        Paint::Color(color) => matches!(color.to_rgba().to_rgba8(), [255, 255, 255, _] | [_, _, _, 0]),
        Paint::Pattern(_) => false,
    }
}
