//! How sure a reading is: three bars and a figure.

use super::badge::Tone;
use leptos::prelude::*;

/// From here a value needs no second look.
pub const SURE: f32 = 0.9;
/// Below this a value is more guess than reading.
pub const DOUBTFUL: f32 = 0.7;

/// Bars lit (1–3) and the signal for a probability.
#[must_use]
pub fn grade(value: f32) -> (usize, Tone) {
    match value {
        value if value >= SURE => (3, Tone::Good),
        value if value >= DOUBTFUL => (2, Tone::Doubtful),
        _ => (1, Tone::Failed),
    }
}

/// A probability (0–1) as `▮▮▮ 98`.
#[component]
pub fn Confidence(value: f32) -> impl IntoView {
    let (lit, tone) = grade(value);
    let percent = percent(value);
    let title = format!("Confidence {percent} %");
    view! {
        <span class="confidence" title=title>
            <span class=format!("bars {}", tone.class()) aria-hidden="true">
                {(0..3).map(|bar| view! { <i class=if bar < lit { "on" } else { "" }></i> }).collect_view()}
            </span>
            <span class="unseen">"Confidence "</span>
            {percent}
        </span>
    }
}

/// Whole percent, rounded down: 99.6 % sure is not certain.
fn percent(value: f32) -> String {
    format!("{:.0}", (value.clamp(0.0, 1.0) * 100.0).floor())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_follow_the_thresholds() {
        for (value, bars) in [(0.0, 1), (0.69, 1), (0.7, 2), (0.89, 2), (0.9, 3), (1.0, 3)] {
            assert_eq!(grade(value).0, bars, "{value}");
        }
    }

    #[test]
    fn nearly_sure_is_not_shown_as_certain() {
        assert_eq!(percent(0.996), "99");
        assert_eq!(percent(1.0), "100");
    }
}
