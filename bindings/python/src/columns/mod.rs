//! Tables as the model takes them: columns of numbers or words.
//!
//! Tables of other libraries are taken apart in Python, in `rollwise._columns`; what arrives here is one matrix, or
//! named columns. Arrays of 64-bit numbers are read where they lie.

mod array;
mod list;

use std::borrow::Cow;

use pyo3::buffer::PyBuffer;
use pyo3::prelude::*;
use pyo3::types::{PyList, PyString, PyTuple};
use rollwise::{Columns, Error, ErrorCode, Family, MISSING};

use crate::error::raise;
use array::Array;
pub(crate) use array::Out;

const TABLES: &str = "a data frame, a mapping of names to columns, or a matrix of numbers";

/// A table, and the arrays that it reads for as long as it lives.
pub(crate) struct Table(Vec<(String, Column)>);

enum Column {
    Numbers(Array),
    Words(Words),
}

/// Words as numbers: places among the words, or [`MISSING`]. The words are in the order in which they first come, however
/// a library numbers them, so that the same table is the same model.
struct Words {
    codes: Vec<u32>,
    words: Vec<String>,
}

impl Table {
    /// Reads a list of names and columns, or a matrix.
    pub(crate) fn read(table: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Ok(named) = table.cast::<PyList>() {
            return named.iter().map(|column| read_named(&column)).collect::<PyResult<_>>().map(Self);
        }
        let Some(matrix) = PyBuffer::<f64>::get(table).ok().filter(|buffer| buffer.dimensions() == 2) else {
            return Err(refusal(ErrorCode::WrongType, "X", kind_of(table), TABLES));
        };
        let columns = Array::columns(matrix, table.py())?.into_iter().map(Column::Numbers);
        Ok(Self(columns.enumerate().map(|(i, column)| (format!("x{i}"), column)).collect()))
    }

    pub(crate) fn rows(&self) -> usize {
        self.0.first().map_or(0, |(_, column)| column.rows())
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(name, _)| name.as_str())
    }

    /// The columns as the core takes them.
    pub(crate) fn columns(&self) -> Result<Columns<'_>, Error> {
        self.0.iter().try_fold(Columns::new(self.rows()), |columns, (name, column)| match column {
            Column::Numbers(array) => columns.numbers(name, array.numbers()),
            Column::Words(Words { codes, words }) => columns.coded(name, Cow::Borrowed(codes), words.clone()),
        })
    }
}

impl Column {
    fn rows(&self) -> usize {
        match self {
            Self::Numbers(array) => array.rows(),
            Self::Words(words) => words.codes.len(),
        }
    }
}

/// How it went, row by row of the table.
pub(crate) fn read_outcomes(outcomes: &Bound<'_, PyAny>, table: &Table) -> PyResult<Vec<bool>> {
    const ALLOWED: &str = "1 or True for success, 0 or False for failure";
    let refuse = |row: usize, value: String| refusal(ErrorCode::OutOfRange, &format!("y[{row}]"), value, ALLOWED);
    let numbers = match read_column("y", outcomes)? {
        Column::Numbers(numbers) => numbers,
        Column::Words(Words { words, .. }) => return Err(refuse(0, words.into_iter().next().unwrap_or_default())),
    };
    let outcome = |(row, number)| match number {
        1.0 => Ok(true),
        0.0 => Ok(false),
        _ => Err(refuse(row, f64::to_string(&number))),
    };
    if numbers.rows() != table.rows() {
        let allowed = format!("{} rows, as many as X has", table.rows());
        return Err(refusal(ErrorCode::Contradiction, "y", format!("{} rows", numbers.rows()), &allowed));
    }
    numbers.iter().enumerate().map(outcome).collect()
}

fn read_named(named: &Bound<'_, PyAny>) -> PyResult<(String, Column)> {
    let Ok((name, values)) = named.extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>() else {
        return Err(refusal(ErrorCode::WrongType, "X", "list".to_owned(), TABLES));
    };
    let Ok(name) = name.cast::<PyString>() else {
        let allowed = "columns whose names are texts";
        return Err(refusal(ErrorCode::WrongType, "X", name.repr()?.to_string(), allowed));
    };
    let name: String = name.extract()?;
    let column = read_column(&name, &values)?;
    Ok((name, column))
}

/// Reads an array, a list of values, or words as numbers.
fn read_column(name: &str, values: &Bound<'_, PyAny>) -> PyResult<Column> {
    if let Ok(values) = values.cast::<PyList>() {
        return list::read(name, values);
    }
    if let Ok(coded) = values.cast::<PyTuple>() {
        return read_coded(name, coded).map(Column::Words);
    }
    match PyBuffer::<f64>::get(values).ok().filter(|buffer| buffer.dimensions() == 1) {
        Some(buffer) => Array::of(buffer, values.py()).map(Column::Numbers),
        None => {
            let allowed = "a column of numbers, booleans, texts, or aware datetimes, such as those in UTC";
            Err(refusal(ErrorCode::WrongType, name, kind_of(values), allowed))
        }
    }
}

/// Reads codes and the words that they stand for; a negative code stands for a word that is missing.
fn read_coded(name: &str, coded: &Bound<'_, PyTuple>) -> PyResult<Words> {
    let (codes, words): (PyBuffer<i64>, Bound<'_, PyList>) = coded.extract()?;
    let words = words.iter().map(|word| match word.cast::<PyString>() {
        Ok(word) => word.extract(),
        Err(_) => Err(refusal(ErrorCode::WrongType, name, kind_of(&word), "categories that are texts")),
    });
    let words: Vec<String> = words.collect::<PyResult<_>>()?;
    let mut places = vec![MISSING; words.len()];
    let mut used = Vec::new();
    let place = |code: i64| {
        let code = usize::try_from(code).ok();
        let Some((place, word)) = code.and_then(|code| Some((places.get_mut(code)?, words.get(code)?))) else {
            return MISSING;
        };
        if *place == MISSING {
            *place = u32::try_from(used.len()).unwrap_or(MISSING);
            used.push(word.clone());
        }
        *place
    };
    let codes = codes.to_vec(coded.py())?.into_iter().map(place).collect();
    Ok(Words { codes, words: used })
}

pub(crate) fn refusal(code: ErrorCode, field: &str, value: String, allowed: &str) -> PyErr {
    raise(Error::new(Family::Input, code, field).value(value).allowed(allowed))
}

/// What a refused object is, in the words of its library where it has some.
fn kind_of(object: &Bound<'_, PyAny>) -> String {
    let class = object.get_type().fully_qualified_name().map(|name| name.to_string());
    let class = class.unwrap_or_else(|_| "object".to_owned());
    match object.getattr("dtype") {
        Ok(dtype) => format!("{class} of {dtype}"),
        Err(_) => class,
    }
}
