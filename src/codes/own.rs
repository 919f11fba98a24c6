//! The library's own codes: everything below zero. The gateway gave no verdict.
//!
//! Groups with gaps, so that a new code can stand beside its kin. A number is never reused.

/// An argument is missing or makes no sense: a NULL handle, an empty list.
pub const ARGUMENT: i32 = -101;
/// `struct_size` of a result struct is smaller than the first version's.
pub const STRUCT_SIZE: i32 = -102;
/// Text does not decode in the charset that was promised.
pub const ENCODING: i32 = -103;
/// Text holds a control character other than tab, line feed and carriage return.
pub const CONTROL_CHARACTER: i32 = -104;
/// No service has this name.
pub const SERVICE: i32 = -105;
/// An input is larger than anything the gateway could mean (a push body above 64 KiB, a setting above 4 KiB).
pub const TOO_LARGE: i32 = -106;
/// A template id is not a number, or this service has no templates.
pub const TEMPLATE: i32 = -107;
/// A marketing text does not end with an opt-out line and a signature.
pub const OPT_OUT: i32 = -108;
/// A scheduled time is not understood.
pub const SCHEDULE: i32 = -109;
/// A push body is none of the three kinds that the gateway sends.
pub const PUSH: i32 = -110;
/// The service has no such call: only SMS has AddTemplate, only marketing a schedule.
pub const UNSUPPORTED: i32 = -111;
/// No setting has this name.
pub const SETTING: i32 = -120;
/// A setting's value is not understood.
pub const VALUE: i32 = -121;
/// A file named by a setting cannot be read: INI, key file, CA file.
pub const FILE: i32 = -122;
/// A line of an INI file is neither a section, a comment nor `key = value`.
pub const INI: i32 = -123;
/// Plain http to an address that is not this machine, without the setting that allows it.
pub const PLAIN_HTTP: i32 = -124;
/// The gateway's host name could not be looked up.
pub const NAME: i32 = -201;
/// No address of the gateway accepted a connection.
pub const CONNECT: i32 = -202;
/// No connection within the connect time limit.
pub const CONNECT_TIMEOUT: i32 = -203;
/// The server's certificate was not accepted.
pub const CERTIFICATE: i32 = -204;
/// The TLS handshake failed for another reason than the certificate.
pub const TLS: i32 = -205;
/// The proxy could not be reached or refused.
pub const PROXY: i32 = -206;
/// The total time limit was over before a byte of the request had left.
pub const DEADLINE: i32 = -207;
/// Too many name lookups hang already; another was not started.
pub const BUSY: i32 = -208;
/// The request left and no readable verdict came back. Nothing else has this number.
pub const UNKNOWN: i32 = -300;
/// A defect of the library, caught at the border. Nothing was sent.
pub const PANIC: i32 = -900;
