"""The forms in a browser, where the script makes them better."""

import os
import re
import socket

from chromium import Page
from verify_forms_test import LOST, REGISTER, SIGNIN, eventually, member, ready, user

NUMBERS = iter(range(13800007000, 13800008000))
BOX = ".ihuyi-sms"
STATUS = f"document.querySelector('{BOX} .ihuyi-sms-status').textContent"


def number():
    return str(next(NUMBERS))


def tab(world, width=390, height=900):
    # Avatars would come from elsewhere.
    world.site.php("update_option( 'show_avatars', 0 );")
    return Page(world.browser, width, height)


def field(name, value=None):
    return f'[name="ihuyi_sms_{name}"]'


def picture(world, page, name):
    if world.pictures:
        os.makedirs(world.pictures, exist_ok=True)
        page.picture(f"{world.pictures}/verify-{name}.png")


def neat(page):
    """Nothing sticks out to the side, nothing lies upon another, no text is cut, and every field has a name."""
    wrong = page.run("""(() => {
        const wrong = [];
        const seen = [...document.querySelectorAll('.ihuyi-sms input, .ihuyi-sms button, .ihuyi-sms label, .ihuyi-sms p, .ihuyi-sms img, .ihuyi-sms-go button')]
            .filter(e => e.getClientRects().length && e.type !== 'hidden' && !e.closest('.ihuyi-sms-unseen'));
        if (document.documentElement.scrollWidth > innerWidth) wrong.push('the page is wider than its window');
        for (const e of seen) {
            const box = e.getBoundingClientRect();
            if (box.left < 0 || box.right > innerWidth + 0.5) wrong.push('sticks out: ' + e.outerHTML.slice(0, 120));
            if (e.tagName === 'BUTTON' && e.scrollWidth > e.clientWidth + 1) wrong.push('cut: ' + e.textContent);
            if (e.tagName === 'INPUT' && e.type !== 'submit' && !(e.labels && e.labels.length && e.labels[0].textContent.trim())) wrong.push('no label: ' + e.name);
        }
        for (const a of seen) for (const b of seen) {
            if (a === b || a.contains(b) || b.contains(a)) continue;
            const [p, q] = [a.getBoundingClientRect(), b.getBoundingClientRect()];
            if (Math.min(p.right, q.right) - Math.max(p.left, q.left) > 1 && Math.min(p.bottom, q.bottom) - Math.max(p.top, q.top) > 1)
                wrong.push('overlap: ' + a.outerHTML.slice(0, 80) + ' and ' + b.outerHTML.slice(0, 80));
        }
        return wrong;
    })()""")
    assert wrong == [], "\n".join(wrong)


def contrast(page):
    """Texts of ours against what is behind them, as WCAG's AA asks: 4.5."""
    poor = page.run("""(() => {
        const parts = text => (text.match(/[\\d.]+/g) || []).map(Number);
        const light = ([r, g, b]) => { const f = v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; return 0.2126 * f(r) + 0.7152 * f(g) + 0.0722 * f(b); };
        const behind = e => { for (; e; e = e.parentElement) { const c = parts(getComputedStyle(e).backgroundColor); if (c.length === 3 || c[3] === 1) return c; } return [255, 255, 255]; };
        return [...document.querySelectorAll('.ihuyi-sms p, .ihuyi-sms label, .ihuyi-sms .button-link, .ihuyi-sms-link a, .ihuyi-sms-or')]
            .filter(e => e.getClientRects().length && e.textContent.trim())
            .map(e => { const [a, b] = [light(parts(getComputedStyle(e).color)), light(behind(e))].sort((x, y) => y - x); return [(a + 0.05) / (b + 0.05), e.textContent.trim()]; })
            .filter(([ratio]) => ratio < 4.5);
    })()""")
    assert poor == [], poor


def level(page):
    """The button is as high as its field, and beside it; in a row of labels all stand above."""
    rows = page.run("""[...document.querySelectorAll('.ihuyi-sms-row')].map(row => [...row.querySelectorAll('.input, .button')]
        .map(e => e.getBoundingClientRect()).map(box => [Math.round(2 * box.top), Math.round(2 * box.height)]))""")
    assert rows and all(len(row) == 2 and row[0] == row[1] for row in rows), rows


def quiet(world):
    problems, world.browser.problems = world.browser.problems, []
    assert problems == [], problems


def test_registration_with_the_script(world):
    site = ready(world)
    mobile, page = number(), tab(world)
    try:
        page.go(site.url + REGISTER)
        page.until(f"document.querySelector('{BOX}[data-ready]')")
        neat(page)
        level(page)
        contrast(page)
        picture(world, page, "register")
        page.type("#user_login", "browser")
        page.type("#user_email", "browser@example.com")
        page.click(".ihuyi-sms-send")
        page.until(f"/type your mobile number first/.test({STATUS}) && document.activeElement.name === 'ihuyi_sms_mobile'")
        page.type(field("mobile"), mobile)
        # What the button said while it could not be pressed: it may have counted down before anybody looks.
        page.run("""(button => new MutationObserver(() => { window.counted = button.disabled ? button.textContent : window.counted; })
            .observe(button, { attributes: true, childList: true, characterData: true, subtree: true }))(document.querySelector('.ihuyi-sms-send'))""")
        page.click(".ihuyi-sms-send")
        # The page stays, the button counts, and the cursor waits for the code.
        page.until(f"/on its way/.test({STATUS}) && document.activeElement.name === 'ihuyi_sms_code'")
        assert page.run("/\\d/.test(window.counted)"), page.run("String(window.counted)")
        assert page.run("document.querySelector('#user_login').value") == "browser"
        neat(page)
        picture(world, page, "register-sent")
        page.until("!document.querySelector('.ihuyi-sms-send').disabled")
        neat(page)
        contrast(page)
        picture(world, page, "register-again")
        page.click(".ihuyi-sms-call")
        page.until(f"/calling/.test({STATUS})")
        assert [message["service"] for message in site.inbox(mobile)] == ["sms", "voice"]
        page.type(field("code"), "12345678")
        # Enter registers; it does not send another code.
        page.press("Enter", 13, text="\r")
        page.until("document.querySelector('#login_error') && document.readyState === 'complete'")
        assert "not right" in page.run("document.querySelector('#login_error').textContent") and len(site.inbox(mobile)) == 2
        # The wrong code is gone; what was said of it goes when another is asked for.
        assert page.run(f"document.querySelector('{field('code')}').value") == ""
        page.until("!document.querySelector('.ihuyi-sms-send').disabled")
        page.click(".ihuyi-sms-send")
        page.until(f"/on its way/.test({STATUS}) && !document.querySelector('#login_error')")
        neat(page)
        picture(world, page, "register-wrong")
        page.type(field("code"), site.code(mobile))
        page.click("#wp-submit")
        page.until("/checkemail=registered/.test(location.href)")
        assert user(site, "browser") == mobile
        quiet(world)
    finally:
        page.close()


def test_a_form_out_of_a_cache(world):
    site = ready(world)
    mobile, page = number(), tab(world, 1200, 900)
    post = site.value("wp_insert_post( array( 'post_title' => 'Cached', 'post_content' => 'Text', 'post_status' => 'publish', 'comment_status' => 'open' ) )")
    try:
        page.go(f"{site.url}/?p={post}")
        page.until(f"document.querySelector('{BOX}[data-ready]')")
        # As if it had been made for somebody else.
        page.run(f"document.querySelector('{field('token')}').value = '{'0' * 40}'")
        page.type("#author", "Browser")
        page.type("#email", "browser@example.com")
        page.type("#comment", "from a browser")
        page.type(field("mobile"), mobile)
        page.click(".ihuyi-sms-send")
        page.until(f"/on its way/.test({STATUS})")
        neat(page)
        page.run("document.querySelector('.ihuyi-sms').scrollIntoView({block: 'center', behavior: 'instant'})")
        picture(world, page, "comment")
        page.type(field("code"), site.code(mobile))
        site.mu("flood", "add_filter( 'comment_flood_filter', '__return_false', 99 );")
        page.click("#submit")
        page.until("/#comment-|unapproved=/.test(location.href)")
        assert "from a browser" in site.value("get_comments( array( 'status' => 'all', 'number' => 1 ) )[0]->comment_content")
        # The first answer was a refusal, which the script mended; a browser notes it.
        world.browser.problems = [line for line in world.browser.problems if "403" not in line]
        quiet(world)
    finally:
        page.close()


def test_login_and_lost_password_with_the_script(world):
    site = ready(world, login="optional", captcha="never")
    mobile, page = number(), tab(world)
    member(site, "scripted", mobile)
    try:
        page.go(site.url + "/wp-login.php")
        contrast(page)
        picture(world, page, "login")
        page.until("document.querySelector('#user_login')")
        # WordPress's own script moves the cursor once.
        page.until("document.activeElement && document.activeElement.id === 'user_login'")
        page.type("#user_login", "scripted")
        page.type("#user_pass", "a password of tests")
        page.click("#wp-submit")
        page.until("/ihuyi_sms_second/.test(location.href) && document.querySelector('.ihuyi-sms[data-ready]')")
        neat(page)
        contrast(page)
        picture(world, page, "second")
        page.type(field("code"), site.code(mobile))
        page.press("Enter", 13, text="\r")
        page.until("/wp-admin/.test(location.href) && document.readyState === 'complete'")
        page.go(site.url + "/wp-admin/profile.php")
        page.until("document.querySelector('.ihuyi-sms[data-ready]')")
        page.run("document.querySelector('#ihuyi-sms').scrollIntoView({block: 'start', behavior: 'instant'})")
        neat(page)
        for width, height in ((1200, 900), (390, 900)):
            page.size(width, height)
            level(page)
            sizes = page.run("""['#ihuyi-sms-mobile-profile', '#ihuyi-sms-code-profile', '.ihuyi-sms-send', '#nickname']
                .map(one => document.querySelector(one).getBoundingClientRect().height)""")
            assert max(sizes) - min(sizes) < 1, sizes
            above = page.run("""['mobile', 'code'].map(one => document.querySelector(`#ihuyi-sms-${one}-profile`))
                .map(e => e.labels[0].getBoundingClientRect().bottom <= e.getBoundingClientRect().top)""")
            assert above == [True, True], above
        picture(world, page, "profile")
        second = number()
        page.type(field("mobile"), second)
        page.click(".ihuyi-sms-send")
        page.until(f"/on its way/.test({STATUS})")
        page.type(field("code"), site.code(second))
        page.click('button[name="ihuyi_sms_do"][value="set"]')
        page.until("document.querySelector('.notice-success') && document.readyState === 'complete'")
        assert user(site, "scripted") == second
        picture(world, page, "profile-saved")
        quiet(world)
    finally:
        page.close()
    page = tab(world)
    try:
        page.go(site.url + LOST)
        page.until("document.querySelector('.ihuyi-sms[data-ready]')")
        neat(page)
        contrast(page)
        picture(world, page, "lost")
        page.type(field("mobile"), second)
        page.click(".ihuyi-sms-send")
        page.until(f"/If an account/.test({STATUS})")
        eventually(lambda: len(site.inbox(second)) == 2, "no code came")
        page.type(field("code"), site.code(second))
        page.click('button[name="ihuyi_sms_go"]')
        page.until("/action=rp/.test(location.href) && document.querySelector('#resetpassform')")
        picture(world, page, "lost-new")
        quiet(world)
    finally:
        # WordPress asks whoever leaves this page whether he means it.
        page.close()
    page = tab(world)
    try:
        page.go(site.url + SIGNIN)
        page.until("document.querySelector('.ihuyi-sms[data-ready]')")
        neat(page)
        contrast(page)
        picture(world, page, "signin")
        quiet(world)
    finally:
        page.close()


def test_the_button_says_what_is_waited_for(world):
    site = ready(world)
    site.mu("wait", "add_filter( 'ihuyi_sms_wait', function () { return 50; } );")
    page, button = tab(world), "document.querySelector('.ihuyi-sms-send').textContent"
    gateway = site.constants["IHUYI_SMS_GATEWAY"]
    try:
        page.go(site.url + SIGNIN)
        page.until("document.querySelector('.ihuyi-sms[data-ready]')")
        level(page)
        mobile = number()
        page.type(field("mobile"), mobile)
        page.click(".ihuyi-sms-send")
        page.until(f"/If an account/.test({STATUS}) && /^Again in \\d+ s$/.test({button})")
        # The pause and the switched off button are there on the next page, too.
        page.type(field("code"), "000000")
        page.click('[name="ihuyi_sms_go"]')
        page.until(f"document.querySelector('#login_error') && document.querySelector('.ihuyi-sms[data-ready]') && /^Again in \\d+ s$/.test({button})")
        assert page.run("document.querySelector('.ihuyi-sms-send').disabled && document.querySelector('.ihuyi-sms-voice').hidden && !document.querySelector('.ihuyi-sms-later')")
        assert page.run("document.activeElement.name") == "ihuyi_sms_code"
        # Elsewhere the same number has to wait: the button says how long, the sentence no seconds that stand still.
        page.go(site.url + SIGNIN)
        page.until("document.querySelector('.ihuyi-sms[data-ready]')")
        page.type(field("mobile"), mobile)
        page.click(".ihuyi-sms-send")
        page.until(f"/a moment ago/.test({STATUS}) && /^Try again in \\d+ s$/.test({button})")
        assert not re.search(r"\d", page.run(STATUS))
        # A port where nobody listens: nothing is sent, and nothing can come again.
        with socket.socket() as deaf:
            deaf.bind(("127.0.0.1", 0))
            site.set(IHUYI_SMS_GATEWAY=f"http://127.0.0.1:{deaf.getsockname()[1]}")
            page.go(site.url + REGISTER)
            page.until("document.querySelector('.ihuyi-sms[data-ready]')")
            page.type(field("mobile"), number())
            page.click(".ihuyi-sms-send")
            page.until(f"/in a few minutes/.test({STATUS}) && /^Try again in (10|\\d) s$/.test({button})")
        quiet(world)
    finally:
        site.set(IHUYI_SMS_GATEWAY=gateway)
        site.mu("wait", "add_filter( 'ihuyi_sms_wait', function () { return 2; } );")
        page.close()


def test_a_picture_with_the_script(world):
    site = ready(world, captcha="always")
    mobile, page = number(), tab(world)
    try:
        page.go(site.url + REGISTER)
        page.until("document.querySelector('.ihuyi-sms[data-ready]')")
        page.type(field("mobile"), mobile)
        page.click(".ihuyi-sms-send")
        page.until("document.activeElement.name === 'ihuyi_sms_picture' && document.querySelector('.ihuyi-sms-picture img').complete")
        neat(page)
        picture(world, page, "picture")
        first = page.run("document.querySelector('.ihuyi-sms-picture img').src")
        page.click(".ihuyi-sms-other")
        page.until(f"document.querySelector('.ihuyi-sms-picture img').src !== {first!r}")
        page.type(field("picture"), "?????")
        page.click(".ihuyi-sms-send")
        page.until(f"/did not match/.test({STATUS})")
        assert site.inbox(mobile) == []
        quiet(world)
    finally:
        page.close()


def test_a_site_that_does_not_answer(world):
    site = ready(world)
    page = tab(world)
    try:
        page.go(site.url + REGISTER)
        page.until("document.querySelector('.ihuyi-sms[data-ready]')")
        page.type(field("mobile"), number())
        site.stop()
        page.click(".ihuyi-sms-send")
        page.until(f"/did not answer/.test({STATUS}) && !document.querySelector('.ihuyi-sms-send').disabled")
        assert len(re.sub(r"\D", "", page.run(f"document.querySelector('{field('mobile')}').value"))) == 11
    finally:
        site.restart()
        page.close()
        world.browser.problems = []
