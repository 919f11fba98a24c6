// Calls of the control API, and short messages about how they went.

import { el } from "./bubble.js";
import { errorText, t } from "./words.js";

// Throws a sentence for the reader when the sandbox does not agree.
async function call(method, name, body) {
    let answer;
    try {
        const response = await fetch(`/_sandbox/${name}`, { method, body: body === undefined ? undefined : JSON.stringify(body) });
        answer = await response.json();
    } catch {
        throw new Error(t("unreachable"));
    }
    if (answer && answer.error) throw new Error(errorText(answer));
    return answer;
}

export const get = name => call("GET", name);
export const post = (name, body) => call("POST", name, body);
export const clear = name => call("DELETE", name);

export function toast(text, bad = false) {
    const node = el("p", { className: bad ? "toast bad" : "toast" }, text);
    const toasts = document.getElementById("toasts");
    toasts.replaceChildren(node);
    setTimeout(() => node.remove(), bad ? 8000 : 3000);
}

export async function copy(text, said) {
    try {
        await navigator.clipboard.writeText(text);
        toast(said);
    } catch {
        // Over plain HTTP from another machine a browser has no clipboard for pages but this.
        const area = el("textarea", { value: text, className: "aside" });
        document.body.append(area);
        area.select();
        const done = document.execCommand("copy");
        area.remove();
        toast(done ? said : t("notCopied"), !done);
    }
}
