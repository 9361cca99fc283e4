//! The order of a page: cut into bands and columns until what is left is lines of one column.

use super::{
    Block, Ground,
    paragraph::{self, Line},
    row::{Row, rows},
    segment::Segment,
    table::{self, Grid},
};
use crate::domain::page::BBox;

/// The white between two columns is at least so many lines wide …
const GUTTER: f32 = 1.1;
/// … and what stands below each other in columns is no further apart than so many lines.
const REACH: f32 = 3.0;
/// One segment alone still belongs to the columns above it within so many lines.
const NEAR: f32 = 1.6;
/// Boxes of lines set tightly overlap by up to this share of a line.
const TIGHT: f32 = 0.25;
/// Between the segments of one line that stay together.
const WIDE_SPACE: &str = "   ";
/// Lines on both sides of a gutter are one line when their middles differ by less than this share of it.
const PAIRED: f32 = 0.35;
/// A side is added to when less than this share of its lines go on behind the gutter.
const ADDED_TO: f32 = 0.7;
/// How finely gutters are told apart by their pairs.
const STEPS: f32 = 4.0;
/// Columns within columns within columns: no page goes deeper.
const MAX_DEPTH: usize = 12;

/// Something that has its place in the order.
#[derive(Clone)]
enum Item {
    Segment(usize),
    Table(Box<Grid>),
}

pub fn blocks(segments: &[Segment], ground: &Ground) -> Vec<Block> {
    let page = Page { segments, ground };
    let mut blocks = Vec::new();
    page.cut((0..segments.len()).map(Item::Segment).collect(), 0, &mut blocks);
    blocks
}

struct Page<'s> {
    segments: &'s [Segment],
    ground: &'s Ground,
}

/// How the two sides of a gutter go together.
struct Sides {
    left_paired: f32,
    right_paired: f32,
}

/// Items that follow each other from top to bottom, with the widths that they fill.
struct Group {
    items: Vec<Item>,
    filled: Vec<(f32, f32)>,
    bottom: f32,
}

impl Page<'_> {
    fn bbox(&self, item: &Item) -> BBox {
        match item {
            Item::Segment(at) => self.segments[*at].bbox,
            Item::Table(grid) => grid.bbox,
        }
    }

    fn cut(&self, items: Vec<Item>, depth: usize, blocks: &mut Vec<Block>) {
        let items = self.with_tables(items);
        for group in self.groups(items) {
            match self.parting(&group) {
                Some(middle) if depth < MAX_DEPTH && !self.is_line(&group) => {
                    let (left, right): (Vec<_>, Vec<_>) =
                        group.items.into_iter().partition(|item| self.bbox(item).center_x() < middle);
                    self.cut(left, depth + 1, blocks);
                    self.cut(right, depth + 1, blocks);
                }
                _ => self.column(group.items, blocks),
            }
        }
    }

    /// Is it nothing but pieces of one line?
    fn is_line(&self, group: &Group) -> bool {
        let loose = loose(&group.items);
        loose.len() == group.items.len() && rows(self.segments, &loose).len() == 1
    }

    /// Segments that make tables become tables.
    fn with_tables(&self, items: Vec<Item>) -> Vec<Item> {
        let loose = loose(&items);
        let grids = table::grids(self.segments, &rows(self.segments, &loose), self.ground);
        let taken = |at: &usize| grids.iter().any(|grid| grid.members.contains(at));
        let mut rest: Vec<Item> =
            items.into_iter().filter(|item| !matches!(item, Item::Segment(at) if taken(at))).collect();
        rest.extend(grids.into_iter().map(|grid| Item::Table(Box::new(grid))));
        rest
    }

    /// Bands from the top; those that share the white between their columns are one group.
    fn groups(&self, mut items: Vec<Item>) -> Vec<Group> {
        let line = self.ground.line;
        items.sort_by(|a, b| self.bbox(a).y.total_cmp(&self.bbox(b).y));
        let mut bands: Vec<Group> = Vec::new();
        for item in items {
            let bbox = self.bbox(&item);
            let slack = TIGHT * line.min(bbox.height);
            match bands.last_mut() {
                Some(band) if bbox.y < band.bottom - slack => band.add(item, &bbox),
                _ => {
                    let mut band = Group { items: Vec::new(), filled: Vec::new(), bottom: bbox.bottom() };
                    band.add(item, &bbox);
                    bands.push(band);
                }
            }
        }
        let mut groups: Vec<Group> = Vec::new();
        for band in bands {
            match groups.last_mut() {
                Some(group) if self.belongs(group, &band) => group.take(band),
                _ => groups.push(band),
            }
        }
        groups
    }

    fn belongs(&self, group: &Group, band: &Group) -> bool {
        let top = band.items.iter().map(|item| self.bbox(item).y).fold(f32::INFINITY, f32::min);
        let gap = (top - group.bottom) / self.ground.line;
        let (above, below) = (!self.gutters(&group.filled).is_empty(), !self.gutters(&band.filled).is_empty());
        let shared = || {
            let mut both = group.filled.clone();
            band.filled.iter().for_each(|span| fill(&mut both, *span));
            !self.gutters(&both).is_empty()
        };
        match (above, below) {
            (false, false) => true,
            (true, true) => gap < REACH && shared(),
            (true, false) => gap < NEAR && shared(),
            (false, true) => false,
        }
    }

    /// Where the columns part: across the gutter that fewest lines go on behind, of those across the widest. Not where
    /// the right side only adds to lines of the left, as the years of a career do.
    fn parting(&self, group: &Group) -> Option<f32> {
        let gutters = self.gutters(&group.filled);
        let (gutter, sides) =
            gutters.iter().map(|gutter| (gutter, self.sides(group, gutter.0))).min_by(|(a, x), (b, y)| {
                let step = |sides: &Sides| (STEPS * sides.right_paired).round();
                step(x).total_cmp(&step(y)).then((b.1 - b.0).total_cmp(&(a.1 - a.0)))
            })?;
        let adds = sides.right_paired == 1.0 && sides.left_paired < ADDED_TO;
        (!adds).then(|| f32::midpoint(gutter.0, gutter.1))
    }

    /// Which share of either side stands on one line with something of the other.
    fn sides(&self, group: &Group, gutter: f32) -> Sides {
        let (left, right): (Vec<BBox>, Vec<BBox>) =
            group.items.iter().map(|item| self.bbox(item)).partition(|bbox| bbox.center_x() < gutter);
        let level = |a: &BBox, b: &BBox| (a.center_y() - b.center_y()).abs() < PAIRED * self.ground.line;
        let share = |of: &[BBox], with: &[BBox]| {
            of.iter().filter(|a| with.iter().any(|b| level(a, b))).count() as f32 / of.len().max(1) as f32
        };
        Sides { left_paired: share(&left, &right), right_paired: share(&right, &left) }
    }

    /// The white between what is filled.
    fn gutters(&self, filled: &[(f32, f32)]) -> Vec<(f32, f32)> {
        let least = GUTTER * self.ground.line;
        filled.windows(2).map(|pair| (pair[0].1, pair[1].0)).filter(|(from, to)| to - from >= least).collect()
    }

    /// Lines and tables of one column, from the top.
    fn column(&self, items: Vec<Item>, blocks: &mut Vec<Block>) {
        let loose = loose(&items);
        let mut tables: Vec<Box<Grid>> = items
            .into_iter()
            .filter_map(|item| match item {
                Item::Table(grid) => Some(grid),
                Item::Segment(_) => None,
            })
            .collect();
        tables.sort_by(|a, b| a.bbox.y.total_cmp(&b.bbox.y));
        let mut tables = tables.into_iter().peekable();
        let mut lines: Vec<Line> = Vec::new();
        for row in rows(self.segments, &loose) {
            while let Some(grid) = tables.next_if(|grid| grid.bbox.center_y() < row.bbox.center_y()) {
                paragraph::close(&mut lines, self.ground, blocks);
                blocks.push(Block::Table(grid.table));
            }
            lines.push(self.line(&row));
        }
        paragraph::close(&mut lines, self.ground, blocks);
        blocks.extend(tables.map(|grid| Block::Table(grid.table)));
    }

    fn line(&self, row: &Row) -> Line {
        let members = || row.members.iter().map(|&at| &self.segments[at]);
        let texts: Vec<&str> = members().map(|segment| segment.text.as_str()).collect();
        let heights = members().map(|segment| segment.height);
        Line {
            text: texts.join(WIDE_SPACE),
            bbox: row.bbox,
            height: heights.fold(0.0, f32::max),
            first_word: self.segments[row.members[0]].first_word,
            bold: members().all(|segment| segment.bold),
        }
    }
}

impl Group {
    fn add(&mut self, item: Item, bbox: &BBox) {
        fill(&mut self.filled, (bbox.x, bbox.right()));
        self.bottom = self.bottom.max(bbox.bottom());
        self.items.push(item);
    }

    fn take(&mut self, band: Self) {
        band.filled.iter().for_each(|span| fill(&mut self.filled, *span));
        self.bottom = self.bottom.max(band.bottom);
        self.items.extend(band.items);
    }
}

fn loose(items: &[Item]) -> Vec<usize> {
    let segments = items.iter().filter_map(|item| match item {
        Item::Segment(at) => Some(*at),
        Item::Table(_) => None,
    });
    segments.collect()
}

/// Adds a span to those that are filled, which stay apart and in order.
fn fill(filled: &mut Vec<(f32, f32)>, span: (f32, f32)) {
    let mut all = span;
    filled.retain(|&(from, to)| {
        let apart = to < all.0 || from > all.1;
        if !apart {
            all = (all.0.min(from), all.1.max(to));
        }
        apart
    });
    let at = filled.partition_point(|&(from, _)| from < all.0);
    filled.insert(at, all);
}
