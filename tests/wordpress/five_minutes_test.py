"""The pages "WordPress in five minutes" are followed to the letter, in Chinese and in English, on a fresh WordPress: the zip is uploaded, and
every button, tab and field is found by the words that the page has for it.

With a folder in PICTURES the pictures of these pages are left there: PICTURES=docs/wordpress tests/wordpress/run five_minutes."""

import glob
import json
import os
import re
import shutil
import subprocess

from gateway import KEY, PROGRAM
from look import DESKTOP, Look

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
OWNER, VISITOR = "13800000000", "13800000001"
# What the page calls things, in the order of its steps; and what it says when all is well.
WORDS = {
    "zh_CN": {
        "page": "docs/wordpress.zh-CN.md", "picture": "", "title": "互亿无线短信", "account": "短信 APIID", "key": "短信 APIKEY", "save": "保存更改",
        "test": "测试连接", "works": "连接成功", "mobile": "手机号码", "send": "发送", "forms": "表单", "registration": "注册", "needed": "必须验证手机号码",
        "code": "获取验证码", "log tab": "日志与隐私", "address": "回执接收地址", "log": "短信日志", "accepted": "已受理", "delivered": "已送达", "refused": "被拒",
    },
    "": {
        "page": "docs/wordpress.md", "picture": "-en", "title": "Ihuyi SMS", "account": "APIID for messages", "key": "APIKEY for messages", "save": "Save Changes",
        "test": "Test the connection", "works": "The connection works", "mobile": "Mobile number", "send": "Send", "forms": "Forms", "registration": "Registration",
        "needed": "A verified number is required", "code": "Send code", "log tab": "Log and privacy", "address": "Address for receipts", "log": "SMS log",
        "accepted": "Accepted", "delivered": "Delivered", "refused": "Refused",
    },
}
# What the steps name in passing, or what WordPress itself calls so.
UNSAID = {"works", "mobile", "key", "account", "send"}


def found(look, kind, word):
    """A selector for what a person would find by this word."""
    mark = look.page.until(f"""(() => {{
        const seen = e => e.getClientRects().length, words = e => (e.innerText || e.value || '').trim();
        const same = e => words(e) === {json.dumps(word)};
        let it;
        if ({json.dumps(kind)} === 'field') {{
            const label = [...document.querySelectorAll('label')].filter(seen).find(same);
            it = label && (label.htmlFor ? document.getElementById(label.htmlFor) : label.querySelector('input, select, textarea'));
        }} else {{
            it = [...document.querySelectorAll('button, input[type=submit], a')].filter(seen).find(same);
        }}
        if (!it) return '';
        it.dataset.found = {json.dumps(word)};
        return `[data-found="${{it.dataset.found}}"]`;
    }})()""")
    return mark


def picture(look, name):
    """Of the whole page, in a window as high as that; with the program where the page has its reader install it."""
    look.page.run(f"[...document.querySelectorAll('#wpbody p')].forEach(p => p.textContent.includes({json.dumps(PROGRAM)}) && (p.textContent = p.textContent.replace({json.dumps(PROGRAM)}, '/usr/local/bin/ihuyi')))")
    look.page.size(DESKTOP[0], look.page.run("document.documentElement.scrollHeight"))
    look.picture(name)
    look.page.size(*DESKTOP)


def follow(world, language):
    words = WORDS[language]
    with open(f"{ROOT}/{words['page']}") as file:
        page = file.read()
    unsaid = [word for name, word in words.items() if name not in UNSAID | {"page", "picture"} and word not in page]
    assert not unsaid, f"{words['page']} does not say: {unsaid}"

    site = world.new_site(active=False, configured=False, language=language)
    shutil.rmtree(f"{site.web}/wp-content/plugins/ihuyi-sms")
    site.php("update_option( 'users_can_register', 1 );")
    subprocess.run([f"{ROOT}/tools/wordpress-dist", site.folder], check=True, stdout=subprocess.DEVNULL)
    (package,) = glob.glob(f"{site.folder}/ihuyi-sms-*.zip")
    assert os.path.basename(package) in page, "the page names another zip"
    owner = Look(world, site, "admin")

    # 2. Upload, install, activate.
    owner.go("/wp-admin/plugin-install.php?tab=upload")
    root = owner.page.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    field = owner.page.send("DOM.querySelector", {"nodeId": root, "selector": "#pluginzip"})["nodeId"]
    owner.page.send("DOM.setFileInputFiles", {"files": [package], "nodeId": field})
    owner.press("#install-plugin-submit")
    owner.press(".wrap .button-primary")
    assert site.value("get_option( 'active_plugins' )") == ["ihuyi-sms/ihuyi-sms.php"], owner.text()

    # 3. The account, and the connection test.
    owner.press("#menu-settings > a")
    owner.press(found(owner, "button", words["title"]))
    owner.page.type(found(owner, "field", words["account"]), "C00000000")
    owner.page.type(found(owner, "field", words["key"]), KEY)
    owner.press(found(owner, "button", words["save"]))
    owner.press(found(owner, "button", words["test"]))
    assert words["works"] in owner.text(), owner.text()
    assert site.inbox() == []
    picture(owner, f"settings{words['picture']}")

    # 4. A message to oneself.
    owner.page.type(found(owner, "field", words["mobile"]), OWNER)
    owner.press(found(owner, "button", words["send"]))
    assert len(site.inbox(OWNER)) == 1, owner.text()

    # 5. The form for registration.
    owner.press(found(owner, "button", words["forms"]))
    chosen = found(owner, "field", words["registration"])
    value = owner.page.run(f"[...document.querySelector({json.dumps(chosen)}).options].find(option => option.text === {json.dumps(words['needed'])}).value")
    owner.page.choose(chosen, value)
    owner.press(found(owner, "button", words["save"]))
    assert site.value("IhuyiSms\\Settings::get( 'register' )") == "required"
    picture(owner, f"forms{words['picture']}")

    # 6. What a visitor sees.
    visitor = Look(world, site, language=language or "en")
    visitor.go("/wp-login.php?action=register")
    visitor.page.type("#user_login", "lixia")
    visitor.page.type("#user_email", "lixia@example.com")
    visitor.page.type(found(visitor, "field", words["mobile"]), VISITOR)
    visitor.page.click(found(visitor, "button", words["code"]))
    site.until(lambda: site.inbox(VISITOR))
    visitor.page.until("document.activeElement.name === 'ihuyi_sms_code'")
    picture(visitor, f"register{words['picture']}")
    code = site.code(VISITOR)
    assert re.fullmatch("[0-9]{6}", code)
    visitor.page.type("[name=ihuyi_sms_code]", code)
    visitor.press("#wp-submit")
    assert site.value("get_user_meta( get_user_by( 'login', 'lixia' )->ID, 'ihuyi_sms_mobile', true )") == VISITOR

    # 7. The address for receipts, in the gateway's hands.
    owner.press(found(owner, "button", words["log tab"]))
    address = owner.value(found(owner, "field", words["address"]))
    for message in site.inbox():
        site.sandbox.post("receipt", {"id": message["id"], "mobile": message["mobile"], "code": 2, "msg": "DELIVRD", "url": address})
    # The sandbox plays a number that is refused, too.
    site.php("IhuyiSms\\Gateway::submit( 'sms', '19900004051', '您的验证码是：1234。请不要把验证码泄露给其他人。', array( 'purpose' => 'test' ) );")

    # 8. The log.
    site.until(lambda: site.value("IhuyiSms\\Log::count( array( 'fate' => 'delivered' ) )") == 2)
    owner.press("#menu-tools > a")
    owner.press(found(owner, "button", words["log"]))
    shown = owner.text("#the-list")
    assert all(words[word] in shown for word in ("accepted", "delivered", "refused")), shown
    assert OWNER not in owner.text() and "138****0000" in shown
    picture(owner, f"log{words['picture']}")
    assert not [asked for asked in site.outside() if asked["plugin"]]


def test_the_chinese_page(world):
    follow(world, "zh_CN")


def test_the_english_page(world):
    follow(world, "")
