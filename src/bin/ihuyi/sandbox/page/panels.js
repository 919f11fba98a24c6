// The dialogs: a receipt, where pushes go, the clock, faults, and clearing everything.

import { el } from "./bubble.js";
import { clear, post, toast } from "./control.js";
import { dateText, faultText, t } from "./words.js";

const $ = id => document.getElementById(id);
const NUMBERS = ["ms", "bytes", "delta", "status", "digits", "offset"];
const SERVICES = ["sms", "voice", "voice_notice", "international", "marketing"];
// What a parameter is when its field stays empty.
const DEFAULTS = {
    delay: { ms: 1000 }, slow_bytes: { ms: 100 }, cut_body: { bytes: 40 }, wrong_length: { delta: 10 }, status: { status: 500 },
    huge_body: { bytes: 10485760 }, wrong_root: { root: "Result" }, code_text: { text: "-1" }, long_id: { digits: 64 }, wrong_clock: { offset: 3600 },
};
// What carriers say; others can be typed.
const CARRIER = { good: ["DELIVRD"], bad: ["UNDELIV", "EXPIRED", "REJECTD", "MK:0001", "MI:0013", "UNKNOWN"], voice: ["CL26:-37", "CL26:-43"] };

// A dialog whose problems are said in it. `submit` may throw a sentence; when it does not, the dialog is done unless it gives back false.
function dialog(id, submit) {
    const box = $(id);
    const problem = box.querySelector(".problem");
    const trouble = text => { problem.textContent = text; problem.hidden = !text; };
    const attempt = async act => {
        trouble("");
        try {
            return await act();
        } catch (error) {
            trouble(error.message);
            return false;
        }
    };
    box.querySelector("form").addEventListener("submit", async event => {
        event.preventDefault();
        if (submit && await attempt(submit) !== false) box.close();
    });
    for (const button of box.querySelectorAll(".cancel")) button.addEventListener("click", () => box.close());
    // A click beside the dialog closes it.
    box.addEventListener("click", event => { if (event.target === box) box.close(); });
    return { box, attempt, show: (words = "") => { trouble(words); box.showModal(); } };
}

export class Panels {
    constructor(model) {
        this.model = model;
        this.waiting = null;
        this.receiptDialog = dialog("receipt-dialog", () => this.sendReceipt());
        this.pushDialog = dialog("push-dialog", () => this.savePush());
        this.clockDialog = dialog("clock-dialog", () => this.turnClock({ advance: Number($("advance").value) }));
        this.faultsDialog = dialog("faults-dialog", () => this.addFault());
        this.clearDialog = dialog("clear-dialog", () => this.clearAll());
        this.pushDialog.box.addEventListener("close", () => { this.waiting?.(false); this.waiting = null; });

        $("open-clock").addEventListener("click", () => { this.drawClock(); this.clockDialog.show(); });
        $("open-faults").addEventListener("click", () => { this.drawKinds(); this.drawFaults(); this.faultsDialog.show(); });
        $("open-push").addEventListener("click", () => this.askPush(""));
        $("open-clear").addEventListener("click", () => this.clearDialog.show());

        const turn = change => this.clockDialog.attempt(() => this.turnClock(change));
        for (const button of document.querySelectorAll("[data-advance]")) {
            button.addEventListener("click", () => turn({ advance: Number(button.dataset.advance) }));
        }
        $("clock-stop").addEventListener("click", () => turn({ stop: !this.model.clock.stopped }));
        $("clock-reset").addEventListener("click", () => turn({ offset: 0, stop: false }));

        $("fault-kind").addEventListener("change", () => this.drawFields());
        $("fault-clear").addEventListener("click", () => this.faultsDialog.attempt(async () => {
            await clear("faults");
            toast(t("faultsCleared"));
        }));
        $("fault-tls").addEventListener("change", () => this.faultsDialog.attempt(() => post("faults", { tls: $("fault-tls").value || null })));

        for (const [id, words] of [["result-delivered", CARRIER.good[0]], ["result-failed", CARRIER.bad[0]]]) {
            $(id).addEventListener("change", () => { $("receipt-words").value = words; });
        }
    }

    // --- where pushes go

    get pushUrl() {
        try { return localStorage.getItem("ihuyi-push-url") || ""; } catch { return this.kept || ""; }
    }

    askPush(words) {
        $("push-url").value = this.pushUrl || this.model.settings.push_url || "";
        this.pushDialog.show(words);
    }

    savePush() {
        const url = $("push-url").value.trim();
        if (!url && !this.model.settings.push_url) throw new Error(t("pushMissing"));
        if (url && !/^http:\/\/[^\s/]+/.test(url)) throw new Error(t("pushWrong"));
        this.kept = url === this.model.settings.push_url ? "" : url;
        try { localStorage.setItem("ihuyi-push-url", this.kept); } catch { /* kept until the page is left */ }
        this.waiting?.(true);
        this.waiting = null;
    }

    // Pushes one. Asks for the URL first where there is none.
    async push(kind, fields) {
        if (!this.pushUrl && !this.model.settings.push_url) {
            const given = new Promise(resolve => { this.waiting = resolve; });
            this.askPush(t("pushMissing"));
            if (!await given) return false;
        }
        const url = this.pushUrl ? { url: this.pushUrl } : {};
        await post(kind, { ...fields, ...url });
        return true;
    }

    // --- receipts

    async deliver(item) {
        try {
            await this.push("receipt", { id: item.call.id, mobile: item.number, code: 2, msg: CARRIER.good[0] });
        } catch (error) {
            toast(error.message, true);
        }
    }

    // The dialog for one that fails or comes late.
    receipt(item, late) {
        this.item = item;
        const voice = item.call.service === "voice" || item.call.service === "voice_notice";
        const bad = voice ? [...CARRIER.voice, ...CARRIER.bad] : CARRIER.bad;
        $("receipt-for").textContent = t("receiptFor", { mobile: item.number, id: item.call.id });
        $("carrier-words").replaceChildren(...[...CARRIER.good, ...bad].map(value => el("option", { value })));
        $(late ? "result-delivered" : "result-failed").checked = true;
        $("receipt-words").value = late ? CARRIER.good[0] : bad[0];
        $("receipt-delay").value = late ? "60" : "0";
        this.receiptDialog.show();
    }

    async sendReceipt() {
        const { item } = this;
        const code = $("result-delivered").checked ? 2 : 0;
        const delay = Number($("receipt-delay").value);
        return this.push("receipt", { id: item.call.id, mobile: item.number, code, msg: $("receipt-words").value, delay });
    }

    // --- the clock

    async turnClock(change) {
        const answer = await post("clock", change);
        this.model.setClock({ ...answer, now: answer.now * 1000 });
        this.drawClock();
        return false;
    }

    drawClock() {
        const { clock } = this.model;
        const now = this.model.now();
        $("clock-now").textContent = dateText(now);
        const words = [Math.abs(clock.offset) < 2 ? t("clockReal") : t("clockMoved", { how: t(clock.offset > 0 ? "ahead" : "behind"), time: span(Math.abs(clock.offset)) })];
        if (clock.stopped) words.push(t("stopped"));
        $("clock-state").textContent = words.join(" · ");
        $("clock-stop").textContent = t(clock.stopped ? "run" : "stop");
    }

    // --- faults

    drawKinds() {
        const { settings } = this.model;
        const option = (value, label) => el("option", { value }, label);
        const kind = $("fault-kind").value || "delay";
        $("fault-kind").replaceChildren(...settings.faults.map(fault => option(fault.kind, `${fault.kind} - ${faultText(fault.kind)}`)));
        $("fault-kind").value = kind;
        $("fault-service").replaceChildren(option("", t("everyService")), ...SERVICES.map(name => option(name, t(name))));
        $("fault-tls").replaceChildren(option("", t("tlsNone")), ...settings.tls.map(name => option(name, `${name} - ${faultText(name)}`)));
        this.drawFields();
    }

    // The parameters of the kind that is chosen.
    drawFields() {
        const fault = this.model.settings.faults.find(known => known.kind === $("fault-kind").value);
        if (!fault) return;
        $("fault-fields").replaceChildren(...fault.parameters.map(name => el("label", { className: "field" }, el("span", {}, name),
            el("input", { type: NUMBERS.includes(name) ? "number" : "text", name, "data-parameter": name, autocomplete: "off", placeholder: DEFAULTS[fault.kind]?.[name] ?? "" }))));
        $("fault-times").value = String(fault.times);
        $("fault-accept").checked = fault.accept;
        $("fault-accept").disabled = !fault.settable;
    }

    drawFaults() {
        const { faults, tls } = this.model.faults;
        const set = faults.filter(fault => fault.times === 0 || fault.struck < fault.times);
        const count = set.length + (tls ? 1 : 0);
        $("fault-count").textContent = String(count);
        $("fault-count").hidden = count === 0;
        const line = fault => el("li", {}, el("code", {}, fault.kind), el("span", {}, faultText(fault.kind)),
            el("small", {}, t(fault.times === 0 ? "faultAlways" : "faultLeft", fault)));
        $("fault-list").replaceChildren(...(set.length ? set.map(line) : [el("li", { className: "none" }, t("faultNone"))]));
        $("fault-tls").value = tls || "";
    }

    async addFault() {
        const fault = { kind: $("fault-kind").value, times: Number($("fault-times").value), skip: Number($("fault-skip").value) };
        if (!$("fault-accept").disabled) fault.accept = $("fault-accept").checked;
        for (const input of $("fault-fields").querySelectorAll("input")) {
            if (input.value !== "") fault[input.name] = input.type === "number" ? Number(input.value) : input.value;
        }
        const match = {};
        if ($("fault-mobile").value.trim()) match.mobile = $("fault-mobile").value.trim();
        if ($("fault-service").value) match.service = $("fault-service").value;
        if (Object.keys(match).length) fault.match = match;
        await post("faults", fault);
        toast(t("faultSet", { name: fault.kind }));
    }

    // --- everything

    async clearAll() {
        await post("reset", {});
        toast(t("cleared"));
    }
}

// 3 hours and 5 seconds as 3:00:05, days before that.
function span(seconds) {
    const two = number => String(number).padStart(2, "0");
    const days = Math.floor(seconds / 86400);
    const rest = `${Math.floor(seconds / 3600) % 24}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
    return days ? `${days} d ${rest}` : rest;
}
