package ihuyi;

/** 一条短信的去向 / what became of a message. */
public enum State {
    /** 网关已受理，还没有回执 / the gateway took it; its receipt is not there yet. */
    ACCEPTED(Abi.IHUYI_STATE_ACCEPTED),
    /** 手机已收到；有几个号码时，全部收到 / the phone has got it; all of them, where there are several. */
    DELIVERED(Abi.IHUYI_STATE_DELIVERED),
    /** 手机没有收到；有几个号码时，至少一个没有收到 / the phone has not got it; where there are several, one of them at least. */
    FAILED(Abi.IHUYI_STATE_FAILED),
    /** 请求已发出，不知道网关有没有受理：不要盲目重发 / it left, and nobody knows whether the gateway took it: do not resend blindly. */
    UNKNOWN(Abi.IHUYI_STATE_UNKNOWN),
    /** 较新的动态库增加的 / one that a newer library added. */
    OTHER(-1);

    private final int number;

    State(int number) {
        this.number = number;
    }

    /** ihuyi.h 中的数值 / the number in ihuyi.h. */
    public int getNumber() {
        return number;
    }

    static State of(int number) {
        for (State state : values()) if (state.number == number) return state;
        return OTHER;
    }
}
