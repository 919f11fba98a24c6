"""How the page looks: at several widths, in both schemes and both languages, with 200 messages of every kind."""

import json

import gateway
from gateway import MOBILE
from layout import problems
from stage import DESKTOP, PHONE, leave, open_phone, same


def nothing_overlaps_or_is_cut(stage):
    page = stage.page
    for size in (DESKTOP, PHONE):
        page.size(*size)
        for dark in (False, True):
            page.scheme(dark)
            for language in ("zh-CN", "en"):
                if page.run("document.documentElement.lang") != language:
                    page.click("#language")
                    page.until(f"document.documentElement.lang === {json.dumps(language)}")
                look = f"{size[0]}-{'dark' if dark else 'light'}-{language}"
                if size == PHONE:
                    leave(page)
                    same(problems(page), [])
                    stage.picture(f"phones-{look}")
                for number in (MOBILE, "13500000000", gateway.FAMILY, "1 2025550100", "1" * 60):
                    open_phone(stage, number)
                    for where in ("0", "1e9"):
                        page.run(f"document.querySelector('#scroll').scrollTop = {where}")
                        same(problems(page), [])
                        if number in (MOBILE, "13500000000") and (where == "0" or number == MOBILE):
                            stage.picture(f"talk-{number[:5]}-{where}-{look}")
                    if size == PHONE:
                        leave(page)
    page.size(*DESKTOP)
    page.scheme(False)
    page.click("#language")
    page.until("document.documentElement.lang === 'zh-CN'")


def narrower_and_wider_windows_do_as_well(stage):
    page = stage.page
    for size in ((320, 640), (360, 740), (412, 915), (600, 900), (720, 900), (721, 900), (1000, 700), (1001, 700), (1920, 1080)):
        page.size(*size)
        if size[0] <= 720:
            leave(page)
            same(problems(page), [])
        for number in (MOBILE, gateway.FAMILY, "1" * 60):
            open_phone(stage, number)
            same(problems(page), [])
            if size[0] <= 720:
                leave(page)
        if size[0] == 320:
            stage.picture("phones-320")
    page.size(*DESKTOP)


def what_overlaps_or_is_cut_would_be_seen(stage):
    page = stage.page
    open_phone(stage, MOBILE)
    for size in (DESKTOP, PHONE):
        page.size(*size)
        same(problems(page), [])
        for what, selector, change, words in (
                ("a narrow bubble", ".bubble", {"width": "60px", "overflow": "hidden", "whiteSpace": "nowrap"}, "cut"),
                ("a text beside its bubble", ".bubble .text", {"marginLeft": "-200px"}, "sticks out"),
                ("one bubble on another", ".item:nth-child(3)", {"marginTop": "-60px"}, "overlaps"),
                ("a button on another", ".act.fail", {"marginLeft": "-30px"}, "overlaps"),
                ("a number that is cut", ".who h2", {"width": "40px", "overflow": "hidden", "whiteSpace": "nowrap"}, "cut"),
                ("a page too wide", ".bar", {"width": "1500px"}, "wider"),
                ("a tool outside", ".tools", {"marginRight": "-60px"}, "")):
            element = f"document.querySelector({json.dumps(selector)})"
            page.run(f"Object.assign({element}.style, {json.dumps(change)}) && true")
            found = problems(page)
            assert any(words in problem for problem in found), f"{what}: {found}"
            page.run(f"{element}.removeAttribute('style')")
            same(problems(page), [])
    page.size(*DESKTOP)


def dialogs_and_details_fit_too(stage):
    page = stage.page
    for size in (DESKTOP, PHONE):
        page.size(*size)
        if size == PHONE:
            leave(page)
        for language in ("en", "zh-CN"):
            page.click("#language")
            page.until(f"document.documentElement.lang === {json.dumps(language)}")
            for name in ("clock", "faults", "push", "clear"):
                page.click(f"#open-{name}")
                page.until("document.querySelector('dialog[open]')")
                same(problems(page), [])
                stage.picture(f"dialog-{name}-{size[0]}-{language}")
                page.click("dialog[open] .cancel")
                page.until("!document.querySelector('dialog[open]')")
            open_phone(stage, "13500000000")
            page.until("!document.querySelector('.about')")
            page.click(".act.fail")
            page.until("document.querySelector('#receipt-dialog[open]')")
            same(problems(page), [])
            stage.picture(f"dialog-receipt-{size[0]}-{language}")
            page.click("#receipt-dialog .cancel")
            for opened, index in enumerate((0, stage.last(".act.raw")), 1):
                page.click(".act.raw", index)
                page.until(f"document.querySelectorAll('.about').length === {opened}")
                same(problems(page), [])
            stage.picture(f"details-{size[0]}-{language}")
            if size == PHONE:
                leave(page)
    page.size(*DESKTOP)
