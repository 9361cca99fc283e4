//! A page as the reader saw it: words with boxes.

use serde::{Deserialize, Serialize};

/// A rectangle as fractions of the page, origin top left; in JSON `[x, y, width, height]`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "[f32; 4]", into = "[f32; 4]")]
pub struct BBox {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

impl utoipa::PartialSchema for BBox {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
        use utoipa::openapi::{ArrayBuilder, ObjectBuilder, schema::Type};
        ArrayBuilder::new()
            .items(ObjectBuilder::new().schema_type(Type::Number))
            .min_items(Some(4))
            .max_items(Some(4))
            .description(Some("`[x, y, width, height]` as fractions of the page, origin top left."))
            .into()
    }
}

impl utoipa::ToSchema for BBox {}

impl BBox {
    #[must_use]
    pub const fn new(x: f32, y: f32, width: f32, height: f32) -> Self {
        Self { x, y, width, height }
    }

    #[must_use]
    pub fn right(&self) -> f32 {
        self.x + self.width
    }

    #[must_use]
    pub fn bottom(&self) -> f32 {
        self.y + self.height
    }

    #[must_use]
    pub fn center_x(&self) -> f32 {
        self.x + self.width / 2.0
    }

    #[must_use]
    pub fn center_y(&self) -> f32 {
        self.y + self.height / 2.0
    }

    /// The smallest rectangle that holds both.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        Self::new(x, y, self.right().max(other.right()) - x, self.bottom().max(other.bottom()) - y)
    }

    /// Does `other` begin and end within this one, give or take `slack`?
    #[must_use]
    pub fn contains(&self, other: &Self, slack: f32) -> bool {
        other.x >= self.x - slack
            && other.y >= self.y - slack
            && other.right() <= self.right() + slack
            && other.bottom() <= self.bottom() + slack
    }

    /// The smallest rectangle around all of `boxes`.
    pub fn around<'a>(boxes: impl IntoIterator<Item = &'a Self>) -> Option<Self> {
        boxes.into_iter().copied().reduce(|all, one| all.union(&one))
    }
}

impl From<[f32; 4]> for BBox {
    fn from([x, y, width, height]: [f32; 4]) -> Self {
        Self { x, y, width, height }
    }
}

impl From<BBox> for [f32; 4] {
    fn from(b: BBox) -> Self {
        // Four decimals place a box to a third of a pixel on a 3,000-pixel page.
        [b.x, b.y, b.width, b.height].map(|n| (n * 10_000.0).round() / 10_000.0)
    }
}

/// A run of characters between spaces.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Word {
    pub text: String,
    pub bbox: BBox,
    /// How sure the reader is of the characters, 0–1; 1 for a text layer.
    pub confidence: f32,
    pub bold: bool,
}

/// Where the words of a page come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum PageSource {
    TextLayer,
    Ocr,
    /// Set out from a file of data, which has no pages of its own.
    Data,
}

/// One page, words in reading order (rows from the top, left to right).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// From 1.
    pub number: u32,
    /// Width in points (1/72 inch) for a PDF, in pixels for an image.
    pub width: f32,
    /// Height in the unit of `width`.
    pub height: f32,
    pub source: PageSource,
    pub words: Vec<Word>,
    /// Ruling lines and thin filled rectangles, for tables.
    pub rules: Vec<BBox>,
}
