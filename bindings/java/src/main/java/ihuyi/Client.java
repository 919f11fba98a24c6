package ihuyi;

import com.sun.jna.Pointer;
import ihuyi.Abi.Plain;
import java.util.Collections;
import java.util.Map;
import java.util.function.Function;

/**
 * 带设置的客户端，可供多个线程同时使用 / a client with settings of its own; any number of threads may use it at once.
 *
 * <p>{@link #set} and {@link #close} wait for the calls under way and let no other begin.
 */
public final class Client implements AutoCloseable {
    private final Handle handle;

    /** 设置取自环境变量（IHUYI_ACCOUNT 等） / settings from the environment (IHUYI_ACCOUNT and so on). */
    public Client() {
        this(Session::newClient, Collections.<String, String>emptyMap());
    }

    /** 再加上这些设置 / and these settings on top. */
    public Client(Map<String, String> settings) {
        this(Session::newClient, settings);
    }

    private Client(Function<Session, Pointer> make, Map<String, String> settings) {
        Plain.Functions library = Loader.get();
        Handle.freeForgotten();
        Pointer made = make.apply(new Session(library, null));
        handle = new Handle(this, library, made);
        try {
            // A session that can be made at all: the charset is one that Java knows.
            handle.alone(session -> null);
            for (Map.Entry<String, String> setting : settings.entrySet()) set(setting.getKey(), setting.getValue());
        } catch (RuntimeException e) {
            handle.free();
            throw e;
        }
    }

    /** 设置取自 INI 文件，环境变量优先 / settings from an INI file; the environment beats it. */
    public static Client open(String path) {
        return new Client(session -> session.openClient(path), Collections.<String, String>emptyMap());
    }

    /** 改变一项设置，名称见 docs/settings.zh-CN.md / changes one setting; docs/settings.md lists them. */
    public void set(String key, String value) {
        handle.alone(session -> {
            session.set(key, value);
            return null;
        });
    }

    /** 发一条短信 / sends one text message. */
    public Result send(String mobile, String content) {
        return submit("sms", mobile, content);
    }

    /** 打电话读出 4 到 6 位验证码 / calls and reads out a code of 4 to 6 digits. */
    public Result voice(String mobile, String code) {
        return submit("voice", mobile, code);
    }

    /** 按模板发短信，只给变量 / sends by template: the variables alone. */
    public Result sendTemplate(String mobile, String templateId, String... variables) {
        for (int i = 0; variables != null && i < variables.length; i++) {
            if (variables[i] == null || variables[i].indexOf('|') < 0) continue;
            throw new IllegalArgumentException("第 " + (i + 1) + " 个变量里有“|”，它是变量之间的分隔符，未发送；请先去掉或换成别的字符 / variable " + (i + 1)
                    + " holds \"|\", which separates variables; nothing was sent: remove or replace it first");
        }
        return submit("sms", mobile, variables == null ? null : String.join("|", variables), templateId, null);
    }

    /** 语音通知 / a call that reads out an approved text. */
    public Result voiceNotice(String mobile, String content) {
        return submit("voice_notice", mobile, content);
    }

    /** 按模板的语音通知，各变量以 | 相连 / a voice notification by template; its variables joined with |. */
    public Result voiceNotice(String mobile, String content, String templateId) {
        return submit("voice_notice", mobile, content, templateId, null);
    }

    /** 国际短信，号码为“国家代码 空格 号码” / to another country: country code, blank, number. */
    public Result international(String mobile, String content) {
        return submit("international", mobile, content);
    }

    /** 按模板的国际短信 / to another country, by template. */
    public Result international(String mobile, String content, String templateId) {
        return submit("international", mobile, content, templateId, null);
    }

    /** 营销短信 / a marketing text to a list of numbers. */
    public Result marketing(Iterable<String> mobiles, String content) {
        return marketing(mobiles, content, null);
    }

    /** 定时的营销短信；schedule 如 2026-01-31 09:30:00，北京时间 / a marketing text at a time in China. */
    public Result marketing(Iterable<String> mobiles, String content, String schedule) {
        return submit("marketing", mobiles == null ? null : String.join(",", mobiles), content, null, schedule == null ? null : "schedule = " + schedule);
    }

    /** 任何一种服务 / any service: sms, voice, voice_notice, international, marketing. */
    public Result submit(String service, String mobile, String content) {
        return submit(service, mobile, content, null, null);
    }

    /**
     * 任何一种服务，带模板或选项 / any service, by template or with options.
     *
     * @param service    sms, voice, voice_notice, international, marketing
     * @param mobile     号码 / the number as that service wants it
     * @param content    内容；有模板编号时是以 | 相连的变量 / the text; with a template id the variables joined with |
     * @param templateId 模板编号，或 null / an approved template's number, or null
     * @param options    每行一项“名称 = 值”，或 null / lines of key = value, or null
     */
    public Result submit(String service, String mobile, String content, String templateId, String options) {
        return handle.beside(session -> session.submit(service, mobile, content, templateId, options));
    }

    /** 查询短信剩余条数，见 {@link Result#getBalance} / asks how many text messages are left. */
    public Result balance() {
        return balance(null);
    }

    /** 查询一种服务的剩余条数 / asks how many messages of a service are left. */
    public Result balance(String service) {
        return handle.beside(session -> session.balance(service));
    }

    /** 提交短信模板，编号见 {@link Result#getMessageId} / hands in a template; its number is the result's message id. */
    public Result addTemplate(String content) {
        return handle.beside(session -> session.addTemplate(content));
    }

    /** 解释短信的一个返回码 / explains a code of text messages. */
    public Explanation explain(int code) {
        return explain(code, null, null);
    }

    /** 解释一种服务的一个返回码，lang 是 zh 或 en / explains a code of a service, in zh or en. */
    public Explanation explain(int code, String service, String lang) {
        return handle.beside(session -> session.explain(code, service, lang));
    }

    /** 计算短信的计费条数，不发送 / counts billed messages without sending. */
    public Result segments(String content) {
        return segments(content, null);
    }

    /** 计算一种服务的计费条数，不发送 / counts billed messages of a service without sending. */
    public Result segments(String content, String service) {
        return handle.beside(session -> session.segments(content, service));
    }

    /** 读懂一次推送 / reads the body of a push. */
    public Push parsePush(String body) {
        return handle.beside(session -> session.parsePush(body));
    }

    /** 关闭；重复关闭无妨 / closes the client; doing so again does no harm. */
    @Override
    public void close() {
        handle.free();
    }
}
