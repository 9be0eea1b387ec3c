//! Tables of text.

/// Prints a title, a head and rows, the first column to the left and the others to the right.
pub fn show(title: &str, head: &[&str], rows: &[Vec<String>]) {
    let all: Vec<Vec<String>> = std::iter::once(head.iter().map(|cell| (*cell).to_owned()).collect()).chain(rows.iter().cloned()).collect();
    let widths: Vec<usize> = (0..head.len()).map(|at| all.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max().unwrap_or(0)).collect();
    println!("\n{title}");
    for row in &all {
        let cells = row.iter().zip(&widths).enumerate();
        let line: Vec<String> = cells.map(|(at, (cell, width))| if at == 0 { format!("{cell:<width$}") } else { format!("{cell:>width$}") }).collect();
        println!("  {}", line.join("  ").trim_end());
    }
}

/// `0.417`
pub fn number(value: f64) -> String {
    format!("{value:.3}")
}

/// `1.2 %`
pub fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}
