"""The plugin speaks the site's language on every page."""

import html
import re

SETTINGS = "/wp-admin/options-general.php?page=ihuyi-sms"
OWNER = [SETTINGS, "/wp-admin/tools.php?page=ihuyi-sms-log", "/wp-admin/plugins.php", "/wp-admin/site-health.php?tab=debug", "/wp-admin/profile.php",
         "/wp-admin/options-privacy.php?tab=policyguide"]
VISITOR = ["/wp-login.php", "/wp-login.php?action=register", "/wp-login.php?action=lostpassword", "/wp-login.php?action=ihuyi_sms_signin", "/?p=1"]
# Writes down each text that comes back as it went in.
WATCH = """
function watch_word( $translated, $text ) {
    file_put_contents( WP_CONTENT_DIR . '/words.txt', ( $translated === $text ? '-' : '+' ) . $text . "\\n", FILE_APPEND | LOCK_EX );
    return $translated;
}
add_filter( 'gettext_ihuyi-sms', 'watch_word', 10, 2 );
add_filter( 'gettext_with_context_ihuyi-sms', 'watch_word', 10, 2 );
add_filter( 'ngettext_ihuyi-sms', function ( $translated, $single, $plural ) {
    watch_word( $translated, $translated === $plural ? $plural : $single );
    return $translated;
}, 10, 3 );
"""
EVERYTHING = {"register": "required", "login": "optional", "login_sms": True, "reset": True, "profile": True, "comment": "guests", "voice": True, "captcha": "never"}


def site_in(world, language):
    site = world.new_site(language=language)
    site.settings(**EVERYTHING)
    site.php("update_option( 'users_can_register', 1 );")
    # One of each outcome for the log, and for the words about it.
    site.php(r"""foreach ( array( '13800000000', '19900004051' ) as $mobile ) {
        IhuyiSms\Gateway::submit( 'sms', $mobile, '您的验证码是：1234。请不要把验证码泄露给其他人。', array( 'purpose' => 'test' ) );
    }""")
    return site


def tour(site):
    """Everybody looks at everything; the pages of the owner, by their addresses."""
    owner, seen = site.login(), {}
    tabs = re.findall(r'href="([^"]*page=ihuyi-sms&(?:amp|#038);tab=[a-z]+)"', owner.get(SETTINGS).text)
    assert len(set(tabs)) >= 4, tabs
    for path in OWNER + sorted({html.unescape(tab) for tab in tabs}):
        answer = owner.get(path)
        assert answer.status == 200, path
        seen[path] = answer.text
    for path in VISITOR:
        assert site.get(path).status == 200, path
    visitor = site.visitor()
    page = visitor.get("/wp-login.php?action=register")
    for mobile in ("1", "13800000007"):
        page = visitor.submit(page, "ihuyi_sms_mobile", more={"ihuyi_sms_send": "sms"}, ihuyi_sms_mobile=mobile)
    visitor.submit(page, "ihuyi_sms_mobile", ihuyi_sms_code="12", user_login="visitor", user_email="visitor@example.com")
    return seen


def spoken(world, language):
    site = site_in(world, language)
    site.mu("words", WATCH)
    tour(site)
    with open(f"{site.web}/wp-content/words.txt") as file:
        words = set(file.read().splitlines())
    assert sum(word[0] == "+" for word in words) > 150, len(words)
    # Version, address and author of the plugin's header are the same in every language.
    left = {word[1:] for word in words if word[0] == "-"} - {"https://www.ihuyi.com/", "ihuyi contributors"}
    left = sorted(word for word in left if not re.fullmatch(r"[\d.]+", word))
    assert not left, left


def test_every_text_is_simplified_chinese(world):
    spoken(world, "zh_CN")


def test_every_text_is_traditional_chinese(world):
    spoken(world, "zh_TW")


def test_in_english_there_is_no_chinese(world):
    seen = tour(site_in(world, ""))
    strange = {}
    for path, text in seen.items():
        if "page=ihuyi-sms" not in path:
            continue
        own = text.split('<div class="wrap', 1)[1].split('<div id="wpfooter"')[0]
        # The company's name, the gateway's own words, and the answers that opt out stay what they are.
        own = re.sub(r"互亿无线|测试站点|提交成功|剩余条数不足|(?:回复?)?TD?退订|退订|退訂|订阅|訂閱|回复?TD?", "", html.unescape(own))
        if found := re.findall(r"[\u3400-\u9fff][^<\n]{0,40}", own):
            strange[path] = found[:5]
    assert not strange, strange
