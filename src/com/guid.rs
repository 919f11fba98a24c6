//! The names that COM knows the library by. Those of our own are in `ihuyi.idl` too.

use windows_sys::core::GUID;

/// The class `Ihuyi.Sms`.
pub const CLASS: GUID = GUID::from_u128(0x3EE5_55DB_13A0_4ED6_8A89_3377_77E3_5650);
/// The type library.
pub const LIBRARY: GUID = GUID::from_u128(0x91C7_83C4_E184_4395_973B_161E_978D_AA0B);
/// The dispinterface of `Ihuyi.Sms`.
pub const SMS: GUID = GUID::from_u128(0x3C5F_6BFF_4115_43C8_9DBE_C309_2129_B1B2);
/// The dispinterface of what `Explain` returns.
pub const EXPLANATION: GUID = GUID::from_u128(0x06CC_89AB_BF9E_42C5_9192_C77C_7EB4_D615);
/// The dispinterface of what `ParsePush` and its siblings return.
pub const PUSH: GUID = GUID::from_u128(0x2D34_CBF6_90B2_4599_ABFA_A5F7_784D_16F2);
/// The dispinterface of what `VerifyStart` and its siblings return.
pub const VERIFICATION: GUID = GUID::from_u128(0x0741_6B6C_AF3D_4781_A501_DF5D_899D_9AC2);
/// The dispinterface of what `GuardAsk` returns.
pub const DECISION: GUID = GUID::from_u128(0xB69A_67D6_4FE2_405B_8220_9316_98C4_318A);
/// The dispinterface of what `CaptchaNew` returns.
pub const CAPTCHA: GUID = GUID::from_u128(0x409E_421F_7CAA_4945_A8F1_AF6B_3085_9435);
/// The dispinterface of what `Status` returns.
pub const DELIVERY: GUID = GUID::from_u128(0x759C_1B7F_A50F_4006_9323_0F58_9945_0347);
/// The dispinterface of what `OpenBulk` returns.
pub const BULK: GUID = GUID::from_u128(0x3EDB_5C82_34F1_466F_9B19_AD04_534E_E950);

pub const IUNKNOWN: GUID = GUID::from_u128(0x0000_0000_0000_0000_C000_0000_0000_0046);
pub const ICLASS_FACTORY: GUID = GUID::from_u128(0x0000_0001_0000_0000_C000_0000_0000_0046);
pub const IMARSHAL: GUID = GUID::from_u128(0x0000_0003_0000_0000_C000_0000_0000_0046);
pub const IDISPATCH: GUID = GUID::from_u128(0x0002_0400_0000_0000_C000_0000_0000_0046);

/// Whether two are the same; the type itself has no comparison.
pub fn same(a: &GUID, b: &GUID) -> bool {
    (a.data1, a.data2, a.data3, a.data4) == (b.data1, b.data2, b.data3, b.data4)
}

/// As the registry has it, in braces.
pub fn text(guid: &GUID) -> String {
    let [a, b, rest @ ..] = guid.data4;
    let rest: String = rest.iter().map(|byte| format!("{byte:02X}")).collect();
    format!("{{{:08X}-{:04X}-{:04X}-{a:02X}{b:02X}-{rest}}}", guid.data1, guid.data2, guid.data3)
}

/// For parameters that must be no name at all.
pub const NONE: GUID = GUID::from_u128(0);
