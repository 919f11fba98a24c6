// One item of a conversation as a part of the document. Texts become text nodes and never markup.

import { codeIn } from "./model.js";
import { codeText, dateText, either, t, timeText } from "./words.js";

// An element with properties, attributes (those with a hyphen, and role) and children.
export function el(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
        if (name.includes("-") || name === "role") element.setAttribute(name, value);
        else element[name] = value;
    }
    element.append(...children.filter(child => child !== null && child !== undefined));
    return element;
}

const length = text => [...text].length;
const isVoice = item => item.call.service === "voice" || item.call.service === "voice_notice";

function codeButton(code, shown, actions) {
    const button = el("button", { type: "button", className: "code", "aria-label": t("copyCode", { code }), title: t("copyCode", { code }) }, shown);
    button.addEventListener("click", () => actions.copy(code, t("copied", { text: code })));
    return button;
}

// The text, its one-time code to be copied by a click.
function textOf(item, actions) {
    if (item.type === "message" && item.call.service === "voice") {
        const code = item.text;
        const spoken = el("span", { className: "digits" }, ...[...code].map(digit => el("span", {}, digit)));
        return el("p", { className: "text spoken" }, el("span", { className: "lead" }, t("incomingCall")), codeButton(code, spoken, actions));
    }
    const found = item.type === "message" ? codeIn(item.text) : null;
    const paragraph = el("p", { className: "text", dir: "auto" });
    if (!found) {
        paragraph.append(item.text);
    } else {
        const end = found.at + found.code.length;
        paragraph.append(item.text.slice(0, found.at), codeButton(found.code, found.code, actions), item.text.slice(end));
    }
    return paragraph;
}

function facts(item) {
    const { call } = item;
    const list = [timeText(item.time)];
    if (item.type === "message" && isVoice(item)) {
        list.push(t("billedCalls", { count: item.segments }));
    } else if (item.type === "message") {
        list.push(t("chars", { count: length(item.text) }), t("billed", { count: item.segments }));
    } else if (call.method === "Submit") {
        list.push(t("chars", { count: length(item.text) }));
    }
    if (call.phones.length > 1) list.push(t("group", { count: call.phones.length }));
    if (call.template_id) list.push(t("template", { id: call.template_id }));
    if (call.fault) list.push(t("faultStruck", { name: call.fault }));
    if (call.warnings) list.push(t("warnings", { count: call.warnings }));
    const time = el("time", { title: dateText(item.time) }, list[0]);
    return el("p", { className: "facts" }, time, ...list.slice(1).map(fact => el("span", {}, fact)));
}

// How the application took a push.
function progress(push) {
    if (push.state === "done") return t("confirmed");
    if (push.state === "failed") return t("unconfirmed");
    return push.tries === 0 ? t("pushing") : t("retry", { time: timeText(push.due) });
}

const putOff = (push, now) => push.state === "pending" && push.tries === 0 && push.due > now;

// What became of a message: told by the latest receipt.
function fate(item, now) {
    const entry = item.receipt;
    if (!entry) return el("p", { className: "fate waiting" }, t("waiting"));
    const words = entry.words || entry.code;
    if (putOff(entry.push, now)) {
        return el("p", { className: "fate waiting" }, t("scheduled", { time: timeText(entry.push.due), words }));
    }
    const good = entry.code === "2";
    return el("p", { className: `fate ${good ? "delivered" : "failed"}` },
        el("strong", {}, t(good ? "delivered" : "failed")), el("code", {}, words), el("span", { className: `push ${entry.push.state}` }, progress(entry.push)));
}

function verdict(item) {
    const { call } = item;
    if (call.code === null) return el("p", { className: "fate failed" }, el("strong", {}, t("unprocessed")));
    const good = call.code === 2;
    const what = call.method === "Submit" ? t("refused") : call.method || "?";
    return el("p", { className: `fate ${good ? "delivered" : "failed"}` },
        el("strong", {}, what), el("code", {}, String(call.code)), el("span", {}, codeText(call.code, call.msg)));
}

function button(name, label, act, pressed) {
    const made = el("button", { type: "button", className: `act ${name}` }, label);
    if (pressed !== undefined) made.setAttribute("aria-expanded", String(pressed));
    made.addEventListener("click", act);
    return made;
}

function row(item, actions, opened) {
    const buttons = [];
    if (item.type === "message") {
        buttons.push(button("deliver", t("deliver"), () => actions.deliver(item)));
        buttons.push(button("fail", t("fail"), () => actions.receipt(item, false)));
        buttons.push(button("delay", t("delay"), () => actions.receipt(item, true)));
    }
    buttons.push(button("raw", t(opened ? "hide" : "details"), () => actions.toggle(item), opened));
    return el("div", { className: "acts" }, ...buttons);
}

// The list item of a conversation's item. `details` is what an opened one shows below.
export function bubble(item, actions, now, details) {
    if (item.type === "stray" || item.type === "review") {
        const key = item.type === "stray" ? "strayReceipt" : "review";
        const words = `${t(key, { id: item.text })} · ${item.entry.words} · ${progress(item.entry.push)}`;
        return el("li", { className: "item notice" }, el("p", {}, words));
    }
    if (item.type === "reply") {
        const { push } = item.entry;
        const state = putOff(push, now) ? t("scheduledReply", { time: timeText(push.due) }) : progress(push);
        const time = item.time === null ? "" : timeText(item.time);
        return el("li", { className: "item out" }, el("article", { className: "bubble" },
            el("p", { className: "text", dir: "auto" }, item.text),
            el("p", { className: "facts" }, el("time", {}, time), el("span", { className: `push ${push.state}` }, state))));
    }
    const kind = item.type === "message" ? (isVoice(item) ? "call" : "in") : "in refused";
    const article = el("article", { className: "bubble" });
    if (item.type !== "message" || item.call.service !== "sms") {
        article.append(el("p", { className: "service" }, t(item.call.service)));
    }
    if (item.type === "message") article.append(textOf(item, actions), facts(item), fate(item, now));
    else article.append(...(item.text ? [textOf(item, actions)] : []), verdict(item), facts(item));
    article.append(row(item, actions, Boolean(details)));
    if (details) article.append(details);
    return el("li", { className: `item ${kind}` }, article);
}

function section(title, ...children) {
    return el("section", {}, el("h4", {}, title), ...children);
}

// The request as it came, secrets masked, and the answer to it.
export function details(entry) {
    const { raw } = entry;
    const head = [`${raw.method} ${raw.target}`, ...raw.headers.map(([name, value]) => `${name}: ${value}`)].join("\n");
    const modes = { clear: "clearMode", md5: "md5Mode", dynamic: "dynamicMode" };
    const facts = [
        [t("account"), entry.account],
        [t("password"), entry.code === null ? "" : t(modes[entry.password_mode] || "unknownMode")],
        [t("transport"), `#${entry.connection} ${entry.tls ? "HTTPS" : "HTTP"}`],
    ];
    if (entry.id) facts.unshift([t("id"), entry.id]);
    const list = el("dl", {}, ...facts.flatMap(([name, value]) => [el("dt", {}, name), el("dd", {}, value || "-")]));
    const request = section(`${t("request")} · ${t("masked")}`, el("pre", { tabIndex: 0 }, raw.body ? `${head}\n\n${raw.body}` : head));
    if (raw.body_length > 65536) request.append(el("p", { className: "note" }, t("cut", { count: raw.body_length })));
    const answer = section(t("answer"));
    if (entry.fault) answer.append(el("p", { className: "note" }, t(entry.code === null ? "answerNone" : "answerFault", { name: entry.fault })));
    answer.append(el("pre", { tabIndex: 0 }, entry.answer));
    const parts = [list, request, answer];
    if (entry.warnings.length) {
        parts.splice(1, 0, section(t("warningsTitle"), el("ul", {}, ...entry.warnings.map(warning => el("li", {}, either(warning))))));
    }
    return el("div", { className: "about" }, ...parts);
}
