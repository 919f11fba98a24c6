package ihuyi;

/** 返回码属于哪一类；每一类有自己的异常 / what a code is about; each family has an exception of its own. */
public enum Family {
    NONE(Abi.IHUYI_FAMILY_NONE),
    ACCOUNT(Abi.IHUYI_FAMILY_ACCOUNT),
    BALANCE(Abi.IHUYI_FAMILY_BALANCE),
    NUMBER(Abi.IHUYI_FAMILY_NUMBER),
    CONTENT(Abi.IHUYI_FAMILY_CONTENT),
    TEMPLATE(Abi.IHUYI_FAMILY_TEMPLATE),
    LIMIT(Abi.IHUYI_FAMILY_LIMIT),
    GATEWAY(Abi.IHUYI_FAMILY_GATEWAY),
    ARGUMENT(Abi.IHUYI_FAMILY_ARGUMENT),
    SETTING(Abi.IHUYI_FAMILY_SETTING),
    NETWORK(Abi.IHUYI_FAMILY_NETWORK),
    UNKNOWN(Abi.IHUYI_FAMILY_UNKNOWN),
    INTERNAL(Abi.IHUYI_FAMILY_INTERNAL),
    /** 一次性验证码或图片验证码 / a one-time code or a picture challenge. */
    VERIFY(Abi.IHUYI_FAMILY_VERIFY),
    /** 存储和它的密钥，以及里面没有的记录 / the store, its secret key, and what is not remembered there. */
    STORE(Abi.IHUYI_FAMILY_STORE),
    /** 较新的动态库增加的类别 / a family that a newer library added. */
    OTHER(-1);

    private final int number;

    Family(int number) {
        this.number = number;
    }

    /** ihuyi.h 中的数值 / the number in ihuyi.h. */
    public int getNumber() {
        return number;
    }

    static Family of(int number) {
        for (Family family : values()) if (family.number == number) return family;
        return OTHER;
    }
}
