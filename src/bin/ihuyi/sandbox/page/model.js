// What the page knows: conversations by number, made of the events that the sandbox sends. No part of this touches the document.

// Calls that name no number, and those that are no submissions.
export const GATEWAY = "";

const ID_FIELDS = ["smsid", "voiceid", "ismsid", "task_id"];
const PARTED = /^[0-9]{5,20}(,[0-9]{5,20})+$/;

// Vendor's times are Beijing's, as text.
function beijing(text) {
    const time = Date.parse(`${(text || "").replace(" ", "T")}+08:00`);
    return Number.isNaN(time) ? null : time / 1000;
}

export class Model {
    constructor() {
        this.start({ run: "", push_url: null, faults: [], tls: [] });
        this.clock = { now: Date.now(), offset: 0, stopped: false };
        this.clockAt = performance.now();
        this.faults = { faults: [], tls: null };
    }

    // Everything begins anew: at the first event, after a reset, and when the connection comes back.
    start(settings) {
        this.settings = settings;
        this.phones = new Map();
        this.byId = new Map();
        this.byPush = new Map();
        this.read = stored(settings.run);
        this.count = 0;
        this.billed = 0;
    }

    setClock(clock) {
        this.clock = clock;
        this.clockAt = performance.now();
    }

    // The sandbox's time in seconds.
    now() {
        return (this.clock.now + (this.clock.stopped ? 0 : performance.now() - this.clockAt)) / 1000;
    }

    // The conversation with a number.
    phone(number) {
        let phone = this.phones.get(number);
        if (!phone) {
            phone = { number, items: [], last: null, unread: 0, billed: 0, count: 0 };
            this.phones.set(number, phone);
        }
        return phone;
    }

    // Puts an item where it belongs; nearly always that is the end.
    place(number, item) {
        const phone = this.phone(number);
        const { items } = phone;
        let at = items.length;
        while (at > 0 && after(items[at - 1], item)) at -= 1;
        items.splice(at, 0, item);
        phone.last = items[items.length - 1];
        item.number = number;
        if (item.incoming && item.seq > (this.read.get(number) || 0)) phone.unread += 1;
        return phone;
    }

    // A call of the gateway: on each phone that it reached, or where it was to go.
    addCall(call) {
        const common = { seq: call.seq, push: 0, time: call.time, call, version: 0, receipt: null, receipts: [] };
        if (call.phones.length > 0) {
            for (const { mobile, text, segments } of call.phones) {
                const item = { ...common, key: `m${call.seq}-${mobile}`, type: "message", incoming: true, text, segments, receipts: [] };
                const phone = this.place(mobile, item);
                phone.billed += segments;
                phone.count += 1;
                this.billed += segments;
                this.count += 1;
                if (!this.byId.has(call.id)) this.byId.set(call.id, []);
                this.byId.get(call.id).push(item);
            }
            return;
        }
        const submission = call.method === "Submit" && call.mobile !== "";
        // Each of a list was refused.
        const numbers = !submission ? [GATEWAY] : PARTED.test(call.mobile) ? new Set(call.mobile.split(",")) : [call.mobile];
        for (const number of numbers) {
            this.place(number, { ...common, key: `c${call.seq}-${number}`, type: submission ? "refused" : "call", incoming: submission, text: call.content });
        }
    }

    // A push, or the news of one.
    addPush(push) {
        const known = this.byPush.get(push.id);
        if (known) {
            known.push = push;
            known.item.version += 1;
            return known.item;
        }
        const fields = new URLSearchParams(push.body);
        const number = fields.get("mobilephone") || GATEWAY;
        const entry = { push, fields, words: fields.get("msg") || "", code: fields.get("code") || "", item: null };
        const own = { entry, seq: push.after, push: push.id, version: 0, incoming: false };
        if (push.kind === "receipt") {
            entry.item = this.receiver(fields, number);
            if (entry.item) {
                entry.item.receipts.push(entry);
                entry.item.receipt = entry;
                entry.item.version += 1;
            } else {
                const id = ID_FIELDS.map(name => fields.get(name)).find(Boolean) || "";
                entry.item = { ...own, key: `p${push.id}`, type: "stray", time: beijing(fields.get("report_time")), text: id };
                this.place(number, entry.item);
            }
        } else if (push.kind === "reply") {
            entry.item = { ...own, key: `p${push.id}`, type: "reply", time: beijing(fields.get("reply_time")), text: fields.get("content") || "" };
            this.place(number, entry.item);
        } else {
            entry.item = { ...own, key: `p${push.id}`, type: "review", time: null, text: fields.get("templateid") || "" };
            this.place(GATEWAY, entry.item);
        }
        this.byPush.set(push.id, entry);
        return entry.item;
    }

    // The message that a receipt is about. Its field may have been given any name.
    receiver(fields, number) {
        for (const value of fields.values()) {
            const items = this.byId.get(value);
            if (items) return items.find(item => item.number === number) || items[0];
        }
        return null;
    }

    // Whoever looks at a conversation has read it.
    markRead(number) {
        const phone = this.phones.get(number);
        if (!phone || !phone.last) return false;
        const last = phone.last.seq;
        if (!phone.unread && (this.read.get(number) || 0) >= last) return false;
        phone.unread = 0;
        this.read.set(number, last);
        keep(this.settings.run, this.read);
        return true;
    }

    // Conversations that fit, the latest first.
    list(query) {
        const fits = [...this.phones.values()].filter(phone => !query || matches(phone.number, query) || phone.items.some(item => fitsItem(item, query)));
        return fits.sort((a, b) => (after(a.last, b.last) ? -1 : 1));
    }

    items(number, query) {
        const phone = this.phones.get(number);
        if (!phone) return [];
        return !query || matches(number, query) ? phone.items : phone.items.filter(item => fitsItem(item, query));
    }
}

const after = (a, b) => a.seq > b.seq || (a.seq === b.seq && a.push > b.push);
const matches = (text, query) => String(text).toLowerCase().includes(query);

function fitsItem(item, query) {
    const call = item.call;
    return matches(item.text, query) || (call && [call.content, call.id || "", call.code ?? "", call.msg].some(text => matches(text, query)));
}

// What was read is remembered for this run of the sandbox, and in this browser.
const KEY = "ihuyi-read";

function stored(run) {
    try {
        const known = JSON.parse(localStorage.getItem(KEY));
        return new Map(known && known.run === run ? known.read : []);
    } catch {
        return new Map();
    }
}

function keep(run, read) {
    try { localStorage.setItem(KEY, JSON.stringify({ run, read: [...read] })); } catch { /* a browser that keeps nothing */ }
}

// The one-time code in a text: digits near a word that announces them.
const CODE = /(?:验证码|校验码|动态码|提取码|取件码|密码|code|pin)[^0-9]{0,24}?([0-9]{4,8})(?![0-9])|(?<![0-9])([0-9]{4,8})(?![0-9])[^0-9]{0,12}(?:验证码|校验码|动态码|is your)/i;

export function codeIn(text) {
    const found = CODE.exec(text);
    if (!found) return null;
    const code = found[1] || found[2];
    return { code, at: found.index + found[0].indexOf(code) };
}
