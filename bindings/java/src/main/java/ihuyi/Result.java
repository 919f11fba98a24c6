package ihuyi;

import ihuyi.Abi.Plain;
import java.io.Serializable;

/** 调用结果，不可变 / what a call came to; never changes. */
public final class Result implements Serializable {
    private static final long serialVersionUID = 1;

    private final Outcome outcome;
    private final int code;
    private final Family family;
    private final int httpStatus;
    private final int flags;
    private final int segments;
    private final int characters;
    private final int recipients;
    private final Integer balance;
    private final int elapsedMs;
    private final String messageId;
    private final String message;

    Result(int code, Plain.ihuyi_result raw, Text text) {
        this.code = code;
        outcome = Outcome.of(raw.outcome);
        family = Family.of(raw.family);
        httpStatus = raw.http_status;
        flags = raw.flags;
        segments = raw.segments;
        characters = raw.characters;
        recipients = raw.recipients;
        balance = raw.balance < 0 ? null : raw.balance;
        elapsedMs = raw.elapsed_ms;
        messageId = text.decode(raw.message_id);
        message = text.decode(raw.message);
    }

    /** For a call that hands back a number and no more: what the library knows about that number. */
    Result(Plain.ihuyi_explanation raw, String message) {
        code = raw.code;
        outcome = Outcome.REFUSED;
        family = Family.of(raw.family);
        flags = Abi.IHUYI_FLAG_LOCAL;
        httpStatus = 0;
        segments = 0;
        characters = 0;
        recipients = 0;
        balance = null;
        elapsedMs = 0;
        messageId = "";
        this.message = message;
    }

    /** For what this package itself refuses. */
    Result(String refusal) {
        code = Abi.IHUYI_E_ARGUMENT;
        outcome = Outcome.REFUSED;
        family = Family.ARGUMENT;
        flags = Abi.IHUYI_FLAG_LOCAL;
        httpStatus = 0;
        segments = 0;
        characters = 0;
        recipients = 0;
        balance = null;
        elapsedMs = 0;
        messageId = "";
        message = refusal;
    }

    /** 结局：程序按它分支 / how it ended: branch on this. */
    public Outcome getOutcome() {
        return outcome;
    }

    /** 网关返回码（0 和正数）或本库代码（负数） / the gateway's code (0 and above) or the library's (below 0). */
    public int getCode() {
        return code;
    }

    /** 返回码的类别 / what the code is about. */
    public Family getFamily() {
        return family;
    }

    /** 网关最后一次应答的 HTTP 状态，没有则为 0 / HTTP status of the last reply, 0 without one. */
    public int getHttpStatus() {
        return httpStatus;
    }

    /** Abi.IHUYI_FLAG_... 之和 / the sum of Abi.IHUYI_FLAG_... */
    public int getFlags() {
        return flags;
    }

    /** 本库自查时拒绝，没有请求，没有计费 / a check of the library refused: no request, nothing billed. */
    public boolean isLocal() {
        return (flags & Abi.IHUYI_FLAG_LOCAL) != 0;
    }

    /** 按网关的时间重新签名后又请求了一次 / signed anew by the gateway's clock and asked once more. */
    public boolean isClockCorrected() {
        return (flags & Abi.IHUYI_FLAG_CLOCK_CORRECTED) != 0;
    }

    /** 同一个 reference 早先发过，这是那一次的结果，这次没有发送 / an earlier call with the same reference came to this; nothing was sent now. */
    public boolean isRepeated() {
        return (flags & Abi.IHUYI_FLAG_REPEATED) != 0;
    }

    /** 名单里的这一行不发，已记在计划里，别的行照发 / the row is in the plan of a list as left out, and is not sent; the other rows are. */
    public boolean isLeftOut() {
        return (flags & Abi.IHUYI_FLAG_LEFT_OUT) != 0;
    }

    /** 每个号码计费条数，不可知时为 0 / billed messages per recipient, 0 when that cannot be known. */
    public int getSegments() {
        return segments;
    }

    /** 计费字数（含签名），不可知时为 0 / characters billed, signature included, 0 when that cannot be known. */
    public int getCharacters() {
        return characters;
    }

    /** 号码个数，重复的只算一次 / recipients; a number given twice counts once. */
    public int getRecipients() {
        return recipients;
    }

    /** 剩余条数，只有查询余额时才有，否则为 null / messages left; only a balance call has it, else null. */
    public Integer getBalance() {
        return balance;
    }

    /** 耗时（毫秒） / milliseconds that the call took. */
    public int getElapsedMs() {
        return elapsedMs;
    }

    /** 网关给的流水号或模板编号；是文字，不是数字 / the gateway's id of the message or the template: text, not a number. */
    public String getMessageId() {
        return messageId;
    }

    /** 网关或本库的说明，给人看的 / the gateway's words or the library's, for people. */
    public String getMessage() {
        return message;
    }

    @Override
    public String toString() {
        return outcome + " " + code + (messageId.isEmpty() ? "" : " id=" + messageId);
    }
}
