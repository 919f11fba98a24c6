"""What somebody before the page does and sees, in order: each check goes on from where the one before left it."""

import json

from chromium import Page
from gateway import CODE_TEXT, HOSTILE, KEY, MOBILE, Sandbox
from layout import problems
from looks import dialogs_and_details_fit_too, narrower_and_wider_windows_do_as_well, nothing_overlaps_or_is_cut, what_overlaps_or_is_cut_would_be_seen
from stage import DESKTOP, PHONE, open_phone, phone_button, same, text


def all_messages_are_there(stage):
    stage.page.until(f"{text('#totals')}.startsWith('200 条消息')")
    same(stage.page.run("document.querySelector('#live').dataset.state"), "live")
    same(stage.page.run("document.querySelectorAll('.phone').length"), len({message["mobile"] for message in stage.sandbox.get("inbox")}) + 4)
    stage.picture("list")


def an_empty_page_says_how_to_begin(stage):
    page = stage.page
    page.click("#home")
    page.until(f"{text('#welcome-title')} === '请从列表中选一个号码'")
    same(problems(page), [])
    stage.picture("welcome")


def texts_are_texts(stage):
    open_phone(stage, "13500000000")
    shown = stage.page.run("[...document.querySelectorAll('.in:not(.refused) .text')].map(e => e.textContent)")
    same(shown[-1], f"【互亿无线】{HOSTILE}，您好。")
    same(stage.page.run("document.querySelectorAll('#messages img, #messages script').length"), 0)
    assert "taken" not in stage.page.run("document.title")


def a_refused_one_says_why(stage):
    open_phone(stage, "19900004051")
    stage.page.until(f"{text('.refused .fate')}.includes('4051') && {text('.refused .fate')}.includes('剩余条数不足')")
    assert stage.page.run("document.querySelector('#reply').hidden"), "nobody is there to reply"


def calls_without_a_number_are_there(stage):
    open_phone(stage, "网关调用")
    stage.page.until(f"{text('.item .fate')}.includes('GetNum')")


def secrets_are_masked(stage):
    open_phone(stage, "13500000000")
    for opened, index in enumerate((0, stage.last(".act.raw")), 1):
        stage.page.click(".act.raw", index)
        stage.page.until(f"document.querySelectorAll('.about').length === {opened}")
    shown = stage.page.run("document.body.textContent")
    assert "password=***&mobile=13500000000" in shown and "POST /webservice/sms.php?method=Submit" in shown, "the request is shown"
    assert '"code":405' in shown, "the answer is shown"
    assert "wrong-password-of-mine" not in shown, "a wrong password is one all the same"
    stage.page.click("#home")
    stage.page.until(f"!document.querySelector('#welcome').hidden")
    # The example on the empty page names the sandbox's own key, which is in its manual.
    assert KEY not in "".join(stage.page.run("[...document.querySelectorAll('#open, #phones')].map(e => e.textContent)"))


def a_new_message_comes_by_itself(stage):
    page = stage.page
    page.run(f"document.querySelector('#scroll').scrollTop = 0")
    before = page.run(f"Number({phone_button('13700000001')}.querySelector('.badge').textContent)")
    stage.sandbox.sms("13700000001", CODE_TEXT.format(86420))
    page.until(f"Number({phone_button('13700000001')}.querySelector('.badge').textContent) === {before + 1}")
    page.until("document.querySelector('.phone .number').textContent === '13700000001'")
    open_phone(stage, "13700000001")
    page.until(f"{phone_button('13700000001')}.querySelector('.badge').hidden")
    stage.sandbox.sms("13700000001", CODE_TEXT.format(97531))
    page.until("[...document.querySelectorAll('.text .code')].at(-1).textContent === '97531'")
    page.until("(e => e.scrollHeight - e.scrollTop - e.clientHeight < 2)(document.querySelector('#scroll'))")


def a_code_is_copied_by_a_click(stage):
    page = stage.page
    page.browser.send("Browser.grantPermissions", {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"], "origin": stage.sandbox.url,
                                                    "browserContextId": page.context})
    for last, code in ((stage.last(".text .code"), "97531"), (stage.last(".spoken .code"), "100558")):
        page.click(".spoken .code" if code == "100558" else ".text .code", last)
        page.until(f"{text('.toast:last-child')}.includes({json.dumps(code)})")
        page.type("#reply-text", "")
        page.press("KeyV", 86, modifiers=2, commands=["paste"])
        page.until(f"document.querySelector('#reply-text').value === {json.dumps(code)}")
    page.type("#reply-text", "")


def a_receipt_is_delivered(stage):
    page = stage.page
    stage.chip(["等待回执"])
    page.click(".act.deliver", stage.last(".act.deliver"))
    page.until("document.querySelector('#push-dialog[open]')")
    page.type("#push-url", "nonsense")
    page.click("#push-save")
    page.until(f"{text('#push-dialog .problem')}.includes('http://')")
    same(problems(page), [])
    page.type("#push-url", stage.receiver.url)
    page.click("#push-save")
    push = stage.receiver.next()
    last = stage.sandbox.get("inbox")[-1]
    same((push["code"], push["msg"], push["mobilephone"], push["smsid"]), ("2", "DELIVRD", "13700000001", last["id"]))
    stage.chip(["已送达", "DELIVRD", "应用已确认"])


def a_receipt_fails(stage):
    page = stage.page
    page.click(".act.fail", stage.last(".act.fail"))
    page.until("document.querySelector('#receipt-dialog[open]')")
    page.type("#receipt-words", "MK:0013")
    page.click("#receipt-send")
    push = stage.receiver.next()
    same((push["code"], push["msg"]), ("0", "MK:0013"))
    stage.chip(["未送达", "MK:0013", "应用已确认"])


def a_receipt_comes_late_and_the_clock_brings_it(stage):
    page = stage.page
    stage.sandbox.post("clock", {"stop": True})
    page.click(".act.delay", stage.last(".act.delay"))
    page.until("document.querySelector('#receipt-dialog[open]')")
    page.type("#receipt-delay", "3600")
    page.click("#receipt-send")
    stage.chip(["推送回执", "DELIVRD"])
    pending = stage.sandbox.get("pushes")[-1]
    same((pending["state"], pending["attempts"]), ("pending", []))
    page.click("#open-clock")
    page.until(f"{text('#clock-state')}.includes('已停住')")
    before = stage.sandbox.get("clock")["now"]
    page.click("[data-advance='3600']")
    push = stage.receiver.next()
    same((push["code"], push["msg"]), ("2", "DELIVRD"))
    same(stage.sandbox.get("clock")["now"], before + 3600)
    stage.chip(["已送达", "DELIVRD", "应用已确认"])


def the_clock_moves(stage):
    page = stage.page
    page.type("#advance", "-600")
    before = stage.sandbox.get("clock")["now"]
    page.click("#advance-go")
    page.until(f"fetch('/_sandbox/clock').then(answer => answer.json()).then(clock => clock.now === {before - 600})")
    page.click("#clock-stop")
    page.until(f"!{text('#clock-state')}.includes('已停住') && {text('#clock-state')}.includes('快')")
    assert not stage.sandbox.get("clock")["stopped"]
    page.click("#clock-reset")
    page.until(f"{text('#clock-state')} === '与本机一致'")
    same(stage.sandbox.get("clock")["offset"], 0)
    page.click("#clock-dialog .cancel")
    page.until("!document.querySelector('dialog[open]')")


def the_user_replies(stage):
    page = stage.page
    page.type("#reply-text", "收到\U0001f44d TD")
    page.click("#reply-send")
    push = stage.receiver.next()
    same((push["content"], push["mobilephone"], push["smsid"]), ("收到\U0001f44d TD", "13700000001", stage.sandbox.get("inbox")[-1]["id"]))
    page.until(f"{text('.item.out:last-child .text')} === '收到\U0001f44d TD' && {text('.item.out:last-child .facts')}.includes('应用已确认')")
    same(page.run("document.querySelector('#reply-text').value"), "")
    same(problems(page), [])
    stage.picture("replied")


def a_fault_is_set_and_strikes(stage):
    page = stage.page
    page.click("#open-faults")
    page.until("document.querySelector('#faults-dialog[open]')")
    page.choose("#fault-kind", "status")
    page.type("[data-parameter=status]", "700")
    page.click("#fault-add")
    page.until(f"{text('#faults-dialog .problem')}.includes('700')")
    page.type("[data-parameter=status]", "503")
    page.type("#fault-times", "2")
    page.type("#fault-mobile", MOBILE)
    page.choose("#fault-service", "sms")
    page.click("#fault-add")
    page.until("!document.querySelector('dialog[open]')")
    page.until(f"{text('#fault-count')} === '1' && !document.querySelector('#fault-count').hidden")
    fault = stage.sandbox.get("faults")["faults"][0]
    same((fault["kind"], fault["status"], fault["times"], fault["accept"], fault["match"]), ("status", 503, 2, False, {"mobile": MOBILE, "service": "sms"}))
    status, _ = stage.sandbox.ask("GET", f"/webservice/sms.php?method=Submit&mobile={MOBILE}")
    same(status, 503)
    # The number goes to the top of the list: not to be clicked at while it moves.
    page.until("document.querySelector('.phone .preview').textContent === '未处理'")
    open_phone(stage, MOBILE)
    page.until("[...document.querySelectorAll('.refused')].at(-1).textContent.includes('故障：status')")
    page.until("[...document.querySelectorAll('.refused .fate')].at(-1).textContent.includes('未处理')")
    page.size(*PHONE)
    same(problems(page), [])
    stage.picture("fault-390")
    page.size(*DESKTOP)
    page.click("#open-faults")
    page.until(f"{text('#fault-list')}.includes('已发生 1 次，共 2 次')")
    same(problems(page), [])
    page.choose("#fault-tls", "expired")
    page.until(f"{text('#fault-count')} === '2'")
    same(stage.sandbox.get("faults")["tls"], "expired")
    page.click("#fault-clear")
    page.until("document.querySelector('#fault-count').hidden")
    same(stage.sandbox.get("faults"), {"faults": [], "tls": None})
    page.click("#faults-dialog .cancel")


def searching_finds(stage):
    page = stage.page
    page.type("#search", "97531")
    page.until("document.querySelectorAll('.phone').length === 1")
    open_phone(stage, "13700000001")
    page.until("document.querySelectorAll('#messages .item').length === 1")
    page.type("#search", "1390000")
    page.until("document.querySelectorAll('.phone').length === 8")
    page.type("#search", "没有这样的内容")
    page.until("document.querySelectorAll('.phone').length === 0 && !document.querySelector('#no-phones').hidden")
    same(problems(page), [])
    page.type("#search", "")
    page.until("document.querySelectorAll('.phone').length > 8")


def the_language_stays(stage):
    page = stage.page
    page.click("#language")
    page.until(f"document.documentElement.lang === 'en' && {text('#reply-send')} === 'Reply'")
    open_phone(stage, "19900004051")
    page.until(f"{text('.refused .fate')}.includes('no messages left on the account')")
    page.go(stage.sandbox.url + "/")
    page.until(f"document.documentElement.lang === 'en' && {text('#totals')}.startsWith('202 messages')")
    page.click("#language")
    page.until("document.documentElement.lang === 'zh-CN'")


def the_browsers_language_comes_first(stage):
    for language, wanted in (("en-US", "en"), ("zh-TW", "zh-CN"), ("de", "en")):
        other = Page(stage.browser, *DESKTOP, language=language)
        other.go(stage.sandbox.url + "/")
        same(other.until(f"{text('#totals')} && document.documentElement.lang"), wanted)
        other.close()


def keys_do_it_too(stage):
    page = stage.page
    page.run("document.activeElement.blur()")
    page.press("/", 191, text="/")
    page.until("document.activeElement.id === 'search' && document.activeElement.value === ''")
    page.press("Tab", 9)
    page.until("document.activeElement.matches('.phone')")
    number = page.run("document.activeElement.querySelector('.number').textContent")
    page.press("Enter", 13, text="\r")
    page.until(f"{text('#who')} === {json.dumps(number)}")
    page.press("Escape", 27)
    page.until("!document.querySelector('#welcome').hidden && document.activeElement.matches('.phone')")
    unnamed = page.run("""[...document.querySelectorAll('button, input, select, a')].filter(e => e.getClientRects().length &&
        !(e.getAttribute('aria-label') || e.textContent.trim() || e.labels?.length)).map(e => e.outerHTML)""")
    same(unnamed, [])


def a_phones_width_has_two_screens(stage):
    page = stage.page
    page.size(*PHONE)
    page.until("getComputedStyle(document.querySelector('.talk')).display === 'none'")
    open_phone(stage, MOBILE)
    page.until("getComputedStyle(document.querySelector('.phones')).display === 'none'")
    page.run("history.back()")
    page.until("getComputedStyle(document.querySelector('.phones')).display !== 'none'")
    page.size(*DESKTOP)


def a_page_of_another_origin_gets_nothing(stage):
    other = Page(stage.browser, *DESKTOP)
    other.go(stage.receiver.url)
    post = f"fetch('{stage.sandbox.url}/_sandbox/reset', {{method: 'POST', mode: 'no-cors', body: '{{}}'}}).then(() => true, () => true)"
    assert other.run(post), "the browser sent it"
    read = f"fetch('{stage.sandbox.url}/_sandbox/inbox').then(() => 'read', () => 'refused')"
    same(other.run(read), "refused")
    other.close()
    same(len(stage.sandbox.get("inbox")), 202)


def nothing_from_elsewhere_and_no_error(stage):
    origins = {"/".join(url.split("/")[:3]) for url in stage.browser.requests if url.startswith(("http", "ws"))}
    same(origins, {stage.sandbox.url, stage.receiver.url.rsplit("/", 1)[0]})
    # The other origin was refused, as it should be, and a browser says so; so it says of wrong values that were answered with 400.
    expected = ("status of 400", "status of 403", "CORS policy", "net::ERR_FAILED")
    same([problem for problem in stage.browser.problems if not any(words in problem for words in expected)], [])


def everything_is_cleared(stage):
    page = stage.page
    page.click("#open-clear")
    page.until("document.querySelector('#clear-dialog[open]')")
    page.click("#clear-do")
    page.until(f"document.querySelectorAll('.phone').length === 0 && {text('#welcome-title')} === '等待第一条消息'")
    same(stage.sandbox.get("inbox"), [])
    same(problems(page), [])
    stage.picture("empty")


def a_sandbox_that_comes_back_is_found(stage):
    page = stage.page
    stage.sandbox.stop()
    page.until("document.querySelector('#live').dataset.state === 'lost'")
    same(problems(page), [])
    stage.sandbox = Sandbox(stage.folder, stage.sandbox.port)
    page.until("document.querySelector('#live').dataset.state === 'live'")
    stage.sandbox.sms(MOBILE, CODE_TEXT.format(2468))
    page.until(f"{text('#totals')}.startsWith('1 条消息')")


ALL = [(check.__name__.replace("_", " "), check) for check in (
    all_messages_are_there, nothing_overlaps_or_is_cut, narrower_and_wider_windows_do_as_well, what_overlaps_or_is_cut_would_be_seen, dialogs_and_details_fit_too, an_empty_page_says_how_to_begin, texts_are_texts,
    a_refused_one_says_why, calls_without_a_number_are_there, secrets_are_masked, a_new_message_comes_by_itself, a_code_is_copied_by_a_click,
    a_receipt_is_delivered, a_receipt_fails, a_receipt_comes_late_and_the_clock_brings_it, the_clock_moves, the_user_replies,
    a_fault_is_set_and_strikes, searching_finds, the_language_stays, the_browsers_language_comes_first, keys_do_it_too,
    a_phones_width_has_two_screens, a_page_of_another_origin_gets_nothing, nothing_from_elsewhere_and_no_error, everything_is_cleared,
    a_sandbox_that_comes_back_is_found)]
