package ihuyi;

/** 验证码走的路 / the way a code went. */
public enum Channel {
    /** 没有发出 / it did not go. */
    NONE(0),
    /** 短信 / as a text message. */
    SMS(Abi.IHUYI_CHANNEL_SMS),
    /** 电话读出 / read out in a call. */
    VOICE(Abi.IHUYI_CHANNEL_VOICE),
    /** 较新的动态库增加的 / one that a newer library added. */
    OTHER(-1);

    private final int number;

    Channel(int number) {
        this.number = number;
    }

    /** ihuyi.h 中的数值 / the number in ihuyi.h. */
    public int getNumber() {
        return number;
    }

    static Channel of(int number) {
        for (Channel channel : values()) if (channel.number == number) return channel;
        return OTHER;
    }
}
