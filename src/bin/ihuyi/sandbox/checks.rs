//! The gateway's checks, in the order in which the codes suggest that it makes them.

use super::accounts::Proof;
use super::codes::Method;
use super::content;
use super::gateway::{Asked, Passed};
use super::numbers;
use super::params::BodyKind;
use super::product::Product;
use super::state::{Inner, Sandbox};
use super::templates::{Fit, Review, Template};

impl Asked<'_> {
    /// Notes what a developer would want to know, whether or not the gateway minds.
    pub fn look(&mut self, named: &str) {
        let mut warn = |zh: &str, en: &str| self.warnings.push(format!("{zh} / {en}"));
        if self.call.kind == BodyKind::Unread {
            warn(
                "请求体的 Content-Type 不是表单，参数未被读取",
                "the body's Content-Type is not a form's: its parameters are not read",
            );
        }
        if self.call.route.method.is_none() && Method::from_name(named.trim()).is_none() {
            warn("method 缺失或未知", "method is missing or unknown");
        }
        if std::str::from_utf8(self.content).is_err() {
            if encoding_rs::GB18030.decode_without_bom_handling_and_without_replacement(self.content).is_some() {
                warn("content 不是 UTF-8，看起来是 GBK", "content is not UTF-8; it looks like GBK");
            } else {
                warn("content 不是 UTF-8", "content is not UTF-8");
            }
        }
        if Product::of_account(&self.account).is_some_and(|of| of != self.product) {
            warn(
                "按前缀，这个帐号属于另一个产品（加 --strict-accounts 会以 405 拒绝）",
                "by its prefix this account is another service's (--strict-accounts refuses it with 405)",
            );
        }
        if self.product == Product::International && self.mobile.starts_with("86 ") {
            warn("中国大陆号码应使用短信接口", "mainland numbers belong to the domestic service");
        }
    }

    /// What the call passes as, or the code that it is refused with.
    pub fn check(&mut self, sandbox: &Sandbox, inner: &mut Inner) -> Result<Passed, i64> {
        let params = &self.call.params;
        if let Some(account) = inner.accounts.get(&self.account) {
            if !account.ips.is_empty() && !account.ips.contains(&self.call.peer) {
                return Err(4052);
            }
        }
        let mut needed = vec![("account", 401), ("password", 402)];
        match self.method {
            Method::Submit => needed.extend([("mobile", 403), ("content", 404)]),
            Method::AddTemplate => needed.push(("content", 404)),
            Method::GetNum => {}
        }
        for (name, code) in needed {
            if !params.has(name) {
                return Err(code);
            }
        }
        self.authenticate(sandbox, inner)?;
        match self.method {
            Method::GetNum => Ok(Passed { phones: Vec::new(), text: String::new(), segments: 0 }),
            Method::AddTemplate => match std::str::from_utf8(self.content) {
                Ok(text) if self.is_sensitive(sandbox, text) => Err(407),
                Ok(text) => Ok(Passed { phones: Vec::new(), text: text.to_owned(), segments: 0 }),
                Err(_) => Err(0),
            },
            Method::Submit => self.check_message(sandbox, inner),
        }
    }

    fn authenticate(&mut self, sandbox: &Sandbox, inner: &Inner) -> Result<(), i64> {
        let params = &self.call.params;
        let foreign = sandbox.config.strict_accounts && Product::of_account(&self.account) != Some(self.product);
        let Some(account) = inner.accounts.get(&self.account).filter(|_| !foreign) else { return Err(405) };
        let proof = Proof {
            account: params.bytes("account"),
            password: params.bytes("password"),
            time: params.bytes("time"),
            message: (self.method == Method::Submit).then(|| (params.bytes("mobile"), params.bytes("content"))),
            now: self.now + self.skew,
            window: inner.limits.password_window,
            // AddTemplate documents the md5 form by name; elsewhere it is history, and a switch.
            md5_allowed: sandbox.config.md5_allowed || self.method == Method::AddTemplate,
            dynamic_allowed: self.method != Method::AddTemplate,
        };
        let (mode, verdict) = proof.check(&account.key, &mut self.warnings);
        self.mode = mode;
        verdict?;
        if account.frozen { Err(4050) } else { Ok(()) }
    }

    fn is_sensitive(&self, sandbox: &Sandbox, text: &str) -> bool {
        sandbox.config.sensitive.iter().any(|word| text.contains(word))
    }

    pub fn balance(&self, inner: &Inner) -> i64 {
        inner.accounts[&self.account].balance.get(&self.product).copied().unwrap_or(0)
    }

    fn check_message(&mut self, sandbox: &Sandbox, inner: &mut Inner) -> Result<Passed, i64> {
        if self.balance(inner) <= 0 {
            return Err(4051);
        }
        let phones = numbers::phones(self.product, &self.mobile).ok_or(406)?;
        let magic = phones.iter().find_map(|phone| numbers::magic(self.product, phone));
        if let Some(code) = magic.filter(|&code| code != 2) {
            return Err(code);
        }
        if phones.iter().any(|phone| inner.counters.blacklist.contains(phone)) {
            return Err(4030);
        }
        let text = self.check_content(sandbox, inner, magic.is_some())?;
        let shown = self.shown(sandbox, &text);
        let segments = match self.product {
            Product::Voice | Product::VoiceNotice => 1,
            _ => content::segments(&shown),
        };
        if magic.is_none() {
            self.check_frequency(inner, &phones, &text)?;
        }
        if self.balance(inner) < i64::from(segments) * phones.len() as i64 {
            return Err(4051);
        }
        Ok(Passed { phones, text: shown, segments })
    }

    /// The text that the phone shows, before its signature.
    fn check_content(&mut self, sandbox: &Sandbox, inner: &Inner, magic: bool) -> Result<String, i64> {
        let limits = &inner.limits;
        // Bytes that are not UTF-8 match no template, whatever they were meant to say.
        let text = std::str::from_utf8(self.content).map_err(|_| match self.product {
            Product::Voice => 4070,
            _ => 4072,
        })?;
        if self.product == Product::Voice {
            let digits = (4..=6).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
            return if digits { Ok(text.to_owned()) } else { Err(4070) };
        }
        if self.is_sensitive(sandbox, text) {
            return Err(407);
        }
        if content::has_emoji(text) {
            return Err(4074);
        }
        self.check_signature(sandbox, inner, text)?;
        let limit = match self.product {
            Product::VoiceNotice => limits.voice_content_length,
            _ => limits.content_length,
        };
        let too_long = |text: &str| limit > 0 && content::length(text) > limit;
        // Before the templates, which take their time over a long text.
        if too_long(text) {
            return Err(4073);
        }
        let text = match &self.template_id {
            Some(id) if self.product.has_templates() => self.fill_template(inner, id, text)?,
            _ if inner.strict_templates && !magic && self.product != Product::Marketing => {
                self.match_templates(inner, text)?
            }
            _ => text.to_owned(),
        };
        if too_long(&text) { Err(4073) } else { Ok(text) }
    }

    fn check_signature(&mut self, sandbox: &Sandbox, inner: &Inner, text: &str) -> Result<(), i64> {
        let own = content::own_signature(text);
        if self.product == Product::Marketing {
            if own.is_none() {
                self.warnings
                    .push("营销短信应自带签名【…】 / marketing texts carry their own signature 【…】".to_owned());
                if inner.strict_templates {
                    return Err(4070);
                }
            }
            if !text.contains("退订") {
                self.warnings.push(
                    "营销短信应含退订说明，如“退订回T” / marketing texts end with an opt-out such as 退订回T"
                        .to_owned(),
                );
            }
        }
        if !self.product.signed_by_platform() && self.product != Product::Marketing {
            return Ok(());
        }
        let Some(own) = own else { return Ok(()) };
        if !content::signature_is_well_formed(own) {
            return Err(4070);
        }
        if inner.strict_templates && own != sandbox.config.signature {
            return Err(4075);
        }
        Ok(())
    }

    fn templates<'a>(&self, inner: &'a Inner) -> Vec<&'a Template> {
        let mine = |template: &&Template| template.service == self.product && template.state == Review::Approved;
        inner.templates.iter().filter(mine).collect()
    }

    fn fill_template(&self, inner: &Inner, id: &str, values: &str) -> Result<String, i64> {
        let found = self.templates(inner).into_iter().find(|template| template.id.to_string() == id).ok_or(4071)?;
        verdict(found.fill(values, inner.limits.variable_length))
    }

    fn match_templates(&self, inner: &Inner, text: &str) -> Result<String, i64> {
        let templates = self.templates(inner);
        if templates.is_empty() {
            return Err(4071);
        }
        let fits: Vec<Fit> = templates.iter().map(|t| t.matches(text, inner.limits.variable_length)).collect();
        let best = fits.iter().find(|fit| matches!(fit, Fit::Fits(_)));
        let best = best.or_else(|| fits.iter().find(|fit| **fit == Fit::VariableTooLong));
        verdict(best.cloned().unwrap_or(Fit::No))
    }

    fn shown(&self, sandbox: &Sandbox, text: &str) -> String {
        if self.product.signed_by_platform() && content::own_signature(text).is_none() {
            format!("【{}】{text}", sandbox.config.signature)
        } else {
            text.to_owned()
        }
    }

    fn check_frequency(&mut self, inner: &mut Inner, phones: &[String], text: &str) -> Result<(), i64> {
        for phone in phones {
            let verification = content::is_verification(text);
            let limits = inner.limits.clone();
            let Some(code) = inner.counters.attempt(&limits, self.product, phone, text, verification, self.now) else {
                continue;
            };
            if code == 408 {
                // For text messages the number is locked out; for voice it is the account.
                match self.product {
                    Product::Voice | Product::VoiceNotice => {
                        if let Some(account) = inner.accounts.get_mut(&self.account) {
                            account.frozen = true;
                        }
                    }
                    _ => {
                        inner.counters.blacklist.insert(phone.clone());
                    }
                }
            }
            self.warnings.push("发送频率超限 / over a frequency limit".to_owned());
            return Err(code);
        }
        Ok(())
    }
}

fn verdict(fit: Fit) -> Result<String, i64> {
    match fit {
        Fit::Fits(text) => Ok(text),
        Fit::VariableTooLong => Err(40722),
        Fit::No => Err(4072),
    }
}
