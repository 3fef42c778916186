//! `docs/herd.svg`: attempts per second over time, one line per policy.

use anyhow::{Result, anyhow};
use plotters::coord::Shift;
use plotters::prelude::*;

use super::comparison::Comparison;
use super::outcome::Outcome;

/// Width and height of the picture.
const SIZE: (u32, u32) = (960, 880);

/// Colours of middle lightness, which stand out from a white page and from a dark one: the picture
/// itself has no background.
const TEXT: RGBColor = RGBColor(0x80, 0x86, 0x8e);
const GRID: RGBAColor = RGBAColor(0x80, 0x86, 0x8e, 0.35);
const OURS: RGBColor = RGBColor(0x38, 0x9a, 0x64);
const PEER: RGBColor = RGBColor(0x4a, 0x86, 0xc8);
const LIMIT: RGBColor = RGBColor(0xd0, 0x5a, 0x3c);

/// What a logarithmic scale shows of the quietest and the loudest second.
const RATES: (f64, f64) = (100.0, 1_000_000.0);

/// Seconds that are shown after the server is up again.
const TAIL: f64 = 90.0;

/// Draws a column for each scenario and a row for each policy.
pub(super) fn svg(comparisons: &[Comparison], rate: u32) -> Result<String> {
    let mut text = String::new();
    draw(&mut text, comparisons, rate).map_err(|error| anyhow!("the plot: {error}"))?;
    Ok(text)
}

type Failure = Box<dyn std::error::Error>;

fn draw(text: &mut String, comparisons: &[Comparison], rate: u32) -> Result<(), Failure> {
    let root = SVGBackend::with_string(text, SIZE).into_drawing_area();
    let style = ("sans-serif", 15).into_font().color(&TEXT);
    let title = format!(
        "Attempts to connect in each second (logarithmic). Dashed: what the server takes, {rate}. \
         Shaded: the server is down."
    );
    let root = root.titled(&title, style.clone())?;
    let rows = comparisons.first().map_or(0, |comparison| comparison.outcomes.len());
    let panels = root.split_evenly((rows, comparisons.len()));
    for (index, panel) in panels.iter().enumerate() {
        let (row, column) = (index / comparisons.len(), index % comparisons.len());
        let Some((policy, outcome)) = comparisons[column].outcomes.get(row) else { continue };
        let outage = outcome.up_at() / 1_000.0;
        let caption = format!("{}, down for {outage:.0} s", policy.name());
        let colour = if row == 0 { OURS } else { PEER };
        draw_panel(panel, &caption, colour, outcome, f64::from(rate))?;
    }
    root.present()?;
    Ok(())
}

fn draw_panel(
    panel: &DrawingArea<SVGBackend<'_>, Shift>,
    caption: &str,
    colour: RGBColor,
    outcome: &Outcome,
    rate: f64,
) -> Result<(), Failure> {
    let outage = outcome.up_at() / 1_000.0;
    let end = outage + TAIL;
    let mut chart = ChartBuilder::on(panel)
        .caption(caption, ("sans-serif", 14).into_font().color(&colour))
        .margin_right(14)
        .margin_top(6)
        .x_label_area_size(22)
        .y_label_area_size(46)
        .build_cartesian_2d(0.0..end, (RATES.0..RATES.1).log_scale())?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(TRANSPARENT)
        .bold_line_style(GRID)
        .axis_style(GRID)
        .y_labels(5)
        .x_labels(8)
        .x_label_formatter(&|second| format!("{second:.0} s"))
        .y_label_formatter(&|rate| label(*rate))
        .label_style(("sans-serif", 11).into_font().color(&TEXT))
        .draw()?;
    let down = [(0.0, RATES.0), (outage, RATES.1)];
    chart.draw_series([Rectangle::new(down, TEXT.mix(0.15).filled())])?;
    let limit = [(0.0, rate), (end, rate)];
    chart.draw_series(DashedLineSeries::new(limit, 5, 4, LIMIT.stroke_width(1)))?;
    let steps = steps(&outcome.per_second(), end);
    chart.draw_series(
        AreaSeries::new(steps, RATES.0, colour.mix(0.25)).border_style(colour.stroke_width(1)),
    )?;
    Ok(())
}

/// Each second as a level, so that an empty one, and what follows the last, reach down to the
/// bottom.
fn steps(per_second: &[u64], end: f64) -> Vec<(f64, f64)> {
    let mut points = Vec::new();
    for (second, attempts) in per_second.iter().enumerate() {
        let begin = second as f64;
        if begin >= end {
            break;
        }
        let level = (*attempts as f64).clamp(RATES.0, RATES.1);
        points.extend([(begin, level), ((begin + 1.0).min(end), level)]);
    }
    points.extend(points.last().map(|(second, _)| (*second, RATES.0)));
    points
}

fn label(rate: f64) -> String {
    if rate < 1_000.0 {
        format!("{rate:.0}")
    } else if rate < 1_000_000.0 {
        format!("{:.0}k", rate / 1_000.0)
    } else {
        format!("{:.0}M", rate / 1_000_000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_without_attempts_reaches_the_bottom() {
        let points = steps(&[5_000, 0, 5_000], 2.5);
        let first = [(0.0, 5e3), (1.0, 5e3), (1.0, 100.0), (2.0, 100.0)];
        let last = [(2.0, 5e3), (2.5, 5e3), (2.5, 100.0)];
        assert_eq!(points, [first.as_slice(), &last].concat());
    }
}
