package ihuyi;

import ihuyi.Abi.Plain;

/** 一份名单的进度；行数按行计，不按计费条数 / how far a list is; numbers of rows count rows, whatever they are billed as. */
public final class Progress {
    /** 一份名单所处的状态 / where a list stands. */
    public enum State {
        /** 可以加行；什么都没有写下，也没有发送 / rows can be added; nothing is on the disk, and nothing was sent. */
        PLANNING(Abi.IHUYI_BULK_PLANNING),
        /** 有行等待发送：调用 run / rows wait to be sent: call run. */
        READY(Abi.IHUYI_BULK_READY),
        /** getWait 秒之内不能发：不在时段内，或网络不通；之后再调用 run / nothing can be sent for getWait seconds: the hours are over, or the network is. */
        PAUSED(Abi.IHUYI_BULK_PAUSED),
        /** 不再发送：帐号、设置，或网关一律拒绝；排除原因，关闭名单再打开 / nothing more is sent: mend it, close the list, and open it again. */
        HALTED(Abi.IHUYI_BULK_HALTED),
        /** 没有行在等待；别的线程里可能还有正在发送的 / no row waits; some may still be on their way in other threads. */
        DONE(Abi.IHUYI_BULK_DONE),
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

    private final State state;
    private final int code;
    private final int wait;
    private final int flags;
    private final int rows;
    private final int planned;
    private final int sending;
    private final int accepted;
    private final int refused;
    private final int unknown;
    private final int leftOut;
    private final int segments;
    private final int acceptedSegments;
    private final String message;

    Progress(Plain.ihuyi_progress raw, Text text) {
        state = State.of(raw.state);
        code = raw.code;
        wait = raw.wait;
        flags = raw.flags;
        rows = raw.rows;
        planned = raw.planned;
        sending = raw.sending;
        accepted = raw.accepted;
        refused = raw.refused;
        unknown = raw.unknown;
        leftOut = raw.left_out;
        segments = raw.segments;
        acceptedSegments = raw.accepted_segments;
        message = text.decode(raw.message);
    }

    public State getState() {
        return state;
    }

    /** 暂停或停止的原因，否则为 0 / why it pauses, or was halted; otherwise 0. */
    public int getCode() {
        return code;
    }

    /** 暂停时：多少秒后可以继续 / seconds until it can go on, when it pauses. */
    public int getWait() {
        return wait;
    }

    /** Abi.IHUYI_FLAG_CUT，或 0 / Abi.IHUYI_FLAG_CUT, or 0. */
    public int getFlags() {
        return flags;
    }

    /** 要发的行，无论现在怎样；不含不发的 / rows that are to be sent, whatever has become of them: without those left out. */
    public int getRows() {
        return rows;
    }

    /** 等待发送的行 / rows that wait. */
    public int getPlanned() {
        return planned;
    }

    /** 别的线程里正在发送的行 / rows that are on their way in other threads. */
    public int getSending() {
        return sending;
    }

    /** 网关已受理的行 / rows that the gateway took. */
    public int getAccepted() {
        return accepted;
    }

    /** 被拒绝的行 / rows that were refused. */
    public int getRefused() {
        return refused;
    }

    /** 结果未知的行 / rows of unknown end. */
    public int getUnknown() {
        return unknown;
    }

    /** 未列入、不发的行 / rows that were left out. */
    public int getLeftOut() {
        return leftOut;
    }

    /** 要发的行一共计费几条；只有网关才知道的按一条算 / billed messages of all rows that are to be sent; one of which only the gateway knows counts as one. */
    public int getSegments() {
        return segments;
    }

    /** 其中已受理的计费几条 / billed messages of the accepted ones. */
    public int getAcceptedSegments() {
        return acceptedSegments;
    }

    /** 为什么暂停或停止、怎么办；给人看的 / why it pauses or was halted, and what to do; for people. */
    public String getMessage() {
        return message;
    }

    @Override
    public String toString() {
        return state + " " + accepted + "/" + rows + (code == 0 ? "" : " " + code);
    }
}
