//! Numbers in an array of Python, read where they lie.

use std::sync::Arc;

use pyo3::buffer::PyBuffer;
use pyo3::prelude::*;
use rollwise::Numbers;

const WIDTH: isize = size_of::<f64>() as isize;

/// A column of numbers.
pub(super) enum Array {
    /// In an array of Python, which is held meanwhile.
    Shared {
        buffer: Arc<PyBuffer<f64>>,
        /// How many bytes after the first number of the array the column begins.
        start: isize,
        /// How many numbers lie from one row to the next.
        stride: usize,
        rows: usize,
    },
    Own(Vec<f64>),
}

impl Array {
    /// The numbers of an array with one dimension.
    pub(super) fn of(buffer: PyBuffer<f64>, py: Python<'_>) -> PyResult<Self> {
        let (rows, step) = (buffer.item_count(), buffer.strides().first().copied().unwrap_or(WIDTH));
        match forwards(step, rows) {
            Some(stride) => Ok(Self::Shared { buffer: Arc::new(buffer), start: 0, stride, rows }),
            None => buffer.to_vec(py).map(Self::Own),
        }
    }

    /// The columns of an array with two dimensions.
    pub(super) fn columns(buffer: PyBuffer<f64>, py: Python<'_>) -> PyResult<Vec<Self>> {
        let (&[rows, columns], &[down, across]) = (buffer.shape(), buffer.strides()) else { return Ok(Vec::new()) };
        let Some(stride) = forwards(down, rows) else {
            let numbers = buffer.to_vec(py)?;
            let column = |i| Self::Own(numbers.iter().skip(i).step_by(columns).copied().collect());
            return Ok((0..columns).map(column).collect());
        };
        let buffer = Arc::new(buffer);
        let column = |i| Self::Shared { buffer: buffer.clone(), start: i as isize * across, stride, rows };
        Ok((0..columns).map(column).collect())
    }

    pub(super) fn rows(&self) -> usize {
        match self {
            Self::Shared { rows, .. } => *rows,
            Self::Own(numbers) => numbers.len(),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = f64> {
        let (numbers, stride) = self.parts();
        numbers.iter().step_by(stride).copied()
    }

    pub(super) fn numbers(&self) -> Numbers<'_> {
        let (numbers, stride) = self.parts();
        Numbers::strided(numbers, stride)
    }

    /// The numbers from the first of the column to its last, and how far apart those of the column are.
    fn parts(&self) -> (&[f64], usize) {
        match self {
            Self::Own(numbers) => (numbers, 1),
            Self::Shared { rows: 0, .. } => (&[], 1),
            Self::Shared { buffer, start, stride, rows } => (span(buffer, *start, (rows - 1) * stride + 1), *stride),
        }
    }
}

/// How many numbers lie from one row to the next, if rows run forwards in memory and a whole number of numbers apart.
fn forwards(step: isize, rows: usize) -> Option<usize> {
    match step {
        _ if rows <= 1 => Some(1),
        step if step > 0 && step % WIDTH == 0 => usize::try_from(step / WIDTH).ok(),
        _ => None,
    }
}

/// Numbers of an array.
#[allow(unsafe_code, reason = "arrays of a million rows are to be read without a copy, while other threads run")]
fn span(buffer: &PyBuffer<f64>, start: isize, length: usize) -> &[f64] {
    // SAFETY: the first and the last number of the span are elements of the array, so that all of it lies in the memory
    // that the array has lent until `buffer` is dropped. `PyBuffer::get` has checked the format and the alignment of
    // the first element, from which all others lie whole numbers apart; every pattern of bits is an f64. That no other
    // thread writes to the array meanwhile is what the package asks of its callers, as numpy does.
    unsafe { std::slice::from_raw_parts(buffer.buf_ptr().cast::<u8>().offset(start).cast::<f64>(), length) }
}
