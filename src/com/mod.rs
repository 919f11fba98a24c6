//! The COM object `Ihuyi.Sms`: the library for classic ASP, VBScript, VBA, VB6, PowerBuilder and whatever else speaks OLE Automation.
//!
//! Late binding only: an object is an `IDispatch`, its members are a table ([`members`]) that the type library (`ihuyi.idl`) repeats for
//! programs that bind early. A failure that is the caller's own raises an error with a Chinese sentence; what the gateway refuses, what could not be sent and what
//! nobody knows is no error but a code, because a shop's page must be able to go on.
//!
//! Written by hand rather than with the `windows` crate, whose objects import `combase.dll`, which Windows 7 lacks.
//!
//! [`object`] is the frame of any automation object, [`variant`] its values, [`sms`] with [`verify`] and [`track`], [`list`] and [`records`] the objects there are,
//! [`last`] what a call came to,
//! [`class`] how they are made, [`register`] what `regsvr32` writes.

#![cfg_attr(windows, allow(unsafe_code))]

#[cfg(windows)]
mod class;
#[cfg(windows)]
mod fault;
#[cfg(windows)]
mod guid;
#[cfg(windows)]
mod last;
#[cfg(windows)]
mod list;
mod members;
#[cfg(windows)]
mod object;
#[cfg(windows)]
mod records;
#[cfg(windows)]
mod register;
#[cfg(windows)]
mod sms;
#[cfg(windows)]
mod track;
#[cfg(windows)]
mod typelib;
#[cfg(windows)]
mod variant;
#[cfg(windows)]
mod verify;
