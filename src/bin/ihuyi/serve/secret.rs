//! The two secrets of the helper, each in a file that is made once: the token of those who ask over TCP, the path that pushes come to.

use ihuyi::answer::Failure;
use ihuyi::codes::own;
use ihuyi::secret::key_file;
use ring::hmac;
use std::path::Path;

/// A secret, compared in constant time: only a mark of it is kept, made with a key of this process.
pub struct Secret {
    key: hmac::Key,
    mark: hmac::Tag,
}

impl Secret {
    /// The secret in this file; one is made where there is none. `group` may read it.
    pub fn read_or_make(path: &Path, group: Option<u32>) -> Result<Secret, Failure> {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let secret = key_file(&path)?;
        open_to(&path, group).map_err(|error| unusable(&path, &error))?;
        let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(byte);
        if !secret.iter().all(plain) {
            let path = path.display();
            return Err(Failure::new(
                own::SECRET,
                format!("{path} 里应只有字母、数字和 - _ . ~。请删除它，重新启动时会生成新的。"),
                format!(
                    "{path} may hold letters, digits and - _ . ~ alone. Remove it: a new one is made at the next start."
                ),
            ));
        }
        let random = ring::rand::SystemRandom::new();
        let key = hmac::Key::generate(hmac::HMAC_SHA256, &random).map_err(|_| {
            Failure::new(own::SECRET, "操作系统给不出随机数。", "The operating system gives no random numbers.")
        })?;
        Ok(Secret { mark: hmac::sign(&key, &secret), key })
    }

    pub fn is(&self, given: &[u8]) -> bool {
        hmac::verify(&self.key, given, self.mark.as_ref()).is_ok()
    }
}

/// At every start and not at the first alone: that one may have ended before it came to this. A file of somebody else's is as he wants it.
#[cfg(unix)]
fn open_to(path: &Path, group: Option<u32>) -> std::io::Result<()> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
    let Some(group) = group else { return Ok(()) };
    let file = std::fs::File::open(path)?;
    let is = file.metadata()?;
    if is.uid() != super::users::own() || (is.gid() == group && is.mode() & 0o777 == 0o640) {
        return Ok(());
    }
    fchown(&file, None, Some(group))?;
    file.set_permissions(std::fs::Permissions::from_mode(0o640))
}

#[cfg(not(unix))]
fn open_to(_: &Path, _: Option<u32>) -> std::io::Result<()> {
    Ok(())
}

fn unusable(path: &Path, error: &std::io::Error) -> Failure {
    let path = path.display();
    Failure::new(
        own::FILE,
        format!("无法把 {path} 交给这个组：{error}。请确认本帐号属于该组。"),
        format!("{path} cannot be given to the group: {error}. See that this account belongs to it."),
    )
}
