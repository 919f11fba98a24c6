package ihuyi;

import ihuyi.Abi.Plain;

/** 一条短信的去向；不知道的为空或 0 / what is known of a message; what is not known is empty, or 0. */
public final class Delivery {
    private final State state;
    private final int code;
    private final int flags;
    private final int recipients;
    private final int delivered;
    private final int failed;
    private final String service;
    private final String messageId;
    private final String mobile;
    private final String status;
    private final String explanation;
    private final String submitted;
    private final String reported;

    Delivery(Plain.ihuyi_delivery raw, Text text) {
        state = State.of(raw.state);
        code = raw.code;
        flags = raw.flags;
        recipients = raw.recipients;
        delivered = raw.delivered;
        failed = raw.failed;
        service = text.decode(raw.service);
        messageId = text.decode(raw.message_id);
        mobile = text.decode(raw.mobile);
        status = text.decode(raw.status);
        explanation = text.decode(raw.explanation);
        submitted = text.decode(raw.submitted);
        reported = text.decode(raw.reported);
    }

    public State getState() {
        return state;
    }

    /**
     * 回执的代码，2 是送达；有几个号码时，是第一个失败的 / the receipt's code: 2 is delivered; of several numbers, that of the first one that
     * failed.
     */
    public int getCode() {
        return code;
    }

    /** Abi.IHUYI_FLAG_... 之和 / the sum of Abi.IHUYI_FLAG_... */
    public int getFlags() {
        return flags;
    }

    /** 提交时结果未知，后来由回执得知流水号 / the submission had ended unknown; a receipt has told its id since. */
    public boolean isSettled() {
        return (flags & Abi.IHUYI_FLAG_SETTLED) != 0;
    }

    /** 发给几个号码 / numbers that it went to. */
    public int getRecipients() {
        return recipients;
    }

    /** 其中几个已收到 / of these, how many have got it. */
    public int getDelivered() {
        return delivered;
    }

    /** 其中几个没有收到 / of these, how many have not. */
    public int getFailed() {
        return failed;
    }

    /** 哪一种服务，如 sms / the service, as sms. */
    public String getService() {
        return service;
    }

    /** 流水号，结果未知时为空 / the gateway's id; empty while the end is unknown. */
    public String getMessageId() {
        return messageId;
    }

    /** 第一个号码，已遮盖：138****0000 / the first number, masked: 138****0000. */
    public String getMobile() {
        return mobile;
    }

    /** getCode 所属回执的运营商状态，如 DELIVRD / the carrier's status, as DELIVRD, of the receipt that getCode is of. */
    public String getStatus() {
        return status;
    }

    /** 状态的含义和办法 / what the status means and what to do. */
    public String getExplanation() {
        return explanation;
    }

    /** 提交时间，北京时间 / when it was submitted, China Standard Time. */
    public String getSubmitted() {
        return submitted;
    }

    /** 运营商报告的时间，照网关写的 / when the carrier reported, as the gateway wrote it. */
    public String getReported() {
        return reported;
    }

    @Override
    public String toString() {
        return state + " " + code + (messageId.isEmpty() ? "" : " id=" + messageId);
    }
}
