//! From the detector's probability map to tilted rectangles around lines of text.

use crate::domain::page::BBox;

/// A pixel belongs to text from this probability on (the model's published setting).
const PIXEL: f32 = 0.3;

/// A region counts when its pixels are on average this probable.
const REGION: f32 = 0.5;

/// The map shows shrunken text; a region grows by this × area ÷ perimeter (published setting).
const UNCLIP: f32 = 1.6;

/// Thinner regions (map pixels) are lines and dirt.
const THIN: f32 = 3.0;

/// A page with more regions is texture; the largest are kept.
const REGIONS_AT_MOST: usize = 2_000;

/// Short regions have no angle of their own: a single digit's smallest rectangle may lie on its corner.
const ANGLED: f32 = 2.5;

/// Higher than this many widths: text that runs upwards.
const UPRIGHT: f32 = 1.5;

pub(super) type Point = (f32, f32);

/// A parallelogram: from `origin`, the text's top left corner, `along` the line and `down` across it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Region {
    pub origin: Point,
    pub along: Point,
    pub down: Point,
}

impl Region {
    pub fn length(&self) -> f32 {
        self.along.0.hypot(self.along.1)
    }

    pub fn thickness(&self) -> f32 {
        self.down.0.hypot(self.down.1)
    }

    pub fn scaled(self, (x, y): Point) -> Self {
        let scale = |p: Point| (p.0 * x, p.1 * y);
        Self { origin: scale(self.origin), along: scale(self.along), down: scale(self.down) }
    }

    /// The same rectangle, named from the next corner clockwise.
    pub fn turned(self) -> Self {
        let origin = (self.origin.0 + self.along.0, self.origin.1 + self.along.1);
        Self { origin, along: self.down, down: (-self.along.0, -self.along.1) }
    }

    /// The upright box around the part from share `from` to share `to` of its length.
    pub fn part(&self, from: f32, to: f32) -> BBox {
        let at = |u: f32, v: f32| {
            let x = self.origin.0 + self.along.0 * u + self.down.0 * v;
            BBox::new(x, self.origin.1 + self.along.1 * u + self.down.1 * v, 0.0, 0.0)
        };
        at(from, 0.0).union(&at(to, 0.0)).union(&at(from, 1.0)).union(&at(to, 1.0))
    }
}

/// Neighbouring pixels of one row that belong to text.
struct Run {
    y: usize,
    start: usize,
    end: usize,
    /// Index of another run of the same region; itself at the root.
    parent: usize,
}

/// The text regions of a map of `width` × `height` probabilities, in its pixels.
pub(super) fn find(map: &[f32], width: usize, height: usize) -> Vec<Region> {
    let mut runs = connected_runs(map, width, height);
    let mut blobs: Vec<(f32, f32, Vec<Point>)> = Vec::new();
    let mut blob_of_root = vec![usize::MAX; runs.len()];
    for i in 0..runs.len() {
        let root = root(&mut runs, i);
        if blob_of_root[root] == usize::MAX {
            blob_of_root[root] = blobs.len();
            blobs.push((0.0, 0.0, Vec::new()));
        }
        let (area, sum, corners) = &mut blobs[blob_of_root[root]];
        let Run { y, start, end, .. } = runs[i];
        *area += (end - start) as f32;
        *sum += map[y * width + start..y * width + end].iter().sum::<f32>();
        let (top, bottom) = (y as f32, y as f32 + 1.0);
        corners.extend([(start as f32, top), (end as f32, top), (start as f32, bottom), (end as f32, bottom)]);
    }
    blobs.retain(|(area, sum, _)| *area >= THIN * THIN && sum / area >= REGION);
    blobs.sort_by(|a, b| b.0.total_cmp(&a.0));
    blobs.truncate(REGIONS_AT_MOST);
    blobs.into_iter().filter_map(|(_, _, corners)| region(corners)).collect()
}

/// Width and height of every patch of touching pixels that are set in `map`.
pub(super) fn patches(map: &[f32], width: usize, height: usize) -> Vec<(usize, usize)> {
    let mut runs = connected_runs(map, width, height);
    let mut edges: Vec<(usize, usize, usize, usize)> = runs.iter().map(|r| (r.start, r.end, r.y, r.y + 1)).collect();
    for i in 0..runs.len() {
        let root = root(&mut runs, i);
        let (a, b) = (edges[i], edges[root]);
        edges[root] = (a.0.min(b.0), a.1.max(b.1), a.2.min(b.2), a.3.max(b.3));
    }
    let roots = (0..runs.len()).filter(|&i| runs[i].parent == i);
    roots.map(|i| edges[i]).map(|(left, right, top, bottom)| (right - left, bottom - top)).collect()
}

/// Runs from top to bottom; runs that touch, also over corners, are linked.
fn connected_runs(map: &[f32], width: usize, height: usize) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut above = 0..0;
    for (y, row) in map.chunks_exact(width).take(height).enumerate() {
        let first = runs.len();
        let mut x = 0;
        while let Some(skip) = row[x..].iter().position(|&p| p > PIXEL) {
            let start = x + skip;
            let end = row[start..].iter().position(|&p| p <= PIXEL).map_or(width, |length| start + length);
            let this = runs.len();
            runs.push(Run { y, start, end, parent: this });
            for other in above.clone() {
                if runs[other].start <= end && start <= runs[other].end {
                    let (a, b) = (root(&mut runs, other), root(&mut runs, this));
                    runs[a.max(b)].parent = a.min(b);
                }
            }
            x = end;
        }
        above = first..runs.len();
    }
    runs
}

fn root(runs: &mut [Run], mut i: usize) -> usize {
    while runs[i].parent != i {
        runs[i].parent = runs[runs[i].parent].parent;
        i = runs[i].parent;
    }
    i
}

fn region(corners: Vec<Point>) -> Option<Region> {
    let upright = around(&corners, (1.0, 0.0));
    let tightest = smallest_rectangle(&hull(corners));
    let sides = |r: &Region| (r.length().max(r.thickness()), r.length().min(r.thickness()));
    let (long, short) = sides(&tightest);
    let mut region = if long > ANGLED * short { tightest } else { upright };
    if region.length().min(region.thickness()) < THIN {
        return None;
    }
    // The text runs to the right, or upwards where the region stands on its end.
    if region.along.0.abs() < region.along.1.abs() {
        region = region.turned();
    }
    if region.along.0 < 0.0 {
        region = region.turned().turned();
    }
    if region.thickness() > UPRIGHT * region.length() {
        region = region.turned().turned().turned();
    }
    Some(grown(region))
}

/// Larger by the margin that the detector was trained to leave out.
fn grown(r: Region) -> Region {
    let (length, thickness) = (r.length(), r.thickness());
    let margin = UNCLIP * length * thickness / (2.0 * (length + thickness));
    let (a, d) = (margin / length, margin / thickness);
    let origin = (r.origin.0 - r.along.0 * a - r.down.0 * d, r.origin.1 - r.along.1 * a - r.down.1 * d);
    let scale = |p: Point, by: f32| (p.0 * (1.0 + 2.0 * by), p.1 * (1.0 + 2.0 * by));
    Region { origin, along: scale(r.along, a), down: scale(r.down, d) }
}

/// The rectangle around `points` whose `along` points in the unit direction.
fn around(points: &[Point], (ux, uy): Point) -> Region {
    let (mut u0, mut u1, mut v0, mut v1) = (f32::MAX, f32::MIN, f32::MAX, f32::MIN);
    for &(x, y) in points {
        let (u, v) = (x * ux + y * uy, y * ux - x * uy);
        (u0, u1, v0, v1) = (u0.min(u), u1.max(u), v0.min(v), v1.max(v));
    }
    let origin = (u0 * ux - v0 * uy, u0 * uy + v0 * ux);
    let (length, thickness) = (u1 - u0, v1 - v0);
    Region { origin, along: (ux * length, uy * length), down: (-uy * thickness, ux * thickness) }
}

/// One side of the smallest rectangle lies on an edge of the hull.
fn smallest_rectangle(hull: &[Point]) -> Region {
    let mut best = around(hull, (1.0, 0.0));
    for (i, &(x, y)) in hull.iter().enumerate() {
        let (nx, ny) = hull[(i + 1) % hull.len()];
        let length = (nx - x).hypot(ny - y);
        if length > 0.0 {
            let candidate = around(hull, ((nx - x) / length, (ny - y) / length));
            if candidate.length() * candidate.thickness() < best.length() * best.thickness() {
                best = candidate;
            }
        }
    }
    best
}

/// Andrew's monotone chain.
fn hull(mut points: Vec<Point>) -> Vec<Point> {
    points.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    points.dedup();
    let turns = |o: Point, a: Point, b: Point| (a.0 - o.0) * (b.1 - o.1) - (a.1 - o.1) * (b.0 - o.0);
    let chain = |points: &mut dyn Iterator<Item = Point>| {
        let mut chain: Vec<Point> = Vec::new();
        for p in points {
            while chain.len() >= 2 && turns(chain[chain.len() - 2], chain[chain.len() - 1], p) <= 0.0 {
                chain.pop();
            }
            chain.push(p);
        }
        chain.pop();
        chain
    };
    let mut lower = chain(&mut points.iter().copied());
    lower.extend(chain(&mut points.iter().rev().copied()));
    if lower.is_empty() { points } else { lower }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map_of(width: usize, height: usize, text: impl Fn(f32, f32) -> bool) -> Vec<f32> {
        let at = |i: usize| ((i % width) as f32 + 0.5, (i / width) as f32 + 0.5);
        (0..width * height).map(|i| if text(at(i).0, at(i).1) { 0.9 } else { 0.01 }).collect()
    }

    #[test]
    fn upright_lines_are_found_and_grown() {
        let map = map_of(200, 100, |x, y| {
            ((20.0..120.0).contains(&x) && (10.0..20.0).contains(&y)) || (150.0..180.0).contains(&x) && y > 90.0
        });
        let found = find(&map, 200, 100);
        assert_eq!(found.len(), 2);
        // Margin 1.6 · 100 · 10 / 220 = 7.27 on every side.
        let b = found[0].part(0.0, 1.0);
        assert!((b.x - 12.73).abs() < 0.01 && (b.right() - 127.27).abs() < 0.01, "{b:?}");
        assert!((b.y - 2.73).abs() < 0.01 && (b.bottom() - 27.27).abs() < 0.01, "{b:?}");
        assert_eq!(found[0].along.1, 0.0);
    }

    #[test]
    fn tilted_lines_keep_their_angle() {
        let (sin, cos) = 10f32.to_radians().sin_cos();
        let map = map_of(300, 200, |x, y| {
            let (u, v) = ((x - 150.0) * cos + (y - 100.0) * sin, (y - 100.0) * cos - (x - 150.0) * sin);
            u.abs() < 100.0 && v.abs() < 8.0
        });
        let found = find(&map, 300, 200);
        assert_eq!(found.len(), 1);
        let angle = found[0].along.1.atan2(found[0].along.0).to_degrees();
        assert!((angle - 10.0).abs() < 1.0, "{angle}");
        // 16 and twice the margin of 11.85; the corners of the pixels stick out by one.
        assert!((found[0].thickness() - (16.0 + 2.0 * 11.85)).abs() < 3.5, "{}", found[0].thickness());
    }

    #[test]
    fn standing_text_reads_upwards() {
        let map = map_of(60, 200, |x, y| (20.0..30.0).contains(&x) && (40.0..160.0).contains(&y));
        let region = find(&map, 60, 200)[0];
        assert!(region.along.1 < 0.0 && region.along.0.abs() < 1e-3, "{region:?}");
        assert!(region.origin.1 > 160.0 && region.origin.0 < 20.0, "{region:?}");
        assert!(region.down.0 > 0.0);
    }

    #[test]
    fn patches_are_measured() {
        let map = map_of(60, 40, |x, y| {
            ((10.0..15.0).contains(&x) && (5.0..25.0).contains(&y)) || ((30.0..50.0).contains(&x) && y > 38.0)
        });
        assert_eq!(patches(&map, 60, 40), [(5, 20), (20, 2)]);
    }

    #[test]
    fn specks_and_faint_patches_are_dirt() {
        let mut map = map_of(100, 100, |x, y| (10.0..12.0).contains(&x) && (10.0..12.0).contains(&y));
        for p in &mut map[50 * 100 + 20..50 * 100 + 80] {
            *p = 0.35;
        }
        assert_eq!(find(&map, 100, 100), []);
        assert_eq!(find(&vec![0.0; 100], 10, 10), []);
    }

    #[test]
    fn a_u_shape_is_one_region() {
        let map = map_of(60, 40, |x, y| {
            (10.0..50.0).contains(&x) && (5.0..35.0).contains(&y) && !((20.0..40.0).contains(&x) && y < 25.0)
        });
        assert_eq!(find(&map, 60, 40).len(), 1);
    }
}
