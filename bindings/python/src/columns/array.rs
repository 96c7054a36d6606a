//! Numbers in an array of Python, read where they lie.

use std::sync::Arc;

use pyo3::buffer::PyBuffer;
use pyo3::exceptions::PyBufferError;
use pyo3::prelude::*;
use rollwise::Numbers;

const WIDTH: isize = size_of::<f64>() as isize;

/// A column of numbers.
pub(super) enum Array {
    /// In an array of Python, which is held meanwhile.
    Shared {
        buffer: Arc<PyBuffer<f64>>,
        /// How many bytes after the first number of the array the numbers begin that are looked at, and how many there are.
        start: isize,
        length: usize,
        /// How many of them lie from one row to the next, and before the one of the first row.
        stride: usize,
        place: usize,
    },
    Own(Vec<f64>),
}

impl Array {
    /// The numbers of an array with one dimension.
    pub(super) fn of(buffer: PyBuffer<f64>, py: Python<'_>) -> PyResult<Self> {
        let (rows, step) = (buffer.item_count(), buffer.strides().first().copied().unwrap_or(WIDTH));
        match forwards(step, rows) {
            Some(stride) => {
                let length = rows.saturating_sub(1) * stride + rows.min(1);
                Ok(Self::Shared { buffer: Arc::new(buffer), start: 0, length, stride, place: 0 })
            }
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
        let whole = rows.saturating_sub(1) * stride + rows.min(1);
        let column = |i: usize| match forwards(across, columns) {
            // Columns of rows that follow one another are looked at together.
            Some(apart) if apart * columns <= stride => {
                let length = whole + (columns - 1) * apart;
                Self::Shared { buffer: buffer.clone(), start: 0, length, stride, place: i * apart }
            }
            _ => Self::Shared { buffer: buffer.clone(), start: i as isize * across, length: whole, stride, place: 0 },
        };
        Ok((0..columns).map(column).collect())
    }

    pub(super) fn rows(&self) -> usize {
        match self {
            Self::Shared { length, stride, place, .. } => length.saturating_sub(*place).div_ceil(*stride),
            Self::Own(numbers) => numbers.len(),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = f64> {
        let (numbers, stride, place) = self.parts();
        numbers.iter().skip(place).step_by(stride).copied()
    }

    pub(super) fn numbers(&self) -> Numbers<'_> {
        let (numbers, stride, place) = self.parts();
        Numbers::column(numbers, stride, place)
    }

    /// The numbers that are looked at, how far apart those of the column are, and where its first one is.
    fn parts(&self) -> (&[f64], usize, usize) {
        match self {
            Self::Own(numbers) => (numbers, 1, 0),
            Self::Shared { length: 0, .. } => (&[], 1, 0),
            Self::Shared { buffer, start, length, stride, place } => (span(buffer, *start, *length), *stride, *place),
        }
    }
}

/// A new array, to be filled.
pub(crate) struct Out(PyBuffer<f64>);

impl Out {
    /// The array that one was just made for, which nothing else knows of yet.
    pub(crate) fn of(made: &Bound<'_, PyAny>) -> PyResult<Self> {
        let buffer = PyBuffer::<f64>::get(made)?;
        if buffer.readonly() || !buffer.is_c_contiguous() {
            return Err(PyBufferError::new_err("an array that can be written from its first number to its last"));
        }
        Ok(Self(buffer))
    }

    /// Its numbers.
    #[allow(unsafe_code, reason = "a million predictions are to be written without a copy, while other threads run")]
    pub(crate) fn numbers(&mut self) -> &mut [f64] {
        if self.0.item_count() == 0 {
            return &mut [];
        }
        // SAFETY: the buffer is contiguous and may be written, its format and alignment were checked by `PyBuffer::get`,
        // and it is lent as long as `self` lives. Nothing else knows of the array, which was made for this.
        unsafe { std::slice::from_raw_parts_mut(self.0.buf_ptr().cast::<f64>(), self.0.item_count()) }
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
