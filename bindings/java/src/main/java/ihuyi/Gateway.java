package ihuyi;

/** 最简单的用法：账号、密钥、号码、内容 / the shortest way: account, key, number, text. Any number of threads may call at once. */
public final class Gateway {
    private Gateway() {
    }

    /**
     * 发一条短信 / sends one text message.
     *
     * @param account 控制台的 APIID / the console's APIID
     * @param apikey  控制台的 APIKEY，不会传输 / the console's APIKEY; it signs and does not travel
     * @param mobile  11 位手机号 / 11 digits
     * @param content 完整的内容，不含签名 / the whole text, without signature
     */
    public static Result send(String account, String apikey, String mobile, String content) {
        return standard().send(account, apikey, mobile, content);
    }

    /** 打电话读出 4 到 6 位验证码 / calls and reads out a code of 4 to 6 digits. */
    public static Result voice(String account, String apikey, String mobile, String code) {
        return standard().voice(account, apikey, mobile, code);
    }

    /** 返回码的中文含义 / what a code means, in Chinese. */
    public static String strerror(int code) {
        return standard().strerror(code);
    }

    /** 解释短信的一个返回码 / explains a code of text messages. */
    public static Explanation explain(int code) {
        return explain(code, null, null);
    }

    /** 解释一种服务的一个返回码，lang 是 zh 或 en / explains a code of a service, in zh or en. */
    public static Explanation explain(int code, String service, String lang) {
        return standard().explain(code, service, lang);
    }

    /** 计算短信的计费条数，不发送 / counts billed messages without sending. */
    public static Result segments(String content) {
        return segments(content, null);
    }

    /** 计算一种服务的计费条数，不发送 / counts billed messages of a service without sending. */
    public static Result segments(String content, String service) {
        return standard().segments(content, service);
    }

    /** 读懂一次推送 / reads the body of a push. */
    public static Push parsePush(String body) {
        return standard().parsePush(body);
    }

    /** 动态库的版本 / the library's release. */
    public static String version() {
        return Text.UTF_8.decode(Loader.get().ihuyi_version());
    }

    /** 动态库的 ABI 版本 / the library's ABI version. */
    public static int abiVersion() {
        return Loader.get().ihuyi_abi_version();
    }

    /** 已装入的动态库 / the library that was loaded: its path, or the name the system knows it by. */
    public static String libraryPath() {
        return Loader.location();
    }

    /** 指定动态库的路径，在第一次调用之前 / loads the library of this path, before anything else is called. */
    public static void load(String path) {
        Loader.load(path);
    }

    private static Session standard() {
        return new Session(Loader.get(), null);
    }
}
