//! Accounts of Windows by their numbers: which of them is believed to have made a file of ours.

/// S-1-5-18: the system itself.
const SYSTEM: [u8; 12] = [1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0];
/// S-1-5-32-544: the administrators.
const ADMINISTRATORS: [u8; 16] = [1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0];

/// Whether a file of this owner is believed by this account; both are SIDs, byte for byte.
pub fn is_believed(owner: &[u8], me: &[u8]) -> bool {
    owner == me || owner == SYSTEM || owner == ADMINISTRATORS
}

#[cfg(test)]
mod tests {
    use super::is_believed;

    /// The bytes of S-1-5-A-B-…
    fn sid(parts: &[u32]) -> Vec<u8> {
        let mut bytes = vec![1, parts.len() as u8, 0, 0, 0, 0, 0, 5];
        bytes.extend(parts.iter().flat_map(|part| part.to_le_bytes()));
        bytes
    }

    #[test]
    fn a_folder_is_believed_of_this_account_the_administrators_and_the_system() {
        let me = sid(&[21, 1_000_000_001, 1_000_000_002, 1_000_000_003, 1001]);
        for owner in [me.clone(), sid(&[18]), sid(&[32, 544])] {
            assert!(is_believed(&owner, &me), "{owner:?}");
        }
        for owner in [
            // Another account of this machine, and this one's number on another machine.
            sid(&[21, 1_000_000_001, 1_000_000_002, 1_000_000_003, 1002]),
            sid(&[21, 1_000_000_001, 1_000_000_002, 1_000_000_004, 1001]),
            // An account that begins like this one.
            sid(&[21, 1_000_000_001, 1_000_000_002, 1_000_000_003]),
            // Network service, local service, users, guests, everybody who logged in, an application pool.
            sid(&[20]),
            sid(&[19]),
            sid(&[32, 545]),
            sid(&[32, 546]),
            sid(&[11]),
            sid(&[82, 1, 2, 3, 4, 5]),
            vec![],
        ] {
            assert!(!is_believed(&owner, &me), "{owner:?}");
        }
    }
}
