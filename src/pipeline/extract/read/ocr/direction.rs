//! Which way up the page is: scans lie on their side or upside down, and nobody told the file.

use super::models::Ocr;
use super::pixels::Pixels;
use super::regions::Region;
use super::spell::Line;
use crate::domain::page::BBox;

/// Lines that are tried the other way round; the longest say most.
const SAMPLE: usize = 6;

/// A page that reads this well is the right way up.
const READS_WELL: f32 = 0.9;

/// The other way round has to read better by this much.
const CLEARLY: f32 = 0.05;

/// Up to this many times longer than thick, a region's own direction is a guess.
const STUBBY: f32 = 2.0;

/// The direction in which most of the page's text runs: one of the four sides.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Direction {
    x: f32,
    y: f32,
}

impl Direction {
    fn of(regions: &[Region]) -> Self {
        let sum = |side: fn(&Region) -> f32| regions.iter().map(side).sum::<f32>();
        let lying = sum(|r| r.along.0.abs());
        let standing = sum(|r| r.along.1.abs());
        if standing > lying {
            Self { x: 0.0, y: sum(|r| r.along.1).signum() }
        } else {
            Self { x: if sum(|r| r.along.0) < 0.0 { -1.0 } else { 1.0 }, y: 0.0 }
        }
    }

    pub fn is_along(self, r: &Region) -> bool {
        r.along.0 * self.x + r.along.1 * self.y > r.length() * std::f32::consts::FRAC_1_SQRT_2
    }

    /// How far the region sinks per pixel, for one who reads in this direction.
    pub fn slope(self, r: &Region) -> f32 {
        (r.along.1 * self.x - r.along.0 * self.y) / (r.along.0 * self.x + r.along.1 * self.y)
    }

    /// The box as it lies for one who reads in this direction.
    pub fn upright(self, b: &BBox) -> BBox {
        let turn = |x: f32, y: f32| BBox::new(x * self.x + y * self.y, y * self.x - x * self.y, 0.0, 0.0);
        turn(b.x, b.y).union(&turn(b.right(), b.bottom()))
    }
}

impl Ocr {
    /// Spells all regions the way round that reads best; turns them accordingly.
    pub(super) fn read_in_direction(&self, pixels: &Pixels, regions: &mut [Region]) -> (Direction, Vec<Line>) {
        let direction = Direction::of(regions);
        let sideways = direction.x == 0.0;
        if sideways {
            align(regions, direction);
            if self.reads_better_flipped(pixels, regions) {
                flip(regions);
            }
        }
        let mut lines = self.spell(pixels, regions);
        if !sideways && confidence(&lines) < READS_WELL && self.reads_better_flipped(pixels, regions) {
            flip(regions);
            lines = self.spell(pixels, regions);
        }
        (Direction::of(regions), lines)
    }

    fn reads_better_flipped(&self, pixels: &Pixels, regions: &[Region]) -> bool {
        let mut sample = regions.to_vec();
        sample.sort_by(|a, b| b.length().total_cmp(&a.length()));
        sample.truncate(SAMPLE);
        let before = confidence(&self.spell(pixels, &sample));
        flip(&mut sample);
        confidence(&self.spell(pixels, &sample)) > before + CLEARLY
    }
}

/// On a page that lies on its side, stubby regions lie as well.
fn align(regions: &mut [Region], direction: Direction) {
    for r in regions {
        let stubby = r.length().max(r.thickness()) < STUBBY * r.length().min(r.thickness());
        while stubby && !direction.is_along(r) {
            *r = r.turned();
        }
    }
}

fn flip(regions: &mut [Region]) {
    for r in regions {
        *r = r.turned().turned();
    }
}

/// The median line's: a few smudges do not make a page unreadable.
fn confidence(lines: &[Line]) -> f32 {
    let mut all: Vec<f32> = lines.iter().map(|line| line.confidence).collect();
    all.sort_by(f32::total_cmp);
    all.get(all.len() / 2).copied().unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_on_its_side_is_seen_upright() {
        // Text that runs upwards: along −y, its top to the left.
        let line = Region { origin: (10.0, 200.0), along: (2.0, -100.0), down: (10.0, 0.2) };
        let direction = Direction::of(&[line]);
        assert_eq!(direction, Direction { x: 0.0, y: -1.0 });
        assert!(direction.is_along(&line) && !direction.is_along(&line.turned()));
        assert!((direction.slope(&line) - 0.02).abs() < 1e-6);
        // What is lower on the picture is further left; what is further right is lower.
        let (first, second) = (BBox::new(10.0, 150.0, 10.0, 50.0), BBox::new(10.0, 80.0, 10.0, 40.0));
        assert_eq!(direction.upright(&first), BBox::new(-200.0, 10.0, 50.0, 10.0));
        assert!(direction.upright(&first).x < direction.upright(&second).x);
    }

    #[test]
    fn stubby_regions_follow_the_page() {
        let lying = Region { origin: (0.0, 0.0), along: (12.0, 0.0), down: (0.0, 10.0) };
        let long = Region { along: (100.0, 0.0), ..lying };
        let mut regions = [lying, long];
        align(&mut regions, Direction { x: 0.0, y: -1.0 });
        assert_eq!(regions[0].along, (0.0, -10.0));
        assert_eq!(regions[0].origin, (0.0, 10.0));
        assert_eq!(regions[1], long);
    }
}
