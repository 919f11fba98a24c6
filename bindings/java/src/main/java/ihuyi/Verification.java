package ihuyi;

import ihuyi.Abi.Plain;
import java.io.Serializable;

/** 一次性验证码；没有的字段为空或 0 / a one-time code, as far as a site needs to know it; what a call does not tell is empty, or 0. */
public final class Verification implements Serializable {
    private static final long serialVersionUID = 1;

    /** 一次性验证码怎么样了 / how it stands with a one-time code. */
    public enum Status {
        /** 已发出，或填对了 / it is out, or it was right. */
        OK,
        /** 填错了，还可以再试 / wrong, and may be tried again. */
        WRONG,
        /** 过期了 / its time is over. */
        EXPIRED,
        /** 没有这个验证码，或已经用过 / there is none, or it was used. */
        NONE,
        /** 错得太多，作废了 / entered wrongly too often, and dead. */
        LOCKED,
        /** 别的原因，见 {@link Verification#getResult} / something else: the result says what. */
        FAILED;

        private static Status of(int code) {
            switch (code) {
                case Abi.IHUYI_E_CODE_WRONG: return WRONG;
                case Abi.IHUYI_E_CODE_EXPIRED: return EXPIRED;
                case Abi.IHUYI_E_CODE_NONE: return NONE;
                case Abi.IHUYI_E_CODE_LOCKED: return LOCKED;
                default: return FAILED;
            }
        }
    }

    private final Status status;
    private final String id;
    private final Channel channel;
    private final int digits;
    private final int wait;
    private final int valid;
    private final int left;
    private final String mobile;
    private final String purpose;
    private final String limit;
    private final int flags;
    private final Result result;

    Verification(Result result, boolean succeeded, Plain.ihuyi_verification raw, Text text) {
        // Unknown: the message may have arrived, and the code that it holds is good.
        status = succeeded || result.getOutcome() == Outcome.UNKNOWN ? Status.OK : Status.of(result.getCode());
        id = text.decode(raw.id);
        channel = Channel.of(raw.channel);
        digits = raw.digits;
        wait = raw.wait;
        valid = raw.valid;
        left = raw.left;
        mobile = text.decode(raw.mobile);
        purpose = text.decode(raw.purpose);
        limit = text.decode(raw.limit);
        flags = raw.flags;
        this.result = result;
    }

    /** 发送：验证码已发出（含结果未知）；校验：填对了 / sending: a code is out, the outcome "unknown" included; checking: it was right. */
    public boolean isOk() {
        return status == Status.OK;
    }

    public Status getStatus() {
        return status;
    }

    /** 存进访客会话的编号 / what the site keeps in the visitor's session. */
    public String getId() {
        return id;
    }

    public Channel getChannel() {
        return channel;
    }

    /** 验证码的位数 / digits of the code. */
    public int getDigits() {
        return digits;
    }

    /** 多少秒后可以再要 / seconds until the code can be asked for again. */
    public int getWait() {
        return wait;
    }

    /** 还有效多少秒 / seconds that the code is still good. */
    public int getValid() {
        return valid;
    }

    /** 还可以试几次 / checks that are left. */
    public int getLeft() {
        return left;
    }

    /**
     * 填对之后：收到验证码的完整号码，以它为准，不要写进日志 / after a right check: the number that the code was sent to, whole: keep it out of
     * logs. Trust this one, and not what a form says.
     */
    public String getMobile() {
        return mobile;
    }

    /** 填对之后：用途 / after a right check: what the code was for. */
    public String getPurpose() {
        return purpose;
    }

    /** 拦下发送的限额，如 sms:mobile 1/60s / the limit that stopped the send. */
    public String getLimit() {
        return limit;
    }

    /** Abi.IHUYI_FLAG_CUT，或 0 / Abi.IHUYI_FLAG_CUT, or 0. */
    public int getFlags() {
        return flags;
    }

    public Result getResult() {
        return result;
    }

    @Override
    public String toString() {
        return status + " " + result.getCode();
    }
}
