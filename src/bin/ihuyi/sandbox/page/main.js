// The inbox page: takes the sandbox's events, and ties the parts together.

import { GATEWAY, Model } from "./model.js";
import { View } from "./view.js";
import { Panels } from "./panels.js";
import { copy, get, toast } from "./control.js";
import { dateText, language, setLanguage, t, timeText } from "./words.js";

const $ = id => document.getElementById(id);
const model = new Model();
const panels = new Panels(model);
const view = new View(model, {
    choose: number => { location.hash = address(number); },
    copy,
    deliver: item => panels.deliver(item),
    receipt: (item, late) => panels.receipt(item, late),
    entry: seq => get(`ledger?seq=${seq}`).catch(error => { toast(error.message, true); return []; }),
});

// --- which conversation is open stands in the address, so that "back" goes back

const address = number => (number === GATEWAY ? "#/gateway" : `#/phone/${encodeURIComponent(number)}`);

function go() {
    const [, kind, number] = location.hash.split("/");
    let wanted = null;
    if (kind === "gateway") wanted = GATEWAY;
    if (kind === "phone") {
        try { wanted = decodeURIComponent(number); } catch { /* not one of ours */ }
    }
    view.choose(wanted);
}
addEventListener("hashchange", go);

function home(event) {
    event.preventDefault();
    const left = view.open;
    location.hash = "";
    // Where the reader was, for the keyboard.
    if (left !== null) view.rows.get(left)?.button.focus({ preventScroll: true });
}
$("home").addEventListener("click", home);
$("back").addEventListener("click", home);

// --- events

let live = "connecting";

function drawLive(state = live) {
    live = state;
    $("live").textContent = t(live);
    $("live").dataset.state = live;
}

function listen() {
    const source = new EventSource("/_sandbox/events");
    const on = (name, act) => source.addEventListener(name, event => { act(JSON.parse(event.data)); view.draw(); });
    source.addEventListener("open", () => drawLive("live"));
    source.addEventListener("error", () => {
        drawLive("lost");
        // A browser gives up for good when it is answered with anything but events.
        if (source.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
    });
    on("start", settings => { model.start(settings); view.forget(); });
    on("clock", clock => { model.setClock(clock); drawClock(); });
    on("faults", faults => { model.faults = faults; panels.drawFaults(); });
    on("calls", calls => calls.forEach(call => model.addCall(call)));
    on("pushes", pushes => pushes.forEach(push => model.addPush(push)));
}

function drawClock() {
    const now = model.now();
    $("clock").textContent = timeText(now);
    $("clock").title = dateText(now);
    $("open-clock").classList.toggle("moved", model.clock.stopped || Math.abs(model.clock.offset) > 1);
    if (panels.clockDialog.box.open) panels.drawClock();
}
setInterval(drawClock, 1000);
document.addEventListener("visibilitychange", () => view.draw());

// --- the rest of the page

$("search").addEventListener("input", () => view.search($("search").value));
$("copy-example").addEventListener("click", () => copy($("example").textContent, t("copiedExample")));

$("reply").addEventListener("submit", async event => {
    event.preventDefault();
    const content = $("reply-text").value;
    if (!content) { $("reply-text").focus(); return; }
    const last = model.items(view.open, "").findLast(item => item.type === "message");
    try {
        if (await panels.push("reply", { mobile: view.open, id: last.call.id, content })) {
            $("reply-text").value = "";
            view.stuck = true;
        }
    } catch (error) {
        toast(error.message, true);
    }
});

document.addEventListener("keydown", event => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
    if (document.querySelector("dialog[open]") || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/" && !typing) {
        event.preventDefault();
        $("search").focus();
    } else if (event.key === "Escape" && document.activeElement !== $("search") && view.open !== null) {
        home(event);
    }
});

function speak() {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
    for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
    for (const node of document.querySelectorAll("[data-t-label]")) {
        node.setAttribute("aria-label", t(node.dataset.tLabel));
        if (node.tagName === "BUTTON") node.title = t(node.dataset.tLabel);
    }
    for (const node of document.querySelectorAll("[data-t-hint]")) node.placeholder = t(node.dataset.tHint);
    $("language").textContent = t("language");
    $("language").title = t("languageLabel");
    $("language").setAttribute("aria-label", t("languageLabel"));
    $("example").textContent = [
        `curl '${location.origin}/webservice/sms.php?method=Submit'`, "-d account=C00000000", "-d password=0123456789abcdef0123456789abcdef",
        "-d mobile=13800000000", `--data-urlencode 'content=${t("exampleText")}'`,
    ].join(" \\\n  ");
    drawLive();
    drawClock();
    panels.drawFaults();
    view.forget();
}
$("language").addEventListener("click", () => {
    setLanguage(language === "zh" ? "en" : "zh");
    speak();
});

speak();
go();
listen();
