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
    private final Handle<Session> handle;

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
        handle = new Handle<>(this, made, client -> new Session(library, client), library::ihuyi_client_free,
            "客户端已关闭，请新建一个 / the client is closed, please make a new one");
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
     * @param options    每行一项“名称 = 值”（reference、resend、schedule、key.ip 等，可用 {@link Keys#lines} 得到），或 null / lines of key = value
     *                   (reference, resend, schedule, key.ip and so on; {@link Keys#lines} makes them), or null
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

    /** 生成一次性验证码并发出；编号存进访客的会话 / makes a one-time code and sends it; keep the id in the visitor's session. */
    public Verification verifyStart(String purpose, String mobile) {
        return verifyStart(purpose, mobile, (String) null);
    }

    /**
     * 生成一次性验证码并发出 / makes a one-time code and sends it.
     *
     * @param purpose 用途，如 register / what the code is for, as register
     * @param mobile  11 位手机号 / 11 digits
     * @param keys    限额按什么计数：ip、device、session 等；以及 channel、captcha_id、captcha_answer / what limits count by: ip, device, session
     *                and so on; and channel, captcha_id, captcha_answer
     */
    public Verification verifyStart(String purpose, String mobile, Map<String, String> keys) {
        return verifyStart(purpose, mobile, Keys.lines(keys));
    }

    /** 键是每行一个“键 = 值”的文字，访客给的内容不要直接拼进去 / the keys as lines of key = value; put nothing into them that a visitor sent. */
    public Verification verifyStart(String purpose, String mobile, String keys) {
        return handle.beside(session -> session.verifyStart(purpose, mobile, keys));
    }

    /** 把同一个验证码再发一次，路由设置决定 / sends the same code again, by the way that the settings choose. */
    public Verification verifyResend(String id) {
        return verifyResend(id, null, (String) null);
    }

    /** 把同一个验证码再发一次；channel 是 sms、voice 或 auto / sends the same code again; channel is sms, voice or auto. */
    public Verification verifyResend(String id, String channel, Map<String, String> keys) {
        return verifyResend(id, channel, Keys.lines(keys));
    }

    /** 键是每行一个“键 = 值”的文字 / the keys as lines of key = value. */
    public Verification verifyResend(String id, String channel, String keys) {
        return handle.beside(session -> session.verifyResend(id, channel, keys));
    }

    /**
     * 校验填写的验证码：填错、过期、没有、作废都不抛异常，见 {@link Verification#getStatus} / checks what was entered; wrong, expired, none and
     * locked are no exceptions: the status says which.
     */
    public Verification verifyCheck(String id, String code) {
        return handle.beside(session -> session.verifyCheck(id, code));
    }

    /** 现在能不能发，只按号码计数 / whether it may be sent now, by the number alone. */
    public Decision guardAsk(String service, String mobile) {
        return guardAsk(service, mobile, (String) null);
    }

    /** 现在能不能发；能发就算发了一次。不由本库发送时才用 / whether it may be sent now; counts as sent when it may. For what is sent by another way. */
    public Decision guardAsk(String service, String mobile, Map<String, String> keys) {
        return guardAsk(service, mobile, Keys.lines(keys));
    }

    /** 键是每行一个“键 = 值”的文字 / the keys as lines of key = value. */
    public Decision guardAsk(String service, String mobile, String keys) {
        return handle.beside(session -> session.guardAsk(service, mobile, keys));
    }

    /** 只按号码，不计数 / the same by the number alone, without counting. */
    public Decision guardStatus(String service, String mobile) {
        return guardStatus(service, mobile, (String) null);
    }

    /** 同 guardAsk，但不计数 / the same as guardAsk without counting. */
    public Decision guardStatus(String service, String mobile, Map<String, String> keys) {
        return guardStatus(service, mobile, Keys.lines(keys));
    }

    /** 键是每行一个“键 = 值”的文字 / the keys as lines of key = value. */
    public Decision guardStatus(String service, String mobile, String keys) {
        return handle.beside(session -> session.guardStatus(service, mobile, keys));
    }

    /** 清掉一个号码（mobile）、地址（ip）或其他键的计数 / forgets what was counted for a number (mobile), an address (ip) or another key. */
    public void guardUnlock(String kind, String value) {
        handle.beside(session -> session.guardUnlock(kind, value));
    }

    /** 出一张图片验证码 / makes a picture challenge. */
    public Captcha captchaNew() {
        return captchaNew((String) null);
    }

    /** 出一张图片验证码，按地址限量 / makes a picture challenge; an address is held to the limit of pictures. */
    public Captcha captchaNew(Map<String, String> keys) {
        return captchaNew(Keys.lines(keys));
    }

    /** 键是每行一个“键 = 值”的文字 / the keys as lines of key = value. */
    public Captcha captchaNew(String keys) {
        return handle.beside(session -> session.captchaNew(keys));
    }

    /** 图片的答案对不对；一张图片只能答一次 / whether the answer to a picture is right; a picture can be answered once. */
    public boolean captchaCheck(String id, String answer) {
        return handle.beside(session -> session.captchaCheck(id, answer));
    }

    /** 同下，不带选项 / the same without options. */
    public Bulk bulk(String journal) {
        return bulk(journal, (String) null);
    }

    /**
     * 一份名单：每行只发一次；任务文件不存在时开始新的计划，已存在时接着发 / a list of messages that are each sent once: begins a plan, or takes over
     * the one whose journal is there.
     *
     * <p>设置在此刻复制，以后改或关闭客户端都不影响名单 / the settings are copied: the client may be changed and closed.
     *
     * @param journal 任务文件的路径 / path of the file that holds the list
     * @param options service（sms 或 marketing）、template_id、hours（09:00-20:30，北京时间）、rate、repeats，营销短信还有 schedule、list、batch；任务文件
     *                已存在时要与计划时一致，rate 除外 / service (sms or marketing), template_id, hours (09:00-20:30, China Standard Time), rate,
     *                repeats, and for marketing schedule, list, batch; where the journal is there, each must be as it was planned, but rate
     */
    public Bulk bulk(String journal, Map<String, String> options) {
        return bulk(journal, Keys.lines(options));
    }

    /** 选项是每行一个“键 = 值”的文字 / the options as lines of key = value. */
    public Bulk bulk(String journal, String options) {
        Handle.freeForgotten();
        return handle.beside(session -> session.bulk(journal, options));
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

    /**
     * 读懂一次推送并记下来，供 {@link #status} 和 {@link #inbox} 查询；抛异常时不要回答 success，网关会再推 / reads the body of a push and remembers
     * what it says, for {@link #status} and {@link #inbox}; when it throws, do not answer success, and the gateway will push it again.
     */
    public Push recordPush(String body) {
        return handle.beside(session -> session.recordPush(body));
    }

    /**
     * 一条短信的去向，只有 track = on 时发出的才有；没有记录时抛出 {@link StoreException}，代码 {@link Abi#IHUYI_E_NO_STATUS} / what became of a
     * message that was sent with track = on; {@link StoreException} with the code {@link Abi#IHUYI_E_NO_STATUS} when nothing is remembered of it.
     *
     * @param what 流水号，或发送时的 reference；或号码：发给它的、最近一条结果未知的短信 / the gateway's id, or the reference it was sent with; or a
     *             number: the newest message of unknown end to it
     */
    public Delivery status(String what) {
        return handle.beside(session -> session.status(what));
    }

    /**
     * 收件箱里的下一条：用户回复或模板审核结果；没有了为 null / the next reply of a user, or verdict on a template, that was remembered; null when
     * there is no more.
     *
     * @param after 上一条的 {@link Push#getNumber}，从 0 开始 / {@link Push#getNumber} of the last one that was read; begin with 0
     */
    public Push inbox(long after) {
        return handle.beside(session -> session.inbox(after));
    }

    /** 关闭；重复关闭无妨 / closes the client; doing so again does no harm. */
    @Override
    public void close() {
        handle.free();
    }
}
