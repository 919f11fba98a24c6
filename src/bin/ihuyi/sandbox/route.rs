//! Which product and which method a request is for: by host, by path, by account.

use super::codes::Method;
use super::product::Product;

/// The vendor's host names, each with the product it serves (`api.ihuyi.com` serves all of them under a path of their own).
pub const HOSTS: [(&str, Option<Product>); 10] = [
    ("106.ihuyi.com", Some(Product::Sms)),
    ("106.ihuyi.cn", Some(Product::Sms)),
    ("api.voice.ihuyi.com", Some(Product::Voice)),
    ("api.vm.ihuyi.com", Some(Product::VoiceNotice)),
    ("api.isms.ihuyi.com", Some(Product::International)),
    ("api.isms.ihuyi.cn", Some(Product::International)),
    ("api.yx.ihuyi.com", Some(Product::Marketing)),
    ("api.yx.ihuyi.cn", Some(Product::Marketing)),
    ("api.ihuyi.com", None),
    ("api.ihuyi.cn", None),
];

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The product, where host and path alone settle it.
    pub product: Option<Product>,
    /// The product when not even the account's prefix says more.
    pub fallback: Product,
    /// The JSON skin: the reply is JSON whatever `format` says.
    pub rest: bool,
    /// The method, where the path names it.
    pub method: Option<Method>,
    /// The host that the XML namespace names.
    pub host: String,
}

impl Route {
    /// `None` is a path that the gateway does not have.
    pub fn find(host: &str, path: &str) -> Option<Route> {
        let mut host = host.to_owned();
        let mut pieces: Vec<&str> = path.split('/').filter(|piece| !piece.is_empty()).collect();
        if let Some((official, _)) =
            pieces.first().and_then(|first| HOSTS.iter().find(|(name, _)| name.eq_ignore_ascii_case(first)))
        {
            host = (*official).to_owned();
            pieces.remove(0);
        }
        let bare = host.split(':').next().unwrap_or("").to_ascii_lowercase();
        let by_host = HOSTS.iter().find(|(name, _)| *name == bare).and_then(|(_, product)| *product);
        let safe = !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b".:-[]".contains(&b));
        let mut route = Route {
            product: by_host,
            fallback: Product::Sms,
            rest: false,
            method: None,
            host: if safe { host } else { "106.ihuyi.com".to_owned() },
        };
        match pieces.as_slice() {
            ["webservice", script] => route.script(script)?,
            [prefix, "webservice", script] => {
                route.product = Some(by_prefix(prefix)?);
                route.script(script)?;
            }
            [prefix, file] => {
                route.product = Some(by_prefix(prefix)?);
                route.method = Some(Method::from_name(file.strip_suffix(".json")?)?);
                route.rest = true;
            }
            _ => return None,
        }
        Some(route)
    }

    fn script(&mut self, script: &str) -> Option<()> {
        match script {
            "sms.php" => {}
            "voice.php" => {
                self.fallback = Product::Voice;
                // One script serves two products; a host or prefix that is neither's says nothing.
                self.product = self.product.filter(|p| matches!(p, Product::Voice | Product::VoiceNotice));
            }
            "isms.php" => self.product = Some(Product::International),
            _ => return None,
        }
        if script == "sms.php" {
            self.product = self.product.filter(|p| matches!(p, Product::Sms | Product::Marketing));
        }
        Some(())
    }

    /// The product of a call by this account.
    pub fn product(&self, account: &str) -> Product {
        let other = match self.fallback {
            Product::Voice => Product::VoiceNotice,
            _ => Product::Marketing,
        };
        self.product.unwrap_or_else(|| if Product::of_account(account) == Some(other) { other } else { self.fallback })
    }
}

fn by_prefix(prefix: &str) -> Option<Product> {
    match prefix {
        "sms" => Some(Product::Sms),
        "voice" => Some(Product::Voice),
        "vm" => Some(Product::VoiceNotice),
        "isms" => Some(Product::International),
        "yx" => Some(Product::Marketing),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn product(host: &str, path: &str, account: &str) -> Option<Product> {
        Route::find(host, path).map(|route| route.product(account))
    }

    #[test]
    fn host_prefix_and_account_each_settle_the_product() {
        let local = "127.0.0.1:8088";
        for (host, path, account, expected) in [
            (local, "/webservice/sms.php", "C00000000", Product::Sms),
            (local, "/webservice/sms.php", "M00000000", Product::Marketing),
            ("api.yx.ihuyi.com", "/webservice/sms.php", "C00000000", Product::Marketing),
            ("106.ihuyi.com", "/webservice/sms.php", "M00000000", Product::Sms),
            (local, "/yx/webservice/sms.php", "C00000000", Product::Marketing),
            (local, "/webservice/voice.php", "V00000000", Product::Voice),
            (local, "/webservice/voice.php", "VM00000000", Product::VoiceNotice),
            ("api.vm.ihuyi.com:80", "/webservice/voice.php", "V00000000", Product::VoiceNotice),
            ("api.voice.ihuyi.com", "/webservice/voice.php", "VM00000000", Product::Voice),
            (local, "/vm/webservice/voice.php", "V00000000", Product::VoiceNotice),
            (local, "/webservice/isms.php", "C00000000", Product::International),
            (local, "/api.yx.ihuyi.com/webservice/sms.php", "C00000000", Product::Marketing),
            (local, "/api.ihuyi.com/vm/Submit.json", "C00000000", Product::VoiceNotice),
            ("api.ihuyi.com", "/isms/GetNum.json", "C00000000", Product::International),
        ] {
            assert_eq!(product(host, path, account), Some(expected), "{host}{path} by {account}");
        }
        for path in ["/", "/webservice/mms.php", "/sms/Submit.xml", "/sms-yx/v1/batchSend", "/f/phone"] {
            assert_eq!(product(local, path, "C00000000"), None, "{path}");
        }
    }

    #[test]
    fn the_namespace_follows_the_host_called() {
        let host = |host, path| Route::find(host, path).unwrap().host;
        assert_eq!(host("106.ihuyi.cn", "/webservice/sms.php"), "106.ihuyi.cn");
        assert_eq!(host("127.0.0.1:1", "/106.ihuyi.com/webservice/sms.php"), "106.ihuyi.com");
        assert_eq!(host("\"<x>", "/webservice/sms.php"), "106.ihuyi.com");
    }
}
