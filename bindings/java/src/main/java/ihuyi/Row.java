package ihuyi;

import ihuyi.Abi.Plain;

/** 名单里的一行；没有的字段为空或 0 / one row of a list; what a row does not have is empty, or 0. */
public final class Row {
    /** 一行所处的状态 / where a row stands. */
    public enum State {
        /** 等待发送 / it waits. */
        PLANNED(Abi.IHUYI_ROW_PLANNED),
        /** 正在发送 / it is on its way. */
        SENDING(Abi.IHUYI_ROW_SENDING),
        /** 网关已受理 / the gateway took it. */
        ACCEPTED(Abi.IHUYI_ROW_ACCEPTED),
        /** 被网关或本库的检查拒绝，没有发出 / the gateway, or a check of the library, refused it; nothing was sent. */
        REFUSED(Abi.IHUYI_ROW_REFUSED),
        /** 可能发出了，也可能没有；绝不自己重发 / it may have been sent, and may not; never sent again by itself. */
        UNKNOWN(Abi.IHUYI_ROW_UNKNOWN),
        /** 没有列入计划，或轮到时号码已退订；说明在 getMessage / left out, by the plan or for an opt-out since; its words say why. */
        LEFT_OUT(Abi.IHUYI_ROW_LEFT_OUT),
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

    private final long number;
    private final State state;
    private final int code;
    private final int flags;
    private final int line;
    private final int segments;
    private final String mobile;
    private final String reference;
    private final String messageId;
    private final String time;
    private final String message;

    Row(Plain.ihuyi_row raw, Text text) {
        // Unsigned there; Java has no such number.
        number = raw.number & 0xffffffffL;
        state = State.of(raw.state);
        code = raw.code;
        flags = raw.flags;
        line = raw.line;
        segments = raw.segments;
        mobile = text.decode(raw.mobile);
        reference = text.decode(raw.reference);
        messageId = text.decode(raw.message_id);
        time = text.decode(raw.time);
        message = text.decode(raw.message);
    }

    /** 在任务文件里的编号，从 1 开始 / its number in the journal, from 1 on. */
    public long getNumber() {
        return number;
    }

    public State getState() {
        return state;
    }

    /** 最后一次回答的代码，或不发的原因 / the last answer's code, or why it was left out. */
    public int getCode() {
        return code;
    }

    /** Abi.IHUYI_FLAG_CUT，或 0 / Abi.IHUYI_FLAG_CUT, or 0. */
    public int getFlags() {
        return flags;
    }

    /**
     * 在名单里的位置，加进的第一行是 1；计划由 ihuyi bulk plan 做的，是表格的行号 / where it stood in the list: the first that was added is 1; where
     * ihuyi bulk plan made the plan, the spreadsheet's row.
     */
    public int getLine() {
        return line;
    }

    /** 计费条数，只有网关才知道时为 0 / billed messages; 0 when only the gateway knows. */
    public int getSegments() {
        return segments;
    }

    /** 完整的号码，不要写进日志 / the whole number: keep it out of logs. */
    public String getMobile() {
        return mobile;
    }

    /** 加进来时的参考号 / what it was called when it was added. */
    public String getReference() {
        return reference;
    }

    /** 网关给的流水号 / the gateway's id. */
    public String getMessageId() {
        return messageId;
    }

    /** 何时到了现在的状态，北京时间；没有发送过为空 / when it came to where it stands, China Standard Time; empty: never sent. */
    public String getTime() {
        return time;
    }

    /** 网关或本库的说明，给人看的 / the gateway's words or the library's, for people. */
    public String getMessage() {
        return message;
    }

    @Override
    public String toString() {
        return number + " " + state + " " + code + (messageId.isEmpty() ? "" : " id=" + messageId);
    }
}
