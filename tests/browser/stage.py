"""The page under test, and how the checks find their way about it."""

import json

from chromium import Page

DESKTOP, PHONE = (1280, 800), (390, 844)


class Stage:
    def __init__(self, browser, sandbox, receiver, folder, pictures):
        self.browser, self.sandbox, self.receiver, self.folder, self.pictures = browser, sandbox, receiver, folder, pictures
        self.page = Page(browser, *DESKTOP)
        self.page.go(sandbox.url + "/")
        self.seen = 0

    def picture(self, name):
        self.seen += 1
        if self.pictures:
            self.page.picture(f"{self.pictures}/{self.seen:02}-{name}.png")

    def chip(self, words):
        """Waits until the last message's fate says all of this."""
        fate = "[...document.querySelectorAll('.in .fate, .call .fate')].at(-1).textContent"
        self.page.until(f"{json.dumps(words)}.every(word => {fate}.includes(word))")

    def last(self, selector):
        """The index of the last one."""
        return self.page.run(f"document.querySelectorAll({json.dumps(selector)}).length") - 1


def text(selector):
    return f"(document.querySelector({json.dumps(selector)})?.textContent || '')"


def phone_button(number):
    return f"[...document.querySelectorAll('.phone')].find(e => e.querySelector('.number').textContent === {json.dumps(number)})"


def open_phone(stage, number):
    index = stage.page.until(f"{phone_button(number)} && [...document.querySelectorAll('.phone')].indexOf({phone_button(number)}) + 1") - 1
    stage.page.click(".phone", index)
    stage.page.until(f"{text('#who')} === {json.dumps(number)} && document.querySelector('#messages .item')")


def leave(page):
    """Back to the list, where a conversation is open."""
    if page.run("document.body.classList.contains('talking')"):
        page.click("#back")
    page.until("!document.body.classList.contains('talking')")


def same(got, wanted):
    assert got == wanted, f"{got!r}, and not {wanted!r}"
