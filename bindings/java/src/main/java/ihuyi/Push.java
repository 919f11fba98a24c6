package ihuyi;

import ihuyi.Abi.Plain;

/** 网关推送的内容；没有的字段为空 / what the gateway tells afterwards; what a kind does not have is empty. */
public final class Push {
    /** 推送的种类 / what a push is. */
    public enum Kind {
        /** 状态报告 / a delivery receipt. */
        RECEIPT(Abi.IHUYI_PUSH_RECEIPT),
        /** 用户回复 / a user's reply. */
        REPLY(Abi.IHUYI_PUSH_REPLY),
        /** 模板审核结果 / the verdict on a template. */
        TEMPLATE_REVIEW(Abi.IHUYI_PUSH_TEMPLATE_REVIEW),
        /** 较新的动态库增加的种类 / a kind that a newer library added. */
        OTHER(-1);

        private final int number;

        Kind(int number) {
            this.number = number;
        }

        /** ihuyi.h 中的数值 / the number in ihuyi.h. */
        public int getNumber() {
            return number;
        }

        static Kind of(int number) {
            for (Kind kind : values()) if (kind.number == number) return kind;
            return OTHER;
        }
    }

    private final Kind kind;
    private final int code;
    private final boolean success;
    private final int flags;
    private final String messageId;
    private final String mobile;
    private final String status;
    private final String explanation;
    private final String time;
    private final String templateId;
    private final String content;
    private final String answer;
    private final long number;

    Push(Plain.ihuyi_push raw, Text text) {
        kind = Kind.of(raw.kind);
        code = raw.code;
        success = raw.success != 0;
        flags = raw.flags;
        messageId = text.decode(raw.message_id);
        mobile = text.decode(raw.mobile);
        status = text.decode(raw.status);
        explanation = text.decode(raw.explanation);
        time = text.decode(raw.time);
        templateId = text.decode(raw.template_id);
        content = text.decode(raw.content);
        answer = text.decode(raw.answer);
        // Unsigned there; Java has no such number.
        number = raw.number & 0xffffffffL;
    }

    public Kind getKind() {
        return kind;
    }

    /** 推送自己的代码，2 是送达或通过 / the push's own code: 2 is delivered, or approved. */
    public int getCode() {
        return code;
    }

    /** 送达或通过 / delivered, or approved. */
    public boolean isSuccess() {
        return success;
    }

    /** Abi.IHUYI_FLAG_CUT，或 0 / Abi.IHUYI_FLAG_CUT, or 0. */
    public int getFlags() {
        return flags;
    }

    /** 发送时得到的流水号 / the id that the submission was answered with. */
    public String getMessageId() {
        return messageId;
    }

    /** 完整的号码，不要写进日志 / the whole number: keep it out of logs. */
    public String getMobile() {
        return mobile;
    }

    /** 运营商的状态，或审核意见 / the carrier's status, or the review's reason. */
    public String getStatus() {
        return status;
    }

    /** 状态的含义和办法 / what the status means and what to do. */
    public String getExplanation() {
        return explanation;
    }

    /** 时间，推定为北京时间 / time of the event, China Standard Time presumed. */
    public String getTime() {
        return time;
    }

    public String getTemplateId() {
        return templateId;
    }

    /** 用户回复的文字 / the user's text. */
    public String getContent() {
        return content;
    }

    /** 应答网关的文字 / what to answer the gateway with. */
    public String getAnswer() {
        return answer;
    }

    /**
     * 回复或模板审核结果在收件箱里的编号，没有记下来的为 0 / a reply's or a template review's number in the inbox; 0 where it was not
     * remembered.
     */
    public long getNumber() {
        return number;
    }

    @Override
    public String toString() {
        return kind + " " + code + " " + status;
    }
}
