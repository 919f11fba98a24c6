package ihuyi;

/** 一次发送的结局，恰好四种 / how a message ended: exactly one of four. */
public enum Outcome {
    /** 不向网关发请求的调用成功 / a call that asks no gateway succeeded. */
    NONE(0),
    /** 网关已受理，不要重发 / the gateway took it: do not send again. */
    ACCEPTED(Abi.IHUYI_OUTCOME_ACCEPTED),
    /** 被拒绝，先消除原因 / refused: mend the cause first. */
    REFUSED(Abi.IHUYI_OUTCOME_REFUSED),
    /** 没有发出，可以稍后重发 / nothing left this machine that the gateway could send: sending again later is safe. */
    NOT_SENT(Abi.IHUYI_OUTCOME_NOT_SENT),
    /** 结果未知，不要盲目重发 / the request left and no verdict came back: do not send again blindly. */
    UNKNOWN(Abi.IHUYI_OUTCOME_UNKNOWN);

    private final int number;

    Outcome(int number) {
        this.number = number;
    }

    /** ihuyi.h 中的数值 / the number in ihuyi.h. */
    public int getNumber() {
        return number;
    }

    // A library of this ABI version has no other; and of what cannot be read, nobody can say that it is safe to send again.
    static Outcome of(int number) {
        for (Outcome outcome : values()) if (outcome.number == number) return outcome;
        return UNKNOWN;
    }
}
