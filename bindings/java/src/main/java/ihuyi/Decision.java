package ihuyi;

import ihuyi.Abi.Plain;

/** 限额怎么说 / what the limits say. */
public final class Decision {
    private final boolean allowed;
    private final int wait;
    private final String limit;
    private final int flags;
    private final Result result;

    Decision(Result result, Plain.ihuyi_decision raw, Text text) {
        allowed = raw.allowed != 0;
        wait = raw.wait;
        limit = text.decode(raw.limit);
        flags = raw.flags;
        this.result = result;
    }

    /** 可以发 / it may be sent. */
    public boolean isAllowed() {
        return allowed;
    }

    /** 多少秒后可以（再）发；等待无用时为 0 / seconds until it may be sent (again); 0 when no waiting helps. */
    public int getWait() {
        return wait;
    }

    /** 起作用的限额，如 sms:mobile 1/60s / the limit that decided. */
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
        return (allowed ? "allowed " : "not allowed ") + result.getCode();
    }
}
