//! Text on a page of fixed width: paragraphs and aligned columns.

/// Columns of the page: what a terminal beside another window shows.
pub(super) const WIDTH: usize = 100;

/// Widest first column; a longer name is cut.
const NAME: usize = 32;

/// `text` after `before`, broken between words; every further line starts under the first word.
///
/// Control characters count as spaces, so that text from outside can neither break lines nor drive the terminal.
pub(super) fn paragraph(before: &str, text: &str) -> String {
    let indent = before.chars().count();
    let room = WIDTH.saturating_sub(indent).max(20);
    let mut page = before.to_owned();
    let mut used = 0;
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()).flat_map(|word| pieces(word, room)) {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > room {
            page.push_str(&format!("\n{:indent$}", ""));
            used = 0;
        }
        if used > 0 {
            page.push(' ');
            used += 1;
        }
        page.push_str(&word);
        used += length;
    }
    page.truncate(page.trim_end().len());
    page.push('\n');
    page
}

/// A word in parts that fit on a line.
fn pieces(word: &str, room: usize) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    letters.chunks(room).map(|part| part.iter().collect()).collect()
}

/// One line of a table.
pub(super) struct Row {
    /// One column wide; may carry colour.
    pub(super) mark: String,
    pub(super) name: String,
    pub(super) cells: Cells,
}

/// What follows the name.
pub(super) enum Cells {
    /// One for each heading; empty where nothing is known.
    Numbers(Vec<String>),
    /// Words across all columns.
    Note(String),
}

/// Rows under their headings, indented: names to the left, numbers to the right. A column without content is left out.
pub(super) fn table(indent: usize, headings: &[&str], mut rows: Vec<Row>) -> String {
    for row in &mut rows {
        row.name = cut(&row.name);
    }
    let column = |i: usize| {
        rows.iter().filter_map(move |row| match &row.cells {
            Cells::Numbers(numbers) => numbers.get(i).map(|number| number.chars().count()),
            Cells::Note(_) => None,
        })
    };
    let width = |(i, heading): (usize, &&str)| match column(i).max().unwrap_or(0) {
        0 => 0,
        widest => widest.max(heading.chars().count()),
    };
    let widths: Vec<usize> = headings.iter().enumerate().map(width).collect();
    let name = rows.iter().map(|row| row.name.chars().count()).max().unwrap_or(0);
    let line = |cells: &mut dyn Iterator<Item = &str>| -> String {
        let shown = cells.zip(&widths).filter(|(_, width)| **width > 0);
        shown.map(|(cell, width)| format!("  {cell:>width$}")).collect()
    };
    let mut text = String::new();
    if widths.iter().any(|width| *width > 0) {
        text.push_str(&format!("{:indent$}  {:name$}{}\n", "", "", line(&mut headings.iter().copied())));
    }
    for row in &rows {
        let before = format!("{:indent$}{} {:name$}", "", row.mark, row.name);
        match &row.cells {
            Cells::Numbers(numbers) => {
                let row = before + &line(&mut numbers.iter().map(String::as_str));
                text.push_str(row.trim_end());
                text.push('\n');
            }
            Cells::Note(note) => text.push_str(&noted(&before, &row.mark, note)),
        }
    }
    text
}

/// The words of a row; the colour of its mark takes no room.
fn noted(before: &str, mark: &str, note: &str) -> String {
    let plain = before.replacen(mark, " ", 1);
    let text = paragraph(&format!("{plain}  "), note);
    text.get(plain.len()..).map_or_else(String::new, |rest| before.to_owned() + rest)
}

fn cut(name: &str) -> String {
    let clean = name.chars().map(|c| if c.is_control() { ' ' } else { c });
    if name.chars().count() <= NAME { clean.collect() } else { clean.take(NAME - 1).chain(['…']).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_of_a_paragraph_is_wider_than_the_page() {
        let text = format!("{} short {}", "word ".repeat(60), "x".repeat(300));
        let page = paragraph("0:00  ", &text);
        assert!(page.lines().all(|line| line.chars().count() <= WIDTH), "{page}");
        assert!(page.lines().skip(1).all(|line| line.starts_with("      ")), "{page}");
        assert_eq!(page.matches("word").count(), 60);
        assert_eq!(page.matches('x').count(), 300);
    }

    #[test]
    fn text_from_outside_cannot_drive_the_terminal() {
        assert_eq!(paragraph("", "a\u{1b}[31mb\r\nc"), "a [31mb c\n");
        let row = Row { mark: "?".into(), name: "a\u{1b}b".into(), cells: Cells::Note("n\u{7}o".into()) };
        assert_eq!(table(0, &[], vec![row]), "? a b  n o\n");
    }

    #[test]
    fn columns_stand_under_their_headings_and_empty_ones_are_left_out() {
        let numbers = |name: &str, cells: [&str; 3]| Row {
            mark: "✓".into(),
            name: name.into(),
            cells: Cells::Numbers(cells.map(str::to_owned).to_vec()),
        };
        let note = Row { mark: "?".into(), name: "c".into(), cells: Cells::Note("not measured".into()) };
        let rows = vec![numbers("a", ["1", "", "1000"]), numbers("long", ["20.5", "", ""]), note];
        let want = "          seen  limit\n  ✓ a        1   1000\n  ✓ long  20.5\n  ? c     not measured\n";
        assert_eq!(table(2, &["seen", "none", "limit"], rows), want);
    }
}
