"""The site itself: what all the other tests stand on."""


def test_the_site_is_there_and_the_plugin_active(world):
    answer = world.site.get("/")
    assert answer.status == 200 and "测试站点" in answer.text
    assert world.site.value("get_option( 'active_plugins' )") == ["ihuyi-sms/ihuyi-sms.php"]


def test_an_administrator_gets_in_and_a_stranger_does_not(world):
    assert "wp-login.php" in world.site.get("/wp-admin/").url
    answer = world.site.login().get("/wp-admin/")
    assert answer.status == 200 and "wpadminbar" in answer.text, answer.url
