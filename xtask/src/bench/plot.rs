//! `docs/performance.svg`: bars for what says most.

use anyhow::{Result, anyhow};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use super::figures::Measure;
use super::statistics::Spread;
use super::table::number;

/// The measures shown, a panel for each, in rows of two.
const PANELS: &[&str] = &[
    "send 32 B text",
    "receive 32 B text",
    "send 1 KB binary",
    "receive 128 B binary",
    "slow link: an urgent message, half of all",
    "slow link: most in the browser's buffer",
    "upload of 64 MB in messages of 16 KB",
    "start-up: from import to the first open",
];

/// Pixels.
const WIDTH: u32 = 960;
const PANEL: u32 = 290;
const NAMES: i32 = 190;
const VALUES: i32 = 70;
const CAPTION: i32 = 30;
const BAR: i32 = 18;

/// Colours of middle lightness, for a white page and a dark one.
const TEXT: RGBColor = RGBColor(0x80, 0x86, 0x8e);
const OURS: RGBColor = RGBColor(0x38, 0x9a, 0x64);
const PEER: RGBColor = RGBColor(0x4a, 0x86, 0xc8);

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Failure = Box<dyn std::error::Error>;

/// Draws those of the measures that are shown.
pub(super) fn svg(measures: &[Measure]) -> Result<String> {
    let shown: Vec<&Measure> = PANELS
        .iter()
        .filter_map(|title| measures.iter().find(|measure| measure.title == *title))
        .collect();
    let mut text = String::new();
    draw(&mut text, &shown).map_err(|error| anyhow!("the plot: {error}"))?;
    Ok(text)
}

fn draw(text: &mut String, shown: &[&Measure]) -> Result<(), Failure> {
    let rows = shown.len().div_ceil(2).max(1);
    let size = (WIDTH, PANEL * rows as u32);
    let root = SVGBackend::with_string(text, size).into_drawing_area();
    for (panel, measure) in root.split_evenly((rows, 2)).iter().zip(shown) {
        draw_panel(panel, measure)?;
    }
    root.present()?;
    Ok(())
}

fn draw_panel(panel: &Area<'_>, measure: &Measure) -> Result<(), Failure> {
    let title = format!("{}, {}", measure.title, measure.unit);
    panel.draw(&Text::new(title, (8, 6), ("sans-serif", 15).into_font().color(&TEXT)))?;
    let medians: Vec<(&str, f64)> = measure
        .figures
        .iter()
        .map(|(name, rounds)| (name.as_str(), Spread::of(rounds).median))
        .collect();
    let longest = panel.dim_in_pixel().0 as i32 - NAMES - VALUES;
    let middle = second_highest(&medians);
    for (row, (name, median)) in medians.iter().enumerate() {
        let top = CAPTION + BAR * row as i32;
        let length = (f64::from(longest) * (median / middle).clamp(0.0, 1.0)) as i32;
        let colour = if name.starts_with("sockline") { OURS } else { PEER };
        let bar = [(NAMES, top + 3), (NAMES + length, top + BAR - 3)];
        panel.draw(&Rectangle::new(bar, colour.mix(0.7).filled()))?;
        let centre = top + BAR / 2;
        let label =
            |side| ("sans-serif", 12).into_font().color(&TEXT).pos(Pos::new(side, VPos::Center));
        panel.draw(&Text::new((*name).to_owned(), (NAMES - 6, centre), label(HPos::Right)))?;
        let value = (NAMES + length + 6, centre);
        panel.draw(&Text::new(number(*median), value, label(HPos::Left)))?;
    }
    Ok(())
}

/// The scale's end: a single outlier, whose bar is cut off, does not flatten all others.
fn second_highest(medians: &[(&str, f64)]) -> f64 {
    let mut values: Vec<f64> = medians.iter().map(|(_, median)| *median).collect();
    values.sort_by(|a, b| b.total_cmp(a));
    values.get(1).or_else(|| values.first()).copied().unwrap_or(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::figures::measure;

    #[test]
    fn every_contestant_has_a_bar_and_its_median() {
        let rounds = measure("send 32 B text", &[("native", &[1.0]), ("sockline", &[2.5])]);
        let picture = svg(&[rounds]).unwrap();
        for text in ["native", "sockline", "2.50", "send 32 B text, µs"] {
            assert!(picture.contains(text), "{text} is not in {picture}");
        }
    }
}
