//! The dataclasses of `rollwise.types`, looked up once.

use std::collections::HashMap;
use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyString, PyTuple, PyType};

/// What a type of the core is in Python.
pub(super) enum Face {
    Struct(Arc<Class>),
    /// The class of each kind.
    Tagged(HashMap<String, Arc<Class>>),
}

pub(super) struct Class {
    pub(super) class: Py<PyType>,
    /// The kind that the class stands for, if it is one of a tagged enum.
    kind: Option<String>,
    pub(super) fields: Vec<Field>,
}

pub(super) struct Field {
    /// As in JSON.
    pub(super) key: String,
    /// As in Python, which differs for keywords.
    pub(super) name: Py<PyString>,
    /// What the field holds when it is left out, where it may be.
    pub(super) absent: Option<Py<PyAny>>,
}

pub(super) struct Classes {
    faces: HashMap<String, Face>,
    by_type: HashMap<usize, Arc<Class>>,
}

impl Classes {
    pub(super) fn get(py: Python<'_>) -> PyResult<&'static Self> {
        static CLASSES: PyOnceLock<Classes> = PyOnceLock::new();
        CLASSES.get_or_try_init(py, || Self::load(&py.import("rollwise.types")?))
    }

    /// What a type of the core is in Python.
    pub(super) fn face(&self, name: &str) -> Option<&Face> {
        self.faces.get(name)
    }

    /// The class of an object, if it is one of ours.
    pub(super) fn class_of(&self, object: &Bound<'_, PyAny>) -> Option<&Class> {
        self.by_type.get(&(object.get_type_ptr() as usize)).map(Arc::as_ref)
    }

    fn load(module: &Bound<'_, PyModule>) -> PyResult<Self> {
        let mut classes = Self { faces: HashMap::new(), by_type: HashMap::new() };
        for name in module.getattr("__all__")?.try_iter()? {
            let name: String = name?.extract()?;
            let face = module.getattr(&*name)?;
            if let Ok(class) = face.cast::<PyType>() {
                let class = Arc::new(Class::of(class)?);
                classes.by_type.insert(class.class.as_ptr() as usize, class.clone());
                classes.faces.insert(name, Face::Struct(class));
            }
        }
        for name in module.getattr("__all__")?.try_iter()? {
            let name: String = name?.extract()?;
            if let Ok(choices) = module.getattr(&*name)?.getattr("__args__") {
                let kinds = classes.kinds(choices.cast::<PyTuple>()?);
                classes.faces.insert(name, Face::Tagged(kinds));
            }
        }
        Ok(classes)
    }

    /// The classes of a union by kind; empty for a choice of words.
    fn kinds(&self, choices: &Bound<'_, PyTuple>) -> HashMap<String, Arc<Class>> {
        let classes = choices.iter().filter_map(|choice| self.by_type.get(&(choice.as_ptr() as usize)));
        classes.filter_map(|class| Some((class.kind.clone()?, class.clone()))).collect()
    }
}

impl Class {
    fn of(class: &Bound<'_, PyType>) -> PyResult<Self> {
        let py = class.py();
        let missing = py.import("dataclasses")?.getattr("MISSING")?;
        let mut made = Self { class: class.clone().unbind(), kind: None, fields: Vec::new() };
        for (name, field) in class.getattr("__dataclass_fields__")?.cast::<PyDict>()? {
            let name: String = name.extract()?;
            let default = field.getattr("default")?;
            let mut absent = None;
            if let Ok(kind) = default.cast::<PyString>() {
                made.kind = Some(kind.extract()?);
            } else if !default.is(&missing) {
                absent = Some(default.unbind());
            }
            let key = name.trim_end_matches('_').to_owned();
            made.fields.push(Field { key, name: PyString::intern(py, &name).unbind(), absent });
        }
        Ok(made)
    }
}
