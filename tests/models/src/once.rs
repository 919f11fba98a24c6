//! `once_cell::race::OnceBox`, written again with loom's atomics, as it is in once_cell 1.21: of several values that are made at once one
//! stays, and the others are dropped.

use loom::sync::atomic::{AtomicPtr, Ordering};
use std::marker::PhantomData;

pub struct OnceBox<T> {
    inner: AtomicPtr<T>,
    ghost: PhantomData<Option<Box<T>>>,
}

impl<T> OnceBox<T> {
    pub fn new() -> OnceBox<T> {
        OnceBox { inner: AtomicPtr::new(std::ptr::null_mut()), ghost: PhantomData }
    }

    fn get(&self) -> Option<&T> {
        // What was put in stays until the cell itself is dropped.
        unsafe { self.inner.load(Ordering::Acquire).as_ref() }
    }

    pub fn get_or_try_init<E>(&self, make: impl FnOnce() -> Result<Box<T>, E>) -> Result<&T, E> {
        if let Some(value) = self.get() {
            return Ok(value);
        }
        let made = Box::into_raw(make()?);
        let none = std::ptr::null_mut();
        // Either is there for good: what this thread made and put in, or what another one did.
        match self.inner.compare_exchange(none, made, Ordering::Release, Ordering::Acquire) {
            Ok(_) => Ok(unsafe { &*made }),
            Err(other) => {
                drop(unsafe { Box::from_raw(made) });
                Ok(unsafe { &*other })
            }
        }
    }
}

impl<T> Default for OnceBox<T> {
    fn default() -> OnceBox<T> {
        OnceBox::new()
    }
}

impl<T> Drop for OnceBox<T> {
    fn drop(&mut self) {
        let value = self.inner.with_mut(|value| *value);
        if !value.is_null() {
            drop(unsafe { Box::from_raw(value) });
        }
    }
}
