"""The tabs for order notices and opt-outs, and the rows about deliveries, on a screen and on a phone, in the languages that there are."""

from look import DESKTOP, PHONE, Look
from notices_test import HERE, NOTICES, STAFF

TABS = {"notices": ("订单通知", "訂單通知", "Order notices"), "optouts": ("退订", "退訂", "Opt-outs"), "log": ("回执", "送達", "delivery reports")}


def test_nothing_overlaps_and_nothing_is_cut(world):
    for number, language in enumerate(("zh_CN", "zh_TW", "")):
        site = world.new_site(language=language)
        with open(f"{HERE}/shop/woocommerce.php") as stub:
            site.mu("shop", stub.read())
        site.settings(notices=NOTICES, staff=STAFF)
        site.php("foreach ( range( 100, 159 ) as $i ) { IhuyiSms\\Push\\OptOut::write( '13900000' . $i, true, $i % 2 ? 'T' : '', time() - 60 * $i ); }")
        site.post("/wp-json/ihuyi-sms/v1/push/x", {})
        owner = Look(world, site, "admin", language="en" if not language else language.replace("_", "-"))
        for tab, words in TABS.items():
            owner.go(f"/wp-admin/options-general.php?page=ihuyi-sms&tab={tab}")
            owner.page.run("document.querySelectorAll('#wpbody details').forEach(one => one.open = true)")
            assert words[number] in owner.text("#wpbody"), (language, tab, owner.text("#wpbody")[:500])
            if language:
                owner.fits(f"tab-{tab}-{language}", "#wpbody-content")
                continue
            # Its only Chinese words are in fields, of which no font is told.
            for size in (DESKTOP, PHONE):
                owner.page.size(*size)
                problems = owner.problems("#wpbody-content")
                assert not problems, (tab, size, problems)
