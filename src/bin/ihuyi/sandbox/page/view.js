// The list of phones and the open conversation. Only what changed is made anew, so that focus and place are kept.

import { bubble, details, el } from "./bubble.js";
import { GATEWAY } from "./model.js";
import { codeText, dateText, dayText, t, whenText } from "./words.js";

const $ = id => document.getElementById(id);
const STEP = 300;

export class View {
    constructor(model, actions) {
        this.model = model;
        this.actions = { ...actions, toggle: item => this.toggle(item) };
        this.query = "";
        this.open = null;
        this.rows = new Map();
        this.bubbles = new Map();
        this.opened = new Map();
        this.listed = STEP;
        this.shown = STEP;
        this.asked = false;
        $("more-phones").addEventListener("click", () => { this.listed += STEP; this.draw(); });
        $("earlier").addEventListener("click", () => { this.shown += STEP; this.draw(); });
    }

    // Draws soon, once for everything that happens until then.
    draw() {
        if (this.asked) return;
        this.asked = true;
        const now = () => { this.asked = false; this.drawPhones(); this.drawTalk(); };
        // Nobody calls animation frames in a window that is not seen.
        if (document.hidden) setTimeout(now, 100); else requestAnimationFrame(now);
    }

    // Everything anew: another language, another run.
    forget() {
        this.rows.clear();
        this.bubbles.clear();
        this.opened.clear();
        $("phones").replaceChildren();
        $("messages").replaceChildren();
        this.draw();
    }

    search(query) {
        this.query = query.trim().toLowerCase();
        this.listed = this.shown = STEP;
        this.draw();
    }

    choose(number) {
        if (number !== this.open) {
            this.open = number;
            this.shown = STEP;
            this.bubbles.clear();
            this.opened.clear();
            $("messages").replaceChildren();
            this.stuck = true;
        }
        document.body.classList.toggle("talking", number !== null);
        this.draw();
    }

    drawPhones() {
        const { model } = this;
        const all = model.list(this.query);
        const wanted = all.slice(0, this.listed).map(phone => this.row(phone));
        arrange($("phones"), wanted);
        $("more-phones").hidden = all.length <= this.listed;
        $("no-phones").hidden = all.length > 0;
        $("no-phones").textContent = t(this.query ? "noPhoneMatch" : "noPhones");
        $("totals").textContent = t("totals", { count: model.count, billed: model.billed });
        const unread = [...model.phones.values()].reduce((sum, phone) => sum + phone.unread, 0);
        document.title = `${unread ? `(${unread}) ` : ""}${t("inbox")} - ${t("sandbox")}`;
    }

    row(phone) {
        let row = this.rows.get(phone.number);
        if (!row) {
            const number = el("span", { className: "number", dir: "auto" });
            const time = el("time");
            const preview = el("span", { className: "preview", dir: "auto" });
            const badge = el("span", { className: "badge" });
            const face = el("span", { className: "face", "aria-hidden": "true" });
            const button = el("button", { type: "button", className: "phone" }, face, number, time, preview, badge);
            button.addEventListener("click", () => this.actions.choose(phone.number));
            row = { node: el("li", {}, button), button, number, time, preview, badge, face, drawn: "" };
            this.rows.set(phone.number, row);
        }
        const { last } = phone;
        const { model } = this;
        const chosen = phone.number === this.open;
        const state = [last.key, last.version, phone.unread, chosen].join(" ");
        if (row.drawn !== state) {
            row.drawn = state;
            const gateway = phone.number === GATEWAY;
            row.face.textContent = gateway ? "⇄" : face(phone.number);
            row.face.dataset.tint = String([...phone.number].reduce((sum, c) => sum + c.codePointAt(0), 0) % 6);
            row.number.textContent = gateway ? t("gateway") : phone.number;
            row.button.title = gateway ? t("gatewayHint") : phone.number;
            row.time.textContent = last.time === null ? "" : whenText(last.time, model.now());
            row.time.title = last.time === null ? "" : dateText(last.time);
            row.preview.textContent = preview(last);
            row.preview.classList.toggle("bad", last.type === "refused");
            row.badge.textContent = phone.unread > 99 ? "99+" : String(phone.unread);
            row.badge.hidden = phone.unread === 0;
            row.badge.setAttribute("aria-label", t("unread", { count: phone.unread }));
            if (chosen) row.button.setAttribute("aria-current", "true"); else row.button.removeAttribute("aria-current");
        }
        return row.node;
    }

    drawTalk() {
        const { model, open } = this;
        const phone = open === null ? null : model.phones.get(open);
        $("welcome").hidden = Boolean(phone);
        $("open").hidden = !phone;
        if (!phone) {
            $("welcome-title").textContent = t(model.phones.size ? "chooseTitle" : "waitTitle");
            return;
        }
        if (!document.hidden && model.markRead(open)) this.drawPhones();
        const items = model.items(open, this.query);
        $("who").textContent = open === GATEWAY ? t("gateway") : open;
        $("sum").textContent = t("sum", { count: phone.count, billed: phone.billed }) + (this.query ? ` · ${t("found", { count: items.length })}` : "");
        // Only a phone that was reached can answer.
        $("reply").hidden = phone.count === 0;
        const scroll = $("scroll");
        const atEnd = this.stuck || scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
        const from = Math.max(0, items.length - this.shown);
        $("earlier").hidden = from === 0;
        $("no-messages").hidden = items.length > 0;
        const nodes = [];
        let day = null;
        for (const item of items.slice(from)) {
            const today = item.time === null ? day : dayText(item.time);
            if (today !== day) nodes.push(this.day(item.key, today));
            day = today;
            nodes.push(this.bubble(item));
        }
        arrange($("messages"), nodes);
        if (atEnd && !this.reading) scroll.scrollTop = scroll.scrollHeight;
        this.stuck = this.reading = false;
    }

    day(key, text) {
        return this.keep(`day ${key}`, text, () => el("li", { className: "day" }, el("span", {}, text)));
    }

    bubble(item) {
        // A receipt that was put off comes when the clock says so, with no event of its own before that.
        const version = `${item.version} ${this.opened.has(item.key)} ${Boolean(this.opened.get(item.key))}`;
        return this.keep(item.key, version, () => bubble(item, this.actions, this.model.now(), this.opened.get(item.key)));
    }

    keep(key, version, make) {
        let known = this.bubbles.get(key);
        if (!known || known.version !== version) {
            const focused = known && known.node.contains(document.activeElement) ? document.activeElement.className : null;
            const node = make();
            if (known) known.node.replaceWith(node);
            known = { version, node };
            this.bubbles.set(key, known);
            if (focused) node.getElementsByClassName(focused)[0]?.focus({ preventScroll: true });
        }
        return known.node;
    }

    async toggle(item) {
        this.reading = true;
        if (this.opened.has(item.key)) {
            this.opened.delete(item.key);
        } else {
            const [entry] = await this.actions.entry(item.seq);
            if (!entry) return;
            this.opened.set(item.key, details(entry));
        }
        this.draw();
    }
}

// A number's last two digits; of what is no number one character, however many code points that is.
function face(number) {
    const characters = Intl.Segmenter ? [...new Intl.Segmenter().segment(number)].map(part => part.segment) : [...number];
    return characters.slice(/[0-9]{2}$/.test(number) ? -2 : -1).join("");
}

// The words of a conversation's last item.
function preview(item) {
    if (item.type === "refused") return item.call.code === null ? t("unprocessed") : `${item.call.code} ${codeText(item.call.code, item.call.msg)}`;
    if (item.type === "call") return `${item.call.method || "?"} ${item.call.code ?? ""}`;
    if (item.type === "stray") return t("strayReceipt", { id: item.text });
    if (item.type === "review") return t("review", { id: item.text });
    if (item.type === "reply") return `↩ ${item.text}`;
    return item.call.service === "voice" ? `${t("voice")} ${item.text}` : item.text;
}

// Makes the children these, in this order, and moves only those that stand elsewhere.
function arrange(parent, nodes) {
    const wanted = new Set(nodes);
    for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
    nodes.forEach((node, index) => {
        if (parent.children[index] !== node) parent.insertBefore(node, parent.children[index] || null);
    });
}
