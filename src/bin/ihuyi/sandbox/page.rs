//! The inbox page at the base URL: files that are part of the program, and nothing from elsewhere.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::listen::no_such_path;

/// Name, type and text of everything that the page consists of.
const FILES: [(&str, &str, &str); 10] = [
    ("index.html", "text/html; charset=utf-8", include_str!("page/index.html")),
    ("style.css", "text/css; charset=utf-8", include_str!("page/style.css")),
    ("icon.svg", "image/svg+xml", include_str!("page/icon.svg")),
    ("main.js", SCRIPT, include_str!("page/main.js")),
    ("bubble.js", SCRIPT, include_str!("page/bubble.js")),
    ("control.js", SCRIPT, include_str!("page/control.js")),
    ("model.js", SCRIPT, include_str!("page/model.js")),
    ("view.js", SCRIPT, include_str!("page/view.js")),
    ("panels.js", SCRIPT, include_str!("page/panels.js")),
    ("words.js", SCRIPT, include_str!("page/words.js")),
];

const SCRIPT: &str = "text/javascript; charset=utf-8";

/// Texts come from whoever sends messages: even one that got into the page as markup could not run, load or send anything.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";

pub async fn index() -> Response {
    part(Path("index.html".to_owned())).await
}

pub async fn part(Path(name): Path<String>) -> Response {
    let Some((_, kind, text)) = FILES.iter().find(|(known, ..)| *known == name) else { return no_such_path().await };
    let headers = [
        (header::CONTENT_TYPE, *kind),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        // The next program at this port may be a newer one.
        (header::CACHE_CONTROL, "no-store"),
    ];
    (headers, *text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_loaded_from_elsewhere_and_no_text_becomes_markup() {
        for (name, _, text) in FILES {
            // The namespace of SVG is a name and loads nothing.
            let text = text.replace("http://www.w3.org/2000/svg", "");
            // An address that is shown in an empty field.
            let text = text.replace("http://127.0.0.1:8000/push", "");
            // How such an address begins.
            let text = text.replace("以 http:// 开头", "").replace("begin with http://", "");
            for forbidden in
                ["http://", "https://", "url(", "@import", "innerHTML", "outerHTML", "insertAdjacentHTML", "eval("]
            {
                assert!(!text.contains(forbidden), "{name}: {forbidden}");
            }
        }
    }
}
